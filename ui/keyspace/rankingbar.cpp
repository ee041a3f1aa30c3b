// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/rankingbar.h"

#include "ui/keyspace/keytreeheader.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/transferpanel.h"

#include <QGridLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Column = KeyTreeModel::Column;

namespace {

constexpr int steps = 1000;

KeyRanking::By byOf(Column column)
{
    if (column == Column::Ttl)
        return KeyRanking::By::Ttl;
    return column == Column::Size ? KeyRanking::By::Size : KeyRanking::By::Idle;
}

QString askingText(Column by)
{
    if (by == Column::Ttl)
        return RankingBar::tr("Asking every key for its TTL");
    if (by == Column::Size)
        return RankingBar::tr("Asking every key for its size");
    return RankingBar::tr("Asking every key for its idle time");
}

QString triedText(Column by)
{
    if (by == Column::Ttl)
        return RankingBar::tr("Asking the keys for their TTL failed.");
    if (by == Column::Size)
        return RankingBar::tr("Asking the keys for their size failed.");
    return RankingBar::tr("Asking the keys for their idle time failed.");
}

} // namespace

RankingBar::RankingBar(Client &client, KeyTreeModel &model, KeyTreeHeader &header, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_model(model)
    , m_header(header)
    , m_text(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_back(new QPushButton(tr("Back to the tree"), this))
{
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    m_progress->setRange(0, steps);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Part of the keys that have been asked"));
    m_stop->setToolTip(tr("Stop asking and keep the order of the keys asked so far."));
    m_back->setToolTip(tr("Show the folders again."));
    auto *layout = new QGridLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->setColumnStretch(0, 1);
    layout->addWidget(m_text, 0, 0);
    layout->addWidget(m_stop, 0, 1);
    layout->addWidget(m_back, 0, 2);
    layout->addWidget(m_progress, 1, 0, 1, 3);
    connect(m_stop, &QPushButton::clicked, this, &RankingBar::stop);
    connect(m_back, &QPushButton::clicked, this, &RankingBar::backToTree);
    connect(&header, &KeyTreeHeader::rankingRequested, this, &RankingBar::rank);
    connect(&header, &KeyTreeHeader::orderChosen, this, &RankingBar::backToTree);
    connect(&model, &QAbstractItemModel::modelReset, this, &RankingBar::onReset);
    hide();
}

QString RankingBar::text() const
{
    return m_text->text();
}

void RankingBar::rank(Column column, Qt::SortOrder order)
{
    m_by = column;
    m_order = order;
    start();
}

void RankingBar::rankFolder(const QByteArray &prefix, Column column)
{
    backToTree();
    m_folder = prefix;
    rank(column, column == Column::Ttl ? Qt::AscendingOrder : Qt::DescendingOrder);
}

void RankingBar::start()
{
    m_header.showSort(m_by, m_order);
    const KeyStorePtr store = m_model.store();
    const KeyStore::Range keys = store->range(m_folder);
    m_job = JobHandle(std::make_unique<KeyRanking>(
        store, keys, KeyRanking::Wish{byOf(m_by), m_order == Qt::DescendingOrder}));
    m_job.on(&KeyRanking::progressed,
        [this](const RankingProgress &progress) { showRunning(progress); });
    m_job.on(
        &KeyRanking::ranked, [this](const QByteArrayList &names) { m_model.setRanking(names); });
    m_job.on(&KeyRanking::finished, [this](const RankingProgress &at) { showEnd(at, false); });
    m_job.on(&KeyRanking::stopped, [this](const RankingProgress &at) { showEnd(at, true); });
    m_job.on(&KeyRanking::failed,
        [this](const Error &error, const RankingProgress &) { onFailed(error); });
    m_client.start(m_job);
    RankingProgress none;
    none.keys = keys.size();
    showRunning(none);
}

void RankingBar::backToTree()
{
    m_job.reset();
    m_folder.clear();
    m_header.leaveRanking();
    hide();
}

void RankingBar::stop()
{
    if (m_job)
        m_job->cancel();
}

void RankingBar::showRunning(const RankingProgress &progress)
{
    const double all = static_cast<double>(std::max<qint64>(progress.keys, 1));
    m_progress->setValue(static_cast<int>(static_cast<double>(progress.asked) / all * steps));
    QStringList parts{askingText(m_by),
        tr("%1 of %2").arg(formatCount(progress.asked), formatCount(progress.keys))};
    if (const auto left = progress.timeLeft(); left && *left >= 1s)
        parts << tr("%1 left").arg(formatDuration(*left));
    show(parts, true);
}

QString RankingBar::shownText(qint64 keys) const
{
    const bool isRising = m_order == Qt::AscendingOrder;
    const auto say = [&](const QString &rising, const QString &falling) {
        return (isRising ? rising : falling).arg(formatCount(m_model.rowCount()), formatKeys(keys));
    };
    if (!m_model.isRanking()) // the rows are the tree's
        return tr("None of %1").arg(formatKeys(keys));
    if (m_by == Column::Ttl)
        return say(
            tr("%1 of %2, the soonest to expire first"), tr("%1 of %2, the last to expire first"));
    if (m_by == Column::Size)
        return say(tr("%1 smallest of %2"), tr("%1 largest of %2"));
    return say(tr("%1 used last of %2"), tr("%1 longest idle of %2"));
}

void RankingBar::showEnd(const RankingProgress &progress, bool isStopped)
{
    m_job.reset();
    QStringList parts{shownText(progress.keys)};
    if (isStopped)
        parts << tr("stopped after %1").arg(formatCount(progress.asked));
    if (progress.persistent > 0)
        parts << (progress.persistent == 1
                ? tr("1 never expires")
                : tr("%1 never expire").arg(formatCount(progress.persistent)));
    if (progress.gone > 0)
        parts << tr("%1 gone").arg(formatCount(progress.gone));
    if (progress.untold > 0)
        parts << tr("%1 not told by the server").arg(formatCount(progress.untold));
    show(parts, false);
    m_text->setToolTip(progress.problem);
}

void RankingBar::onFailed(const Error &error)
{
    backToTree();
    emit failed(error, triedText(m_by));
}

// Other keys are listed now: nothing of the ranking is left.
void RankingBar::onReset()
{
    if (m_model.isRanking() && m_model.rowCount() == 0)
        QMetaObject::invokeMethod(this, &RankingBar::backToTree, Qt::QueuedConnection);
}

void RankingBar::show(const QStringList &parts, bool isRunning)
{
    m_text->setToolTip({});
    const bool hadFocus = m_stop->hasFocus();
    QString text = parts.join(u" · "_s);
    if (!m_folder.isEmpty())
        text = tr("%1 · in %2").arg(text, displayBytes(m_folder));
    m_text->setText(text);
    m_progress->setVisible(isRunning);
    m_stop->setVisible(isRunning);
    setVisible(true);
    if (hadFocus && !isRunning)
        m_back->setFocus();
}

} // namespace hitlens
