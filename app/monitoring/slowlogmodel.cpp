// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/slowlogmodel.h"

#include "app/monitoring/findingwords.h"
#include "app/redis/commandtext.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// With seconds; with the day where it is not today's.
QString noteTime(qint64 at)
{
    const QDateTime when = QDateTime::fromSecsSinceEpoch(at);
    const QString time = QLocale().toString(when.time(), u"HH:mm:ss"_s);
    return when.date() == QDate::currentDate()
        ? time
        : QLocale().toString(when.date(), QLocale::ShortFormat) + u' ' + time;
}

QString noteClient(const SlowEntry &entry)
{
    const QString address = entry.client.isEmpty() ? u"–"_s
        : entry.client.startsWith('/')             ? SlowLogModel::tr("local socket")
                                                   : QString::fromUtf8(entry.client);
    return entry.clientName.isEmpty() ? address
                                      : SlowLogModel::tr("%1 (%2)", "client's name and address")
                                            .arg(QString::fromUtf8(entry.clientName), address);
}

QString noteText(const SlowEntry &entry, SlowLogModel::Column column)
{
    using Column = SlowLogModel::Column;
    switch (column) {
    case Column::When:
        return noteTime(entry.at);
    case Column::Took:
        return words::latency(std::chrono::duration<double>(entry.took).count());
    case Column::Command:
        return QString::fromUtf8(commandText(entry.argv).text);
    case Column::Client:
        return noteClient(entry);
    case Column::Node:
        break;
    }
    return QString::fromUtf8(entry.node);
}

QString noteToolTip(const SlowEntry &entry, SlowLogModel::Column column)
{
    switch (column) {
    case SlowLogModel::Column::When:
        return SlowLogModel::tr("%1 by the server's clock.")
            .arg(QDateTime::fromSecsSinceEpoch(entry.at).toUTC().toString(Qt::ISODate));
    case SlowLogModel::Column::Took:
        return SlowLogModel::tr(
            "How long the server was busy with it, without waiting and network.");
    default:
        return noteText(entry, column);
    }
}

} // namespace

void SlowLogModel::setLog(const SlowLog &log)
{
    beginResetModel();
    m_log = log;
    m_searchTexts = QStringList(log.entries.size());
    endResetModel();
}

QByteArrayList SlowLogModel::commands() const
{
    QByteArrayList names;
    for (const SlowEntry &entry : m_log.entries)
        names.append(entry.command());
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

int SlowLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_log.entries.size());
}

int SlowLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant SlowLogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const SlowEntry &entry = m_log.entries.at(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return noteText(entry, column);
    case Qt::ToolTipRole:
        return noteToolTip(entry, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::AlignVCenter | (column == Column::Took ? Qt::AlignRight : Qt::AlignLeft));
    case SortRole:
        if (column == Column::When)
            return entry.at;
        return column == Column::Took ? QVariant(qint64(entry.took.count()))
                                      : QVariant(noteText(entry, column));
    case KeyRole: {
        const auto key = keyOf(entry, m_log.firstKeys);
        return key ? QVariant(*key) : QVariant();
    }
    case CommandRole:
        return entry.command();
    case EntryRole:
        return QByteArray(entry.node + ' ' + QByteArray::number(entry.id));
    case SearchRole:
        return searchText(index.row());
    default:
        return {};
    }
}

const QString &SlowLogModel::searchText(int row) const
{
    QString &text = m_searchTexts[row];
    if (text.isEmpty()) {
        for (int column = 0; column < columns; ++column)
            text += noteText(m_log.entries.at(row), static_cast<Column>(column)) + u'\n';
        text = text.toCaseFolded();
    }
    return text;
}

QVariant SlowLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            Qt::AlignVCenter | (column == Column::Took ? Qt::AlignRight : Qt::AlignLeft));
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::When:
        return tr("When");
    case Column::Took:
        return tr("Took");
    case Column::Command:
        return tr("Command");
    case Column::Client:
        return tr("Client");
    case Column::Node:
        return tr("Node");
    }
    return {};
}

} // namespace hitlens
