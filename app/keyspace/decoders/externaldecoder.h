// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <chrono>

namespace hitlens {

// A program of the user's own, and its arguments: no shell sees them.
struct ExternalCommand
{
    QString program; // looked for in PATH when it has no folder
    QStringList arguments;

    bool operator==(const ExternalCommand &) const = default;
};

// What decodes the values of the keys that match a pattern.
struct ExternalRule
{
    QByteArray keyPattern; // glob, as of KEYS
    ExternalCommand decode;
    ExternalCommand encode; // the inverse; without a program values are shown only

    bool operator==(const ExternalRule &) const = default;
};

// The first rule for this key; nullptr when there is none.
const ExternalRule *ruleFor(const QList<ExternalRule> &rules, QByteArrayView key);

// Runs a command once: the value on its standard input, what it means on its standard output. Does
// not block; lives on a thread with an event loop. Destroying it ends the program.
class ExternalDecoder final : public QObject
{
    Q_OBJECT

public:
    explicit ExternalDecoder(ExternalCommand command, QObject *parent = nullptr);
    ~ExternalDecoder() override;

    // Once. Ends with finished(), also when the program cannot be started. What it writes beyond
    // the limit is cut, and the program ended.
    void run(const QByteArray &value, const DecodeLimits &limits,
        std::chrono::milliseconds timeout = std::chrono::seconds(10));

signals:
    // Kind Bytes. On failure errorAt is 0, and the error is the program's status and what it wrote
    // to standard error.
    void finished(const hitlens::Decoded &decoded);

private:
    void readOutput();
    void onFinished(int status, QProcess::ExitStatus how);
    void onError(QProcess::ProcessError error);
    void onTimeout();
    void end(const Decoded &decoded);
    void fail(const QString &why);
    void kill();
    QString withComplaint(const QString &why) const;

    ExternalCommand m_command;
    QProcess *m_process; // may outlive us, until it has ended
    QTimer m_timeout;
    DecodeLimits m_limits;
    QByteArray m_output;
    QByteArray m_complaint; // what it wrote to standard error
    bool m_isDone = false;
};

} // namespace hitlens
