// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/cbordecoder.h"

#include "app/keyspace/decoders/notation.h"
#include "app/keyspace/decoders/notationwriter.h"

#include <QCborStreamReader>
#include <QCborStreamWriter>
#include <QFloat16>

#include <optional>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

class Reader
{
public:
    Reader(const QByteArray &bytes, NotationWriter &out)
        : m_size(bytes.size())
        , m_in(bytes)
        , m_out(out)
    { }

    void run();
    qsizetype errorAt() const { return m_errorAt; }
    const QString &error() const { return m_error; }

private:
    void value();
    void integer();
    void simple();
    void tagged();
    void container();
    QByteArray string();
    void check();
    void fail(const QString &why);
    void fail(const QString &why, qsizetype at);
    bool isGoing() const { return m_errorAt < 0 && !m_out.isFull(); }

    qsizetype m_size;
    QCborStreamReader m_in;
    NotationWriter &m_out;
    qsizetype m_errorAt = -1;
    QString m_error;
};

void Reader::run()
{
    value();
    check();
    if (isGoing() && m_in.currentOffset() < m_size)
        fail(Decoder::tr("Other bytes follow its end."));
}

void Reader::value()
{
    if (m_out.isDeep())
        return fail(Decoder::tr("Values are nested too deeply here."));
    switch (m_in.type()) {
    case QCborStreamReader::UnsignedInteger:
    case QCborStreamReader::NegativeInteger:
        return integer();
    case QCborStreamReader::ByteString:
        return m_out.bytes(string());
    case QCborStreamReader::TextString:
        return m_out.text(string());
    case QCborStreamReader::Array:
    case QCborStreamReader::Map:
        return container();
    case QCborStreamReader::Tag:
        return tagged();
    case QCborStreamReader::Float16:
        m_out.half(static_cast<float>(m_in.toFloat16()));
        break;
    case QCborStreamReader::Float:
        m_out.real(m_in.toFloat());
        break;
    case QCborStreamReader::Double:
        m_out.real(m_in.toDouble());
        break;
    case QCborStreamReader::SimpleType:
        simple();
        break;
    case QCborStreamReader::Invalid:
        check();
        return fail(Decoder::tr("There is no such type."));
    }
    m_in.next();
}

void Reader::integer()
{
    if (m_in.isUnsignedInteger()) {
        m_out.integer(QByteArray::number(m_in.toUnsignedInteger()));
    } else {
        // 0 stands for 2^64, which is one more than fits.
        const auto value = static_cast<quint64>(m_in.toNegativeInteger());
        m_out.integer('-' + (value == 0 ? "18446744073709551616"_ba : QByteArray::number(value)));
    }
    m_in.next();
}

void Reader::simple()
{
    switch (m_in.toSimpleType()) {
    case QCborSimpleType::False:
        return m_out.word("false");
    case QCborSimpleType::True:
        return m_out.word("true");
    case QCborSimpleType::Null:
        return m_out.word("null");
    case QCborSimpleType::Undefined:
        return m_out.word("undefined");
    }
    m_out.openCall("simple");
    m_out.integer(QByteArray::number(static_cast<int>(m_in.toSimpleType())));
    m_out.close();
}

void Reader::tagged()
{
    m_out.openCall(QByteArray::number(static_cast<quint64>(m_in.toTag())));
    m_in.next();
    check();
    if (isGoing())
        value();
    m_out.close();
}

void Reader::container()
{
    const bool isMap = m_in.isMap();
    if (isMap)
        m_out.openMap(!m_in.isLengthKnown());
    else
        m_out.openArray(!m_in.isLengthKnown());
    m_in.enterContainer();
    check();
    while (isGoing() && m_in.hasNext()) {
        value();
        check();
    }
    m_out.close();
    if (isGoing())
        m_in.leaveContainer();
    check();
}

// In pieces, each of which says its size: that is believed only as far as there are bytes.
QByteArray Reader::string()
{
    QByteArray whole;
    while (m_errorAt < 0) {
        const qsizetype size = m_in.currentStringChunkSize();
        if (size > m_size) {
            fail(Decoder::tr("It ends too early."), m_size);
            break;
        }
        QByteArray piece(std::max<qsizetype>(size, 0), Qt::Uninitialized);
        const auto read = m_in.readStringChunk(piece.data(), piece.size());
        if (read.status != QCborStreamReader::Ok)
            break;
        whole += piece.first(read.data);
    }
    check();
    return whole;
}

void Reader::check()
{
    const QCborError error = m_in.lastError();
    if (error.c == QCborError::EndOfFile)
        fail(Decoder::tr("It ends too early."), m_size);
    else if (error.c != QCborError::NoError)
        fail(Decoder::tr("It is damaged: %1.").arg(error.toString()));
}

void Reader::fail(const QString &why)
{
    fail(why, std::min<qsizetype>(m_in.currentOffset(), m_size));
}

void Reader::fail(const QString &why, qsizetype at)
{
    if (m_errorAt >= 0)
        return;
    m_errorAt = at;
    m_error = why;
}

class Writer
{
public:
    explicit Writer(const Notation &notation)
        : m_items(notation.items)
        , m_out(&m_encoded.bytes)
    { }

    Encoded run();

private:
    using Item = NotationItem;

