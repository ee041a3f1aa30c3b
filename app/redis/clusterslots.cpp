// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/clusterslots.h"

namespace hitlens {

namespace {

constexpr qint64 slotCount = std::tuple_size_v<SlotTable>;

bool isSlot(qint64 number)
{
    return number >= 0 && number < slotCount;
}

// [host, port, id, …] of CLUSTER SLOTS.
Node nodeFrom(const Reply &entry, const QString &answeredBy)
{
    const QString announced = QString::fromUtf8(entry.at(0).bytes());
    Node node;
    node.address.host = announced.isEmpty() || announced == u'?' ? answeredBy : announced;
    node.address.port = static_cast<quint16>(entry.at(1).integer());
    node.name = node.address.text().toUtf8();
    if (entry.size() > 2)
        node.id = entry.at(2).bytes().toByteArray();
    return node;
}

class SlotsReader
{
public:
    explicit SlotsReader(QString answeredBy)
        : m_answeredBy(std::move(answeredBy))
    {
        m_table->fill(-1);
    }

    bool readRange(const Reply &range)
    {
        if (range.size() < 3 || !isSlot(range.at(0).integer()) || !isSlot(range.at(1).integer()))
            return false;
        const auto first = static_cast<size_t>(range.at(0).integer());
        const auto last = static_cast<size_t>(range.at(1).integer());
        const qsizetype primary = indexOf(range.at(2));
        m_nodes[primary].role = NodeRole::Primary;
        m_nodes[primary].slotCount += static_cast<int>(last - first + 1);
        for (size_t slot = first; slot <= last; ++slot)
            (*m_table)[slot] = static_cast<qint16>(primary);
        for (qsizetype i = 3; i < range.size(); ++i) {
            Node &replica = m_nodes[indexOf(range.at(i))];
            replica.role = NodeRole::Replica;
            replica.primary = m_nodes[primary].name;
        }
        return true;
    }

    ClusterSlots result() const { return {m_nodes, m_table}; }

private:
    qsizetype indexOf(const Reply &entry)
    {
        const Node node = nodeFrom(entry, m_answeredBy);
        for (qsizetype i = 0; i < m_nodes.size(); ++i) {
            if (m_nodes[i].name == node.name)
                return i;
        }
        m_nodes.append(node);
        return m_nodes.size() - 1;
    }

    const QString m_answeredBy;
    QList<Node> m_nodes;
    std::shared_ptr<SlotTable> m_table = std::make_shared<SlotTable>();
};

// "0-5460", "77", "[93-<-id]", "[77->-id]".
void readOwn(OwnSlots &own, const QByteArray &word)
{
    if (word.startsWith('[')) {
        const qsizetype dash = word.indexOf('-');
        const int slot = word.sliced(1, std::max<qsizetype>(dash - 1, 0)).toInt();
        if (!isSlot(slot) || word.size() < dash + 4)
            return;
        if (word[dash + 1] == '>')
            own.migrating.insert(slot, word.sliced(dash + 3).chopped(1));
        else
            own.importing.set(static_cast<size_t>(slot));
        return;
    }
    const QByteArrayList bounds = word.split('-');
    const int first = bounds.first().toInt();
    const int last = bounds.last().toInt();
    for (int slot = first; isSlot(slot) && slot <= last; ++slot)
        own.served.set(static_cast<size_t>(slot));
}

} // namespace

Result<ClusterSlots> parseClusterSlots(const Reply &reply, const QString &answeredBy)
{
    if (!reply.isArray())
        return unexpectedReply(reply, "an array of slot ranges");
    SlotsReader reader(answeredBy);
    for (qsizetype i = 0; i < reply.size(); ++i) {
        if (!reader.readRange(reply.at(i)))
            return unexpectedReply(reply, "slot ranges with their nodes");
    }
    return reader.result();
}

Result<OwnSlots> parseOwnSlots(QByteArrayView clusterNodes)
{
    constexpr qsizetype epochWord = 6;
    constexpr qsizetype firstSlotWord = 8;
    OwnSlots own;
    bool isFound = false;
    for (const QByteArray &line : clusterNodes.toByteArray().split('\n')) {
        const QByteArrayList words = line.trimmed().split(' ');
        if (words.size() < firstSlotWord)
            continue;
        own.addresses.insert(words[0],
            words[1].first(words[1].indexOf('@') < 0 ? words[1].size() : words[1].indexOf('@')));
        const QByteArrayList flags = words[2].split(',');
        if (!flags.contains("myself"))
            continue;
        isFound = true;
        own.epoch = words[epochWord].toULongLong();
        for (qsizetype i = firstSlotWord; !flags.contains("slave") && i < words.size(); ++i)
            readOwn(own, words[i]);
    }
    if (isFound)
        return own;
    return Error{
        Error::Kind::Protocol, "PROTOCOL", QStringLiteral("CLUSTER NODES names no node “myself”.")};
}

std::optional<Redirection> parseRedirection(const Error &error, const QString &answeredBy)
{
    const bool isAsk = error.code == "ASK";
    if (!isAsk && error.code != "MOVED")
        return std::nullopt;
    const QStringList words = error.text.split(u' ');
    bool isNumber = false;
    const int slot = words.value(1).toInt(&isNumber);
    QString node = words.value(2);
    if (!isNumber || !isSlot(slot) || node.isEmpty())
        return std::nullopt;
    // IPv6 addresses come without brackets: the port is what follows the last colon.
    const qsizetype colon = node.lastIndexOf(u':');
    const QString host = colon > 0 ? node.first(colon) : QString();
    const HostPort address{
        host.isEmpty() || host == u'?' ? answeredBy : host, node.sliced(colon + 1).toUShort()};
    return Redirection{isAsk, slot, address.text().toUtf8()};
}

} // namespace hitlens
