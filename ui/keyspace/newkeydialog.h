// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/keyacts.h"

#include <QDialog>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace hitlens {

class MessageStrip;
class NewKeyRows;

// Makes a key of any type with its first rows and its expiry, all at once, and never over one that
// is there: then everything typed stays. Make it with new and open() it: it deletes itself when
// closed. The client must outlive it.
class NewKeyDialog final : public QDialog
{
    Q_OBJECT

public:
    // The name begins with prefix.
    NewKeyDialog(Client &client, const Profile &profile, const QByteArray &prefix,
        QWidget *parent = nullptr);

signals:
    void created(const QByteArray &key);
    // The key that was in the way is to be looked at.
    void openRequested(const QByteArray &key);

private:
    void build();
    QFormLayout *makeForm();
    void fillTypes();
    void fillTtls();
    std::optional<std::chrono::milliseconds> ttl() const; // nullopt: it does not expire
    QString refusal() const;
    void apply();
    void onFinished(const QByteArray &key, const KeyTransaction::Report &report);
    void onExists(const QByteArray &key);
    void setBusy(bool isBusy);
    void updateButtons();

    Client &m_client;
    const Profile m_profile;
    bool m_isBusy = false;
    MessageStrip *m_strip;
    QLineEdit *m_name;
    QComboBox *m_type;
    NewKeyRows *m_rows;
    QComboBox *m_ttl;
    QLineEdit *m_duration;
    QLabel *m_refusal;
    QPushButton *m_cancel;
    QPushButton *m_create;
};

} // namespace hitlens
