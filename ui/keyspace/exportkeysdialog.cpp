// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/exportkeysdialog.h"

#include "app/keyspace/transfer/dumpexport.h"
#include "app/keyspace/transfer/textexport.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/transferpanel.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QScreen>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QList<TransferPanel::Figure> figuresOf(const ExportCounts &counts)
{
    return {{ExportKeysDialog::tr("Written"), counts.written, {}},
        {ExportKeysDialog::tr("Gone"), counts.gone,
            ExportKeysDialog::tr("Expired, evicted or deleted before it was their turn.")},
        {ExportKeysDialog::tr("Of another type"), counts.otherType, {}},
        {ExportKeysDialog::tr("Left out"), counts.failed,
            ExportKeysDialog::tr("The server refused, or the format cannot hold them.")}};
}

QString titleOf(const ExportReport &report, const QString &path)
{
    switch (report.end) {
    case ExportReport::End::Complete:
        return ExportKeysDialog::tr("Done: %1, %2. The file is %3, and only you can read it.")
            .arg(formatKeys(report.counts.written), formatBytes(report.counts.bytes), path);
    case ExportReport::End::Cancelled:
        return ExportKeysDialog::tr("Stopped. No file was written.");
    default:
        return ExportKeysDialog::tr("Nothing was exported. No file was written.");
    }
}

QLabel *mutedLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    setRole(label, Role::Muted);
    label->setWordWrap(true);
    return label;
}

QLabel *heading(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    setRole(label, Role::Heading);
    return label;
}

} // namespace

ExportKeysDialog::ExportKeysDialog(
    Client &client, const Profile &profile, const ExportSelection &selection, QWidget *parent)
    : QDialog(parent)
    , m_client(client)
    , m_profile(profile)
    , m_given(selection)
    , m_strip(new MessageStrip(this))
    , m_pages(new QStackedWidget(this))
    , m_panel(new TransferPanel(this))
    , m_all(new QRadioButton(this))
    , m_matching(new QRadioButton(tr("Keys that &match"), this))
    , m_selected(new QRadioButton(this))
    , m_pattern(new QLineEdit(this))
    , m_type(new QComboBox(this))
    , m_close(new QPushButton(tr("Cancel"), this))
    , m_export(new QPushButton(tr("&Export…"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(
        tr("Export keys of %1")
            .arg(profile.name.isEmpty() ? profile.endpoint.displayName() : profile.name));
    build();
    preset();
    connect(m_pattern, &QLineEdit::textEdited, this, [this] { m_matching->setChecked(true); });
    connect(m_pattern, &QLineEdit::textChanged, this, &ExportKeysDialog::updateControls);
    for (QRadioButton *choice : {m_all, m_matching, m_selected})
        connect(choice, &QRadioButton::toggled, this, &ExportKeysDialog::updateControls);
    connect(m_close, &QPushButton::clicked, this, &ExportKeysDialog::reject);
    connect(m_export, &QPushButton::clicked, this, &ExportKeysDialog::chooseFile);
    connect(m_panel, &TransferPanel::pauseRequested, this, [this] { m_job->pause(); });
    connect(m_panel, &TransferPanel::resumeRequested, this, [this] { m_job->resume(); });
    connect(m_panel, &TransferPanel::stopRequested, this, [this] {
        m_panel->showStopping();
        m_job->cancel();
    });
    connect(&m_client, &Client::statusChanged, this, &ExportKeysDialog::updateControls);
    updateControls();
}

// ---- what it looks like

void ExportKeysDialog::build()
{
    m_form = makeForm();
    m_pages->addWidget(m_form);
    m_pages->addWidget(m_panel);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), m_profile.environment, this));
    layout->addWidget(m_strip);
    layout->addWidget(m_pages, 1);
    layout->addLayout(makeFooter());
    const QSize wanted(fontMetrics().averageCharWidth() * 110, fontMetrics().height() * 36);
    resize(wanted.boundedTo(screen()->availableSize() * 0.92));
}

