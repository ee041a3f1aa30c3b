// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "ui/invalidation/bulksettings.h"

#include <QWidget>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;

namespace hitlens {

// How long undo snapshots are kept, and where the audit log goes beside its own file.
class BulkSettingsPage final : public QWidget
{
    Q_OBJECT

public:
    // auditPath: where the log itself is.
    BulkSettingsPage(const BulkSettings &settings, const QList<Profile> &servers,
        const QString &auditPath, QWidget *parent = nullptr);

    BulkSettings settings() const;
    // Why this cannot be, a sentence; empty: it can.
    QString problem() const;

signals:
    void edited();

private:
    void addTimes(std::chrono::hours chosen);
    void addServers(const QList<Profile> &servers, const QString &chosen);
    QWidget *makeCopyRow();
    void addNote(QFormLayout *form, const QString &text);
    void chooseFile();
    void updateStream();

    const QString m_auditPath;
    QComboBox *m_keptFor;
    QLineEdit *m_copy;
    QComboBox *m_streamServer;
    QLineEdit *m_streamKey;
};

} // namespace hitlens
