// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsontreemodel.h"

#include <QLocale>
#include <QPromise>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using JsonNode = JsonIndex::Node;

constexpr qsizetype longestShown = 500; // bytes of a key or value in a cell

// What a row is: a value, or a range of the children of one.
struct Row
{
    static constexpr quintptr isRange = quintptr(1) << 63;

    JsonNode node = JsonIndex::none;
    qsizetype range = -1; // -1: the value itself

    static Row of(const QModelIndex &index)
    {
        const quintptr id = index.internalId();
        const auto node = static_cast<JsonNode>(id);
        return {node, id & isRange ? static_cast<qsizetype>((id & ~isRange) >> 32) : -1};
    }
    quintptr id() const
    {
        return range < 0 ? quintptr(node) : isRange | (quintptr(range) << 32) | node;
    }
};

bool isRanged(const JsonIndex &json, JsonNode node)
{
    return json.childCount(node) > JsonTreeModel::rangeSize;
}

qsizetype rangeCount(const JsonIndex &json, JsonNode node)
{
    return (json.childCount(node) + JsonTreeModel::rangeSize - 1) / JsonTreeModel::rangeSize;
}

QString shown(QByteArrayView token)
{
    if (token.size() <= longestShown)
        return QString::fromUtf8(token);
    return QString::fromUtf8(token.first(longestShown)) + u"…"_s;
}

} // namespace

JsonTreeModel::JsonTreeModel(QObject *parent)
    : QAbstractItemModel(parent)
{
    static_assert(sizeof(quintptr) == 8);
    m_pool.setMaxThreadCount(2); // one that was given up may not have noticed yet
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &JsonTreeModel::take);
}

JsonTreeModel::~JsonTreeModel()
{
    m_watcher.cancel();
}

void JsonTreeModel::setText(const QByteArray &json)
{
    m_watcher.cancel();
    m_watcher.setFuture({});
    beginResetModel();
    m_index = nullptr;
    m_isReading = true;
    endResetModel();
    auto promise = std::make_shared<QPromise<JsonIndexPtr>>();
    promise->start();
    m_watcher.setFuture(promise->future());
    m_pool.start([promise, json] {
        promise->addResult(JsonIndex::build(json, [&promise] { return promise->isCanceled(); }));
        promise->finish();
    });
}

void JsonTreeModel::take()
{
    if (m_watcher.isCanceled() || m_watcher.future().resultCount() == 0)
        return;
    beginResetModel();
    m_index = m_watcher.result();
    m_isReading = false;
    endResetModel();
    if (m_index)
        emit ready();
    else
        emit failed();
}

JsonNode JsonTreeModel::nodeOf(const QModelIndex &index) const
{
    const Row row = index.isValid() ? Row::of(index) : Row();
    return row.range < 0 ? row.node : JsonIndex::none;
}

QModelIndex JsonTreeModel::indexOf(JsonNode node) const
{
    const JsonNode outer = m_index->parent(node);
    const qsizetype place = m_index->placeInParent(node);
    const bool isInRange = outer != JsonIndex::none && isRanged(*m_index, outer);
    return createIndex(static_cast<int>(isInRange ? place % rangeSize : place), 0, quintptr(node));
}

QModelIndex JsonTreeModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    if (!parent.isValid())
        return createIndex(row, column, quintptr(JsonIndex::root));
    const Row outer = Row::of(parent);
    if (outer.range >= 0)
        return createIndex(
            row, column, quintptr(m_index->child(outer.node, outer.range * rangeSize + row)));
    if (isRanged(*m_index, outer.node))
        return createIndex(row, column, Row{outer.node, row}.id());
    return createIndex(row, column, quintptr(m_index->child(outer.node, row)));
}

QModelIndex JsonTreeModel::parent(const QModelIndex &child) const
{
    if (!child.isValid())
        return {};
    const Row row = Row::of(child);
    if (row.range >= 0)
        return indexOf(row.node);
    const JsonNode outer = m_index->parent(row.node);
    if (outer == JsonIndex::none)
        return {};
    if (!isRanged(*m_index, outer))
        return indexOf(outer);
    const qsizetype range = m_index->placeInParent(row.node) / rangeSize;
    return createIndex(static_cast<int>(range), 0, Row{outer, range}.id());
}

int JsonTreeModel::rowCount(const QModelIndex &parent) const
{
    if (!m_index || parent.column() > 0)
        return 0;
    if (!parent.isValid())
        return 1;
    const Row row = Row::of(parent);
    const qsizetype children = m_index->childCount(row.node);
    if (row.range >= 0)
        return static_cast<int>(std::min(rangeSize, children - row.range * rangeSize));
    return static_cast<int>(
        isRanged(*m_index, row.node) ? rangeCount(*m_index, row.node) : children);
}

int JsonTreeModel::columnCount(const QModelIndex &) const
{
    return 2;
}

bool JsonTreeModel::hasChildren(const QModelIndex &parent) const
{
    return rowCount(parent) > 0;
}

QString JsonTreeModel::nameOf(JsonNode node) const
{
    const QByteArrayView key = m_index->key(node);
    if (m_index->parent(node) == JsonIndex::none)
        return u"$"_s;
    if (key.isEmpty())
        return u"[%1]"_s.arg(m_index->placeInParent(node));
    return key.size() > longestShown ? shown(key) : JsonIndex::unquoted(key);
}

QString JsonTreeModel::valueOf(JsonNode node) const
{
    const qsizetype count = m_index->childCount(node);
    const QString number = QLocale().toString(count);
    if (m_index->isObject(node))
        return u"{ } "_s + (count == 1 ? tr("1 member") : tr("%1 members").arg(number));
    if (m_index->isArray(node))
        return u"[ ] "_s + (count == 1 ? tr("1 item") : tr("%1 items").arg(number));
    return shown(m_index->value(node));
}

QVariant JsonTreeModel::rangeData(const QModelIndex &index, int role) const
{
    const Row row = Row::of(index);
    const qsizetype first = row.range * rangeSize;
    const qsizetype last = first + rowCount(index.siblingAtColumn(0)) - 1;
    if (role == Qt::DisplayRole && Column(index.column()) == Column::Name)
        return tr("[%1 … %2]").arg(QLocale().toString(first), QLocale().toString(last));
    return {};
}

QVariant JsonTreeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const JsonNode node = nodeOf(index);
    if (node == JsonIndex::none)
        return rangeData(index, role);
    switch (role) {
    case Qt::DisplayRole:
        return Column(index.column()) == Column::Name ? nameOf(node) : valueOf(node);
    case OffsetRole:
        return m_index->span(node).from;
    case LengthRole:
        return m_index->span(node).length;
    case PathRole:
        return m_index->path(node);
    case IsTextRole:
        return !m_index->isContainer(node) && m_index->value(node).startsWith('"');
    default:
        return {};
    }
}

QVariant JsonTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (role != Qt::DisplayRole || orientation != Qt::Horizontal)
        return {};
    return Column(section) == Column::Name ? tr("Name") : tr("Value");
}

} // namespace hitlens
