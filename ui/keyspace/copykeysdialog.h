// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyscopy.h"
#include "ui/keyspace/copytargets.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace hitlens {

class CopyPlace;
class MessageStrip;
class TransferPanel;

// Copies keys that are selected to another database or server, over none that is there unless that
// is asked for when it is known how many there are. Make it with new and open() it: it deletes
// itself when closed. The client must outlive it. While keys are being copied it does not close
// without asking.
class CopyKeysDialog final : public QDialog
{
    Q_OBJECT

public:
    CopyKeysDialog(Client &client, const Profile &profile, StoredKeys keys,
        const CopyTargets &targets, QWidget *parent = nullptr);

    void reject() override;

private:
    void build(const Profile &profile);
    QWidget *makeForm();
    QLayout *makeFooter();
    void begin();
    void copy(Client *there);
    void run(const StoredKeys &keys, IfExists ifExists);
    void onFailed(const Error &error, const QString &tried);
    void onEnded(const CopyReport &report);
    void offerToOverwrite(const KeyRanges &existing);
    void askToStop();
    bool isConfirmed() const;
    void updateControls();

    Client &m_client;
    const StoredKeys m_keys;
    MessageStrip *m_strip;
    QStackedWidget *m_pages;
    QWidget *m_form = nullptr;
    TransferPanel *m_panel;
    CopyPlace *m_place;
    QLabel *m_refusal;
    QLabel *m_confirmLabel;
    QLineEdit *m_confirm;
    QPushButton *m_close;
    QPushButton *m_copy;
    Client *m_there = nullptr; // the place's, once it is reached
    std::unique_ptr<KeysCopy> m_job; // while it runs
    bool m_isReaching = false;
    bool m_closesWhenStopped = false;
};

} // namespace hitlens
