// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/error.h"

#include <QByteArrayView>
#include <QJsonObject>

namespace hitlens {

// What hitlens-cli writes: results to standard output, everything else to standard error, and
// progress only where somebody looks. Results may be held back until flush(). One thread.
class CliOutput final
{
public:
    explicit CliOutput(bool isJson);
    ~CliOutput() { flush(); }
    CliOutput(const CliOutput &) = delete;
    CliOutput &operator=(const CliOutput &) = delete;

    bool isJson() const { return m_isJson; }
    bool isTerminal() const { return m_isTerminal; } // standard output
    // Nobody reads standard output any more, or the disk is full.
    bool isBroken() const { return m_isBroken; }

    void line(const QString &text);
    void object(const QJsonObject &object); // one line
    void bytes(QByteArrayView bytes);
    void flush();

    void note(const QString &text); // a sentence for the person
    void error(const Error &error); // with what can be done about it
    // In place of the one before, until anything else is written.
    void progress(const QString &text);

private:
    void clearProgress();

    const bool m_isJson;
    const bool m_isTerminal;
    const bool m_showsProgress;
    bool m_hasProgress = false;
    bool m_isBroken = false;
    QByteArray m_held;
};

// A name as a terminal may get it: control characters, which could do anything there, and bytes
// that are no UTF-8 as \x1b, a backslash as \\.
QString terminalText(QByteArrayView bytes);
// The rest of that for a text that has displayed bytes in it already.
QString safeText(const QString &text);

} // namespace hitlens
