// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/invalidationdialog.h"

#include "ui/invalidation/bulkpanel.h"
#include "ui/invalidation/dryrunpanel.h"
#include "ui/invalidation/matchtable.h"
#include "ui/invalidation/nomatchpanel.h"
#include "ui/invalidation/patternfield.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QLabel>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

QString deleteText(qint64 keys)
{
    return keys == 1 ? InvalidationDialog::tr("Delete 1 key")
                     : InvalidationDialog::tr("Delete %1 keys").arg(formatCount(keys));
}

QString nameOf(const Profile &profile)
{
    return profile.name.isEmpty() ? profile.endpoint.displayName() : profile.name;
}

} // namespace

InvalidationDialog::InvalidationDialog(
    Client &client, const Profile &profile, const QByteArray &pattern, QWidget *parent)
    : InvalidationDialog(client, profile, pattern, {}, parent)
{ }

// The whole tree is no selection: it gets the pattern, and the warning that goes with it.
InvalidationDialog::InvalidationDialog(
    Client &client, const Profile &profile, const KeySelection &selected, QWidget *parent)
    : InvalidationDialog(
        client, profile, "*", selected.isEverything() ? KeySelection() : selected, parent)
{ }

InvalidationDialog::InvalidationDialog(Client &client, const Profile &profile,
    const QByteArray &pattern, const KeySelection &selected, QWidget *parent)
    : QDialog(parent)
    , m_client(client)
    , m_profile(profile)
    , m_serverName(nameOf(profile))
    , m_selected(selected)
    , m_pattern(new PatternField(this))
    , m_dryRunButton(new QPushButton(this))
    , m_literally(new QPushButton(tr("Match the selected text &literally"), this))
    , m_strip(new MessageStrip(this))
    , m_pages(new QStackedWidget(this))
    , m_dryRunPanel(new DryRunPanel(this))
    , m_matches(new MatchTable(client, this))
    , m_noMatch(new NoMatchPanel(this))
    , m_bulkPanel(new BulkPanel(this))
    , m_whyNot(new QLabel(this))
    , m_confirmLabel(new QLabel(this))
    , m_confirm(new QLineEdit(this))
    , m_close(new QPushButton(tr("Close"), this))
    , m_delete(new QPushButton(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    build();
    m_typing.setSingleShot(true);
    m_typing.setInterval(400ms);
    connect(&m_typing, &QTimer::timeout, this, [this] { startDryRun(); });
    connect(m_pattern, &QLineEdit::returnPressed, this, [this] { startDryRun(); });
    connect(m_dryRunButton, &QPushButton::clicked, this, &InvalidationDialog::stopOrStartDryRun);
    connect(m_literally, &QPushButton::clicked, m_pattern, &PatternField::escapeSelection);
    connect(m_noMatch, &NoMatchPanel::chosen, this,
        [this](const QByteArray &name) { m_pattern->setPattern(GlobPattern::escape(name)); });
    connect(m_confirm, &QLineEdit::textChanged, this, &InvalidationDialog::updateControls);
    connect(m_pages, &QStackedWidget::currentChanged, this, &InvalidationDialog::updateControls);
    connect(m_close, &QPushButton::clicked, this, &InvalidationDialog::reject);
    connect(m_delete, &QPushButton::clicked, this, &InvalidationDialog::startDeleting);
    connect(m_bulkPanel, &BulkPanel::pauseRequested, this, [this] { m_bulk->pause(); });
    connect(m_bulkPanel, &BulkPanel::resumeRequested, this, [this] { m_bulk->resume(); });
    connect(m_bulkPanel, &BulkPanel::cancelRequested, this, [this] {
        m_bulkPanel->showCancelling();
        m_bulk->cancel();
    });
    connect(&m_client, &Client::statusChanged, this, &InvalidationDialog::onStatus);
    connect(&m_client, &Client::writeRefusalChanged, this, &InvalidationDialog::updateControls);

    m_pattern->setPattern(pattern);
    connect(m_pattern, &QLineEdit::textChanged, this, &InvalidationDialog::patternEdited);
    updateControls();
    if (!pattern.isEmpty())
        startDryRun();
}

// ---- what it looks like

void InvalidationDialog::build()
{
    setWindowTitle(tr("Invalidate keys on %1").arg(m_serverName));
    m_preview = makePreview();
    for (QWidget *page : std::initializer_list<QWidget *>{m_preview, m_noMatch, m_bulkPanel})
        m_pages->addWidget(page);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), m_profile.environment, this));
    layout->addLayout(makePatternRow());
    layout->addLayout(makeHelpRow());
    layout->addWidget(m_strip);
    layout->addWidget(m_pages, 1);
    layout->addLayout(makeFooter());
    // Enter must never delete: no button answers to it unless it has the focus and is meant to.
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(false);
    fitToScreen();
}

