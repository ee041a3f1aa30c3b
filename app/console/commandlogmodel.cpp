// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/console/commandlogmodel.h"

#include "app/redis/permission.h"

#include <QLocale>

namespace hitlens {

using namespace Qt::StringLiterals;
using Outcome = CommandEnd::Outcome;

namespace {

QString timeTip(qint64 sentAt)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(sentAt);
    return CommandLogModel::tr("%1\n%2 UTC")
        .arg(QLocale().toString(time, QLocale::LongFormat),
            time.toUTC().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s));
}

// What is missing comes first: a column is narrow.
QString refusalText(const QString &error)
{
    const QString missing = missingPermission(serverError(error.toUtf8()));
    return missing.isEmpty() ? CommandLogModel::tr("Error: %1").arg(error)
                             : CommandLogModel::tr("Error: lacks %1. %2").arg(missing, error);
}

} // namespace

CommandLogModel::CommandLogModel(Client &client, QObject *parent)
    : QAbstractTableModel(parent)
    , m_client(client)
{
    connect(&m_client, &Client::logged, this, &CommandLogModel::onLogged);
    m_client.askForLog();
}

void CommandLogModel::setPaused(bool isPaused)
{
    m_isPaused = isPaused;
    if (!isPaused && m_held)
        onLogged(*std::exchange(m_held, std::nullopt));
}

void CommandLogModel::clear()
{
    beginResetModel();
    m_rows.clear();
    endResetModel();
}

// While paused the next batch is not asked for: what comes grows on the worker, within its bounds.
void CommandLogModel::onLogged(const CommandBatch &batch)
{
    if (m_isPaused) {
        m_held = batch;
        return;
    }
    take(batch);
    m_client.askForLog();
}

void CommandLogModel::take(const CommandBatch &batch)
{
    settle(batch.ended);
    append(batch.sent);
}

void CommandLogModel::append(const QList<CommandRecord> &records)
{
    if (records.isEmpty())
        return;
    const qsizetype surplus = m_rows.size() + records.size() - CommandLog::capacity;
    const bool isGap = !m_rows.isEmpty() && m_rows.last().record.id + 1 != records.first().id;
    if (surplus >= m_rows.size() || isGap) {
        beginResetModel();
        m_rows.clear();
        for (const CommandRecord &record : records)
            m_rows.append(makeRow(record));
        endResetModel();
        return;
    }
    if (surplus > 0) {
        beginRemoveRows({}, 0, static_cast<int>(surplus) - 1);
        m_rows.remove(0, surplus);
        endRemoveRows();
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(records.size()) - 1);
    for (const CommandRecord &record : records)
        m_rows.append(makeRow(record));
    endInsertRows();
}

void CommandLogModel::settle(const QList<CommandEnd> &ends)
{
    if (m_rows.isEmpty())
        return;
    qsizetype first = m_rows.size();
    qsizetype last = -1;
    for (const CommandEnd &end : ends) {
        const qsizetype row = end.id - m_rows.first().record.id;
        if (row < 0 || row >= m_rows.size())
            continue; // dropped or cleared meanwhile
        m_rows[row].record.end = end;
        m_rows[row] = makeRow(m_rows[row].record);
        first = std::min(first, row);
        last = std::max(last, row);
    }
    if (last >= 0)
        emit dataChanged(
            index(static_cast<int>(first), 0), index(static_cast<int>(last), columns - 1));
}

CommandLogModel::Row CommandLogModel::makeRow(const CommandRecord &record)
{
    return {record,
        commandOf(record) + u'\n' + QString::fromUtf8(record.node) + u'\n' + resultOf(record)};
}

QString CommandLogModel::commandOf(const CommandRecord &record)
{
    QString text = QString::fromUtf8(record.command.text);
    if (record.command.hidden > 0)
        text += u' ' + tr("(hidden)");
    if (record.command.leftOut > 0)
        text += u' '
            + (record.command.leftOut == 1
                    ? tr("… 1 byte left out")
                    : tr("… %1 bytes left out").arg(QLocale().toString(record.command.leftOut)));
    return text;
}

QString CommandLogModel::resultOf(const CommandRecord &record)
{
    switch (record.end.outcome) {
    case Outcome::Waiting:
        return tr("Waiting…");
    case Outcome::Ok:
        return tr("OK");
    case Outcome::Refused:
        return refusalText(record.end.error);
    case Outcome::NotSent:
        return tr("Not sent: %1").arg(record.end.error);
    case Outcome::TimedOut:
        return tr("Timed out: %1").arg(record.end.error);
    case Outcome::Lost:
        return tr("Lost: %1").arg(record.end.error);
    }
    return {};
}

int CommandLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int CommandLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant CommandLogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const CommandRecord &record = recordAt(index.row());
    if (role == OutcomeRole)
        return static_cast<int>(record.end.outcome);
    const bool isTip = role == Qt::ToolTipRole;
    if (role != Qt::DisplayRole && !isTip)
        return {};
    switch (static_cast<Column>(index.column())) {
    case Column::Time:
        return isTip ? timeTip(record.sentAt)
                     : QDateTime::fromMSecsSinceEpoch(record.sentAt).toString(u"HH:mm:ss.zzz"_s);
    case Column::Node:
        return QString::fromUtf8(record.node);
    case Column::Command:
        return commandOf(record);
    case Column::Result:
        return resultOf(record);
    case Column::Duration:
        if (isTip || !record.end.took)
            return {};
        return static_cast<qint64>(record.end.took->count());
    }
    return {};
}

QVariant CommandLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (column == Column::Duration ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && column == Column::Duration)
        return tr("From sending to the reply. Commands that are sent together wait for those "
                  "before them, and that counts, too.");
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Time:
        return tr("Time");
    case Column::Node:
        return tr("Node");
    case Column::Command:
        return tr("Command");
    case Column::Result:
        return tr("Result");
    case Column::Duration:
        return tr("Duration");
    }
    return {};
}

} // namespace hitlens
