// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "ui/invalidation/bulksettings.h"

#include <QDialog>

class QLabel;
class QPushButton;

namespace hitlens {

class BulkSettingsPage;
class DecoderLibrary;

// What the person has set up: how values are decoded, and what changes to many keys leave behind.
// Closes once all of it is saved.
class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    // What the second page begins with and chooses from.
    struct Bulk
    {
        BulkSettings settings;
        QList<Profile> servers;
        QString auditPath;
    };

    // The library must outlive the dialog.
    SettingsDialog(DecoderLibrary &library, const Bulk &bulk, QWidget *parent = nullptr);

signals:
    void bulkChosen(const hitlens::BulkSettings &settings);

private:
    void showBulkProblem();

    BulkSettingsPage *m_bulk;
    QLabel *m_problem;
    QPushButton *m_save;
};

} // namespace hitlens