QLayout *InvalidationDialog::makePatternRow()
{
    auto *what = new QLabel(describeSelection(), this);
    what->setWordWrap(true);
    what->setVisible(!m_selected.isEmpty());
    m_pattern->setVisible(m_selected.isEmpty());
    auto *layout = new QHBoxLayout;
    layout->addWidget(what, 1);
    layout->addWidget(m_pattern, 1);
    layout->addWidget(m_dryRunButton);
    return layout;
}

QString InvalidationDialog::describeSelection() const
{
    QStringList parts;
    if (!m_selected.prefixes.isEmpty())
        parts << tr("folders: %1").arg(formatCount(m_selected.prefixes.size()));
    if (!m_selected.names.isEmpty())
        parts << tr("single keys: %1").arg(formatCount(m_selected.names.size()));
    if (!m_selected.spans.isEmpty())
        parts << tr("stretches of keys: %1").arg(formatCount(m_selected.spans.size()));
    for (const GlobPattern &pattern : m_selected.patterns)
        parts << tr("only keys that match %1").arg(displayBytes(pattern.bytes()));
    return tr("What is selected in the tree: %1").arg(parts.join(u", "_s));
}

QLayout *InvalidationDialog::makeHelpRow()
{
    auto *help = new QLabel(tr("Glob: <tt>*</tt> any run · <tt>?</tt> one byte · <tt>[ab]</tt> one "
                               "of a set · <tt>[^ab]</tt> none of it · <tt>\\</tt> takes the next "
                               "one literally"),
        this);
    setRole(help, Role::Muted);
    help->setWordWrap(true);
    help->setVisible(m_selected.isEmpty());
    m_literally->setVisible(m_selected.isEmpty());
    setRole(m_literally, Role::Quiet);
    m_literally->setToolTip(tr("Escapes the selected part of the pattern, or all of it when "
                               "nothing is selected, so that it matches only itself."));
    // A click must not take the selection away from the pattern.
    m_literally->setFocusPolicy(Qt::TabFocus);
    auto *layout = new QHBoxLayout;
    layout->addWidget(help, 1);
    layout->addWidget(m_literally);
    return layout;
}

QWidget *InvalidationDialog::makePreview()
{
    auto *preview = new QWidget(this);
    auto *layout = new QVBoxLayout(preview);
    layout->setContentsMargins({});
    layout->setSpacing(12);
    layout->addWidget(m_dryRunPanel);
    layout->addWidget(m_matches, 1);
    return preview;
}

QLayout *InvalidationDialog::makeFooter()
{
    m_confirmLabel->setText(
        tr("Type <b>%1</b> to &confirm").arg(m_serverName.toHtmlEscaped().replace(u'&', u"&&"_s)));
    m_confirmLabel->setBuddy(m_confirm);
    m_confirm->setAccessibleName(tr("Type %1 to confirm").arg(m_serverName));
    setRole(m_confirm, Role::Mono);
    setRole(m_delete, Role::Danger);
    m_whyNot->setWordWrap(true);
    auto *layout = new QHBoxLayout;
    layout->addWidget(m_whyNot, 1);
    layout->addWidget(m_confirmLabel);
    layout->addWidget(m_confirm);
    layout->addStretch();
    layout->addWidget(m_close);
    layout->addWidget(m_delete);
    return layout;
}

