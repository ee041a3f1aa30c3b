// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/phpdecoder.h"

#include "app/keyspace/decoders/bytereader.h"
#include "app/keyspace/decoders/notation.h"
#include "app/keyspace/decoders/notationwriter.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Whether an array counts from 0 is known when all of it was read. So everything is read twice:
// first to learn of each array what it is, in the order in which they begin, then to write.
struct PhpShape
{
    QList<bool> isList; // for each array
    bool hasReferences = false;
};

// After php_var_serialize_intern() of PHP.
class Reader
{
public:
    Reader(QByteArrayView bytes, NotationWriter &out, PhpShape &shape, bool isFirst)
        : m_in(bytes)
        , m_out(out)
        , m_shape(shape)
        , m_isFirst(isFirst)
    { }

    void run();
    const ByteReader &input() const { return m_in; }

private:
    void value();
    void real();
    void string();
    void array();
    void object();
    void custom();
    void call(const QByteArray &name, bool isReference);
    qsizetype members(quint64 count, bool withKeys);
    bool key(qsizetype index, bool isShown);
    QByteArray integer(char end);
    quint64 size(char end);
    QByteArrayView quoted();
    void bytes(QByteArrayView bytes);
    void expect(char c);
    bool isGoing() const { return m_in.isOk() && (m_isFirst || !m_out.isFull()); }

    ByteReader m_in;
    NotationWriter &m_out;
    PhpShape &m_shape;
    bool m_isFirst;
    qsizetype m_arrays = 0;
};

void Reader::run()
{
    value();
    if (isGoing() && !m_in.atEnd())
        m_in.fail(Decoder::tr("Other bytes follow its end."));
}

void Reader::value()
{
    if (m_out.isDeep())
        return m_in.fail(Decoder::tr("Values are nested too deeply here."));
    const qsizetype at = m_in.at();
    const int type = m_in.byte();
    expect(type == 'N' ? ';' : ':');
    if (!m_in.isOk())
        return;
    switch (type) {
    case 'N':
        return m_out.word("null");
    case 'b': {
        const QByteArray digits = integer(';');
        if (digits != "0" && digits != "1")
            m_in.fail(Decoder::tr("This is neither true nor false."), at + 2);
        return m_out.word(digits == "1" ? "true" : "false");
    }
    case 'i':
        return m_out.integer(integer(';'));
    case 'd':
        return real();
    case 's':
        return string();
    case 'a':
        return array();
    case 'O':
        return object();
    case 'C':
        return custom();
    case 'E':
        return call("enum", false);
    case 'R':
        return call("reference", true);
    case 'r':
        return call("same", true);
    default:
        return m_in.fail(Decoder::tr("There is no such type."), at);
    }
}

void Reader::real()
{
    const qsizetype at = m_in.at();
    const QByteArray written = m_in.until(';').toByteArray();
    if (written == "INF" || written == "-INF" || written == "NAN")
        return m_out.number(written == "NAN" ? "NaN"
                : written == "INF"           ? "Infinity"
                                             : "-Infinity",
            false);
    const bool isWhole = !written.contains('.') && !written.contains('E') && !written.contains('e');
    const QByteArray shown = isWhole ? written + ".0" : written;
    const Notation read = readNotation(shown);
    const bool isReal = read.isOk() && read.items.first().kind == NotationItem::Kind::Real
        && read.items.first().bits == 64;
    if (m_in.isOk() && !isReal)
        return m_in.fail(Decoder::tr("This is no number."), at);
    m_out.number(shown);
}

void Reader::string()
{
    const QByteArrayView content = quoted();
    expect(';');
    bytes(content);
}

void Reader::array()
{
    const qsizetype index = m_arrays++;
    const quint64 count = size(':');
    expect('{');
    if (m_isFirst)
        m_shape.isList.append(true);
    const bool isList = m_shape.isList.at(index);
    if (isList)
        m_out.openArray();
    else
        m_out.openMap();
    const qsizetype inOrder = members(count, !isList);
    m_out.close();
    expect('}');
    if (m_isFirst)
        m_shape.isList[index] = static_cast<quint64>(inOrder) == count;
}

void Reader::object()
{
    m_out.openCall("object");
    bytes(quoted());
    expect(':');
    const quint64 count = size(':');
    expect('{');
    m_out.openMap();
    members(count, true);
    m_out.close();
    expect('}');
    m_out.close();
}

void Reader::custom()
{
    m_out.openCall("custom");
    bytes(quoted());
    expect(':');
    const quint64 length = size(':');
    expect('{');
    bytes(m_in.take(length));
    expect('}');
    m_out.close();
}

