// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/bulkpanel.h"

#include "ui/invalidation/actwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"

#include <QDateTime>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString titleOf(const BulkReport &report, BulkAction::Kind kind)
{
    const QString done = actDoneText(kind, report.counts.done);
    switch (report.end) {
    case BulkReport::End::Complete:
        return BulkPanel::tr("Done. %1").arg(done);
    case BulkReport::End::Cancelled:
        return BulkPanel::tr("Stopped by you. %1").arg(done);
    case BulkReport::End::MoreThanAllowed:
        return BulkPanel::tr("Stopped: more keys match than were shown. %1").arg(done);
    case BulkReport::End::SnapshotFull:
        return BulkPanel::tr("Stopped: the undo snapshot is as large as it may be. %1").arg(done);
    case BulkReport::End::SnapshotFailed:
        return BulkPanel::tr("Stopped: the undo snapshot cannot be written. %1").arg(done);
    case BulkReport::End::Refused:
        return BulkPanel::tr("Stopped: the server refused. %1").arg(done);
    case BulkReport::End::Lost:
        break;
    }
    return BulkPanel::tr("Stopped: the connection was lost. For certain: %1").arg(done);
}

QTableWidget *makeFailureTable(QWidget *parent)
{
    auto *table = new QTableWidget(0, 2, parent);
    table->setHorizontalHeaderLabels({BulkPanel::tr("Key"), BulkPanel::tr("What the server said")});
    table->setAccessibleName(BulkPanel::tr("Keys that were refused"));
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    return table;
}

} // namespace

BulkPanel::BulkPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_progressText(new QLabel(this))
    , m_pace(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_undo(new QPushButton(tr("&Undo…"), this))
    , m_pause(new QPushButton(this))
    , m_cancel(new QPushButton(tr("&Stop"), this))
    , m_failures(makeFailureTable(this))
{
    connect(m_pause, &QPushButton::clicked, this, [this] {
        setPaused(!m_paused);
        emit(m_paused ? pauseRequested() : resumeRequested());
    });
    connect(m_cancel, &QPushButton::clicked, this, &BulkPanel::cancelRequested);
    connect(m_undo, &QPushButton::clicked, this, &BulkPanel::undoRequested);
    FocusPass::set(this, m_pause);
    // A server that falls silent sends no counts, and the last rate must not stay.
    m_tick.setInterval(500);
    connect(&m_tick, &QTimer::timeout, this, &BulkPanel::showRate);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(12);
    layout->addWidget(makeCard());
    layout->addWidget(makeChoice());
    layout->addWidget(m_failures, 1);
    layout->addStretch();
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(false);
}

QWidget *BulkPanel::makeCard()
{
    setRole(m_title, Role::Heading);
    m_title->setWordWrap(true);
    for (QLabel *label : {m_progressText, m_pace}) {
        setRole(label, Role::Muted);
        label->setFont(tabularFont(label->font()));
        label->setWordWrap(true);
    }
    m_pace->setAccessibleName(tr("Pace"));
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the change"));

    m_figures = new QFormLayout;
    m_figures->setContentsMargins({});
    m_figures->setVerticalSpacing(4);
    m_done = addFigure(m_figures, {}, {});
    m_skipped = addFigure(m_figures, tr("Left as they were"),
        tr("They would not have expired later, or sooner, as was asked; or had no expiry to "
           "remove; or were no longer what the filters ask for."));
    m_gone = addFigure(m_figures, tr("Already gone"),
        tr("Expired, evicted or deleted by somebody else before it was their turn."));
    m_failed = addFigure(m_figures, tr("Refused by the server"), {});
    m_unknown = addFigure(m_figures, tr("Unknown"),
        tr("Sent, but the connection broke before the server answered: done or not."));
    m_snapshot = addFigure(m_figures, tr("Undo snapshot"), {});

    auto *card = new QFrame(this);
    setRole(card, Role::Panel);
    auto *layout = new QVBoxLayout(card);
    layout->addWidget(m_title);
    layout->addWidget(m_progress);
    layout->addLayout(makeButtons());
    layout->addWidget(m_pace);
    layout->addLayout(m_figures);
    return card;
}

QLayout *BulkPanel::makeButtons()
{
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_progressText, 1);
    for (QPushButton *button : {m_undo, m_pause, m_cancel})
        buttons->addWidget(button);
    return buttons;
}