QWidget *ExportKeysDialog::makeForm()
{
    auto *form = new QWidget(this);
    auto *layout = new QVBoxLayout(form);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(heading(tr("Keys"), form));
    layout->addWidget(makeSelection());
    layout->addSpacing(8);
    layout->addWidget(heading(tr("Format"), form));
    layout->addWidget(makeFormats());
    layout->addStretch();
    return form;
}

QWidget *ExportKeysDialog::makeSelection()
{
    const qsizetype names = m_given.names.size();
    m_all->setText(tr("&All keys of database %1").arg(QString::number(m_profile.endpoint.db)));
    m_selected->setText(names == 1 ? tr("The &selected key")
            : names > 1            ? tr("The %1 &selected keys").arg(formatCount(names))
                                   : tr("The &selected keys and folders"));
    m_selected->setVisible(hasSelected());
    setRole(m_pattern, Role::Mono);
    m_pattern->setPlaceholderText(u"cache:*"_s);
    m_pattern->setAccessibleName(tr("Glob pattern of the keys"));
    m_type->setAccessibleName(tr("Type of the keys"));
    m_type->addItem(tr("Every type"), QByteArray());
    for (const char *type : {"string", "hash", "list", "set", "zset", "stream"})
        m_type->addItem(QLatin1StringView(type), QByteArray(type));
    auto *matching = new QHBoxLayout;
    matching->addWidget(m_matching);
    matching->addWidget(m_pattern, 1);
    auto *type = new QHBoxLayout;
    auto *typeLabel = new QLabel(tr("Of the &type"), this);
    typeLabel->setBuddy(m_type);
    type->addWidget(typeLabel);
    type->addWidget(m_type);
    type->addStretch();
    auto *card = new QFrame(this);
    setRole(card, Role::Panel);
    auto *layout = new QVBoxLayout(card);
    layout->addWidget(m_selected);
    layout->addWidget(m_all);
    layout->addLayout(matching);
    layout->addLayout(type);
    return card;
}

QWidget *ExportKeysDialog::makeFormats()
{
    auto *card = new QFrame(this);
    setRole(card, Role::Panel);
    auto *layout = new QVBoxLayout(card);
    addFormat(layout, Format::Dump, tr("&Restorable (DUMP)"),
        tr("Everything about each key. Hitlens restores it on servers that are not older."));
    addFormat(layout, Format::JsonLines, tr("&JSON Lines"),
        tr("Values in the open, for any server and for other programs; streams without groups."));
    addFormat(layout, Format::Csv, tr("CS&V"),
        tr("For spreadsheets, with collections as JSON. It cannot be imported."));
    auto *group = new QButtonGroup(this);
    for (QRadioButton *button : m_formats)
        group->addButton(button);
    m_formats.first()->setChecked(true);
    return card;
}

void ExportKeysDialog::addFormat(
    QLayout *layout, Format format, const QString &name, const QString &hint)
{
    auto *button = new QRadioButton(name, this);
    button->setAccessibleDescription(hint);
    auto *label = mutedLabel(hint, this);
    label->setIndent(fontMetrics().averageCharWidth() * 4);
    layout->addWidget(button);
    layout->addWidget(label);
    Q_ASSERT(m_formats.size() == static_cast<int>(format));
    m_formats << button;
}

QLayout *ExportKeysDialog::makeFooter()
{
    m_close->setAutoDefault(false);
    m_export->setDefault(true);
    setRole(m_export, Role::Primary);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_close);
    buttons->addWidget(m_export);
    return buttons;
}

void ExportKeysDialog::preset()
{
    m_pattern->setText(QString::fromUtf8(m_given.pattern));
    m_type->setCurrentIndex(std::max(m_type->findData(m_given.type), 0));
    QRadioButton *choice = hasSelected() ? m_selected
        : m_given.pattern.isEmpty()      ? m_all
                                         : m_matching;
    choice->setChecked(true);
    choice->setFocus();
}

// ---- what it does

bool ExportKeysDialog::hasSelected() const
{
    return !m_given.names.isEmpty() || !m_given.selected.isEmpty();
}

