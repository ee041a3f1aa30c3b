// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/problems/logfile.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLockFile>
#include <QRegularExpression>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int rotationPatienceMs = 200; // for another program that rotates just now

LogFile *installed = nullptr;
QtMessageHandler handlerBefore = nullptr;

QLatin1StringView severity(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug"_L1;
    case QtInfoMsg:
        return "info"_L1;
    case QtWarningMsg:
        return "warning"_L1;
    case QtCriticalMsg:
        return "critical"_L1;
    case QtFatalMsg:
        break;
    }
    return "fatal"_L1;
}

void onMessage(QtMsgType type, const QMessageLogContext &context, const QString &text)
{
    if (handlerBefore)
        handlerBefore(type, context, text);
    if (installed)
        installed->write(type, QString::fromUtf8(context.category), text);
}

QString logGeneration(const QString &path, int number)
{
    return number == 0 ? path : path + u'.' + QString::number(number);
}

QStringList linesOf(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    return QString::fromUtf8(file.readAll()).split(u'\n', Qt::SkipEmptyParts);
}

} // namespace

LogFile::LogFile(QString path, qint64 mostBytes)
    : m_path(std::move(path))
    , m_mostBytes(mostBytes)
{ }

LogFile::~LogFile()
{
    if (installed != this)
        return;
    qInstallMessageHandler(handlerBefore);
    installed = nullptr;
}

void LogFile::install()
{
    Q_ASSERT(!installed);
    installed = this;
    handlerBefore = qInstallMessageHandler(&onMessage);
}

void LogFile::write(QtMsgType type, const QString &category, const QString &text)
{
    QString line = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs) + u' '
        + QString::number(QCoreApplication::applicationPid()) + u' ' + severity(type) + u' '
        + category + u": "_s + withoutSecrets(text);
    line.replace(u'\n', u"\\n"_s);
    append(line.toUtf8() + '\n');
}

QStringList LogFile::tail(const QString &path, qsizetype lines)
{
    const QStringList all = linesOf(logGeneration(path, 1)) + linesOf(path);
    return all.mid(std::max<qsizetype>(0, all.size() - lines));
}

QString LogFile::withoutSecrets(QString text)
{
    // To the last @ of the word, since passwords that are typed may hold any sign.
    static const QRegularExpression address(u"://\\S*@"_s);
    static const QRegularExpression named(
        u"\\b((?:password|passphrase|requirepass|masterauth)[\"']?\\s*[=:]\\s*)(?:\"[^\"]*\"|\\S+)"_s,
        QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression command(
        u"\\b(AUTH|requirepass|masterauth)(\\s+\\S.*)"_s, QRegularExpression::NoPatternOption);
    return text.replace(address, u"://…@"_s).replace(named, u"\\1…"_s).replace(command, u"\\1 …"_s);
}

// Opened each time: there are few messages, and another program may have rotated meanwhile.
void LogFile::append(const QByteArray &line)
{
    const QMutexLocker locker(&m_mutex);
    QDir().mkpath(QFileInfo(m_path).path());
    if (QFileInfo(m_path).size() + line.size() > m_mostBytes)
        rotate();
    QFile file(m_path);
    const auto mode = QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered;
    if (file.open(mode, QFile::ReadOwner | QFile::WriteOwner))
        file.write(line);
}

void LogFile::rotate()
{
    QLockFile lock(m_path + u".lock"_s);
    if (!lock.tryLock(rotationPatienceMs) || QFileInfo(m_path).size() < m_mostBytes / 2)
        return;
    QFile::remove(logGeneration(m_path, files - 1));
    for (int i = files - 1; i > 0; --i)
        QFile::rename(logGeneration(m_path, i - 1), logGeneration(m_path, i));
}

} // namespace hitlens