QFrame *BulkPanel::makeChoice()
{
    m_choice = new QFrame(this);
    setRole(m_choice, Role::Panel);
    m_choiceText = new QLabel(m_choice);
    m_choiceText->setWordWrap(true);
    m_raise = new QPushButton(m_choice);
    auto *stop = new QPushButton(tr("Stop here"), m_choice);
    stop->setToolTip(tr("What is done can be undone; the other keys stay as they are."));
    auto *without = new QPushButton(tr("Go on without undo"), m_choice);
    setRole(without, Role::Danger);
    without->setToolTip(tr("What is done from here on cannot be taken back."));
    auto *buttons = new FlowLayout(8);
    for (QPushButton *button : {stop, m_raise, without})
        buttons->addWidget(button);
    auto *layout = new QVBoxLayout(m_choice);
    layout->addWidget(m_choiceText);
    layout->addLayout(buttons);
    connect(stop, &QPushButton::clicked, this, &BulkPanel::cancelRequested);
    connect(m_raise, &QPushButton::clicked, this, [this] {
        endChoice();
        emit goOnWithSnapshotRequested(m_mostBytes);
    });
    connect(without, &QPushButton::clicked, this, [this] {
        endChoice();
        emit goOnWithoutSnapshotRequested();
    });
    m_choice->hide();
    return m_choice;
}

QLabel *BulkPanel::addFigure(QFormLayout *layout, const QString &name, const QString &explanation)
{
    auto *label = new QLabel(this);
    label->setFont(tabularFont(label->font()));
    label->setAccessibleName(name);
    label->setToolTip(explanation);
    label->setWordWrap(true);
    layout->addRow(new QLabel(name, this), label);
    return label;
}

void BulkPanel::start(const BulkPlan &plan)
{
    m_plan = plan;
    m_mostBytes = plan.snapshotMostBytes;
    m_ended = 0;
    const QString figure = actFigureName(plan.action.kind);
    m_done->setAccessibleName(figure);
    qobject_cast<QLabel *>(m_figures->labelForField(m_done))->setText(figure);
    m_title->setText(actRunningText(plan.action.kind));
    m_progress->setRange(0, 1000);
    m_failures->setRowCount(0);
    m_failures->hide();
    m_choice->hide();
    m_undo->hide();
    m_pace->clear();
    m_cancel->setEnabled(true);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_progress, m_pause, m_cancel, m_pace})
        widget->show();
    m_tick.start();
    setPaused(false);
    showProgress({});
}

void BulkPanel::setPaused(bool paused)
{
    m_paused = paused;
    m_pause->setText(paused ? tr("&Resume") : tr("&Pause"));
    m_pause->setEnabled(true);
    // What was slow because nothing was to be done says nothing about the rate.
    m_rate.restart();
    m_progressText->setText(progressText());
}

void BulkPanel::showProgress(const BulkProgress &progress)
{
    m_ended = progress.counts.total();
    const qint64 whole = std::max<qint64>(m_plan.shownKeys, 1);
    m_progress->setValue(static_cast<int>(std::min<qint64>(1000, m_ended * 1000 / whole)));
    showRate();
    showFigures(progress.counts);
    m_snapshot->setText(m_plan.keepsSnapshot ? formatBytes(progress.snapshotBytes) : tr("none"));
}

void BulkPanel::showRate()
{
    m_rate.add(m_ended);
    m_progressText->setText(progressText());
}

