// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/protowiredecoder.h"

#include "app/keyspace/decoders/bytereader.h"
#include "app/keyspace/decoders/notationwriter.h"

#include <QList>

#include <algorithm>
#include <bit>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Whether bytes are a message is looked at on each level again.
constexpr int deepest = 64;

quint64 varint(ByteReader &in)
{
    quint64 value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
        const int byte = in.byte();
        value |= quint64(byte & 0x7f) << std::min(shift, 63);
        if (byte < 0x80)
            return value;
    }
    in.fail(Decoder::tr("This number has more than ten bytes."));
    return 0;
}

struct ProtoTag
{
    quint64 field = 0;
    int type = 0;
};

enum WireType { Varint, Fixed64, Sized, StartGroup, EndGroup, Fixed32 };

ProtoTag tag(ByteReader &in)
{
    const qsizetype at = in.at();
    const quint64 value = varint(in);
    const ProtoTag tag{value >> 3, static_cast<int>(value & 7)};
    if (in.isOk() && (tag.field == 0 || tag.field > 0x1fffffff || tag.type > Fixed32))
        in.fail(Decoder::tr("This is no field of a message."), at);
    return tag;
}

// Its own fields are well-formed; what is inside of them is not looked at.
bool isMessage(QByteArrayView bytes)
{
    ByteReader in(bytes);
    QList<quint64> groups; // the fields of the open ones
    while (in.isOk() && !in.atEnd()) {
        const ProtoTag next = tag(in);
        switch (next.type) {
        case Varint:
            varint(in);
            break;
        case Fixed64:
            in.take(8);
            break;
        case Sized:
            in.take(varint(in));
            break;
        case StartGroup:
            groups.append(next.field);
            break;
        case EndGroup:
            if (groups.isEmpty() || groups.takeLast() != next.field)
                return false;
            break;
        case Fixed32:
            in.take(4);
            break;
        }
    }
    return in.isOk() && groups.isEmpty() && !bytes.isEmpty();
}

class Reader
{
public:
    Reader(QByteArrayView bytes, NotationWriter &out, qsizetype offset = 0)
        : m_in(bytes)
        , m_out(out)
        , m_offset(offset)
    { }

    void message(int depth);
    qsizetype errorAt() const { return m_in.isOk() ? -1 : m_in.errorAt() + m_offset; }
    const QString &error() const { return m_in.error(); }

private:
    void fields(int depth, quint64 group);
    void value(const ProtoTag &tag, int depth);
    void sized(int depth);

    ByteReader m_in;
    NotationWriter &m_out;
    qsizetype m_offset; // of these bytes in the whole value
};

void Reader::message(int depth)
{
    m_out.openMap();
    fields(depth, 0);
    m_out.close();
}

void Reader::fields(int depth, quint64 group)
{
    while (m_in.isOk() && !m_out.isFull() && !m_in.atEnd()) {
        const qsizetype at = m_in.at();
        const ProtoTag next = tag(m_in);
        if (next.type == EndGroup && next.field == group)
            return;
        if (next.type == EndGroup)
            m_in.fail(Decoder::tr("A group ends that did not begin."), at);
        if (!m_in.isOk())
            return;
        m_out.integer(QByteArray::number(next.field));
        value(next, depth);
    }
    if (group != 0 && !m_out.isFull())
        m_in.failAtEnd();
}

void Reader::value(const ProtoTag &tag, int depth)
{
    switch (tag.type) {
    case Varint:
        return m_out.integer(QByteArray::number(static_cast<qint64>(varint(m_in))));
    case Fixed64: {
        const quint64 bits = m_in.littleEndian(8);
        m_out.openCall("fixed64");
        m_out.integer(QByteArray::number(bits));
        m_out.real(std::bit_cast<double>(bits));
        return m_out.close();
    }
    case Sized:
        return sized(depth);
    case StartGroup:
        if (depth >= deepest || m_out.isDeep())
            return m_in.fail(Decoder::tr("Values are nested too deeply here."));
        m_out.openCall("group");
        m_out.openMap();
        fields(depth + 1, tag.field);
        m_out.close();
        return m_out.close();
    default: {
        const auto bits = static_cast<quint32>(m_in.littleEndian(4));
        m_out.openCall("fixed32");
        m_out.integer(QByteArray::number(bits));
        m_out.real(std::bit_cast<float>(bits));
        return m_out.close();
    }
    }
}

void Reader::sized(int depth)
{
    const quint64 size = varint(m_in);
    const qsizetype at = m_in.at();
    const QByteArrayView bytes = m_in.take(size);
    if (isText(bytes))
        return m_out.text(bytes);
    if (depth >= deepest || m_out.isDeep() || !isMessage(bytes))
        return m_out.bytes(bytes);
    Reader(bytes, m_out, m_offset + at).message(depth + 1);
}

} // namespace

QByteArray ProtoWireDecoder::id() const
{
    return "protobuf"_ba;
}

QString ProtoWireDecoder::name() const
{
    return tr("Protocol Buffers, without .proto");
}

Confidence ProtoWireDecoder::detect(QByteArrayView bytes) const
{
    const bool mayBe = bytes.size() > 1 && !isText(bytes) && isMessage(bytes);
    return mayBe ? Confidence::Possible : Confidence::No;
}

Decoded ProtoWireDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    NotationWriter out(limits);
    Reader reader(bytes, out);
    reader.message(0);
    return shownOnly(out.result(reader.errorAt(), reader.error()),
        tr("Without its .proto a message is shown only, and its types are guessed."));
}

} // namespace hitlens
