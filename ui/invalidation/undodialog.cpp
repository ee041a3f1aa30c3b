// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/undodialog.h"

#include "app/keyspace/decoders/background.h"
#include "ui/invalidation/bulkwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/nameconfirm.h"
#include "ui/widgets/transferpanel.h"
#include "ui/widgets/whynot.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QList<TransferPanel::Figure> figuresOf(const BulkCounts &counts, bool hasValues)
{
    const QString whySkipped = hasValues
        ? UndoDialog::tr("The key exists again, or would have expired meanwhile.")
        : UndoDialog::tr("The key would have expired meanwhile, or has no expiry already.");
    return {{UndoDialog::tr("Put back"), counts.done, {}},
        {UndoDialog::tr("Left alone"), counts.skipped, whySkipped},
        {UndoDialog::tr("Gone"), counts.gone,
            UndoDialog::tr("Expired, evicted or deleted since: no expiry can be put back.")},
        {UndoDialog::tr("Refused by the server"), counts.failed, {}},
        {UndoDialog::tr("Unknown"), counts.unknown,
            UndoDialog::tr(
                "Sent, but the connection broke before the server answered: put back or not.")}};
}

QString titleOf(const BulkReport &report)
{
    const QString keys = formatCount(report.counts.done);
    switch (report.end) {
    case BulkReport::End::Complete:
        return UndoDialog::tr("Done. Keys put back: %1.").arg(keys);
    case BulkReport::End::Cancelled:
        return UndoDialog::tr("Stopped. Keys put back until then: %1.").arg(keys);
    case BulkReport::End::Refused:
        return UndoDialog::tr("Stopped: the server refused. Keys put back until then: %1.")
            .arg(keys);
    case BulkReport::End::Lost:
        return UndoDialog::tr("Stopped: the connection was lost. Keys put back for certain: %1.")
            .arg(keys);
    case BulkReport::End::MoreThanAllowed:
    case BulkReport::End::SnapshotFull:
    case BulkReport::End::SnapshotFailed:
        break;
    }
    return UndoDialog::tr("Stopped: the snapshot cannot be used. Keys put back until then: %1.")
        .arg(keys);
}

// In the person's time, with the instant for who compares logs.
QLabel *instantLabel(const QDateTime &instant, QWidget *parent)
{
    auto *label
        = new QLabel(QLocale().toString(instant.toLocalTime(), QLocale::ShortFormat), parent);
    label->setToolTip(instant.toUTC().toString(Qt::ISODate));
    return label;
}

QString shownNameOf(const Profile &profile)
{
    return profile.name.isEmpty() ? profile.endpoint.displayName() : profile.name;
}

} // namespace

UndoDialog::UndoDialog(Client &client, const Profile &profile, const SnapshotInfo &snapshot,
    const BulkTraces &traces, QWidget *parent)
    : QDialog(parent)
    , m_client(client)
    , m_profile(profile)
    , m_snapshot(snapshot)
    , m_traces(traces)
    , m_serverName(shownNameOf(profile))
    , m_strip(new MessageStrip(this))
    , m_pages(new QStackedWidget(this))
    , m_panel(new TransferPanel(this))
    , m_act(new QLabel(this))
    , m_keys(new QLabel(u"–"_s, this))
    , m_scope(new QLabel(displayBytes(snapshot.header.pattern), this))
    , m_overwrites(new QCheckBox(tr("Also where the key e&xists again (replaces its value)"), this))
    , m_confirmLabel(new QLabel(this))
    , m_confirm(new QLineEdit(this))
    , m_close(new QPushButton(tr("Cancel"), this))
    , m_start(new QPushButton(tr("&Put back"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Undo on %1").arg(m_serverName));
    build();
    connect(m_confirm, &QLineEdit::textChanged, this, &UndoDialog::updateControls);
    connect(m_close, &QPushButton::clicked, this, &UndoDialog::reject);
    connect(m_start, &QPushButton::clicked, this, &UndoDialog::start);
    connect(m_panel, &TransferPanel::pauseRequested, this, [this] { m_run->pause(); });
    connect(m_panel, &TransferPanel::resumeRequested, this, [this] { m_run->resume(); });
    connect(m_panel, &TransferPanel::stopRequested, this, [this] {
        m_panel->showStopping();
        m_run->cancel();
    });
    connect(&m_client, &Client::statusChanged, this, &UndoDialog::updateControls);
    connect(&m_client, &Client::writeRefusalChanged, this, &UndoDialog::showRefusal);
    showRefusal();
    lookUpAct();
    m_close->setFocus();
}

// ---- what it looks like

void UndoDialog::build()
{
    m_pages->addWidget(makePreview());
    m_pages->addWidget(m_panel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), m_profile.environment, this));
    layout->addWidget(m_strip);
    layout->addWidget(m_pages, 1);
    layout->addLayout(makeFooter());
    // Enter must not change anything by itself.
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(false);
    const QSize wanted(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 26);
    resize(wanted.boundedTo(screen()->availableSize() * 0.92));
}

QWidget *UndoDialog::makePreview()
{
    auto *what = new QLabel(m_snapshot.header.hasValues
            ? tr("The keys come back as they were, each with the expiry it had, as an instant. "
                 "What would have expired meanwhile is left out.")
            : tr("The keys get back the expiry they had. What is gone since stays gone, and what "
                 "would have expired meanwhile is left as it is."),
        this);
    setRole(what, Role::Muted);
    what->setWordWrap(true);
    m_overwrites->setVisible(m_snapshot.header.hasValues);
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins({});
    layout->setSpacing(12);
    layout->addWidget(makeCard());
    layout->addWidget(what);
    layout->addWidget(m_overwrites);
    layout->addStretch();
    return page;
}

