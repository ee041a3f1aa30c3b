// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/foldersamplecard.h"

#include "app/redis/permission.h"
#include "ui/keyspace/ttlspread.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/scaledfont.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString whyUnknown(const Error &error)
{
    const QString rule = missingPermission(error);
    return rule.isEmpty() ? error.text
                          : FolderSampleCard::tr("the user lacks the ACL rule %1.").arg(rule);
}

} // namespace

FolderSampleCard::FolderSampleCard(Client &client, QWidget *parent)
    : QFrame(parent)
    , m_client(client)
    , m_store(std::make_shared<const KeyStore>())
    , m_strip(new MessageStrip(this))
    , m_hint(new QLabel(this))
    , m_start(new QPushButton(this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_progress(new QProgressBar(this))
    , m_result(new QWidget(this))
    , m_memory(new QLabel(m_result))
    , m_asked(new QLabel(m_result))
    , m_spread(new TtlSpread(m_result))
{
    build();
    buildResult();
    connect(m_start, &QPushButton::clicked, this, &FolderSampleCard::sample);
    connect(m_stop, &QPushButton::clicked, this, &FolderSampleCard::stop);
    connect(&client, &Client::statusChanged, this, &FolderSampleCard::update);
    clear();
}

void FolderSampleCard::build()
{
    setRole(this, Role::Panel);
    auto *heading = new QLabel(tr("Memory and expiry"), this);
    setRole(heading, Role::Heading);
    setRole(m_hint, Role::Muted);
    m_hint->setWordWrap(true);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Part of the sample that was asked"));
    m_stop->setToolTip(tr("Stop asking and keep what is known so far."));
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_start);
    buttons->addWidget(m_progress, 1);
    buttons->addWidget(m_stop);
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(12);
    layout->addWidget(heading);
    layout->addWidget(m_strip);
    layout->addWidget(m_hint);
    layout->addLayout(buttons);
    layout->addWidget(m_result);
}

void FolderSampleCard::buildResult()
{
    setRole(m_memory, Role::Title);
    m_memory->setAccessibleName(tr("Memory of all keys in the folder"));
    m_memory->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setRole(m_asked, Role::Muted);
    m_asked->setWordWrap(true);
    auto *layout = new QVBoxLayout(m_result);
    layout->setContentsMargins({});
    layout->setSpacing(12);
    layout->addWidget(m_memory);
    layout->addWidget(m_asked);
    layout->addWidget(m_spread);
}

void FolderSampleCard::clear()
{
    m_sample.reset();
    m_strip->clear();
    m_result->hide();
    update();
}

void FolderSampleCard::setKeys(KeyStorePtr store, KeyStore::Range keys)
{
    m_store = std::move(store);
    m_keys = keys;
    update();
}

void FolderSampleCard::update()
{
    const qsizetype most = FolderSample::usualSize;
    m_hint->setText(m_keys.size() > most
            ? tr("Asks %1 of the keys, chosen at random, for their memory and time to live.")
                  .arg(formatCount(most))
            : tr("Asks each of the keys for its memory and time to live."));
    m_hint->setVisible(!m_result->isVisibleTo(this));
    m_start->setText(
        m_result->isVisibleTo(this) ? tr("Sample again") : tr("Sample memory and expiry"));
    m_start->setEnabled(m_keys.size() > 0 && m_client.isReady());
    const bool hadFocus = m_start->hasFocus() || m_stop->hasFocus();
    m_start->setVisible(!isSampling());
    m_stop->setVisible(isSampling());
    m_progress->setVisible(isSampling());
    if (hadFocus)
        (isSampling() ? m_stop : m_start)->setFocus();
}

void FolderSampleCard::sample()
{
    m_strip->clear();
    m_sample = JobHandle<FolderSample>(std::make_unique<FolderSample>(m_store, m_keys));
    m_sample.on(&FolderSample::progressed, [this](const FolderEstimate &at) { show(at); });
    for (const auto end : {&FolderSample::finished, &FolderSample::stopped}) {
        m_sample.on(end, [this](const FolderEstimate &at) {
            show(at);
            this->end();
        });
    }
    m_sample.on(&FolderSample::failed, [this](const Error &error) { fail(error); });
    m_progress->setValue(0);
    m_client.start(m_sample);
    update();
}

void FolderSampleCard::stop()
{
    if (m_sample)
        m_sample->cancel();
}

void FolderSampleCard::show(const FolderEstimate &estimate)
{
    if (estimate.asked == 0)
        return;
    m_progress->setRange(0, static_cast<int>(estimate.wanted));
    m_progress->setValue(static_cast<int>(estimate.asked));
    m_memory->setText(memoryText(estimate));
    m_memory->setToolTip(estimate.bytesError.value_or(0) > 0
            ? tr("19 of 20 samples are that close, as long as no few keys hold most of the memory.")
            : QString());
    m_asked->setText(askedText(estimate));
    m_spread->setCounts(estimate.ttls);
    m_result->show();
    m_hint->hide();
}

void FolderSampleCard::end()
{
    m_sample.reset();
    update();
    emit ended();
}

void FolderSampleCard::fail(const Error &error)
{
    m_strip->showError(error, tr("Asking the keys of the folder broke off."));
    end();
}

QString FolderSampleCard::memoryText(const FolderEstimate &estimate)
{
    if (!estimate.bytes)
        return u"–"_s;
    const QString bytes = formatBytes(qRound64(*estimate.bytes));
    if (estimate.asked == estimate.keys)
        return bytes;
    if (!estimate.bytesError || *estimate.bytes <= 0)
        return tr("≈ %1").arg(bytes);
    return tr("≈ %1 ± %2").arg(bytes, formatPercent(*estimate.bytesError / *estimate.bytes));
}

QString FolderSampleCard::askedText(const FolderEstimate &estimate)
{
    QStringList sentences{estimate.asked == estimate.keys
            ? estimate.keys == 1 ? tr("The only key was asked.")
                                 : tr("All %1 keys were asked.").arg(formatCount(estimate.keys))
            : tr("%1 of %2 keys were asked.")
                  .arg(formatCount(estimate.asked), formatCount(estimate.keys))};
    if (estimate.gone > 0)
        sentences << (estimate.gone == 1
                ? tr("1 of them was gone.")
                : tr("%1 of them were gone.").arg(formatCount(estimate.gone)));
    if (estimate.noBytes)
        sentences << tr("Memory not told: %1").arg(whyUnknown(*estimate.noBytes));
    if (estimate.noTtl)
        sentences << tr("Time to live not told: %1").arg(whyUnknown(*estimate.noTtl));
    return sentences.join(u' ');
}

} // namespace hitlens
