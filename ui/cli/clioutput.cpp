// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/clioutput.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QJsonDocument>

#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostHeld = 64 * 1024;

bool writeAll(int file, QByteArrayView bytes)
{
    while (!bytes.isEmpty()) {
        const ssize_t written = ::write(file, bytes.data(), static_cast<size_t>(bytes.size()));
        if (written < 0 && errno == EINTR)
            continue;
        if (written < 0)
            return false;
        bytes = bytes.sliced(written);
    }
    return true;
}

} // namespace

CliOutput::CliOutput(bool isJson)
    : m_isJson(isJson)
    , m_isTerminal(::isatty(STDOUT_FILENO) == 1)
    , m_showsProgress(::isatty(STDERR_FILENO) == 1)
{ }

void CliOutput::line(const QString &text)
{
    bytes((text + u'\n').toUtf8());
}

void CliOutput::object(const QJsonObject &object)
{
    QByteArray text = QJsonDocument(object).toJson(QJsonDocument::Compact);
    bytes(text.append('\n'));
}

void CliOutput::bytes(QByteArrayView bytes)
{
    m_held.append(bytes);
    if (m_held.size() >= mostHeld)
        flush();
}

void CliOutput::flush()
{
    if (m_held.isEmpty())
        return;
    clearProgress();
    m_isBroken |= !writeAll(STDOUT_FILENO, std::exchange(m_held, {}));
}

void CliOutput::note(const QString &text)
{
    flush();
    clearProgress();
    writeAll(STDERR_FILENO, (u"hitlens-cli: "_s + text + u'\n').toUtf8());
}

void CliOutput::error(const Error &error)
{
    // READONLYMODE's advice speaks of the window.
    const QString more = error.code == "READONLYMODE" ? QString() : advice(error);
    note(more.isEmpty() ? error.text : error.text + u' ' + more);
    if (!error.details.isEmpty())
        writeAll(STDERR_FILENO, QString(error.details + u'\n').toUtf8());
}

void CliOutput::progress(const QString &text)
{
    if (!m_showsProgress)
        return;
    flush();
    m_hasProgress = true;
    writeAll(STDERR_FILENO, (u"\r"_s + text + u"\x1b[K"_s).toUtf8());
}

void CliOutput::clearProgress()
{
    if (std::exchange(m_hasProgress, false))
        writeAll(STDERR_FILENO, "\r\x1b[K");
}

QString terminalText(QByteArrayView bytes)
{
    return safeText(displayBytes(bytes));
}

QString safeText(const QString &text)
{
    QString safe;
    safe.reserve(text.size());
    for (const QChar character : text) {
        const char16_t code = character.unicode();
        if (code >= 0x80 && code < 0xa0) // of these a terminal takes some as the start of a command
            safe += u"\\u%1"_s.arg(code, 4, 16, QLatin1Char('0'));
        else
            safe += character;
    }
    return safe;
}

} // namespace hitlens