void Reader::call(const QByteArray &name, bool isReference)
{
    m_shape.hasReferences = m_shape.hasReferences || isReference;
    m_out.openCall(name);
    if (isReference) {
        m_out.integer(QByteArray::number(size(';')));
    } else {
        bytes(quoted());
        expect(';');
    }
    m_out.close();
}

// How many keys count from 0 without a gap, from the start.
qsizetype Reader::members(quint64 count, bool withKeys)
{
    qsizetype inOrder = 0;
    for (quint64 i = 0; i < count && isGoing(); ++i) {
        const auto index = static_cast<qsizetype>(i);
        if (key(index, withKeys) && inOrder == index)
            ++inOrder;
        if (m_in.isOk())
            value();
    }
    return inOrder;
}

// True when it is that number.
bool Reader::key(qsizetype index, bool isShown)
{
    const qsizetype at = m_in.at();
    const int type = m_in.byte();
    if (m_in.isOk() && type != 'i' && type != 's')
        m_in.fail(Decoder::tr("A key is a number or text."), at);
    expect(':');
    if (type == 'i') {
        const QByteArray digits = integer(';');
        if (isShown)
            m_out.integer(digits);
        return digits == QByteArray::number(index);
    }
    const QByteArrayView content = quoted();
    expect(';');
    if (isShown)
        bytes(content);
    return false;
}

QByteArray Reader::integer(char end)
{
    const qsizetype at = m_in.at();
    const QByteArray digits = m_in.until(end).toByteArray();
    bool isNumber = false;
    const qint64 value = digits.toLongLong(&isNumber);
    if (m_in.isOk() && (!isNumber || QByteArray::number(value) != digits))
        m_in.fail(Decoder::tr("This is no number of 64 bits."), at);
    return m_in.isOk() ? digits : QByteArray();
}

quint64 Reader::size(char end)
{
    const qsizetype at = m_in.at();
    const QByteArray digits = integer(end);
    if (digits.startsWith('-'))
        m_in.fail(Decoder::tr("This size is less than nothing."), at);
    return digits.toULongLong();
}

QByteArrayView Reader::quoted()
{
    const quint64 length = size(':');
    expect('"');
    const QByteArrayView content = m_in.take(length);
    expect('"');
    return content;
}

// PHP's strings are bytes, so nothing is lost by showing those that are text as text.
void Reader::bytes(QByteArrayView bytes)
{
    if (invalidUtf8At(bytes) < 0)
        m_out.text(bytes);
    else
        m_out.bytes(bytes);
}

void Reader::expect(char c)
{
    if (m_in.isOk() && m_in.peek() != static_cast<uchar>(c)) {
        if (m_in.atEnd())
            m_in.failAtEnd();
        else
            m_in.fail(Decoder::tr("Here should be “%1”.").arg(QLatin1Char(c)));
    }
    m_in.take(1);
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
    void array(const Item &item);
    void call(const Item &item);
    void object(const QByteArray &className);
    void key(const Item &item);
    void string(char type, const QByteArray &bytes);
    void fail(const Item &item, const QString &why);
    bool isString(qsizetype index) const;

    const QList<Item> &m_items;
    qsizetype m_next = 0;
    Encoded m_encoded;
};

Encoded Writer::run()
{
    value();
    return m_encoded.isOk() ? m_encoded : Encoded{{}, m_encoded.errorAt, m_encoded.error};
}

void Writer::value()
{
    const Item &item = m_items[m_next++];
    switch (item.kind) {
    case Item::Kind::Word:
        if (item.value == "undefined")
            return fail(item, Decoder::tr("PHP does not have this."));
        m_encoded.bytes += item.value == "null" ? "N;" : item.value == "true" ? "b:1;" : "b:0;";
        return;
    case Item::Kind::Integer:
        return integer(item);
    case Item::Kind::Real:
        return real(item);
    case Item::Kind::Text:
    case Item::Kind::Bytes:
        string('s', item.value);
        m_encoded.bytes += ';';
        return;
    case Item::Kind::Array:
    case Item::Kind::Map:
        return array(item);
    case Item::Kind::Call:
        return call(item);
    }
}

void Writer::integer(const Item &item)
{
    bool fits = false;
    const qint64 value = item.value.toLongLong(&fits);
    if (!fits)
        return fail(item, Decoder::tr("This number does not fit into 64 bits."));
    m_encoded.bytes += "i:" + QByteArray::number(value) + ';';
}

