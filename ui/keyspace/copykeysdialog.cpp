// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/copykeysdialog.h"

#include "ui/keyspace/copyplace.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/transferpanel.h"

#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

namespace {

QList<TransferPanel::Figure> figuresOf(const CopyCounts &counts)
{
    return {{CopyKeysDialog::tr("Copied"), counts.copied, {}},
        {CopyKeysDialog::tr("Already there"), counts.existing,
            CopyKeysDialog::tr("Keys of these names, which were left alone.")},
        {CopyKeysDialog::tr("Gone"), counts.gone,
            CopyKeysDialog::tr("Expired, evicted or deleted before it was their turn.")},
        {CopyKeysDialog::tr("Failed"), counts.failed, CopyKeysDialog::tr("A server refused.")},
        {CopyKeysDialog::tr("Unknown"), counts.unknown,
            CopyKeysDialog::tr(
                "Sent, but the connection broke before the server answered: copied or not.")}};
}

QString titleOf(const CopyReport &report, const QString &place)
{
    const QString keys = formatKeys(report.counts.copied);
    switch (report.end) {
    case CopyReport::End::Complete:
        return CopyKeysDialog::tr("Done: %1 copied to %2.").arg(keys, place);
    case CopyReport::End::Cancelled:
        return CopyKeysDialog::tr("Stopped: %1 copied to %2 until then.").arg(keys, place);
    case CopyReport::End::Refused:
        return CopyKeysDialog::tr("A server refused: %1 copied to %2 until then.").arg(keys, place);
    case CopyReport::End::Lost:
        break;
    }
    return CopyKeysDialog::tr("The connection was lost: %1 copied to %2 for certain.")
        .arg(keys, place);
}

} // namespace

CopyKeysDialog::CopyKeysDialog(Client &client, const Profile &profile, StoredKeys keys,
    const CopyTargets &targets, QWidget *parent)
    : QDialog(parent)
    , m_client(client)
    , m_keys(std::move(keys))
    , m_strip(new MessageStrip(this))
    , m_pages(new QStackedWidget(this))
    , m_panel(new TransferPanel(this))
    , m_place(new CopyPlace(client, profile, targets, this))
    , m_refusal(new QLabel(this))
    , m_confirmLabel(new QLabel(this))
    , m_confirm(new QLineEdit(this))
    , m_close(new QPushButton(tr("Cancel"), this))
    , m_copy(new QPushButton(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Copy %1").arg(formatKeys(m_keys.ranges.count())));
    build(profile);
    connect(m_place, &CopyPlace::chosen, this, [this] {
        m_confirm->clear();
        m_strip->clear();
        updateControls();
    });
    connect(m_place, &CopyPlace::reached, this, &CopyKeysDialog::copy);
    connect(m_place, &CopyPlace::failed, this, &CopyKeysDialog::onFailed);
    connect(m_place, &CopyPlace::declined, this, [this] {
        m_isReaching = false;
        updateControls();
    });
    connect(m_confirm, &QLineEdit::textChanged, this, &CopyKeysDialog::updateControls);
    connect(m_close, &QPushButton::clicked, this, &CopyKeysDialog::reject);
    connect(m_copy, &QPushButton::clicked, this, &CopyKeysDialog::begin);
    connect(m_panel, &TransferPanel::pauseRequested, this, [this] { m_job->pause(); });
    connect(m_panel, &TransferPanel::resumeRequested, this, [this] { m_job->resume(); });
    connect(m_panel, &TransferPanel::stopRequested, this, [this] {
        m_panel->showStopping();
        m_job->stop();
    });
    updateControls();
    m_place->fields().first()->setFocus();
}

// ---- what it looks like

void CopyKeysDialog::build(const Profile &profile)
{
    m_form = makeForm();
    m_pages->addWidget(m_form);
    m_pages->addWidget(m_panel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), profile.environment, this));
    layout->addWidget(m_strip);
    layout->addWidget(m_pages, 1);
    layout->addLayout(makeFooter());
    const QSize wanted(fontMetrics().averageCharWidth() * 90, fontMetrics().height() * 24);
    resize(wanted.boundedTo(screen()->availableSize() * 0.92));
}

QWidget *CopyKeysDialog::makeForm()
{
    auto *form = new QWidget(this);
    auto *fields = new QFormLayout;
    m_place->addRows(fields);
    auto *hint = new QLabel(
        tr("The keys keep their names and the instants at which they expire. A key that is there "
           "already is left alone. A server that is not open is opened for the copy."),
        form);
    hint->setWordWrap(true);
    setRole(hint, Role::Muted);
    m_refusal->setWordWrap(true);
    m_refusal->setTextFormat(Qt::PlainText);
    m_confirmLabel->setWordWrap(true);
    m_confirmLabel->setTextFormat(Qt::PlainText);
    m_confirmLabel->setBuddy(m_confirm);
    m_confirm->setAccessibleName(tr("Name of the server, to confirm"));
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins({});
    layout->setSpacing(12);
    layout->addLayout(fields);
    layout->addWidget(hint);
    layout->addWidget(m_refusal);
    layout->addWidget(m_confirmLabel);
    layout->addWidget(m_confirm);
    layout->addStretch();
    return form;
}

