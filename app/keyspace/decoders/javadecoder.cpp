// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/javadecoder.h"

#include "app/keyspace/decoders/bytereader.h"
#include "app/keyspace/decoders/notationwriter.h"

#include <QList>

#include <algorithm>
#include <bit>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView magic("\xac\xed\x00\x05", 4);
constexpr quint64 firstHandle = 0x7e0000;

// Java's own UTF-8 writes NUL in two bytes and surrogates one by one.
QByteArray utf8FromJava(QByteArrayView bytes)
{
    if (!bytes.contains('\xc0') && !bytes.contains('\xed'))
        return bytes.toByteArray();
    QString text;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        const auto at = [&](qsizetype ahead) {
            return i + ahead < bytes.size() ? static_cast<uchar>(bytes[i + ahead]) & 0x3f : 0;
        };
        const uchar lead = static_cast<uchar>(bytes[i]);
        if (lead < 0x80) {
            text += QChar(static_cast<ushort>(lead));
        } else if (lead < 0xe0) {
            text += QChar(static_cast<ushort>((lead & 0x1f) << 6 | at(1)));
            i += 1;
        } else {
            text += QChar(static_cast<ushort>((lead & 0x0f) << 12 | at(1) << 6 | at(2)));
            i += 2;
        }
    }
    return text.toUtf8();
}

struct JavaField
{
    char type;
    QByteArray name;
};

struct JavaClass
{
    QByteArray name;
    int flags = 0;
    QList<JavaField> fields;
    qsizetype parent = -1; // index of a class
};

// After "Object Serialization Stream Protocol" of the Java platform, chapter 6.
class Reader
{
public:
    Reader(QByteArrayView bytes, NotationWriter &out, int depth)
        : m_in(bytes)
        , m_out(out)
        , m_deepest(std::min(depth, deepestValues))
    { }

    void run();
    const ByteReader &input() const { return m_in; }

private:
    struct Handle
    {
        bool isString = false;
        qsizetype classIndex = -1; // when it is one, or of the object
        QByteArray text;
    };

    void content();
    void object();
    void array();
    void enumeration();
    void string(quint64 size);
    void reference();
    qsizetype classDescription();
    qsizetype newClass();
    qsizetype proxyClass();
    void skipAnnotations();
    void annotations();
    void classData(qsizetype index);
    void value(char type);
    QByteArray utf();
    void newHandle(qsizetype classIndex);
    QByteArray nameOf(qsizetype classIndex) const;
    bool isGoing() const { return m_in.isOk() && !m_out.isFull(); }

    ByteReader m_in;
    NotationWriter &m_out;
    int m_deepest;
    int m_depth = 0;
    QList<JavaClass> m_classes;
    QList<Handle> m_handles;
};

void Reader::run()
{
    if (!m_in.takes(magic))
        return m_in.fail(Decoder::tr("It does not begin as Java's objects do."));
    content();
    if (!isGoing() || m_in.atEnd())
        return;
    m_in.fail(Decoder::tr("More than one value: only the first is shown."));
}

void Reader::content()
{
    if (!isGoing())
        return;
    if (m_depth >= m_deepest)
        return m_in.fail(Decoder::tr("Values are nested too deeply here."));
    ++m_depth;
    const qsizetype at = m_in.at();
    switch (m_in.byte()) {
    case 0x70:
        m_out.word("null");
        break;
    case 0x71:
        reference();
        break;
    case 0x72:
    case 0x7d:
        m_in.fail(Decoder::tr("A bare description of a class holds no value."), at);
        break;
    case 0x73:
        object();
        break;
    case 0x74:
        string(m_in.bigEndian(2));
        break;
    case 0x75:
        array();
        break;
    case 0x76: {
        const qsizetype described = classDescription();
        newHandle(described);
        m_out.openCall("class");
        m_out.text(nameOf(described));
        m_out.close();
        break;
    }
    case 0x77:
        m_out.bytes(m_in.take(m_in.bigEndian(1)));
        break;
    case 0x7a:
        m_out.bytes(m_in.take(m_in.bigEndian(4)));
        break;
    case 0x7c:
        string(m_in.bigEndian(8));
        break;
    case 0x7e:
        enumeration();
        break;
    default:
        m_in.fail(Decoder::tr("There is no such type."), at);
    }
    --m_depth;
}

