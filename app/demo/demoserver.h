// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/endpoint.h"
#include "app/redis/error.h"

#include <QLockFile>
#include <QProcess>
#include <QTemporaryDir>

#include <optional>

namespace hitlens {

// A private redis-server for the demo: 64 MiB with allkeys-lru, nothing written to disk, reached by
// a unix socket in a folder that only this user can enter. It ends with this object and, on Linux,
// with this process, however that ends; so make it on a thread that lives as long as the process.
// GUI thread; nothing here waits for the server but the destructor, for some milliseconds.
class DemoServer final : public QObject
{
    Q_OBJECT

public:
    explicit DemoServer(QObject *parent = nullptr);
    ~DemoServer() override;

    // Once. Answers with ready() or failed(), never before it returns.
    void start();
    // Where it listens. From ready() on.
    Endpoint endpoint() const;
    qint64 processId() const { return m_process.processId(); } // 0 while it does not run

signals:
    void ready();
    // It could not be started, or ended by itself. The text says what to do.
    void failed(const hitlens::Error &error);

private:
    void launch(const QString &program);
    void readOutput();
    void onFinished();
    void fail(const QByteArray &code, const QString &text);

    std::optional<QTemporaryDir> m_folder;
    std::optional<QLockFile> m_inUse; // tells the next start that the folder is not stale
    QProcess m_process;
    QByteArray m_output; // the last of what the server said
    bool m_isReady = false;
};

} // namespace hitlens