QLayout *CopyKeysDialog::makeFooter()
{
    m_close->setAutoDefault(false);
    m_copy->setDefault(true);
    m_copy->setText(tr("&Copy %1").arg(formatKeys(m_keys.ranges.count())));
    setRole(m_copy, Role::Primary);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_close);
    buttons->addWidget(m_copy);
    return buttons;
}

// ---- what it does

void CopyKeysDialog::begin()
{
    m_strip->clear();
    m_isReaching = true;
    updateControls();
    m_place->reach();
}

void CopyKeysDialog::copy(Client *there)
{
    m_isReaching = false;
    m_there = there;
    run(m_keys, IfExists::Fail);
}

void CopyKeysDialog::run(const StoredKeys &keys, IfExists ifExists)
{
    m_job = std::make_unique<KeysCopy>(m_client, *m_there);
    connect(m_job.get(), &KeysCopy::progressed, this,
        [this](const CopyCounts &counts, double fraction) {
            m_panel->showProgress(counts.keys(), fraction, figuresOf(counts));
        });
    connect(m_job.get(), &KeysCopy::ended, this, &CopyKeysDialog::onEnded);
    m_strip->clear();
    m_panel->start(tr("Copying %1 to %2").arg(formatKeys(keys.ranges.count()), m_place->text()));
    m_pages->setCurrentWidget(m_panel);
    m_panel->setFocus(); // before the button that had it is hidden
    updateControls();
    m_job->start(keys, ifExists);
}

void CopyKeysDialog::onFailed(const Error &error, const QString &tried)
{
    m_isReaching = false;
    updateControls();
    m_strip->showError(error, tried);
}

void CopyKeysDialog::onEnded(const CopyReport &report)
{
    // Later: this call comes from inside of it.
    m_job.release()->deleteLater();
    m_strip->clear();
    m_panel->showResult(
        titleOf(report, m_place->text()), figuresOf(report.counts), report.failures);
    if (report.error)
        m_strip->showError(*report.error, tr("Not all keys were copied."));
    else if (!report.existing.isEmpty())
        offerToOverwrite(report.existing);
    m_close->setText(tr("Close"));
    updateControls();
    m_close->setFocus();
    if (m_closesWhenStopped)
        QDialog::reject();
}

void CopyKeysDialog::offerToOverwrite(const KeyRanges &existing)
{
    const qsizetype count = existing.count();
    QString text = count == 1
        ? tr("A key of the same name is there already, and was left alone. Overwriting it deletes "
             "what it holds there, and cannot be undone.")
        : tr("%1 keys of the same names are there already, and were left alone. Overwriting them "
             "deletes what they hold there, and cannot be undone.")
              .arg(formatCount(count));
    if (m_place->isProduction())
        text += u' ' + tr("%1 is a production server.").arg(m_place->serverName());
    m_strip->showNote(text);
    m_strip->addAction(tr("Overwrite %1 there").arg(formatKeys(count)), this, [this, existing] {
        run({m_keys.store, existing}, IfExists::Replace);
    });
}

void CopyKeysDialog::reject()
{
    if (m_job)
        askToStop();
    else
        QDialog::reject();
}

void CopyKeysDialog::askToStop()
{
    m_strip->showNote(tr("Keys are still being copied. Stop, and leave the rest?"));
    m_strip->addAction(tr("Stop and close"), this, [this] {
        m_closesWhenStopped = true;
        m_panel->showStopping();
        m_job->stop();
    });
    m_strip->addAction(tr("Go on copying"), this, [this] { m_strip->clear(); });
}

// ---- what may be done now

// Production asks twice before many of its keys are changed.
bool CopyKeysDialog::isConfirmed() const
{
    return !m_place->isProduction() || m_confirm->text() == m_place->serverName();
}

void CopyKeysDialog::updateControls()
{
    const bool isForm = m_pages->currentWidget() == m_form;
    const QString why = m_place->isSource()
        ? tr("That is where these keys are. Choose another database or server.")
        : m_place->refusal();
    m_refusal->setText(why);
    m_refusal->setVisible(!why.isEmpty());
    const bool isGuarded = m_place->isProduction() && why.isEmpty();
    m_confirmLabel->setText(tr("%1 is a production server. Type its name to copy %2 to it:")
                                .arg(m_place->serverName(), formatKeys(m_keys.ranges.count())));
    m_confirmLabel->setVisible(isGuarded);
    m_confirm->setVisible(isGuarded);
    m_confirm->setEnabled(!m_isReaching);
    m_place->setEnabled(!m_isReaching);
    m_copy->setVisible(isForm);
    m_copy->setEnabled(isForm && why.isEmpty() && isConfirmed() && !m_isReaching);
}

} // namespace hitlens