void InvalidationDialog::fitToScreen()
{
    // In lines and letters, so that it grows with the font.
    const QFontMetrics metrics(font());
    const QSize wanted(metrics.averageCharWidth() * 130, metrics.height() * 40);
    resize(wanted.boundedTo(screen()->availableSize() * 0.92));
}

// ---- dry run

void InvalidationDialog::patternEdited()
{
    m_dryRun.reset();
    m_closest.reset();
    m_strip->clear();
    m_dryRunPanel->clear();
    m_matches->clear();
    m_pages->setCurrentWidget(m_preview);
    setPhase(Phase::Idle);
    if (m_pattern->pattern().isEmpty())
        m_typing.stop();
    else
        m_typing.start();
}

void InvalidationDialog::startDryRun(const QString &notice)
{
    if (m_phase == Phase::Deleting)
        return;
    patternEdited();
    m_typing.stop();
    m_checked = m_pattern->pattern();
    m_waitsForServer = !m_client.isReady();
    if (m_checked.isEmpty())
        return;
    if (m_waitsForServer) {
        m_strip->showError(m_client.status().error.value_or(Error{Error::Kind::Connection, {},
                               tr("Not connected to %1.").arg(m_serverName)}),
            tr("The dry run waits for the server."));
        return;
    }
    if (!notice.isEmpty())
        m_strip->showNote(notice);
    else if (m_selected.isEmpty() && GlobPattern(m_checked).matchesEverything())
        m_strip->showNote(tr("This pattern matches every key in database %1 of %2.")
                              .arg(QString::number(m_profile.endpoint.db), m_serverName));
    m_dryRun = JobHandle(std::make_unique<DryRun>(BulkScope{m_checked, m_selected}));
    m_dryRun.on(&DryRun::progressed,
        [this](const DryRunProgress &progress) { onDryRunProgress(progress); });
    m_dryRun.on(&DryRun::ended, [this](const DryRunResult &result) { onDryRunEnded(result); });
    setPhase(Phase::Checking);
    m_client.start(m_dryRun);
}

void InvalidationDialog::stopOrStartDryRun()
{
    if (m_phase == Phase::Checking)
        m_dryRun->cancel();
    else
        startDryRun();
}

void InvalidationDialog::onDryRunProgress(const DryRunProgress &progress)
{
    m_dryRunPanel->showProgress(progress);
    m_matches->append(progress.names);
}

void InvalidationDialog::onDryRunEnded(const DryRunResult &result)
{
    m_dryRunPanel->showResult(result);
    if (result.end == DryRunResult::End::Failed) {
        m_strip->showError(*result.error, tr("The dry run could not be completed."));
        // The status follows later: it stands on Ready still.
        m_waitsForServer = result.error->kind == Error::Kind::Connection
            || result.error->kind == Error::Kind::Timeout;
    }
    if (result.end == DryRunResult::End::Cancelled)
        m_strip->showNote(tr("The dry run was stopped. Only a complete one allows deleting."));
    m_shown = result.found;
    const bool complete = result.end == DryRunResult::End::Complete;
    setPhase(complete ? Phase::Ready : Phase::Idle);
    if (complete && result.found == 0 && m_selected.isEmpty())
        searchClosest();
    else if (complete && result.found == 0)
        m_strip->showNote(tr("None of the selected keys is there any more."));
}

void InvalidationDialog::searchClosest()
{
    m_pages->setCurrentWidget(m_noMatch);
    m_noMatch->showSearching();
    m_closest = JobHandle(std::make_unique<ClosestNames>(m_checked));
    m_closest.on(
        &ClosestNames::ended, [this](const QByteArrayList &names) { m_noMatch->showNames(names); });
    m_client.start(m_closest);
}

// ---- deleting

