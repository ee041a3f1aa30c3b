// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"
#include "app/redis/topology.h"

#include <QAbstractTableModel>

#include <map>

namespace hitlens {

// What one node does, or all of them. Unknown is nullopt.
struct NodeFigures
{
    std::optional<double> hitRate; // over History::headlineWindow
    std::optional<double> operations; // per second, as the next two over the last step
    std::optional<double> evicted;
    std::optional<double> expired;
    std::optional<qint64> usedMemory; // bytes
    std::optional<qint64> maxMemory; // bytes; 0: no limit
    std::optional<qint64> keys; // of all databases
    std::optional<qint64> clients; // connected

    bool operator==(const NodeFigures &) const = default;
};

// One row of the table below.
struct NodeRow
{
    bool isSum = false; // of all nodes that serve keys; of node only the slots are filled in then
    Node node;
    QByteArray slotRanges; // "0-5460 5465", in a cluster
    QString seenAs; // of a replica: what its primary says of it, "online"
    NodeFigures figures;

    bool operator==(const NodeRow &) const = default;
};

// The nodes behind one open server: each primary in the order of its slots, its replicas after it,
// and in a cluster their sum on top, which is what the headline shows. Only nodes that serve keys
// are asked for figures. Figures in display data are raw: delegates put them into words. Lives on
// the GUI thread.
class NodesModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum class Column {
        Node,
        Role,
        State,
        Slots,
        HitRate,
        Operations,
        Memory,
        Keys,
        Evicted,
        Expired,
        Clients,
    };
    Q_ENUM(Column)
    static constexpr int columns = 11;
    enum ModelRole {
        ShareRole = Qt::UserRole, // double, 0 to 1: of the sum; invalid where it says nothing
        LevelRole, // double, 0 to 1: beside the node that has the most
    };
    Q_ENUM(ModelRole)
    // Of each node; some 300 KB of it with a sample a second.
    static constexpr std::chrono::minutes keptTime{15};

    // whole: the samples of all nodes together, which must outlive this. interval as its own.
    NodesModel(const History &whole, std::chrono::milliseconds interval, QObject *parent = nullptr);

    void setTopology(const Topology &topology);
    // Before their sum goes to the whole history.
    void addSamples(const QList<NodeSample> &samples);
    // Figures as they are known at that instant: what is stale becomes unknown.
    void refresh(Instant now = monotonicNow());

    const NodeRow &rowAt(int row) const { return m_rows.at(row); }
    // What was sampled of it, for keptTime: null for who is not asked. The sum's is the whole.
    const History *historyOf(const NodeRow &row) const;
    const History &whole() const { return m_whole; }
    int rowOf(QByteArrayView node) const; // -1: it is not here
    bool hasFigures() const; // some node answers

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(
        int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    void rearrange();
    QList<NodeRow> arranged() const;
    void appendWithReplicas(QList<NodeRow> &rows, const NodeRow &primary) const;
    QVariant text(const NodeRow &row, Column column) const;
    std::optional<double> amount(const NodeRow &row, Column column) const;
    QVariant part(const NodeRow &row, Column column, int role) const;

    const History &m_whole;
    const std::chrono::milliseconds m_interval;
    Topology m_topology;
    std::map<QByteArray, History, std::less<>> m_histories; // by name, of nodes that serve keys
    QList<NodeRow> m_rows;
};

} // namespace hitlens
