// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importer.h"
#include "app/connections/profilestore.h"
#include "app/connections/secretstore.h"

#include <QDialog>

class QCheckBox;
class QLabel;
class QPlainTextEdit;
class QPushButton;

namespace hitlens {

class ImportTable;
class MessageStrip;

// Brings servers over from a file: shows what is in it, and adds what is chosen to the
// ProfileStore, with the secrets in the SecretStore. Show it with open().
class ImportDialog final : public QDialog
{
    Q_OBJECT

public:
    // The known files are offered, and read only when they are asked for.
    ImportDialog(ProfileStore &store, SecretStore &secrets, const QList<KnownFile> &known,
        QWidget *parent = nullptr);

    void readFile(const QString &path);

signals:
    void imported(const QStringList &ids);

private:
    void makeLayout(const QList<KnownFile> &known);
    QLayout *makeSources(const QList<KnownFile> &known);
    QLayout *makeButtons();
    void chooseFile();
    void showPreview(const ImportPreview &preview);
    void showSecretPlace();
    void updateButtons();
    void showNotes();
    void importChosen();
    void keepSecrets(const QList<Candidate> &added);
    void onSecretKept(const SecretStore::Kept &kept);

    ProfileStore &m_store;
    SecretStore &m_secrets;
    qsizetype m_added = 0;
    qsizetype m_unkept = 0; // secrets whose place is not known yet
    QString m_notKept; // the keychain's words, when it took some not
    bool m_isPromised = false; // that they will be kept for good

    MessageStrip *m_strip;
    ImportTable *m_table;
    QCheckBox *m_all;
    QPlainTextEdit *m_notes; // about the current server
    QLabel *m_place;
    QPushButton *m_choose;
    QPushButton *m_cancel;
    QPushButton *m_import;
};

} // namespace hitlens
