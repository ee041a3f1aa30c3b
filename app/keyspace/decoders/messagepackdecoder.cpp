// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/messagepackdecoder.h"

#include "app/keyspace/decoders/bytereader.h"
#include "app/keyspace/decoders/notation.h"
#include "app/keyspace/decoders/notationwriter.h"

#include <QtEndian>

#include <bit>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// After spec.md of msgpack.
class Reader
{
public:
    Reader(QByteArrayView bytes, NotationWriter &out)
        : m_in(bytes)
        , m_out(out)
    { }

    void run();
    const ByteReader &input() const { return m_in; }

private:
    void value();
    void special(int type);
    void number(int type);
    void array(quint64 count);
    void map(quint64 count);
    void extension(quint64 size);

    ByteReader m_in;
    NotationWriter &m_out;
};

void Reader::run()
{
    value();
    if (m_in.isOk() && !m_in.atEnd() && !m_out.isFull())
        m_in.fail(Decoder::tr("Other bytes follow its end."));
}

void Reader::value()
{
    if (m_out.isDeep())
        return m_in.fail(Decoder::tr("Values are nested too deeply here."));
    const int type = m_in.byte();
    if (!m_in.isOk())
        return;
    if (type < 0x80)
        m_out.integer(QByteArray::number(type));
    else if (type < 0x90)
        map(type & 0x0f);
    else if (type < 0xa0)
        array(type & 0x0f);
    else if (type < 0xc0)
        m_out.text(m_in.take(type & 0x1f));
    else if (type < 0xe0)
        special(type);
    else
        m_out.integer(QByteArray::number(type - 0x100));
}

void Reader::special(int type)
{
    switch (type) {
    case 0xc0:
        return m_out.word("null");
    case 0xc2:
        return m_out.word("false");
    case 0xc3:
        return m_out.word("true");
    case 0xc4:
    case 0xc5:
    case 0xc6:
        return m_out.bytes(m_in.take(m_in.bigEndian(1 << (type - 0xc4))));
    case 0xc7:
    case 0xc8:
    case 0xc9:
        return extension(m_in.bigEndian(1 << (type - 0xc7)));
    case 0xd4:
    case 0xd5:
    case 0xd6:
    case 0xd7:
    case 0xd8:
        return extension(quint64(1) << (type - 0xd4));
    case 0xd9:
    case 0xda:
    case 0xdb:
        return m_out.text(m_in.take(m_in.bigEndian(1 << (type - 0xd9))));
    case 0xdc:
    case 0xdd:
        return array(m_in.bigEndian(2 << (type - 0xdc)));
    case 0xde:
    case 0xdf:
        return map(m_in.bigEndian(2 << (type - 0xde)));
    case 0xc1:
        return m_in.fail(Decoder::tr("There is no such type."), m_in.at() - 1);
    default:
        return number(type);
    }
}

void Reader::number(int type)
{
    switch (type) {
    case 0xca:
        return m_out.real(std::bit_cast<float>(static_cast<quint32>(m_in.bigEndian(4))));
    case 0xcb:
        return m_out.real(std::bit_cast<double>(m_in.bigEndian(8)));
    case 0xd0:
        return m_out.integer(QByteArray::number(static_cast<qint8>(m_in.bigEndian(1))));
    case 0xd1:
        return m_out.integer(QByteArray::number(static_cast<qint16>(m_in.bigEndian(2))));
    case 0xd2:
        return m_out.integer(QByteArray::number(static_cast<qint32>(m_in.bigEndian(4))));
    case 0xd3:
        return m_out.integer(QByteArray::number(static_cast<qint64>(m_in.bigEndian(8))));
    default:
        return m_out.integer(QByteArray::number(m_in.bigEndian(1 << (type - 0xcc))));
    }
}

void Reader::array(quint64 count)
{
    m_out.openArray();
    for (quint64 i = 0; i < count && m_in.isOk() && !m_out.isFull(); ++i)
        value();
    m_out.close();
}

