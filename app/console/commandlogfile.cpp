// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/console/commandlogfile.h"

#include "app/console/commandlogmodel.h"

#include <QFile>
#include <QSaveFile>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QStringList fieldsOf(const CommandRecord &record)
{
    const auto took = record.end.took;
    return {QDateTime::fromMSecsSinceEpoch(record.sentAt).toUTC().toString(Qt::ISODateWithMs),
        QString::fromUtf8(record.node), CommandLogModel::commandOf(record),
        took ? QString::number(static_cast<double>(took->count()) / 1000, 'f', 3) : u"–"_s,
        CommandLogModel::resultOf(record)};
}

QString quoted(QString field)
{
    return u'"' + field.replace(u'"', u"\"\""_s) + u'"';
}

// The server's words may hold what would end the column or the line.
QString onOneLine(QString field)
{
    for (QChar &character : field) {
        if (character < u' ')
            character = u' ';
    }
    return field;
}

} // namespace

QString asRedisCliLines(const QList<CommandRecord> &records)
{
    QStringList lines;
    for (const CommandRecord &record : records)
        lines << (record.command.isWhole() ? QString::fromUtf8(record.command.text)
                                           : u"# "_s + CommandLogModel::commandOf(record));
    return lines.join(u'\n');
}

QByteArray asPlainText(const QList<CommandRecord> &records)
{
    QString text;
    for (const CommandRecord &record : records) {
        QStringList fields = fieldsOf(record);
        if (record.end.took)
            fields[3] = CommandLogModel::tr("%1 ms").arg(fields[3]);
        std::transform(fields.begin(), fields.end(), fields.begin(), onOneLine);
        text += fields.join(u'\t') + u'\n';
    }
    return text.toUtf8();
}

QByteArray asCsv(const QList<CommandRecord> &records)
{
    QString text = u"time,node,command,duration_ms,result\r\n"_s;
    for (const CommandRecord &record : records) {
        QStringList fields = fieldsOf(record);
        if (!record.end.took)
            fields[3].clear();
        std::transform(fields.begin(), fields.end(), fields.begin(), quoted);
        text += fields.join(u',') + u"\r\n"_s;
    }
    return text.toUtf8();
}

Result<Done> writeCommandLog(const QString &path, const QList<CommandRecord> &records)
{
    const bool isCsv = path.endsWith(".csv"_L1, Qt::CaseInsensitive);
    const QByteArray text = isCsv ? asCsv(records) : asPlainText(records);
    QSaveFile file(path);
    // The mode is set while the file is still empty: nobody else ever sees a byte of it.
    const bool written = file.open(QIODevice::WriteOnly)
        && file.setPermissions(QFile::ReadOwner | QFile::WriteOwner)
        && file.write(text) == text.size() && file.commit();
    if (!written)
        return Error{Error::Kind::Local, {},
            CommandLogModel::tr("The commands cannot be written to %1: %2")
                .arg(path, file.errorString())};
    return Done{};
}

} // namespace hitlens