void Reader::object()
{
    const qsizetype described = classDescription();
    newHandle(described);
    if (!isGoing())
        return;
    m_out.openCall("object");
    m_out.text(nameOf(described));
    m_out.openMap();
    if (described >= 0)
        classData(described);
    m_out.close();
    m_out.close();
}

// The fields of what it inherits come first.
void Reader::classData(qsizetype index)
{
    constexpr int hasWriteMethod = 1;
    constexpr int isSerializable = 2;
    constexpr int isExternalizable = 4;
    constexpr int hasBlocks = 8;
    QList<qsizetype> chain;
    for (qsizetype i = index; i >= 0; i = m_classes[i].parent) {
        if (chain.size() >= m_deepest)
            return m_in.fail(Decoder::tr("Values are nested too deeply here."));
        chain.prepend(i);
    }
    for (const qsizetype i : std::as_const(chain)) {
        const JavaClass described = m_classes[i];
        for (const JavaField &field : described.fields) {
            if ((described.flags & isSerializable) == 0 || !isGoing())
                break;
            m_out.text(field.name);
            value(field.type);
        }
        const bool isOpaque = (described.flags & isExternalizable) != 0;
        if (isOpaque && (described.flags & hasBlocks) == 0)
            return m_in.fail(Decoder::tr("Only its own class knows how to read this object."));
        if (isOpaque || (described.flags & (hasWriteMethod | isSerializable)) == 3)
            annotations();
    }
}

void Reader::annotations()
{
    m_out.text("(written)");
    m_out.openArray();
    while (isGoing() && m_in.peek() != 0x78)
        content();
    m_in.take(1);
    m_out.close();
}

// What annotates a class is nothing in practice, but may be any values.
void Reader::skipAnnotations()
{
    if (m_in.peek() == 0x78) {
        m_in.take(1);
        return;
    }
    m_in.fail(Decoder::tr("This class is annotated, which cannot be shown."));
}

void Reader::array()
{
    const qsizetype described = classDescription();
    newHandle(described);
    const quint64 count = m_in.bigEndian(4);
    const QByteArray name = nameOf(described);
    const char type = name.size() > 1 ? name[1] : 'L';
    if (type == 'B')
        return m_out.bytes(m_in.take(count));
    m_out.openArray();
    for (quint64 i = 0; i < count && isGoing(); ++i)
        value(type);
    m_out.close();
}

void Reader::enumeration()
{
    const qsizetype described = classDescription();
    newHandle(described);
    m_out.openCall("enum");
    m_out.text(nameOf(described));
    content();
    m_out.close();
}

void Reader::string(quint64 size)
{
    Handle handle;
    handle.isString = true;
    handle.text = utf8FromJava(m_in.take(size));
    m_handles.append(handle);
    m_out.text(handle.text);
}

void Reader::reference()
{
    const qsizetype at = m_in.at();
    const quint64 index = m_in.bigEndian(4) - firstHandle;
    if (index >= static_cast<quint64>(m_handles.size()))
        return m_in.fail(Decoder::tr("It refers to what is not there."), at);
    const Handle &handle = m_handles[static_cast<qsizetype>(index)];
    if (handle.isString)
        return m_out.text(handle.text);
    m_out.openCall("same");
    m_out.text(nameOf(handle.classIndex));
    m_out.integer(QByteArray::number(index));
    m_out.close();
}

qsizetype Reader::classDescription()
{
    const qsizetype at = m_in.at();
    const int type = m_in.byte();
    if (!isGoing() || type == 0x70)
        return -1;
    if (m_depth >= m_deepest) {
        m_in.fail(Decoder::tr("Values are nested too deeply here."), at);
        return -1;
    }
    ++m_depth;
    qsizetype described = -1;
    if (type == 0x72) {
        described = newClass();
    } else if (type == 0x7d) {
        described = proxyClass();
    } else {
        const quint64 index = type == 0x71 ? m_in.bigEndian(4) - firstHandle : firstHandle;
        if (index < static_cast<quint64>(m_handles.size()))
            described = m_handles[static_cast<qsizetype>(index)].classIndex;
        if (described < 0)
            m_in.fail(Decoder::tr("A description of a class is missing."), at);
    }
    --m_depth;
    return described;
}