void Reader::map(quint64 count)
{
    m_out.openMap();
    for (quint64 i = 0; i < count && m_in.isOk() && !m_out.isFull(); ++i) {
        value();
        value();
    }
    m_out.close();
}

void Reader::extension(quint64 size)
{
    m_out.openCall("ext");
    m_out.integer(QByteArray::number(static_cast<qint8>(m_in.bigEndian(1))));
    m_out.bytes(m_in.take(size));
    m_out.close();
}

class Writer
{
public:
    explicit Writer(const Notation &notation)
        : m_items(notation.items)
    { }

    Encoded run();

private:
    using Item = NotationItem;

    void value();
    void integer(const Item &item);
    void real(const Item &item);
    void call(const Item &item);
    void extension(int type, const QByteArray &data);
    void text(const QByteArray &bytes);
    void binary(const QByteArray &bytes);
    void container(qsizetype count, int fixed, int sized);
    void number(int type, quint64 value, int bytes);
    void sized(int type, qsizetype size, int smallest);
    void fail(const Item &item, const QString &why);

    const QList<Item> &m_items;
    qsizetype m_next = 0;
    Encoded m_encoded;
};

Encoded Writer::run()
{
    value();
    return m_encoded;
}

void Writer::value()
{
    const Item &item = m_items[m_next++];
    switch (item.kind) {
    case Item::Kind::Word:
        if (item.value == "undefined")
            return fail(item, Decoder::tr("MessagePack does not have this."));
        m_encoded.bytes += item.value == "null" ? '\xc0' : item.value == "true" ? '\xc3' : '\xc2';
        return;
    case Item::Kind::Integer:
        return integer(item);
    case Item::Kind::Real:
        return real(item);
    case Item::Kind::Text:
        return text(item.value);
    case Item::Kind::Bytes:
        return binary(item.value);
    case Item::Kind::Array:
    case Item::Kind::Map:
        break;
    case Item::Kind::Call:
        return call(item);
    }
    if (item.isIndefinite)
        return fail(item, Decoder::tr("MessagePack does not have this."));
    if (item.kind == Item::Kind::Map)
        container(item.count / 2, 0x80, 0xde);
    else
        container(item.count, 0x90, 0xdc);
    for (qsizetype i = 0; i < item.count && m_encoded.isOk(); ++i)
        value();
}

void Writer::integer(const Item &item)
{
    bool fits = false;
    if (!item.value.startsWith('-')) {
        const quint64 value = item.value.toULongLong(&fits);
        if (!fits)
            return fail(item, Decoder::tr("This number does not fit into 64 bits."));
        if (value < 0x80)
            return number(-1, value, 1);
        const int power = value <= 0xff ? 0 : value <= 0xffff ? 1 : value <= 0xffffffff ? 2 : 3;
        return number(0xcc + power, value, 1 << power);
    }
    const qint64 value = item.value.toLongLong(&fits);
    if (!fits)
        return fail(item, Decoder::tr("This number does not fit into 64 bits."));
    if (value >= -32)
        return number(-1, static_cast<quint64>(value), 1);
    const int power = value >= -0x80 ? 0 : value >= -0x8000 ? 1 : value >= -0x80000000LL ? 2 : 3;
    number(0xd0 + power, static_cast<quint64>(value), 1 << power);
}

void Writer::real(const Item &item)
{
    const std::optional<double> value = realValue(item);
    if (!value || item.bits == 16)
        return fail(item, Decoder::tr("This number does not fit into 32 or 64 bits."));
    if (item.bits == 32)
        return number(0xca, std::bit_cast<quint32>(static_cast<float>(*value)), 4);
    number(0xcb, std::bit_cast<quint64>(*value), 8);
}