void Writer::real(const Item &item)
{
    if (item.bits != 64)
        return fail(item, Decoder::tr("PHP does not have this."));
    QByteArray written = item.value;
    written.replace("Infinity", "INF").replace("NaN", "NAN");
    if (written.endsWith(".0"))
        written.chop(2);
    m_encoded.bytes += "d:" + written + ';';
}

void Writer::array(const Item &item)
{
    if (item.isIndefinite)
        return fail(item, Decoder::tr("PHP does not have this."));
    const bool isMap = item.kind == Item::Kind::Map;
    const qsizetype count = isMap ? item.count / 2 : item.count;
    m_encoded.bytes += "a:" + QByteArray::number(count) + ":{";
    for (qsizetype i = 0; i < count && m_encoded.isOk(); ++i) {
        if (isMap)
            key(m_items[m_next++]);
        else
            m_encoded.bytes += "i:" + QByteArray::number(i) + ';';
        if (m_encoded.isOk())
            value();
    }
    m_encoded.bytes += '}';
}

void Writer::call(const Item &item)
{
    const qsizetype first = m_next;
    if (item.value == "enum" && item.count == 1 && isString(first)) {
        string('E', m_items[m_next++].value);
        m_encoded.bytes += ';';
    } else if (item.value == "custom" && item.count == 2 && isString(first)
        && isString(first + 1)) {
        string('C', m_items[first].value);
        const QByteArray &data = m_items[first + 1].value;
        m_encoded.bytes += ':' + QByteArray::number(data.size()) + ":{" + data + '}';
        m_next += 2;
    } else if (item.value == "object" && item.count == 2 && isString(first)
        && m_items[first + 1].kind == Item::Kind::Map) {
        object(m_items[m_next++].value);
    } else {
        fail(item,
            Decoder::tr(
                "Only object(\"…\", {…}), enum(\"…\") and custom(\"…\", \"…\") may stand here."));
    }
}

void Writer::object(const QByteArray &className)
{
    const Item &properties = m_items[m_next++];
    string('O', className);
    m_encoded.bytes += ':' + QByteArray::number(properties.count / 2) + ":{";
    for (qsizetype i = 0; i < properties.count && m_encoded.isOk(); i += 2) {
        key(m_items[m_next++]);
        if (m_encoded.isOk())
            value();
    }
    m_encoded.bytes += '}';
}

void Writer::key(const Item &item)
{
    if (item.kind == Item::Kind::Integer)
        return integer(item);
    if (item.kind != Item::Kind::Text && item.kind != Item::Kind::Bytes)
        return fail(item, Decoder::tr("A key is a number or text."));
    string('s', item.value);
    m_encoded.bytes += ';';
}

void Writer::string(char type, const QByteArray &bytes)
{
    m_encoded.bytes += type;
    m_encoded.bytes += ':' + QByteArray::number(bytes.size()) + ":\"" + bytes + '"';
}

void Writer::fail(const Item &item, const QString &why)
{
    m_encoded.errorAt = item.at;
    m_encoded.error = why;
}

bool Writer::isString(qsizetype index) const
{
    return m_items[index].kind == Item::Kind::Text || m_items[index].kind == Item::Kind::Bytes;
}

} // namespace

QByteArray PhpDecoder::id() const
{
    return "php"_ba;
}

QString PhpDecoder::name() const
{
    return tr("PHP serialize");
}

Confidence PhpDecoder::detect(QByteArrayView bytes) const
{
    if (bytes.size() < 2 || !QByteArrayView("NbidsaOCE").contains(bytes.front())
        || !QByteArrayView(":;").contains(bytes[1]))
        return Confidence::No;
    NotationWriter out({.output = 0});
    PhpShape shape;
    Reader reader(bytes, out, shape, true);
    reader.run();
    if (!reader.input().isOk())
        return Confidence::No;
    return QByteArrayView("saOCE").contains(bytes.front()) ? Confidence::Certain
                                                           : Confidence::Likely;
}

Decoded PhpDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    PhpShape shape;
    NotationWriter unseen({.output = 0, .depth = limits.depth});
    Reader(bytes, unseen, shape, true).run();
    NotationWriter out(limits);
    Reader reader(bytes, out, shape, false);
    reader.run();
    const Decoded decoded = out.result(reader.input().errorAt(), reader.input().error());
    if (!shape.hasReferences)
        return decoded;
    return shownOnly(decoded, tr("It refers to parts of itself, and is therefore shown only."));
}

Encoded PhpDecoder::encode(QByteArrayView edited, QByteArrayView) const
{
    const Notation notation = readNotation(edited);
    if (!notation.isOk())
        return notEncoded(notation.errorAt, notation.error);
    return Writer(notation).run();
}

} // namespace hitlens
