// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/decodersettingspage.h"

#include "ui/keyspace/ruletable.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QFileDialog>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QStringList firstColumn(const RuleTable *table)
{
    QStringList texts;
    for (const QStringList &row : table->rows())
        texts << row.first();
    return texts;
}

QList<QStringList> asRows(const QStringList &texts)
{
    QList<QStringList> rows;
    rows.reserve(texts.size());
    for (const QString &text : texts)
        rows << QStringList{text};
    return rows;
}

QStringList wordsOf(const QString &line)
{
    QStringList words;
    std::optional<QString> word;
    bool isQuoted = false;
    for (qsizetype at = 0; at < line.size();) {
        const qsizetype from = at;
        while (at < line.size() && line[at] == u'"')
            ++at;
        if (const qsizetype quotes = at - from; quotes > 0) {
            word = word.value_or(QString()) + QString(quotes / 3, u'"');
            isQuoted = isQuoted != (quotes % 3 == 1);
        } else if (line[at].isSpace() && !isQuoted) {
            words << (word ? QStringList{*word} : QStringList());
            word.reset();
            ++at;
        } else {
            word = word.value_or(QString()) + line[at++];
        }
    }
    return word ? words << *word : words;
}

} // namespace

// Blanks stand between words; in quotes they are part of one, and three quotes are one of a word's
// own. As QProcess::splitCommand(), which drops empty words.
QString commandLine(const ExternalCommand &command)
{
    if (command.program.isEmpty())
        return {};
    QStringList words;
    for (QString word : QStringList{command.program} + command.arguments) {
        const bool isPlain = !word.isEmpty() && !word.contains(u'"')
            && std::none_of(word.begin(), word.end(), [](QChar c) { return c.isSpace(); });
        word.replace(u"\""_s, u"\"\"\""_s);
        words << (isPlain ? word : u'"' + word + u'"');
    }
    return words.join(u' ');
}

ExternalCommand commandFrom(const QString &line)
{
    const QStringList words = wordsOf(line);
    return words.isEmpty() ? ExternalCommand() : ExternalCommand{words.first(), words.mid(1)};
}

DecoderSettingsPage::DecoderSettingsPage(DecoderLibrary &library, QWidget *parent)
    : QWidget(parent)
    , m_library(library)
    , m_strip(new MessageStrip(this))
    , m_chains(new RuleTable(tr("Always decoded"), {tr("Keys"), tr("Decoders")}, this))
    , m_programs(new RuleTable(tr("Programs"),
          {tr("Keys"), tr("Program that decodes"), tr("Program that encodes")}, this))
    , m_protoFiles(new RuleTable(tr(".proto files"), {tr("File")}, this))
    , m_protoFolders(new RuleTable(tr("Folders of imports"), {tr("Folder")}, this))
{
    build();
    showSettings();
    connect(&m_library, &DecoderLibrary::decodersChanged, this,
        &DecoderSettingsPage::onDecodersChanged);
}

void DecoderSettingsPage::build()
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(8);
    layout->addWidget(m_strip);
    addSection(tr("Always decoded"),
        tr("Values of these keys are decoded like this, and not by what they look like. Decoders "
           "are named one after the other, as in “gzip json”; none shows them as they are stored."),
        m_chains);
    addSection(tr("Programs"),
        tr("A program gets the value on its standard input, and writes what it means to its "
           "standard output. It is run, without a shell, for each value of these keys that is "
           "opened, and for no others. Without a program that encodes they are shown only."),
        m_programs);
    addSection(tr(".proto files"),
        tr("Their messages become decoders: “proto:” and the name of the message."), m_protoFiles);
    addSection(tr("Folders of imports"),
        tr("Where what the .proto files import is looked for, besides their own folders."),
        m_protoFolders);
    layout->addStretch();
    m_chains->setHint(0, tr("A glob pattern: user:*"));
    m_chains->setHint(1, tr("Decoders, the first one first: gzip json"));
    m_programs->setHint(0, tr("A glob pattern: user:*"));
    m_programs->setHint(
        1, tr("A program and its arguments; those with blanks in quotes, an empty one as \"\""));
    m_programs->setHint(2, tr("Its inverse, to save edits; may be empty"));
    m_protoFiles->addChooser(tr("Choose…"), [this](const RuleTable::Chosen &chosen) {
        auto *dialog = new QFileDialog(this, tr("Add a .proto file"));
        dialog->setFileMode(QFileDialog::ExistingFile);
        dialog->setNameFilters({tr("Protocol Buffers (*.proto)"), tr("All files (*)")});
        openChooser(dialog, chosen);
    });
    m_protoFolders->addChooser(tr("Choose…"), [this](const RuleTable::Chosen &chosen) {
        auto *dialog = new QFileDialog(this, tr("Add a folder of imports"));
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        openChooser(dialog, chosen);
    });
}