qsizetype Reader::newClass()
{
    const qsizetype index = m_classes.size();
    m_classes.append({utf(), 0, {}, -1});
    m_in.take(8); // serialVersionUID
    newHandle(index);
    m_classes[index].flags = m_in.byte();
    const quint64 count = m_in.bigEndian(2);
    for (quint64 i = 0; i < count && isGoing(); ++i) {
        const char type = static_cast<char>(m_in.byte());
        const QByteArray name = utf();
        m_classes[index].fields.append({type, name});
        if (type != 'L' && type != '[')
            continue;
        // The type's name is an object of its own: a string, new or seen before.
        if (m_in.byte() == 0x74) {
            Handle handle;
            handle.isString = true;
            handle.text = utf();
            m_handles.append(handle);
        } else {
            m_in.take(4);
        }
    }
    skipAnnotations();
    const qsizetype parent = classDescription();
    m_classes[index].parent = parent;
    return index;
}

qsizetype Reader::proxyClass()
{
    const qsizetype index = m_classes.size();
    m_classes.append({"proxy"_ba, 2, {}, -1});
    newHandle(index);
    const quint64 count = m_in.bigEndian(4);
    for (quint64 i = 0; i < count && isGoing(); ++i)
        m_classes[index].name += ' ' + utf();
    skipAnnotations();
    const qsizetype parent = classDescription();
    m_classes[index].parent = parent;
    return index;
}

void Reader::value(char type)
{
    switch (type) {
    case 'B':
        return m_out.integer(QByteArray::number(static_cast<qint8>(m_in.bigEndian(1))));
    case 'S':
        return m_out.integer(QByteArray::number(static_cast<qint16>(m_in.bigEndian(2))));
    case 'I':
        return m_out.integer(QByteArray::number(static_cast<qint32>(m_in.bigEndian(4))));
    case 'J':
        return m_out.integer(QByteArray::number(static_cast<qint64>(m_in.bigEndian(8))));
    case 'Z':
        return m_out.word(m_in.byte() == 0 ? "false" : "true");
    case 'F':
        return m_out.real(std::bit_cast<float>(static_cast<quint32>(m_in.bigEndian(4))));
    case 'D':
        return m_out.real(std::bit_cast<double>(m_in.bigEndian(8)));
    case 'C':
        return m_out.text(QString(QChar(static_cast<ushort>(m_in.bigEndian(2)))).toUtf8());
    case 'L':
    case '[':
        return content();
    default:
        return m_in.fail(Decoder::tr("There is no such type."));
    }
}

QByteArray Reader::utf()
{
    return utf8FromJava(m_in.take(m_in.bigEndian(2)));
}

void Reader::newHandle(qsizetype classIndex)
{
    Handle handle;
    handle.classIndex = classIndex;
    m_handles.append(handle);
}

QByteArray Reader::nameOf(qsizetype classIndex) const
{
    return classIndex < 0 ? QByteArray() : m_classes[classIndex].name;
}

} // namespace

QByteArray JavaDecoder::id() const
{
    return "java"_ba;
}

QString JavaDecoder::name() const
{
    return tr("Java serialisation");
}

Confidence JavaDecoder::detect(QByteArrayView bytes) const
{
    return bytes.startsWith(magic) && bytes.size() > magic.size() ? Confidence::Certain
                                                                  : Confidence::No;
}

Decoded JavaDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    NotationWriter out(limits);
    Reader reader(bytes, out, limits.depth);
    reader.run();
    Decoded decoded = out.result(reader.input().errorAt(), reader.input().error());
    decoded.kind = Decoded::Kind::Text;
    return shownOnly(decoded, tr("Objects of Java are shown only."));
}

} // namespace hitlens