QString BulkPanel::progressText() const
{
    const QString part = tr("%1 of %2").arg(formatCount(m_ended), formatCount(m_plan.shownKeys));
    if (m_paused)
        return tr("%1, paused").arg(part);
    const std::optional<double> perSecond = m_rate.perSecond();
    if (!perSecond || *perSecond < 1)
        return part;
    const double seconds
        = static_cast<double>(std::max<qint64>(m_plan.shownKeys - m_ended, 0)) / *perSecond;
    const auto left = std::chrono::seconds(static_cast<qint64>(std::ceil(seconds)));
    return tr("%1 · %2 · %3 left")
        .arg(part, formatRate(perSecond), formatDuration(std::max(left, std::chrono::seconds(1))));
}

void BulkPanel::showPace(const PaceState &pace)
{
    QStringList parts{pace.share > 0 ? tr("Pace: %1 of full speed.").arg(formatPercent(pace.share))
                                     : tr("Pace: it waits.")};
    if (pace.share >= 1)
        parts = QStringList{tr("Pace: full speed.")};
    if (!pace.reason.isEmpty())
        parts << pace.reason;
    if (pace.roundTrip)
        parts << tr("A round trip beside it takes %1.").arg(formatRoundTrip(*pace.roundTrip));
    m_pace->setText(parts.join(u' '));
}

void BulkPanel::showFigures(const BulkCounts &counts)
{
    m_done->setText(formatCount(counts.done));
    m_skipped->setText(formatCount(counts.skipped));
    m_gone->setText(formatCount(counts.gone));
    m_failed->setText(formatCount(counts.failed));
    m_unknown->setText(formatCount(counts.unknown));
}

void BulkPanel::askAboutSnapshot(qint64 bytes)
{
    setPaused(true);
    m_pause->setEnabled(false); // the choice says how it goes on
    m_mostBytes = std::max(m_mostBytes, bytes) * 2;
    m_choiceText->setText(
        tr("The undo snapshot has reached %1, which is as large as it may be. It waits: no key is "
           "changed that is not in it.")
            .arg(formatBytes(bytes)));
    m_raise->setText(tr("Go on with up to %1").arg(formatBytes(m_mostBytes)));
    m_choice->show();
    m_raise->setFocus();
}

void BulkPanel::endChoice()
{
    m_choice->hide();
    setPaused(false);
    m_pause->setFocus();
}

void BulkPanel::showStopping()
{
    m_title->setText(tr("Stopping after the batches on their way"));
    m_choice->hide();
    m_pause->setEnabled(false);
    m_cancel->setEnabled(false);
}

void BulkPanel::showReport(const BulkReport &report, const QDateTime &undoneUntil)
{
    m_tick.stop();
    m_title->setText(titleOf(report, m_plan.action.kind));
    m_progressText->setText(
        report.byDel ? tr("By DEL, since this server has no UNLINK.") : QString());
    for (QWidget *widget :
        std::initializer_list<QWidget *>{m_progress, m_pause, m_cancel, m_pace, m_choice})
        widget->hide();
    showFigures(report.counts);
    showSnapshot(report.snapshotKeys, report.snapshotBytes, undoneUntil);
    showFailures(report.failures);
}

void BulkPanel::showSnapshot(qint64 keys, qint64 bytes, const QDateTime &undoneUntil)
{
    m_undo->setVisible(keys > 0);
    if (keys == 0)
        m_snapshot->setText(tr("none"));
    else if (undoneUntil.isValid())
        m_snapshot->setText(tr("%1 in %2, kept until %3")
                                .arg(formatKeys(keys), formatBytes(bytes),
                                    instantText(undoneUntil.toMSecsSinceEpoch())));
    else
        m_snapshot->setText(tr("%1 in %2").arg(formatKeys(keys), formatBytes(bytes)));
}

void BulkPanel::showFailures(const QList<KeyFailure> &failures)
{
    const auto shown = static_cast<int>(failures.size());
    m_failures->setRowCount(shown);
    for (int row = 0; row < shown; ++row) {
        auto *key = new QTableWidgetItem(displayBytes(failures.at(row).key));
        key->setFont(monospaceFont());
        m_failures->setItem(row, 0, key);
        m_failures->setItem(row, 1, new QTableWidgetItem(failures.at(row).text));
    }
    m_failures->setVisible(shown > 0);
}

} // namespace hitlens
