// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/importkeysdialog.h"

#include "ui/keyspace/keyfiletable.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/filedrop.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/nameconfirm.h"
#include "ui/widgets/transferpanel.h"
#include "ui/widgets/whynot.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QList<TransferPanel::Figure> figuresOf(const ImportCounts &counts)
{
    return {{ImportKeysDialog::tr("Imported"), counts.imported, {}},
        {ImportKeysDialog::tr("Left alone"), counts.kept,
            ImportKeysDialog::tr("The server had them already.")},
        {ImportKeysDialog::tr("Expired meanwhile"), counts.expired, {}},
        {ImportKeysDialog::tr("Refused by the server"), counts.failed, {}},
        {ImportKeysDialog::tr("Lines that cannot be read"), counts.unreadable, {}},
        {ImportKeysDialog::tr("Unknown"), counts.unknown,
            ImportKeysDialog::tr(
                "Sent, but the connection broke before the server answered: imported or not.")}};
}

QString titleOf(const ImportReport &report)
{
    const QString keys = formatCount(report.counts.imported);
    switch (report.end) {
    case ImportReport::End::Complete:
        return ImportKeysDialog::tr("Done. Keys imported: %1.").arg(keys);
    case ImportReport::End::Cancelled:
        return ImportKeysDialog::tr("Stopped. Keys imported until then: %1.").arg(keys);
    case ImportReport::End::Refused:
        return ImportKeysDialog::tr("Stopped: the server refused. Keys imported until then: %1.")
            .arg(keys);
    case ImportReport::End::Lost:
        return ImportKeysDialog::tr(
            "Stopped: the connection was lost. Keys imported for certain: %1.")
            .arg(keys);
    case ImportReport::End::NotRead:
        break;
    }
    return ImportKeysDialog::tr("Nothing was imported: the file cannot be read.");
}

QString formatName(const KeyFilePreview &preview)
{
    switch (preview.format) {
    case KeyFileFormat::Dump:
        return ImportKeysDialog::tr("an export of Hitlens from %1 %2, database %3, of %4")
            .arg(preview.header->product, preview.header->serverVersion,
                QString::number(preview.header->db),
                QLocale().toString(preview.header->exportedAt.toLocalTime(), QLocale::ShortFormat));
    case KeyFileFormat::JsonLines:
        return ImportKeysDialog::tr("JSON Lines");
    case KeyFileFormat::HexCsv:
        break;
    }
    return ImportKeysDialog::tr("CSV of Another Redis Desktop Manager or Tiny RDM");
}

QString typesText(const QMap<QByteArray, qint64> &types)
{
    QStringList parts;
    for (auto it = types.begin(); it != types.end(); ++it)
        parts << ImportKeysDialog::tr("%1 %2").arg(formatCount(it.value()),
            it.key().isEmpty() ? ImportKeysDialog::tr("unknown") : QString::fromUtf8(it.key()));
    return parts.join(u" · "_s);
}

QString expiryText(const KeyFilePreview &preview)
{
    QStringList parts{ImportKeysDialog::tr("%1 never expire").arg(formatCount(preview.persistent))};
    if (preview.relative > 0)
        parts << ImportKeysDialog::tr("the time to live of %1 begins anew")
                     .arg(formatCount(preview.relative));
    parts << ImportKeysDialog::tr("%1 have expired by now and are skipped")
                 .arg(formatCount(preview.expired));
    return parts.join(u" · "_s);
}

QString problemText(const KeyFile::Problem &problem)
{
    return problem.line == 0
        ? problem.text
        : ImportKeysDialog::tr("Line %1: %2").arg(formatCount(problem.line), problem.text);
}

QString nameOf(const Profile &profile)
{
    return profile.name.isEmpty() ? profile.endpoint.displayName() : profile.name;
}

} // namespace

