// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/nodesmodel.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

std::optional<qint64> keyCount(const ServerInfo &info)
{
    if (!info.databases)
        return std::nullopt;
    qint64 keys = 0;
    for (const DatabaseInfo &database : *info.databases)
        keys += database.keys;
    return keys;
}

NodeFigures figuresOf(const History &history, Instant now)
{
    if (history.isStale(now))
        return {};
    // As of the last sample: between two of them nothing is known to have changed.
    const Instant at = history.latest()->at;
    const Headline headline = history.headline(at);
    const ServerInfo &info = history.latest()->info;
    return {headline.hitRate, headline.operations, history.current(Metric::Evicted, at),
        history.current(Metric::Expired, at), headline.usedMemory, headline.maxMemory,
        keyCount(info), info.clients};
}

// "0-5460 5465" of each node that serves slots, by its index.
QHash<qint16, QByteArray> rangesOf(const SlotTable &table)
{
    QHash<qint16, QByteArrayList> ranges;
    for (size_t first = 0, next = 0; first < table.size(); first = next) {
        while (next < table.size() && table[next] == table[first])
            ++next;
        const QByteArray from = QByteArray::number(qulonglong(first));
        ranges[table[first]] << (next - first == 1
                ? from
                : from + '-' + QByteArray::number(qulonglong(next - 1)));
    }
    QHash<qint16, QByteArray> texts;
    for (auto node = ranges.cbegin(); node != ranges.cend(); ++node)
        texts[node.key()] = node.value().join(' ');
    return texts;
}

// In the order of their first slots; those without any come last, by name.
bool comesBefore(const NodeRow &a, const NodeRow &b)
{
    const auto firstSlot = [](const NodeRow &row) {
        const auto end = std::ranges::find_if(row.slotRanges, [](char c) { return c < '0'; });
        const auto digits = QByteArrayView(row.slotRanges.begin(), end);
        return digits.isEmpty() ? INT_MAX : digits.toInt();
    };
    return std::pair(firstSlot(a), a.node.name) < std::pair(firstSlot(b), b.node.name);
}

QString stateText(const NodeRow &row)
{
    const Status &status = row.node.status;
    switch (status.state) {
    case Status::State::Ready:
        return NodesModel::tr("Ready");
    case Status::State::Connecting:
        return NodesModel::tr("Connecting");
    case Status::State::Waiting:
    case Status::State::Failed:
        return status.error ? status.error->text : NodesModel::tr("Not connected");
    case Status::State::Closed:
        break;
    }
    return row.seenAs;
}

QString roleText(NodeRole role)
{
    switch (role) {
    case NodeRole::Primary:
        return NodesModel::tr("Primary");
    case NodeRole::Replica:
        return NodesModel::tr("Replica");
    case NodeRole::Unknown:
        break;
    }
    return {};
}

template <typename T>
QVariant valueOf(const std::optional<T> &figure)
{
    return figure ? QVariant(*figure) : QVariant();
}

// And the step that leads into it.
size_t pointsFor(std::chrono::milliseconds interval)
{
    return static_cast<size_t>(NodesModel::keptTime / interval) + 3;
}

} // namespace

NodesModel::NodesModel(const History &whole, std::chrono::milliseconds interval, QObject *parent)
    : QAbstractTableModel(parent)
    , m_whole(whole)
    , m_interval(interval)
{
    connect(&m_whole, &History::appended, this, [this] { refresh(); });
}

void NodesModel::setTopology(const Topology &topology)
{
    m_topology = topology;
    // Who serves nothing any more is asked no more, and begins anew when it serves again.
    const QList<Node> serving = topology.servingNodes();
    std::erase_if(m_histories, [&serving](const auto &history) {
        return std::ranges::find(serving, history.first, &Node::name) == serving.end();
    });
    for (const Node &node : serving)
        m_histories.try_emplace(node.name, m_interval, nullptr, pointsFor(m_interval));
    rearrange();
}

void NodesModel::addSamples(const QList<NodeSample> &samples)
{
    for (const NodeSample &sample : samples) {
        const auto history = m_histories.find(sample.node);
        if (history != m_histories.end())
            history->second.append(sample.sample);
    }
    rearrange();
}

void NodesModel::refresh(Instant now)
{
    if (m_rows.isEmpty())
        return;
    for (NodeRow &row : m_rows) {
        const auto history = m_histories.find(row.node.name);
        if (row.isSum)
            row.figures = figuresOf(m_whole, now);
        else
            row.figures
                = history == m_histories.end() ? NodeFigures() : figuresOf(history->second, now);
    }
    emit dataChanged(index(0, 0), index(rowCount() - 1, columns - 1));
}

void NodesModel::rearrange()
{
    QList<NodeRow> rows = arranged();
    const auto isSameNode = [](const NodeRow &a, const NodeRow &b) {
        return a.isSum == b.isSum && a.node.name == b.node.name;
    };
    const bool areSameNodes = std::ranges::equal(rows, m_rows, isSameNode);
    if (!areSameNodes)
        beginResetModel();
    m_rows = std::move(rows);
    if (!areSameNodes)
        endResetModel();
    refresh();
}

