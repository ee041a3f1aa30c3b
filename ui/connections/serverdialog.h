// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/connectiontest.h"
#include "app/connections/profilestore.h"
#include "app/connections/secrets.h"
#include "app/connections/secretstore.h"

#include <QDialog>
#include <QPointer>

#include <memory>

class QPushButton;

namespace hitlens {

class MessageStrip;
class Prompter;
class ServerForm;
struct ConnectionUrl;

// Adds a server, or edits one, and saves it: the server in the ProfileStore, its password in the
// SecretStore. Show it with open().
class ServerDialog final : public QDialog
{
    Q_OBJECT

public:
    // A profile without an id is a new server.
    ServerDialog(ProfileStore &store, SecretStore &secrets, const Profile &profile,
        QWidget *parent = nullptr);
    ~ServerDialog() override;

    // Fills in an address, from the command line for instance.
    void setUrl(const ConnectionUrl &url);

signals:
    void saved(const QString &id);

protected:
    bool event(QEvent *event) override;

private:
    void makeLayout();
    void growToFit();
    QLayout *makeButtons();
    void readSecrets();
    void showSecretPlace();
    void onFilledFromUrl(const ConnectionUrl &url);
    void onEdited();

    void testConnection();
    void endTest();
    void onTested(const ConnectionTest::Report &report);
    void onTestFailed(const Error &error);

    void save();
    void keep();
    bool saveProfile();
    bool isClashing();
    void showClashes(const ProfileMerge &merge, const Profile &stored);
    void showNotKept(const QString &reason);
    void setBusy(bool isBusy);

    ProfileStore &m_store;
    SecretStore &m_secrets;
    Profile m_base; // as it was saved when the fields were filled
    Profile m_profile;
    bool m_userMayBePassword = false;
    QPointer<ConnectionTest> m_test; // while one runs
    std::unique_ptr<Prompter> m_prompter; // its questions

    ServerForm *m_form;
    MessageStrip *m_strip;
    QPushButton *m_testButton;
    QPushButton *m_cancelButton;
    QPushButton *m_saveButton;
};

} // namespace hitlens
