// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/bulkpanel.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 rateWindow = 3000; // ms

QString titleOf(const BulkReport &report)
{
    const QString deleted = formatCount(report.counts.done);
    switch (report.end) {
    case BulkReport::End::Complete:
        return BulkPanel::tr("Done. Keys deleted: %1.").arg(deleted);
    case BulkReport::End::Cancelled:
        return BulkPanel::tr("Cancelled. Keys deleted until then: %1.").arg(deleted);
    case BulkReport::End::MoreThanAllowed:
        return BulkPanel::tr("Stopped: more keys match than were shown. Keys deleted: %1.")
            .arg(deleted);
    case BulkReport::End::SnapshotFull:
    case BulkReport::End::SnapshotFailed:
    case BulkReport::End::Refused:
        return BulkPanel::tr("Stopped: the server refused. Keys deleted until then: %1.")
            .arg(deleted);
    case BulkReport::End::Lost:
        break;
    }
    return BulkPanel::tr("Stopped: the connection was lost. Keys deleted for certain: %1.")
        .arg(deleted);
}

} // namespace

BulkPanel::BulkPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_progressText(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_pause(new QPushButton(this))
    , m_cancel(new QPushButton(tr("&Cancel deleting"), this))
    , m_failures(new QTableWidget(0, 2, this))
{
    m_failures->setHorizontalHeaderLabels({tr("Key"), tr("What the server said")});
    m_failures->setAccessibleName(tr("Keys that were refused"));
    m_failures->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_failures->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_failures->setShowGrid(false);
    m_failures->setTabKeyNavigation(false);
    m_failures->verticalHeader()->hide();
    m_failures->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_failures->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);

    for (QPushButton *button : {m_pause, m_cancel})
        button->setAutoDefault(false);
    connect(m_pause, &QPushButton::clicked, this, [this] {
        setPaused(!m_paused);
        emit(m_paused ? pauseRequested() : resumeRequested());
    });
    connect(m_cancel, &QPushButton::clicked, this, &BulkPanel::cancelRequested);
    setFocusProxy(m_pause);
    // A server that falls silent sends no counts, and the last rate must not stay.
    m_tick.setInterval(500);
    connect(&m_tick, &QTimer::timeout, this, &BulkPanel::showRate);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(12);
    layout->addWidget(makeCard());
    layout->addWidget(m_failures, 1);
    layout->addStretch();
}

QWidget *BulkPanel::makeCard()
{
    setRole(m_title, Role::Heading);
    m_title->setWordWrap(true);
    setRole(m_progressText, Role::Muted);
    m_progressText->setFont(tabularFont(m_progressText->font()));
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the deletion"));

    auto *figures = new QFormLayout;
    figures->setContentsMargins({});
    figures->setVerticalSpacing(4);
    m_deleted = addFigure(figures, tr("Deleted"), {});
    m_gone = addFigure(figures, tr("Already gone"),
        tr("Expired, evicted or deleted by somebody else before it was their turn."));
    m_failed = addFigure(figures, tr("Refused by the server"), {});
    m_unknown = addFigure(figures, tr("Unknown"),
        tr("Sent, but the connection broke before the server answered: deleted or not."));

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_progressText);
    buttons->addStretch();
    buttons->addWidget(m_pause);
    buttons->addWidget(m_cancel);

    auto *card = new QFrame(this);
    setRole(card, Role::Panel);
    auto *layout = new QVBoxLayout(card);
    layout->addWidget(m_title);
    layout->addWidget(m_progress);
    layout->addLayout(buttons);
    layout->addLayout(figures);
    return card;
}

QLabel *BulkPanel::addFigure(QFormLayout *layout, const QString &name, const QString &explanation)
{
    auto *label = new QLabel(this);
    label->setFont(tabularFont(label->font()));
    label->setAccessibleName(name);
    label->setToolTip(explanation);
    layout->addRow(name, label);
    return label;
}

void BulkPanel::start(qint64 expected)
{
    m_expected = expected;
    m_done = 0;
    m_title->setText(tr("Deleting keys"));
    m_progress->setRange(0, 1000);
    m_failures->setRowCount(0);
    m_failures->hide();
    m_cancel->setEnabled(true);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_progress, m_pause, m_cancel})
        widget->show();
    m_clock.start();
    m_tick.start();
    setPaused(false);
    showCounts({});
}

void BulkPanel::setPaused(bool paused)
{
    m_paused = paused;
    m_pause->setText(paused ? tr("&Resume") : tr("&Pause"));
    m_pause->setEnabled(true);
    // What was slow because nothing was to be done says nothing about the rate.
    m_marks.clear();
    m_progressText->setText(progressText(m_done));
}

void BulkPanel::showCounts(const BulkCounts &counts)
{
    m_done = counts.total();
    const qint64 whole = std::max<qint64>(m_expected, 1);
    m_progress->setValue(static_cast<int>(std::min<qint64>(1000, m_done * 1000 / whole)));
    showRate();
    showFigures(counts);
}

void BulkPanel::showRate()
{
    const qint64 now = m_clock.elapsed();
    m_marks.push_back({now, m_done});
    while (m_marks.size() > 2 && now - m_marks.front().at > rateWindow)
        m_marks.pop_front();
    m_progressText->setText(progressText(m_done));
}

std::optional<double> BulkPanel::rate() const
{
    if (m_marks.size() < 2 || m_marks.back().at == m_marks.front().at)
        return std::nullopt;
    return static_cast<double>(m_marks.back().done - m_marks.front().done) * 1000
        / static_cast<double>(m_marks.back().at - m_marks.front().at);
}

QString BulkPanel::progressText(qint64 done) const
{
    const QString part = tr("%1 of %2").arg(formatCount(done), formatCount(m_expected));
    if (m_paused)
        return tr("%1, paused").arg(part);
    const std::optional<double> perSecond = rate();
    if (!perSecond || *perSecond < 1)
        return part;
    const double seconds = static_cast<double>(std::max<qint64>(m_expected - done, 0)) / *perSecond;
    const auto left = std::chrono::seconds(static_cast<qint64>(std::ceil(seconds)));
    return tr("%1 · %2 · %3 left")
        .arg(part, formatRate(perSecond), formatDuration(std::max(left, std::chrono::seconds(1))));
}

void BulkPanel::showFigures(const BulkCounts &counts)
{
    m_deleted->setText(formatCount(counts.done));
    m_gone->setText(formatCount(counts.gone));
    m_failed->setText(formatCount(counts.failed));
    m_unknown->setText(formatCount(counts.unknown));
}

void BulkPanel::showCancelling()
{
    m_title->setText(tr("Stopping after the batches on their way"));
    m_pause->setEnabled(false);
    m_cancel->setEnabled(false);
}

void BulkPanel::showReport(const BulkReport &report)
{
    m_tick.stop();
    m_title->setText(titleOf(report));
    m_progressText->setText(
        report.byDel ? tr("By DEL, since this server has no UNLINK.") : QString());
    for (QWidget *widget : std::initializer_list<QWidget *>{m_progress, m_pause, m_cancel})
        widget->hide();
    showFigures(report.counts);
    const auto shown = static_cast<int>(report.failures.size());
    m_failures->setRowCount(shown);
    for (int row = 0; row < shown; ++row) {
        auto *key = new QTableWidgetItem(displayBytes(report.failures.at(row).key));
        key->setFont(monospaceFont());
        m_failures->setItem(row, 0, key);
        m_failures->setItem(row, 1, new QTableWidgetItem(report.failures.at(row).text));
    }
    m_failures->setVisible(shown > 0);
}

} // namespace hitlens
