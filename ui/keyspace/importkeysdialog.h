// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/transfer/keyfilecheck.h"
#include "app/keyspace/transfer/keyimport.h"
#include "app/redis/client.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QRadioButton;
class QStackedWidget;

namespace hitlens {

class EmptyState;
class KeyFileTable;
class MessageStrip;
class TransferPanel;

// Puts the keys of a file into one server, after it has shown what the file holds and what of it
// the server has already. Make it with new and open() it: it deletes itself when closed. The client
// must outlive it. While keys are being imported it does not close without asking.
class ImportKeysDialog final : public QDialog
{
    Q_OBJECT

public:
    ImportKeysDialog(Client &client, const Profile &profile, QWidget *parent = nullptr);

    void reject() override;
    // Shows what the file holds.
    void readFile(const QString &path);

signals:
    // Some keys are on the server now that were not, or are others now.
    void imported();

private:
    void build();
    QWidget *makePreview();
    QWidget *makeSummary();
    QLayout *makeChoice();
    QLayout *makeFooter();
    void chooseFile();
    void onChecked(const KeyFilePreview &preview);
    void showPreview(const KeyFilePreview &preview);
    void startImport();
    void onEnded(const ImportReport &report);
    void askToStop();
    void showRefusal();
    bool replaces() const;
    bool isConfirmed() const;
    void updateControls();

    Client &m_client;
    const Profile m_profile;
    const QString m_serverName;
    QString m_path;
    KeyFilePreview m_preview; // of m_path
    bool m_closesWhenStopped = false;

    MessageStrip *m_strip;
    QStackedWidget *m_pages;
    EmptyState *m_empty;
    QWidget *m_previewPage = nullptr;
    TransferPanel *m_panel;
    QLabel *m_summary;
    QLabel *m_details;
    KeyFileTable *m_table;
    QLabel *m_tableHint;
    QPlainTextEdit *m_problems;
    QRadioButton *m_keep;
    QRadioButton *m_replace;
    QLabel *m_confirmLabel;
    QLineEdit *m_confirm;
    QPushButton *m_choose;
    QPushButton *m_close;
    QPushButton *m_import;

    JobHandle<KeyFileCheck> m_check; // while it runs
    JobHandle<KeyImport> m_job; // while it runs
};

} // namespace hitlens
