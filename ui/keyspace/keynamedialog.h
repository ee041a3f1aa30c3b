// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/keymove.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;

namespace hitlens {

class MessageStrip;

// Asks for the name that a key, or a copy of it, is to have, and overwrites a key of that name only
// when that is confirmed. What is done with the name is up to the subclass.
class KeyNameDialog : public QDialog
{
    Q_OBJECT

protected:
    // The client must outlive the dialog, which deletes itself when it is closed.
    KeyNameDialog(Client &client, const Profile &profile, const QByteArray &key,
        const QString &applyText, QWidget *parent);

    // Under the window's title: fields, which hold name(), and a hint. characters: how wide it is.
    void build(QLayout *fields, const QString &hint, int characters);
    virtual void apply() = 0;
    virtual void setBusy(bool isBusy) = 0;

    const Profile &profile() const { return m_profile; }
    QLineEdit *name() const { return m_name; }
    QPushButton *applyButton() const { return m_apply; }
    MessageStrip *strip() const { return m_strip; }
    // nullopt: what is typed stands for no bytes.
    std::optional<QByteArray> typedName() const;
    // Shows it, or nothing where it is empty.
    void showRefusal(const QString &why);
    void offerToOverwrite(const QString &what);

    KeyMove m_move;
    QByteArray m_to; // asked for last
    bool m_isBusy = false;

private:
    const Profile m_profile;
    MessageStrip *m_strip;
    QLineEdit *m_name;
    QLabel *m_refusal;
    QPushButton *m_cancel;
    QPushButton *m_apply;
};

} // namespace hitlens
