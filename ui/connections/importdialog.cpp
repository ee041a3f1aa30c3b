// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/importdialog.h"

#include "app/connections/import/serverimport.h"
#include "ui/connections/importtable.h"
#include "ui/shell/theme.h"
#include "ui/widgets/filedrop.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/messagestrip.h"

#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString homeRelative(const QString &path)
{
    const QString home = QDir::homePath();
    return path.startsWith(home + u'/') ? u'~' + path.sliced(home.size()) : path;
}

QLabel *paragraph(QWidget *parent, Role role)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    setRole(label, role);
    return label;
}

} // namespace

ImportDialog::ImportDialog(
    ProfileStore &store, SecretStore &secrets, const QList<KnownFile> &known, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_secrets(secrets)
    , m_strip(new MessageStrip(this))
    , m_table(new ImportTable(this))
    , m_all(new QCheckBox(tr("&All servers"), this))
    , m_notes(new QPlainTextEdit(this))
    , m_place(paragraph(this, Role::Muted))
    , m_choose(new QPushButton(tr("&Choose file…"), this))
    , m_cancel(new QPushButton(tr("Cancel"), this))
    , m_import(new QPushButton(this))
{
    setWindowTitle(tr("Import servers"));
    makeLayout(known);
    auto *drop = new FileDrop(this);
    connect(drop, &FileDrop::dropped, this, &ImportDialog::readFile);
    connect(m_choose, &QPushButton::clicked, this, &ImportDialog::chooseFile);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_import, &QPushButton::clicked, this, &ImportDialog::importChosen);
    connect(m_all, &QCheckBox::clicked, m_table, &ImportTable::chooseAll);
    connect(m_table, &ImportTable::chosenChanged, this, &ImportDialog::updateButtons);
    connect(m_table, &QTreeWidget::currentItemChanged, this, &ImportDialog::showNotes);
    connect(&m_secrets, &SecretStore::persistenceChanged, this, &ImportDialog::showSecretPlace);
    showSecretPlace();
    m_secrets.probe();
    updateButtons();
    m_choose->setFocus();
}

void ImportDialog::makeLayout(const QList<KnownFile> &known)
{
    auto *title = paragraph(this, Role::Title);
    title->setText(windowTitle());
    auto *hint = paragraph(this, Role::Muted);
    hint->setText(tr("From RESP.app, Another Redis Desktop Manager, RedisInsight, Tiny RDM, P3X "
                     "Redis UI or an export of Hitlens. Choose the file or drop it here: you see "
                     "what is in it before anything is added."));
    m_notes->setAccessibleName(tr("Notes about the current server"));
    m_notes->setReadOnly(true);
    m_notes->setTabChangesFocus(true);
    m_notes->setFixedHeight(fontMetrics().lineSpacing() * 6);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    for (QWidget *widget : std::initializer_list<QWidget *>{title, hint, m_strip})
        layout->addWidget(widget);
    layout->addLayout(makeSources(known));
    layout->addWidget(m_all);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_notes);
    layout->addWidget(m_place);
    layout->addLayout(makeButtons());
    m_table->setMinimumHeight(fontMetrics().lineSpacing() * 8);
    m_table->hide();
    m_all->hide();
    m_notes->hide();
    resize(fontMetrics().averageCharWidth() * 140, fontMetrics().lineSpacing() * 40);
}

QLayout *ImportDialog::makeSources(const QList<KnownFile> &known)
{
    auto *sources = new FlowLayout(8);
    m_choose->setAutoDefault(false);
    sources->addWidget(m_choose);
    for (const KnownFile &file : known) {
        auto *button = new QPushButton(tr("%1: %2").arg(file.tool, homeRelative(file.path)), this);
        button->setAutoDefault(false);
        button->setToolTip(tr("Read the servers that %1 keeps in %2").arg(file.tool, file.path));
        connect(button, &QPushButton::clicked, this, [this, file] { readFile(file.path); });
        sources->addWidget(button);
    }
    return sources;
}