ImportKeysDialog::ImportKeysDialog(Client &client, const Profile &profile, QWidget *parent)
    : QDialog(parent)
    , m_client(client)
    , m_profile(profile)
    , m_serverName(nameOf(profile))
    , m_strip(new MessageStrip(this))
    , m_pages(new QStackedWidget(this))
    , m_empty(new EmptyState(tr("Choose a file of keys, or drop it here"),
          tr("An export of Hitlens, restorable or as JSON Lines, or the CSV of Another Redis "
             "Desktop Manager or Tiny RDM. You see what is in it before anything is changed."),
          this))
    , m_panel(new TransferPanel(this))
    , m_summary(new QLabel(this))
    , m_details(new QLabel(this))
    , m_table(new KeyFileTable(this))
    , m_tableHint(new QLabel(this))
    , m_problems(new QPlainTextEdit(this))
    , m_keep(new QRadioButton(tr("&Leave alone keys that exist"), this))
    , m_replace(new QRadioButton(tr("&Replace keys that exist"), this))
    , m_confirmLabel(new QLabel(this))
    , m_confirm(new QLineEdit(this))
    , m_choose(new QPushButton(tr("Choose &file…"), this))
    , m_close(new QPushButton(tr("Cancel"), this))
    , m_import(new QPushButton(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Import keys into %1").arg(m_serverName));
    build();
    connect(new FileDrop(this), &FileDrop::dropped, this, &ImportKeysDialog::readFile);
    for (QRadioButton *choice : {m_keep, m_replace})
        connect(choice, &QRadioButton::toggled, this, &ImportKeysDialog::updateControls);
    connect(m_confirm, &QLineEdit::textChanged, this, &ImportKeysDialog::updateControls);
    connect(m_choose, &QPushButton::clicked, this, &ImportKeysDialog::chooseFile);
    connect(m_close, &QPushButton::clicked, this, &ImportKeysDialog::reject);
    connect(m_import, &QPushButton::clicked, this, &ImportKeysDialog::startImport);
    connect(m_panel, &TransferPanel::pauseRequested, this,
        [this] { m_check ? m_check->pause() : m_job->pause(); });
    connect(m_panel, &TransferPanel::resumeRequested, this,
        [this] { m_check ? m_check->resume() : m_job->resume(); });
    connect(m_panel, &TransferPanel::stopRequested, this, [this] {
        m_panel->showStopping();
        m_check ? m_check->cancel() : m_job->cancel();
    });
    connect(&m_client, &Client::statusChanged, this, &ImportKeysDialog::updateControls);
    connect(&m_client, &Client::writeRefusalChanged, this, &ImportKeysDialog::showRefusal);
    showRefusal();
    m_choose->setFocus();
}

// ---- what it looks like

void ImportKeysDialog::build()
{
    m_previewPage = makePreview();
    for (QWidget *page : std::initializer_list<QWidget *>{m_empty, m_previewPage, m_panel})
        m_pages->addWidget(page);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), m_profile.environment, this));
    layout->addWidget(m_strip);
    layout->addWidget(m_pages, 1);
    layout->addLayout(makeFooter());
    const QSize wanted(fontMetrics().averageCharWidth() * 130, fontMetrics().height() * 38);
    resize(wanted.boundedTo(screen()->availableSize() * 0.92));
}

QWidget *ImportKeysDialog::makePreview()
{
    setRole(m_tableHint, Role::Muted);
    m_problems->setAccessibleName(tr("What is wrong with the file"));
    m_problems->setReadOnly(true);
    m_problems->setTabChangesFocus(true);
    m_problems->setFixedHeight(fontMetrics().lineSpacing() * 5);
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins({});
    layout->setSpacing(12);
    layout->addWidget(makeSummary());
    layout->addWidget(m_table, 1);
    layout->addWidget(m_tableHint);
    layout->addWidget(m_problems);
    layout->addLayout(makeChoice());
    return page;
}

