// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/topology.h"

namespace hitlens {

namespace {

constexpr auto crcTable = [] {
    std::array<quint16, 256> table{};
    for (unsigned i = 0; i < table.size(); ++i) {
        unsigned crc = i << 8;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc & 0x8000) ? (crc << 1) ^ 0x1021 : crc << 1;
        table[i] = static_cast<quint16>(crc);
    }
    return table;
}();

quint16 crc16(QByteArrayView bytes)
{
    quint16 crc = 0;
    for (const char byte : bytes) {
        const auto index = static_cast<quint8>((crc >> 8) ^ static_cast<quint8>(byte));
        crc = static_cast<quint16>((crc << 8) ^ crcTable[index]);
    }
    return crc;
}

// What stands between the first "{" and the first "}" after it, unless nothing does.
QByteArrayView hashTag(QByteArrayView key)
{
    const qsizetype open = key.indexOf('{');
    const qsizetype close = open < 0 ? -1 : key.indexOf('}', open + 1);
    return close > open + 1 ? key.sliced(open + 1, close - open - 1) : key;
}

} // namespace

QList<Node> Topology::servingNodes() const
{
    if (!isCluster())
        return nodes;
    QList<Node> serving;
    for (const Node &node : nodes) {
        if (node.slotCount > 0)
            serving.append(node);
    }
    return serving;
}

const Node *Topology::node(QByteArrayView name) const
{
    const auto found = std::find_if(
        nodes.begin(), nodes.end(), [name](const Node &node) { return node.name == name; });
    return found == nodes.end() ? nullptr : &*found;
}

const Node *Topology::nodeOfKey(QByteArrayView key) const
{
    if (!slotTable)
        return nodes.isEmpty() ? nullptr : &nodes.first();
    const int index = slotTable->at(static_cast<size_t>(keySlot(key)));
    return index < 0 ? nullptr : &nodes.at(index);
}

int keySlot(QByteArrayView key)
{
    return crc16(hashTag(key)) % static_cast<int>(std::tuple_size_v<SlotTable>);
}

} // namespace hitlens