void DecoderSettingsPage::openChooser(QFileDialog *dialog, const RuleTable::Chosen &chosen)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, chosen);
    dialog->open();
}

void DecoderSettingsPage::addSection(const QString &title, const QString &text, QWidget *content)
{
    auto *heading = new QLabel(title, this);
    setRole(heading, Role::Heading);
    auto *words = new QLabel(text, this);
    words->setWordWrap(true);
    setRole(words, Role::Muted);
    for (QWidget *part : std::initializer_list<QWidget *>{heading, words, content})
        layout()->addWidget(part);
    static_cast<QVBoxLayout *>(layout())->addSpacing(8);
}

void DecoderSettingsPage::showSettings()
{
    const DecoderSettings &settings = m_library.settings();
    QList<QStringList> chains;
    for (const ChainRule &rule : settings.chains)
        chains << QStringList{
            shownPattern(rule.keyPattern), QString::fromUtf8(rule.chain.join(' '))};
    m_chains->setRows(chains);
    QList<QStringList> programs;
    for (const ExternalRule &rule : settings.programs)
        programs << QStringList{
            shownPattern(rule.keyPattern), commandLine(rule.decode), commandLine(rule.encode)};
    m_programs->setRows(programs);
    m_protoFiles->setRows(asRows(settings.protoFiles));
    m_protoFolders->setRows(asRows(settings.protoFolders));
    m_unread = settings.unread;
    if (!m_unread.isEmpty())
        showUnread();
    else if (!m_library.problems().isEmpty())
        m_strip->showError({Error::Kind::Local, {}, m_library.problems().join(u'\n')},
            tr("A .proto file is not as it should be."));
}

void DecoderSettingsPage::showUnread()
{
    m_strip->showError({Error::Kind::Local, {}, m_unread.join(u'\n')},
        tr("These entries of the settings are damaged. They are kept, and not used."));
    m_strip->addAction(tr("Forget them"), this, [this] {
        m_unread.clear();
        m_strip->showNote(tr("They are gone once you save."));
    });
}

QString DecoderSettingsPage::shownPattern(const QByteArray &pattern)
{
    if (pattern.isValidUtf8())
        return QString::fromUtf8(pattern);
    const QString shown = displayBytes(pattern);
    m_patterns.insert(shown, pattern);
    return shown;
}

QByteArray DecoderSettingsPage::patternOf(const QString &shown) const
{
    return m_patterns.value(shown, shown.toUtf8());
}

QString DecoderSettingsPage::readChains(DecoderSettings &settings) const
{
    for (const QStringList &row : m_chains->rows()) {
        if (row.first().isEmpty())
            return tr("A row of “Always decoded” has no pattern of keys.");
        ChainRule rule{patternOf(row.first()), {}};
        for (const QString &id : row.last().split(u' ', Qt::SkipEmptyParts)) {
            // A message may come with a .proto file that is not read yet.
            if (!m_library.decoders()->find(id.toUtf8()) && !id.startsWith(u"proto:"))
                return tr("There is no decoder called %1.").arg(id);
            rule.chain << id.toUtf8();
        }
        settings.chains << rule;
    }
    return {};
}

QString DecoderSettingsPage::readPrograms(DecoderSettings &settings) const
{
    for (const QStringList &row : m_programs->rows()) {
        const ExternalRule rule{
            patternOf(row.first()), commandFrom(row.at(1)), commandFrom(row.at(2))};
        if (rule.keyPattern.isEmpty())
            return tr("A row of “Programs” has no pattern of keys.");
        if (rule.decode.program.isEmpty())
            return tr("The rule for %1 has no program that decodes.").arg(row.first());
        settings.programs << rule;
    }
    return {};
}

void DecoderSettingsPage::save()
{
    DecoderSettings settings;
    QString wrong = readChains(settings);
    if (wrong.isEmpty())
        wrong = readPrograms(settings);
    if (!wrong.isEmpty())
        return m_strip->showNote(wrong);
    settings.protoFiles = firstColumn(m_protoFiles);
    settings.protoFolders = firstColumn(m_protoFolders);
    settings.unread = m_unread;
    m_strip->clear();
    m_isSaving = true;
    m_library.setSettings(settings);
    if (!m_library.isLoading())
        onDecodersChanged();
}

void DecoderSettingsPage::onDecodersChanged()
{
    if (!std::exchange(m_isSaving, false))
        return;
    if (m_library.problems().isEmpty())
        emit saved();
    else
        m_strip->showError({Error::Kind::Local, {}, m_library.problems().join(u'\n')},
            tr("Saved, but a .proto file is not as it should be."));
}

} // namespace hitlens
