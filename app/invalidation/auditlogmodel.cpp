// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditlogmodel.h"

#include "app/keyspace/decoders/background.h"

#include <algorithm>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

// A program that goes down while it changes keys leaves no line behind.
constexpr auto lookTime = 10s;

} // namespace

AuditLogModel::AuditLogModel(AuditLog &log, Words words, QObject *parent)
    : QAbstractTableModel(parent)
    , m_log(log)
    , m_words(std::move(words))
{
    m_look.setInterval(lookTime);
    connect(&m_look, &QTimer::timeout, this, &AuditLogModel::reload);
    connect(&m_log, &AuditLog::changed, this, &AuditLogModel::reload);
    reload();
}

void AuditLogModel::reload()
{
    m_isStale = m_isReading;
    if (std::exchange(m_isReading, true))
        return;
    inBackground(
        this, [path = m_log.path(), words = m_words] { return load(path, words); },
        [this](const Loading &loading) { onLoaded(loading); });
}

AuditLogModel::Loading AuditLogModel::load(const QString &path, const Words &words)
{
    Loading loading;
    auto read = AuditLog::readFile(path);
    if (!read) {
        loading.error = read.error();
        return loading;
    }
    loading.unreadable = read->unreadable;
    loading.rows.reserve(read->records.size());
    for (AuditRecord &record : read.value().records) {
        QStringList searched{record.id, record.address, record.host, record.recipe, record.reason};
        for (int column = 0; column < columns; ++column)
            searched << words.text(record, static_cast<Column>(column));
        if (record.outcome)
            searched << record.outcome->error;
        loading.rows.append({std::move(record), searched.join(u'\n').toLower()});
    }
    return loading;
}

void AuditLogModel::onLoaded(const Loading &loading)
{
    m_isReading = false;
    m_hasLoaded = true;
    if (loading.error) {
        emit loadFailed(*loading.error);
    } else {
        m_unreadable = loading.unreadable;
        take(loading.rows);
        emit loaded();
    }
    const bool isRunning
        = std::ranges::any_of(m_rows, [](const Row &row) { return row.record.isRunning; });
    isRunning ? m_look.start() : m_look.stop();
    if (m_isStale)
        reload();
}

// What is new is inserted, so that who reads further down is not thrown back to the top.
void AuditLogModel::take(const QList<Row> &rows)
{
    if (!endsWithOurs(rows)) {
        beginResetModel();
        m_rows = rows;
        endResetModel();
        return;
    }
    const qsizetype more = rows.size() - m_rows.size();
    if (more > 0) {
        beginInsertRows({}, 0, static_cast<int>(more) - 1);
        m_rows = rows.first(more) + m_rows;
        endInsertRows();
    }
    for (qsizetype i = more; i < rows.size(); ++i) {
        if (m_rows[i].record == rows[i].record)
            continue;
        m_rows[i] = rows[i];
        const int row = static_cast<int>(i);
        emit dataChanged(index(row, 0), index(row, columns - 1));
    }
}

bool AuditLogModel::endsWithOurs(const QList<Row> &rows) const
{
    return rows.size() >= m_rows.size()
        && std::ranges::equal(rows.last(m_rows.size()), m_rows,
            [](const Row &one, const Row &other) { return one.record.id == other.record.id; });
}

int AuditLogModel::rowOf(const QString &id) const
{
    const auto row = std::ranges::find_if(
        m_rows, [&id](const Row &candidate) { return candidate.record.id == id; });
    return row == m_rows.end() ? -1 : static_cast<int>(row - m_rows.begin());
}

int AuditLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int AuditLogModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant AuditLogModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::DisplayRole)
        return m_words.text(recordAt(index.row()), column);
    if (role == Qt::ToolTipRole)
        return m_words.tip(recordAt(index.row()), column);
    if (role == Qt::TextAlignmentRole && column == Column::Duration)
        return QVariant::fromValue(Qt::AlignRight | Qt::AlignVCenter);
    return {};
}

QVariant AuditLogModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns)
        return {};
    const auto column = static_cast<Column>(section);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(
            (column == Column::Duration ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case Column::Begun:
        return tr("When");
    case Column::Who:
        return tr("Who");
    case Column::Server:
        return tr("Server");
    case Column::What:
        return tr("What");
    case Column::Keys:
        return tr("Keys");
    case Column::Duration:
        return tr("Duration");
    case Column::Result:
        return tr("Result");
    }
    return {};
}

} // namespace hitlens
