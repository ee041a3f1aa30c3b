// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>
#include <QThreadPool>

namespace hitlens {

// Writes the lines of the audit log to a second file, one after the other, on a thread of its own.
// Lives on the GUI thread. Destroyed, it waits for what is not written yet.
class AuditCopy final : public QObject
{
    Q_OBJECT

public:
    explicit AuditCopy(QObject *parent = nullptr);

    void setPath(const QString &path) { m_path = path; }
    void write(const QByteArray &line); // without a path: nothing
    // Waits, and has failed() said by the time it returns.
    void finish();

signals:
    void failed(const QString &text);

private:
    QString m_path;
    QThreadPool m_thread;
};

} // namespace hitlens
