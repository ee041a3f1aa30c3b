// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/client.h"
#include "ui/keyspace/copytargets.h"

class QComboBox;
class QFormLayout;
class QSpinBox;

namespace hitlens {

// Where keys are to be copied to: the fields for a server and its database, and a connection of our
// own to it, which lasts as long as the place. A child of the dialog that asks.
class CopyPlace final : public QObject
{
    Q_OBJECT

public:
    // The source, on which the keys are, must outlive it.
    CopyPlace(Client &source, const Profile &here, const CopyTargets &targets, QWidget *dialog);
    ~CopyPlace() override;

    void addRows(QFormLayout *fields);
    // In tab order.
    QList<QWidget *> fields() const;
    void setEnabled(bool isEnabled);

    // "database 1 of shop-cache"
    QString text() const;
    QString serverName() const;
    bool isProduction() const { return target().profile.environment == Environment::Production; }
    bool isOtherServer() const { return !target().isHere; }
    // The very database that the keys are in, under whichever profile.
    bool isSource() const;
    // Why nothing can be copied there, a sentence; empty when it can, as far as is known.
    QString refusal() const;
    // Opens the connection unless it is there already. Ends with reached(), failed() or declined().
    void reach();

signals:
    void chosen(); // another server or database
    // Nothing forbids to write to it. It lives until another place is reached for.
    void reached(hitlens::Client *client);
    void failed(const hitlens::Error &error, const QString &tried);
    // The person entered no password.
    void declined();

private:
    void fill();
    const CopyTarget &target() const;
    Endpoint wanted() const;
    void onServerChosen();
    void logIn(const std::optional<Error> &refusal);
    void open();
    void onStatus();
    void arrive(Client *client);

    Client &m_source;
    const Profile m_here;
    const CopyTargets m_targets;
    QWidget *m_dialog;
    QList<CopyTarget> m_list;
    std::unique_ptr<Client> m_there;
    std::unique_ptr<QObject> m_prompter; // for it
    bool m_isWaiting = false; // for the connection
    QComboBox *m_server;
    QSpinBox *m_db;
};

} // namespace hitlens