QLayout *ImportDialog::makeButtons()
{
    m_cancel->setAutoDefault(false);
    m_import->setDefault(true);
    setRole(m_import, Role::Primary);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_import);
    return buttons;
}

void ImportDialog::chooseFile()
{
    auto *chooser = new QFileDialog(this, tr("Import servers"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setFileMode(QFileDialog::ExistingFile);
    // The tools keep theirs in hidden folders.
    chooser->setFilter(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    connect(chooser, &QFileDialog::fileSelected, this, &ImportDialog::readFile);
    chooser->open();
}

void ImportDialog::readFile(const QString &path)
{
    if (m_added > 0)
        return; // what was chosen is on its way to the keychain, or there
    const auto preview = readImport(path);
    m_strip->clear();
    showPreview(preview ? *preview : ImportPreview());
    if (!preview)
        return m_strip->showError(preview.error(), tr("Nothing was read."));
    const QString name = QFileInfo(path).fileName();
    m_strip->showNote(preview->skipped.isEmpty()
            ? tr("%1 holds servers of %2.").arg(name, preview->format)
            : tr("%1 holds servers of %2. Some of them are skipped; the notes say why.")
                  .arg(name, preview->format));
    m_table->setFocus();
}

void ImportDialog::showPreview(const ImportPreview &preview)
{
    m_table->setPreview(preview, m_store.profiles());
    m_table->setVisible(m_table->topLevelItemCount() > 0);
    m_all->setVisible(!preview.candidates.isEmpty());
    updateButtons();
    showNotes();
}

void ImportDialog::showSecretPlace()
{
    m_place->setText(m_secrets.isPersistent() ? tr("Passwords and passphrases go to your keychain.")
                                              : m_secrets.reason());
}

void ImportDialog::updateButtons()
{
    const qsizetype count = m_table->chosen().size();
    m_import->setEnabled(count > 0);
    m_import->setText(count == 0 ? tr("Import")
            : count == 1         ? tr("Import 1 server")
                                 : tr("Import %1 servers").arg(count));
    m_all->setChecked(count > 0 && count == m_table->candidateCount());
}

void ImportDialog::showNotes()
{
    const QString notes = m_table->currentNotes();
    m_notes->setPlainText(notes.isEmpty() ? tr("Nothing is changed or left out.") : notes);
    m_notes->setVisible(m_table->topLevelItemCount() > 0);
}

void ImportDialog::importChosen()
{
    const QString certificates = QFileInfo(m_store.path()).path() + u"/certificates"_s;
    const auto added = importServers(m_table->chosen(), m_store, certificates);
    if (!added) {
        m_strip->showError(added.error(), tr("No server was imported."));
        return;
    }
    m_added = added->size();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_import, m_choose, m_table, m_all})
        widget->setEnabled(false);
    keepSecrets(*added);
    QStringList ids;
    for (const Candidate &candidate : *added)
        ids << candidate.profile.id;
    emit imported(ids);
}

void ImportDialog::keepSecrets(const QList<Candidate> &added)
{
    m_isPromised = m_secrets.isPersistent();
    m_unkept = std::ranges::count_if(
        added, [](const Candidate &candidate) { return !candidate.secrets.isEmpty(); });
    if (m_unkept == 0)
        return accept();
    for (const Candidate &candidate : added) {
        if (!candidate.secrets.isEmpty())
            m_secrets.write(candidate.profile.id, candidate.secrets.toText(), this,
                [this](const SecretStore::Kept &kept) { onSecretKept(kept); });
    }
}

void ImportDialog::onSecretKept(const SecretStore::Kept &kept)
{
    if (kept.place != SecretStore::Place::Keychain)
        m_notKept = kept.reason;
    const bool isNews = m_isPromised && !m_notKept.isEmpty();
    if (--m_unkept > 0)
        return;
    if (!isNews)
        return accept();
    m_strip->showNote(tr("The servers are imported, but the keychain did not take all of their "
                         "passwords: %1. Hitlens keeps those for this run only.")
                          .arg(m_notKept));
    m_import->hide();
    m_cancel->setText(tr("Close"));
}

} // namespace hitlens