    void value();
    void word(const QByteArray &word);
    void integer(const Item &item);
    void real(const Item &item);
    void call(const Item &item);
    void container(const Item &item);
    void text(const QByteArray &bytes) { m_out.appendTextString(bytes.constData(), bytes.size()); }
    void fail(const Item &item, const QString &why);

    const QList<Item> &m_items;
    qsizetype m_next = 0;
    Encoded m_encoded;
    QCborStreamWriter m_out;
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
        return word(item.value);
    case Item::Kind::Integer:
        return integer(item);
    case Item::Kind::Real:
        return real(item);
    case Item::Kind::Text:
        return text(item.value);
    case Item::Kind::Bytes:
        return m_out.append(item.value);
    case Item::Kind::Array:
    case Item::Kind::Map:
        return container(item);
    case Item::Kind::Call:
        return call(item);
    }
}

void Writer::word(const QByteArray &word)
{
    if (word == "null")
        m_out.append(QCborSimpleType::Null);
    else if (word == "undefined")
        m_out.append(QCborSimpleType::Undefined);
    else
        m_out.append(word == "true");
}

void Writer::integer(const Item &item)
{
    bool fits = false;
    const bool isNegative = item.value.startsWith('-');
    const quint64 size = item.value.mid(isNegative ? 1 : 0).toULongLong(&fits);
    if (item.value == "-18446744073709551616")
        m_out.append(QCborNegativeInteger(0));
    else if (!fits)
        fail(item, Decoder::tr("This number does not fit into 64 bits."));
    else if (isNegative && size > 0)
        m_out.append(QCborNegativeInteger(size));
    else
        m_out.append(size);
}

void Writer::real(const Item &item)
{
    const std::optional<double> value = realValue(item);
    if (!value)
        fail(item, Decoder::tr("This number does not fit into %1 bits.").arg(item.bits));
    else if (item.bits == 16)
        m_out.append(qfloat16(static_cast<float>(*value)));
    else if (item.bits == 32)
        m_out.append(static_cast<float>(*value));
    else
        m_out.append(*value);
}

void Writer::call(const Item &item)
{
    bool isNumber = false;
    const quint64 tag = item.value.toULongLong(&isNumber);
    if (isNumber && item.count == 1) {
        m_out.append(QCborTag(tag));
        return value();
    }
    const Item *first = item.count == 1 ? &m_items[m_next] : nullptr;
    if (first && item.value == "str" && first->kind == Item::Kind::Bytes) {
        ++m_next;
        return text(first->value);
    }
    const int simple = first ? first->value.toInt(&isNumber) : -1;
    const bool isSimple = (simple >= 0 && simple < 24) || (simple >= 32 && simple < 256);
    if (item.value != "simple" || !isNumber || !isSimple)
        return fail(
            item, Decoder::tr("Only 1(…), str(h'…') and simple(0) to simple(255) may stand here."));
    ++m_next;
    m_out.append(QCborSimpleType(simple));
}

void Writer::container(const Item &item)
{
    const bool isMap = item.kind == Item::Kind::Map;
    const auto size = static_cast<quint64>(isMap ? item.count / 2 : item.count);
    if (item.isIndefinite)
        isMap ? m_out.startMap() : m_out.startArray();
    else
        isMap ? m_out.startMap(size) : m_out.startArray(size);
    for (qsizetype i = 0; i < item.count && m_encoded.isOk(); ++i)
        value();
    if (!m_encoded.isOk())
        return; // it would complain that some are missing
    isMap ? m_out.endMap() : m_out.endArray();
}

void Writer::fail(const Item &item, const QString &why)
{
    m_encoded.errorAt = item.at;
    m_encoded.error = why;
}

} // namespace

QByteArray CborDecoder::id() const
{
    return "cbor"_ba;
}

QString CborDecoder::name() const
{
    return u"CBOR"_s;
}

// As with MessagePack: by chance many bytes are CBOR. The tag 55799 says that it is.
Confidence CborDecoder::detect(QByteArrayView bytes) const
{
    if (bytes.isEmpty() || isText(bytes))
        return Confidence::No;
    DecodeLimits limits;
    limits.output = 64 * 1024;
    NotationWriter out(limits);
    Reader reader(bytes.toByteArray(), out);
    reader.run();
    if (reader.errorAt() >= 0)
        return Confidence::No;
    if (bytes.startsWith("\xd9\xd9\xf7"))
        return Confidence::Certain;
    const int type = static_cast<uchar>(bytes.front());
    const bool isMap = type > 0xa0 && type <= 0xbf;
    const bool isArray = type > 0x80 && type <= 0x9f;
    const bool isTelling = isMap ? bytes.size() >= 4 : isArray && out.texts() > 0;
    return isTelling && out.hasOnlyTextKeys() ? Confidence::Likely : Confidence::Possible;
}

Decoded CborDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    NotationWriter out(limits);
    Reader reader(bytes.toByteArray(), out);
    reader.run();
    return out.result(reader.errorAt(), reader.error());
}

Encoded CborDecoder::encode(QByteArrayView edited, QByteArrayView) const
{
    const Notation notation = readNotation(edited);
    if (!notation.isOk())
        return notEncoded(notation.errorAt, notation.error);
    const Encoded encoded = Writer(notation).run();
    return encoded.isOk() ? encoded : notEncoded(encoded.errorAt, encoded.error);
}

} // namespace hitlens