void InvalidationDialog::startDeleting()
{
    if (!m_delete->isEnabled() || m_pattern->pattern() != m_checked)
        return;
    m_strip->clear();
    m_confirm->clear();
    BulkPlan plan{{m_checked, m_selected}};
    plan.mostKeys = agreedKeys(m_shown);
    m_bulk = JobHandle(std::make_unique<BulkJob>(plan));
    m_bulk.on(&BulkJob::progressed,
        [this](const BulkProgress &progress) { m_bulkPanel->showCounts(progress.counts); });
    m_bulk.on(&BulkJob::ended, [this](const BulkReport &report) { onBulkEnded(report); });
    m_bulkPanel->start(m_shown);
    m_pages->setCurrentWidget(m_bulkPanel);
    m_bulkPanel->setFocus(); // before the button that had it is disabled
    setPhase(Phase::Deleting);
    m_client.start(m_bulk);
}

void InvalidationDialog::onBulkEnded(const BulkReport &report)
{
    m_strip->clear();
    m_bulkPanel->showReport(report);
    if (report.error)
        m_strip->showError(*report.error, tr("Not all keys were deleted."));
    setPhase(Phase::Finished);
    const bool areAllDeleted = report.end == BulkReport::End::Complete && report.counts.failed == 0;
    if (areAllDeleted && m_selected.isEmpty())
        emit keysDeleted(m_checked);
    else if (report.counts.total() > report.counts.failed)
        emit someKeysDeleted();
    if (m_closesWhenStopped)
        QDialog::reject();
    else if (report.end == BulkReport::End::MoreThanAllowed)
        startDryRun(tr("Stopped after deleting %1: more keys match now than the %2 you were shown. "
                       "Look at the new number before you go on.")
                        .arg(formatCount(report.counts.done), formatCount(m_shown)));
}

void InvalidationDialog::reject()
{
    if (m_phase == Phase::Deleting)
        askToStop();
    else
        QDialog::reject();
}

void InvalidationDialog::askToStop()
{
    m_strip->showNote(tr("Keys are still being deleted. Stop, and leave the rest?"));
    m_strip->addAction(tr("Stop and close"), this, [this] {
        m_closesWhenStopped = true;
        m_bulkPanel->showCancelling();
        m_bulk->cancel();
    });
    m_strip->addAction(tr("Go on deleting"), this, [this] { m_strip->clear(); });
}

// ---- what may be done now

void InvalidationDialog::onStatus(const Status &status)
{
    if (m_waitsForServer && status.state == Status::State::Ready && m_phase == Phase::Idle)
        startDryRun();
    updateControls();
}

void InvalidationDialog::setPhase(Phase phase)
{
    m_phase = phase;
    updateControls();
}

bool InvalidationDialog::isConfirmed() const
{
    return m_profile.environment != Environment::Production || m_confirm->text() == m_serverName;
}

void InvalidationDialog::updateControls()
{
    const bool deleting = m_phase == Phase::Deleting;
    const bool ready = m_phase == Phase::Ready && m_shown > 0;
    m_pattern->setReadOnly(deleting);
    m_literally->setEnabled(!deleting);
    m_dryRunButton->setText(m_phase == Phase::Checking ? tr("&Stop") : tr("D&ry run"));
    m_dryRunButton->setEnabled(!deleting && !m_pattern->text().isEmpty());
    const QString whyNot = whyNotWrite(m_client);
    m_whyNot->setText(tr("Dry run only. %1").arg(whyNot));
    m_whyNot->setVisible(!whyNot.isEmpty());
    const bool guarded = m_profile.environment == Environment::Production
        && m_pages->currentWidget() == m_preview && whyNot.isEmpty();
    m_confirmLabel->setVisible(guarded);
    m_confirm->setVisible(guarded);
    m_confirm->setEnabled(ready);
    m_delete->setText(ready ? deleteText(m_shown) : tr("Delete keys"));
    enableUnless(m_delete, ready && isConfirmed() && m_client.isReady(), whyNot);
}

} // namespace hitlens