void Writer::call(const Item &item)
{
    const Item *first = item.count > 0 ? &m_items[m_next] : nullptr;
    const Item *second = item.count > 1 ? &m_items[m_next + 1] : nullptr;
    if (item.value == "str" && item.count == 1 && first->kind == Item::Kind::Bytes) {
        m_next += 1;
        return text(first->value);
    }
    bool fits = false;
    const int type = first ? first->value.toInt(&fits) : 0;
    const bool isExtension = item.value == "ext" && item.count == 2
        && first->kind == Item::Kind::Integer && second->kind == Item::Kind::Bytes;
    if (!isExtension || !fits || type < -128 || type > 127)
        return fail(item, Decoder::tr("Only str(h'…') and ext(type, h'…') may stand here."));
    m_next += 2;
    extension(type, second->value);
}

void Writer::extension(int type, const QByteArray &data)
{
    const int power = std::countr_zero(static_cast<quint64>(data.size()));
    if (std::has_single_bit(static_cast<quint64>(data.size())) && power <= 4)
        m_encoded.bytes += static_cast<char>(0xd4 + power);
    else
        sized(0xc7, data.size(), 1);
    (m_encoded.bytes += static_cast<char>(type)) += data;
}

void Writer::text(const QByteArray &bytes)
{
    if (bytes.size() < 32)
        m_encoded.bytes += static_cast<char>(0xa0 + bytes.size());
    else
        sized(0xd9, bytes.size(), 1);
    m_encoded.bytes += bytes;
}

void Writer::binary(const QByteArray &bytes)
{
    sized(0xc4, bytes.size(), 1);
    m_encoded.bytes += bytes;
}

void Writer::container(qsizetype count, int fixed, int sizedType)
{
    if (count < 16)
        m_encoded.bytes += static_cast<char>(fixed + count);
    else
        sized(sizedType, count, 2);
}

void Writer::sized(int type, qsizetype size, int smallest)
{
    int power = 0;
    while ((smallest << power) < 4 && size >> (8 * (smallest << power)) != 0)
        ++power;
    number(type + power, static_cast<quint64>(size), smallest << power);
}

void Writer::number(int type, quint64 value, int bytes)
{
    if (type >= 0)
        m_encoded.bytes += static_cast<char>(type);
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        m_encoded.bytes += static_cast<char>(value >> shift & 0xff);
}

void Writer::fail(const Item &item, const QString &why)
{
    m_encoded = {{}, item.at, why};
}

} // namespace

QByteArray MessagePackDecoder::id() const
{
    return "msgpack"_ba;
}

QString MessagePackDecoder::name() const
{
    return u"MessagePack"_s;
}

// Many bytes are MessagePack by chance. What people store has names, or text, in a map or array.
Confidence MessagePackDecoder::detect(QByteArrayView bytes) const
{
    if (bytes.isEmpty() || isText(bytes))
        return Confidence::No;
    DecodeLimits limits;
    limits.output = 64 * 1024;
    NotationWriter out(limits);
    Reader reader(bytes, out);
    reader.run();
    if (!reader.input().isOk())
        return Confidence::No;
    const int type = static_cast<uchar>(bytes.front());
    const bool isMap = (type > 0x80 && type < 0x90) || type == 0xde || type == 0xdf;
    const bool isArray = (type > 0x90 && type < 0xa0) || type == 0xdc || type == 0xdd;
    const bool isTelling = isMap ? bytes.size() >= 4 : isArray && out.texts() > 0;
    return isTelling && out.hasOnlyTextKeys() ? Confidence::Likely : Confidence::Possible;
}

Decoded MessagePackDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    NotationWriter out(limits);
    Reader reader(bytes, out);
    reader.run();
    return out.result(reader.input().errorAt(), reader.input().error());
}

Encoded MessagePackDecoder::encode(QByteArrayView edited, QByteArrayView) const
{
    const Notation notation = readNotation(edited);
    if (!notation.isOk())
        return notEncoded(notation.errorAt, notation.error);
    return Writer(notation).run();
}

} // namespace hitlens