ExportSelection ExportKeysDialog::selection() const
{
    const QByteArray type = m_type->currentData().toByteArray();
    if (m_selected->isChecked())
        return {{}, m_given.names, type, m_given.selected};
    if (m_all->isChecked())
        return {{}, {}, type};
    // A pattern that came with bytes that are no text is kept as long as nobody edits it.
    const bool isUntouched = m_pattern->text() == QString::fromUtf8(m_given.pattern);
    return {isUntouched ? m_given.pattern : m_pattern->text().toUtf8(), {}, type};
}

ExportKeysDialog::Format ExportKeysDialog::format() const
{
    for (qsizetype i = 0; i < m_formats.size(); ++i) {
        if (m_formats[i]->isChecked())
            return static_cast<Format>(i);
    }
    Q_UNREACHABLE();
}

void ExportKeysDialog::chooseFile()
{
    const bool isCsv = format() == Format::Csv;
    auto *chooser = new QFileDialog(this, tr("Export keys"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setNameFilters(
        {isCsv ? tr("CSV (*.csv)") : tr("JSON Lines (*.jsonl)"), tr("All files (*)")});
    chooser->setDefaultSuffix(isCsv ? u"csv"_s : u"jsonl"_s);
    const QString kind = format() == Format::Dump ? u"-dump"_s : QString();
    chooser->selectFile(u"keys%1.%2"_s.arg(kind, isCsv ? u"csv"_s : u"jsonl"_s));
    connect(chooser, &QFileDialog::fileSelected, this, &ExportKeysDialog::exportTo);
    chooser->open();
}

void ExportKeysDialog::exportTo(const QString &path)
{
    if (m_job || !m_client.isReady())
        return;
    const ExportTarget target{path, m_client.commands().contains("pexpiretime")};
    std::unique_ptr<KeyExport> job;
    if (format() == Format::Dump)
        job = std::make_unique<DumpExport>(selection(), target);
    else
        job = std::make_unique<TextExport>(
            selection(), target, format() == Format::Csv ? TextFormat::Csv : TextFormat::JsonLines);
    m_job = JobHandle(std::move(job));
    m_job.on(&KeyExport::progressed, [this](const ExportCounts &counts, double fraction) {
        m_panel->showProgress(counts.keys(), fraction, figuresOf(counts));
    });
    m_job.on(&KeyExport::ended, [this](const ExportReport &report) { onEnded(report); });
    m_path = path;
    m_strip->clear();
    m_panel->start(tr("Writing keys to %1").arg(path));
    m_pages->setCurrentWidget(m_panel);
    m_panel->setFocus(); // before the button that had it is disabled
    m_client.start(m_job);
    updateControls();
}

void ExportKeysDialog::onEnded(const ExportReport &report)
{
    m_job.reset();
    m_strip->clear();
    m_panel->showResult(titleOf(report, m_path), figuresOf(report.counts), report.failures);
    if (report.error)
        m_strip->showError(*report.error, tr("The keys were not exported."));
    else if (report.counts.failed > 0)
        m_strip->showNote(tr("Some keys are not in the file. The first of them are listed below."));
    m_close->setText(tr("Close"));
    updateControls();
    m_close->setFocus();
    if (m_closesWhenStopped)
        QDialog::reject();
}

void ExportKeysDialog::reject()
{
    if (m_job)
        askToStop();
    else
        QDialog::reject();
}

void ExportKeysDialog::askToStop()
{
    m_strip->showNote(tr("Keys are still being written. Stop, and leave no file?"));
    m_strip->addAction(tr("Stop and close"), this, [this] {
        m_closesWhenStopped = true;
        m_panel->showStopping();
        m_job->cancel();
    });
    m_strip->addAction(tr("Go on writing"), this, [this] { m_strip->clear(); });
}

void ExportKeysDialog::updateControls()
{
    const bool isForm = m_pages->currentWidget() == m_form;
    const bool isChosen = !m_matching->isChecked() || !m_pattern->text().isEmpty();
    m_export->setVisible(isForm);
    m_export->setEnabled(isForm && isChosen && m_client.isReady());
}

} // namespace hitlens