QWidget *UndoDialog::makeCard()
{
    m_act->setText(
        m_snapshot.header.hasValues ? tr("Keys were deleted.") : tr("Expiries were changed."));
    const QString bytes = formatBytes(m_snapshot.bytes);
    auto *size = new QLabel(m_snapshot.isEncrypted ? tr("%1, encrypted").arg(bytes)
                                                   : tr("%1, not encrypted").arg(bytes),
        this);
    auto *card = new QFrame(this);
    setRole(card, Role::Panel);
    auto *rows = new QFormLayout(card);
    rows->setVerticalSpacing(8);
    const auto addRow = [rows](const QString &name, QLabel *label) {
        label->setAccessibleName(name);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        label->setFont(tabularFont(label->font()));
        rows->addRow(name, label);
    };
    addRow(tr("What was done"), m_act);
    addRow(tr("To"), m_scope);
    addRow(tr("Keys"), m_keys);
    addRow(tr("When"), instantLabel(m_snapshot.header.made, this));
    addRow(tr("Snapshot"), size);
    addRow(tr("Kept until"), instantLabel(m_snapshot.removedAt, this));
    return card;
}

QLayout *UndoDialog::makeFooter()
{
    askForName(*m_confirmLabel, *m_confirm, m_serverName);
    setRole(m_start, Role::Primary);
    auto *layout = new QHBoxLayout;
    layout->addWidget(m_confirmLabel);
    layout->addWidget(m_confirm);
    layout->addStretch();
    layout->addWidget(m_close);
    layout->addWidget(m_start);
    return layout;
}

// What the snapshot does not say: which act it was exactly, and how many keys it changed.
void UndoDialog::lookUpAct()
{
    inBackground(
        this, [path = m_traces.audit.path()] { return AuditLog::readFile(path); },
        [this](const Result<AuditLog::Records> &read) {
            if (!read)
                return;
            for (const AuditRecord &record : read->records) {
                if (record.id == m_snapshot.header.id)
                    return showAct(record);
            }
        });
}

void UndoDialog::showAct(const AuditRecord &record)
{
    m_act->setText(actionText(record.action));
    m_scope->setText(scopeText(record.scope));
    if (record.outcome)
        m_keys->setText(formatCount(record.outcome->counts.done));
}

// ---- putting back

void UndoDialog::start()
{
    if (!m_start->isEnabled())
        return;
    const bool hasValues = m_snapshot.header.hasValues;
    const UndoOptions options{hasValues && m_overwrites->isChecked(), Pace::Adaptive};
    m_run = std::make_unique<UndoRun>(m_client, m_profile, m_snapshot.header.id, options, m_traces);
    connect(
        m_run.get(), &UndoRun::progressed, this, [this, hasValues](const BulkProgress &progress) {
            m_panel->showProgress(
                progress.counts.total(), progress.walked, figuresOf(progress.counts, hasValues));
        });
    connect(m_run.get(), &UndoRun::paceChanged, this,
        [this](const PaceState &pace) { m_panel->showReason(pace.reason); });
    connect(m_run.get(), &UndoRun::ended, this, &UndoDialog::onEnded);
    m_strip->clear();
    m_confirm->clear();
    m_panel->start(tr("Putting keys back"));
    m_pages->setCurrentWidget(m_panel);
    m_panel->setFocus(); // before the button that had it is disabled
    m_phase = Phase::Running;
    updateControls();
    m_run->start();
}

void UndoDialog::onEnded(const BulkReport &report)
{
    m_phase = Phase::Finished;
    m_isComplete = report.end == BulkReport::End::Complete;
    m_strip->clear();
    m_panel->showResult(
        titleOf(report), figuresOf(report.counts, m_snapshot.header.hasValues), report.failures);
    if (report.error)
        m_strip->showError(*report.error, tr("Not all keys were put back."));
    m_close->setText(tr("Close"));
    m_start->setText(tr("&Put back the rest"));
    updateControls();
    m_close->setFocus();
    if (report.counts.done + report.counts.unknown > 0)
        emit keysChanged();
    if (m_closesWhenStopped)
        QDialog::reject();
}

void UndoDialog::reject()
{
    if (m_phase == Phase::Running)
        askToStop();
    else
        QDialog::reject();
}

void UndoDialog::askToStop()
{
    m_strip->showNote(tr("Keys are still being put back. Stop, and leave the rest?"));
    m_strip->addAction(tr("Stop and close"), this, [this] {
        m_closesWhenStopped = true;
        m_panel->showStopping();
        m_run->cancel();
    });
    m_strip->addAction(tr("Go on"), this, [this] { m_strip->clear(); });
}

// ---- what may be done now

void UndoDialog::showRefusal()
{
    const auto refusal = m_client.writeRefusal();
    if (refusal && m_phase != Phase::Running)
        m_strip->showError(*refusal, tr("Nothing can be put back here."));
    else if (m_phase == Phase::Ready)
        m_strip->clear();
    updateControls();
}

bool UndoDialog::isConfirmed() const
{
    return m_profile.environment != Environment::Production || m_confirm->text() == m_serverName;
}

void UndoDialog::updateControls()
{
    const bool isIdle = m_phase != Phase::Running;
    const QString whyNot = whyNotWrite(m_client);
    const bool isGuarded = m_profile.environment == Environment::Production && isIdle
        && !m_isComplete && whyNot.isEmpty();
    m_confirmLabel->setVisible(isGuarded);
    m_confirm->setVisible(isGuarded);
    m_start->setVisible(!m_isComplete);
    enableUnless(m_start, isIdle && isConfirmed() && m_client.isReady(), whyNot);
}

} // namespace hitlens
