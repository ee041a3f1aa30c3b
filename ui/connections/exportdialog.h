// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profilestore.h"
#include "app/connections/secrets.h"
#include "app/connections/secretstore.h"

#include <QDialog>
#include <QHash>

class QCheckBox;
class QLabel;
class QListWidget;
class QPushButton;

namespace hitlens {

class MessageStrip;

// Writes saved servers to a file that Hitlens imports again; with their secrets only after the
// person has said so twice. Show it with open().
class ExportDialog final : public QDialog
{
    Q_OBJECT

public:
    ExportDialog(const ProfileStore &store, SecretStore &secrets, QWidget *parent = nullptr);

private:
    void makeLayout();
    QLayout *makeButtons();
    void fillList();
    void chooseAll(bool isChosen);
    QList<Profile> chosen() const;
    void updateButtons();
    void start();
    void askAgain();
    void readSecrets();
    void onSecretRead(const QString &id, const Result<QString> &text);
    void chooseFile();
    void write(const QString &path);

    const ProfileStore &m_store;
    SecretStore &m_secrets;
    QHash<QString, Secrets> m_readSecrets; // by id, between asking and writing
    qsizetype m_unread = 0; // secrets that the keychain still has to answer for
    bool m_hasFailed = false; // one of them

    MessageStrip *m_strip;
    QCheckBox *m_all;
    QListWidget *m_list;
    QCheckBox *m_withSecrets;
    QLabel *m_warning;
    QPushButton *m_cancel;
    QPushButton *m_export;
};

} // namespace hitlens
