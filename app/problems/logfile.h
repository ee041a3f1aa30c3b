// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QMutex>
#include <QString>
#include <QStringList>

namespace hitlens {

// What Qt and Hitlens say while they run, for whoever looks for the cause of a problem: lines
//   2026-11-26T14:03:11.042Z 4711 warning qt.tls.ossl: text
// in a file that only its owner may read. Full, it becomes hitlens.log.1, that hitlens.log.2, and
// what was that goes. Several programs may write to one. What looks like a secret is left out.
// Blocks for the disk; what cannot be written is lost in silence.
class LogFile final
{
public:
    static constexpr qint64 usualSize = 1 << 20; // bytes
    static constexpr int files = 3; // the current one included

    explicit LogFile(QString path, qint64 mostBytes = usualSize);
    // Messages go where they went before.
    ~LogFile();
    Q_DISABLE_COPY_MOVE(LogFile)

    // From now on every message of Qt's comes here too, of any thread. One LogFile at a time.
    void install();
    // Any thread.
    void write(QtMsgType type, const QString &category, const QString &text);
    // The last lines, oldest first; of the current file and the one before.
    static QStringList tail(const QString &path, qsizetype lines);

    // The text without user and password of addresses, and without what is called a password.
    static QString withoutSecrets(QString text);

private:
    void append(const QByteArray &line);
    void rotate();

    const QString m_path;
    const qint64 m_mostBytes;
    QMutex m_mutex;
};

} // namespace hitlens