QWidget *ImportKeysDialog::makeSummary()
{
    setRole(m_summary, Role::Heading);
    setRole(m_details, Role::Muted);
    for (QLabel *label : {m_summary, m_details}) {
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
    }
    auto *card = new QFrame(this);
    setRole(card, Role::Panel);
    auto *layout = new QVBoxLayout(card);
    layout->addWidget(m_summary);
    layout->addWidget(m_details);
    return card;
}

QLayout *ImportKeysDialog::makeChoice()
{
    m_keep->setChecked(true);
    askForName(*m_confirmLabel, *m_confirm, m_serverName);
    auto *layout = new QHBoxLayout;
    layout->addWidget(m_keep);
    layout->addSpacing(12);
    layout->addWidget(m_replace);
    layout->addStretch();
    layout->addWidget(m_confirmLabel);
    layout->addWidget(m_confirm);
    return layout;
}

QLayout *ImportKeysDialog::makeFooter()
{
    // Enter must not overwrite anything by itself.
    for (QPushButton *button : {m_choose, m_close, m_import})
        button->setAutoDefault(false);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_choose);
    buttons->addStretch();
    buttons->addWidget(m_close);
    buttons->addWidget(m_import);
    return buttons;
}

// ---- the file

void ImportKeysDialog::chooseFile()
{
    auto *chooser = new QFileDialog(this, tr("Import keys"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    chooser->setNameFilters({tr("Keys (*.jsonl *.csv)"), tr("All files (*)")});
    connect(chooser, &QFileDialog::fileSelected, this, &ImportKeysDialog::readFile);
    chooser->open();
}

void ImportKeysDialog::readFile(const QString &path)
{
    if (m_job)
        return; // one is being imported
    m_path = path;
    m_preview = {};
    m_confirm->clear();
    m_check = JobHandle(std::make_unique<KeyFileCheck>(path));
    m_check.on(&KeyFileCheck::progressed,
        [this](qint64 keys, double fraction) { m_panel->showProgress(keys, fraction, {}); });
    m_check.on(&KeyFileCheck::ended, [this](const KeyFilePreview &preview) { onChecked(preview); });
    showRefusal();
    m_panel->start(tr("Reading %1").arg(QFileInfo(path).fileName()));
    m_pages->setCurrentWidget(m_panel);
    m_panel->setFocus();
    m_client.start(m_check);
    updateControls();
}

void ImportKeysDialog::onChecked(const KeyFilePreview &preview)
{
    m_check.reset();
    if (preview.error || preview.isCancelled) {
        m_pages->setCurrentWidget(m_empty);
        if (preview.error)
            m_strip->showError(*preview.error, tr("Nothing was read."));
        updateControls();
        m_choose->setFocus();
        return;
    }
    m_preview = preview;
    showPreview(preview);
    m_pages->setCurrentWidget(m_previewPage);
    updateControls();
    m_table->setFocus();
}

void ImportKeysDialog::showPreview(const KeyFilePreview &preview)
{
    m_summary->setText(
        tr("%1: %2, %3. The server has %4 of them already.")
            .arg(QFileInfo(m_path).fileName(), formatKeys(preview.keys), formatBytes(preview.bytes),
                preview.existing ? formatCount(*preview.existing) : u"–"_s));
    m_details->setText(tr("This is %1.").arg(formatName(preview)) + u'\n' + typesText(preview.types)
        + u'\n' + expiryText(preview));
    m_table->setRows(preview.rows);
    m_tableHint->setText(
        tr("The first %1 of %2.").arg(formatCount(preview.rows.size()), formatKeys(preview.keys)));
    m_tableHint->setVisible(preview.keys > preview.rows.size());
    QStringList problems;
    for (const KeyFile::Problem &problem : preview.problems)
        problems << problemText(problem);
    m_problems->setPlainText(problems.join(u'\n'));
    m_problems->setVisible(!problems.isEmpty());
    if (m_client.writeRefusal())
        return;
    if (preview.problemCount > 0)
        m_strip->showNote(preview.problemCount == 1
                ? tr("Something is wrong with the file in 1 place; what cannot be read is left "
                     "out.")
                : tr("Something is wrong with the file in %1 places; what cannot be read is left "
                     "out.")
                      .arg(formatCount(preview.problemCount)));
    else if (preview.existsError)
        m_strip->showError(
            *preview.existsError, tr("The server did not say which of the keys it has already."));
}

// ---- importing

void ImportKeysDialog::startImport()
{
    if (m_job || !isConfirmed())
        return;
    const auto existing
        = replaces() ? ImportOptions::Existing::Replace : ImportOptions::Existing::Keep;
    m_job = JobHandle(std::make_unique<KeyImport>(ImportOptions{m_path, existing}));
    m_job.on(&KeyImport::progressed, [this](const ImportCounts &counts, double fraction) {
        m_panel->showProgress(counts.keys(), fraction, figuresOf(counts));
    });
    m_job.on(&KeyImport::ended, [this](const ImportReport &report) { onEnded(report); });
    m_strip->clear();
    m_confirm->clear();
    m_panel->start(tr("Importing %1").arg(QFileInfo(m_path).fileName()));
    m_pages->setCurrentWidget(m_panel);
    m_panel->setFocus(); // before the button that had it is disabled
    m_client.start(m_job);
    updateControls();
}

void ImportKeysDialog::onEnded(const ImportReport &report)
{
    m_job.reset();
    m_strip->clear();
    m_panel->showResult(titleOf(report), figuresOf(report.counts), report.failures);
    if (report.error)
        m_strip->showError(*report.error, tr("Not all keys were imported."));
    else if (!report.problems.isEmpty())
        m_strip->showNote(
            tr("Not all of the file could be read. %1").arg(problemText(report.problems.first())));
    m_close->setText(tr("Close"));
    updateControls();
    m_close->setFocus();
    if (report.counts.imported + report.counts.unknown > 0)
        emit imported();
    if (m_closesWhenStopped)
        QDialog::reject();
}

void ImportKeysDialog::reject()
{
    if (m_job)
        askToStop();
    else
        QDialog::reject();
}

void ImportKeysDialog::askToStop()
{
    m_strip->showNote(tr("Keys are still being imported. Stop, and leave the rest?"));
    m_strip->addAction(tr("Stop and close"), this, [this] {
        m_closesWhenStopped = true;
        m_panel->showStopping();
        m_job->cancel();
    });
    m_strip->addAction(tr("Go on importing"), this, [this] { m_strip->clear(); });
}

// ---- what may be done now

void ImportKeysDialog::showRefusal()
{
    if (const auto refusal = m_client.writeRefusal())
        m_strip->showError(*refusal, tr("Nothing can be imported here. You can look at a file."));
    else
        m_strip->clear();
    updateControls();
}

bool ImportKeysDialog::replaces() const
{
    return m_replace->isChecked();
}

// Production asks twice before many of its keys are changed.
bool ImportKeysDialog::isConfirmed() const
{
    return m_profile.environment != Environment::Production || m_confirm->text() == m_serverName;
}

void ImportKeysDialog::updateControls()
{
    const bool isPreview = m_pages->currentWidget() == m_previewPage;
    const bool isGuarded = m_profile.environment == Environment::Production;
    m_confirmLabel->setVisible(isGuarded);
    m_confirm->setVisible(isGuarded);
    m_choose->setEnabled(!m_job && !m_check);
    m_import->setVisible(isPreview);
    setRole(m_import, replaces() ? Role::Danger : Role::Primary);
    m_import->setText(tr("&Import %1").arg(formatKeys(m_preview.keys)));
    enableUnless(m_import, isPreview && m_preview.keys > 0 && m_client.isReady() && isConfirmed(),
        whyNotWrite(m_client));
}

} // namespace hitlens