QList<NodeRow> NodesModel::arranged() const
{
    const auto ranges
        = m_topology.slotTable ? rangesOf(*m_topology.slotTable) : QHash<qint16, QByteArray>();
    QList<NodeRow> primaries;
    QList<NodeRow> strays;
    for (qsizetype i = 0; i < m_topology.nodes.size(); ++i) {
        const Node &node = m_topology.nodes[i];
        const NodeRow row{false, node, ranges.value(static_cast<qint16>(i)), {}, {}};
        if (node.role != NodeRole::Replica)
            primaries << row;
        else if (!m_topology.node(node.primary))
            strays << row;
    }
    std::ranges::sort(primaries, comesBefore);
    QList<NodeRow> rows;
    if (m_topology.isCluster()) {
        NodeRow sum{true, {}, {}, {}, {}};
        for (const Node &node : m_topology.nodes)
            sum.node.slotCount += node.slotCount;
        rows << sum;
    }
    for (const NodeRow &primary : std::as_const(primaries))
        appendWithReplicas(rows, primary);
    return rows + strays;
}

// A cluster names its replicas; of other servers only their primary knows them.
void NodesModel::appendWithReplicas(QList<NodeRow> &rows, const NodeRow &primary) const
{
    rows << primary;
    QList<NodeRow> replicas;
    for (const Node &node : m_topology.nodes) {
        if (node.role == NodeRole::Replica && node.primary == primary.node.name)
            replicas << NodeRow{false, node, {}, {}, {}};
    }
    const auto history = m_histories.find(primary.node.name);
    const bool isKnown = history != m_histories.end() && history->second.latest();
    for (const ReplicaInfo &seen :
        isKnown ? history->second.latest()->info.replicas : QList<ReplicaInfo>()) {
        const QByteArray name = seen.address.text().toUtf8();
        const auto same = std::ranges::find(
            replicas, name, [](const NodeRow &replica) { return replica.node.name; });
        if (same != replicas.end())
            same->seenAs = seen.state;
        else if (!m_topology.isCluster())
            replicas << NodeRow{false,
                {name, {}, seen.address, NodeRole::Replica, primary.node.name, 0, {}}, {},
                seen.state, {}};
    }
    std::ranges::sort(replicas, comesBefore);
    rows << replicas;
}

const History *NodesModel::historyOf(const NodeRow &row) const
{
    if (row.isSum)
        return &m_whole;
    const auto history = m_histories.find(row.node.name);
    return history == m_histories.end() ? nullptr : &history->second;
}

int NodesModel::rowOf(QByteArrayView node) const
{
    const auto found = std::ranges::find_if(
        m_rows, [node](const NodeRow &row) { return !row.isSum && row.node.name == node; });
    return found == m_rows.end() ? -1 : static_cast<int>(found - m_rows.begin());
}

bool NodesModel::hasFigures() const
{
    return std::ranges::any_of(
        m_rows, [](const NodeRow &row) { return row.figures != NodeFigures(); });
}

int NodesModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int NodesModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant NodesModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const NodeRow &row = m_rows.at(index.row());
    const auto column = static_cast<Column>(index.column());
    if (role == Qt::DisplayRole)
        return text(row, column);
    if (role == ShareRole || role == LevelRole)
        return part(row, column, role);
    return {};
}

QVariant NodesModel::text(const NodeRow &row, Column column) const
{
    const NodeFigures &figures = row.figures;
    switch (column) {
    case Column::Node:
        return row.isSum ? tr("All primaries") : row.node.address.text();
    case Column::Role:
        return roleText(row.node.role);
    case Column::Slots:
        return row.node.slotCount > 0 ? QVariant(row.node.slotCount) : QVariant();
    case Column::HitRate:
        return valueOf(figures.hitRate);
    case Column::Operations:
        return valueOf(figures.operations);
    case Column::Memory:
        return valueOf(figures.usedMemory);
    case Column::Keys:
        return valueOf(figures.keys);
    case Column::Evicted:
        return valueOf(figures.evicted);
    case Column::Expired:
        return valueOf(figures.expired);
    case Column::Clients:
        return valueOf(figures.clients);
    case Column::State:
        return row.isSum ? QString() : stateText(row);
    }
    return {};
}

// What nodes of a cluster should have about the same of.
std::optional<double> NodesModel::amount(const NodeRow &row, Column column) const
{
    const bool isShared
        = column == Column::Operations || column == Column::Memory || column == Column::Keys;
    const QVariant value = isShared ? text(row, column) : QVariant();
    return value.isValid() ? std::optional(value.toDouble()) : std::nullopt;
}

QVariant NodesModel::part(const NodeRow &row, Column column, int role) const
{
    const auto own = amount(row, column);
    if (!own || row.isSum || !m_topology.isCluster())
        return {};
    double sum = 0;
    double most = 0;
    for (const NodeRow &other : m_rows) {
        const double value = other.isSum ? 0 : amount(other, column).value_or(0);
        sum += value;
        most = std::max(most, value);
    }
    const double whole = role == ShareRole ? sum : most;
    return whole > 0 ? QVariant(*own / whole) : QVariant();
}

QVariant NodesModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= columns)
        return {};
    const auto column = static_cast<Column>(section);
    const bool isNumber = column >= Column::Slots;
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && column == Column::HitRate)
        return tr("Hits ÷ lookups over the last 10 seconds, without our own.");
    if (role != Qt::DisplayRole)
        return {};
    const QString names[] = {tr("Node"), tr("Role"), tr("State"), tr("Slots"), tr("Hit rate"),
        tr("Ops/s"), tr("Memory"), tr("Keys"), tr("Evicted"), tr("Expired"), tr("Clients")};
    static_assert(std::size(names) == columns);
    return names[section];
}

} // namespace hitlens
