// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/pickledecoder.h"

#include "app/keyspace/decoders/notationwriter.h"
#include "app/keyspace/decoders/picklemachine.h"

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QByteArray pythonBytes(const QByteArray &bytes)
{
    QByteArray written = "b\""_ba;
    for (const char c : bytes) {
        if (c == '"' || c == '\\')
            (written += '\\') += c;
        else if (c < 0x20 || c == '\x7f') // above 0x7f is below 0, too
            written += "\\x" + QByteArray(1, c).toHex();
        else
            written += c;
    }
    return written + '"';
}

// A value that stands in several places is written in each; inside of itself, as "...".
class Printer
{
public:
    Printer(const std::vector<PickleValue> &values, NotationWriter &out)
        : m_values(values)
        , m_isOpen(values.size(), false)
        , m_out(out)
    { }

    void print(int index);
    bool hasLeftOut() const { return m_hasLeftOut; }

private:
    using Kind = PickleValue::Kind;

    void printOpen(const PickleValue &value);
    void printAll(const QList<int> &indexes, qsizetype from = 0);
    void printConstructor(const QByteArray &name, const QList<int> &items);
    void printCall(const PickleValue &value);
    void atom(QByteArrayView text) { m_out.number(text, false); }

    const std::vector<PickleValue> &m_values;
    std::vector<bool> m_isOpen;
    NotationWriter &m_out;
    bool m_hasLeftOut = false;
};

void Printer::print(int index)
{
    const PickleValue &value = m_values[static_cast<size_t>(index)];
    if (m_isOpen[static_cast<size_t>(index)] || m_out.isDeep()) {
        m_hasLeftOut = m_hasLeftOut || m_out.isDeep();
        return atom("...");
    }
    m_isOpen[static_cast<size_t>(index)] = true;
    printOpen(value);
    m_isOpen[static_cast<size_t>(index)] = false;
}

void Printer::printOpen(const PickleValue &value)
{
    switch (value.kind) {
    case Kind::Atom:
        return atom(value.text);
    case Kind::Text:
        if (invalidUtf8At(value.text) < 0)
            return m_out.text(value.text);
        return atom(pythonBytes(value.text));
    case Kind::Bytes:
        return atom(pythonBytes(value.text));
    case Kind::List:
        m_out.openArray();
        printAll(value.children);
        return m_out.close();
    case Kind::Tuple:
        if (value.children.size() == 1) // in round brackets it would look like its value
            return printConstructor("tuple"_ba, value.children);
        m_out.openCall({});
        printAll(value.children);
        return m_out.close();
    case Kind::Dict:
        m_out.openMap();
        printAll(value.children);
        return m_out.close();
    case Kind::Set:
        return printConstructor(value.text, value.children);
    case Kind::Call:
        return printCall(value);
    }
}

void Printer::printConstructor(const QByteArray &name, const QList<int> &items)
{
    m_out.openCall(name);
    m_out.openArray();
    printAll(items);
    m_out.close();
    m_out.close();
}

void Printer::printCall(const PickleValue &value)
{
    const PickleValue &callee = m_values[static_cast<size_t>(value.children.first())];
    const bool isNamed = callee.kind == Kind::Atom;
    m_out.openCall(isNamed ? callee.text : "call"_ba);
    printAll(value.children, isNamed ? 1 : 0);
    if (value.state >= 0) {
        m_out.openCall("state");
        print(value.state);
        m_out.close();
    }
    if (!value.items.isEmpty()) {
        m_out.openArray();
        printAll(value.items);
        m_out.close();
    }
    if (!value.pairs.isEmpty()) {
        m_out.openMap();
        printAll(value.pairs);
        m_out.close();
    }
    m_out.close();
}

void Printer::printAll(const QList<int> &indexes, qsizetype from)
{
    for (qsizetype i = from; i < indexes.size() && !m_out.isFull(); ++i)
        print(indexes[i]);
}

qsizetype mostValues(const DecodeLimits &limits)
{
    return limits.output / 16 + 1000;
}

} // namespace

QByteArray PickleDecoder::id() const
{
    return "pickle"_ba;
}

QString PickleDecoder::name() const
{
    return tr("Python pickle");
}

// From protocol 2 on it says that it is one. Before, "N." and other text is a pickle too, so that
// some more has to happen in it.
Confidence PickleDecoder::detect(QByteArrayView bytes) const
{
    if (bytes.size() < 2 || !bytes.endsWith('.'))
        return Confidence::No;
    PickleMachine machine(bytes, mostValues({}));
    if (machine.run() < 0)
        return Confidence::No;
    const uchar version = static_cast<uchar>(bytes[1]);
    if (static_cast<uchar>(bytes[0]) == 0x80 && version >= 2 && version <= 5)
        return Confidence::Certain;
    return machine.steps() >= 4 ? Confidence::Likely : Confidence::Possible;
}

Decoded PickleDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    PickleMachine machine(bytes, mostValues(limits));
    const int whole = machine.run();
    if (whole < 0)
        return failed(machine.input().errorAt(), machine.input().error());
    NotationWriter out(limits);
    Printer printer(machine.values(), out);
    printer.print(whole);
    Decoded decoded = out.result();
    decoded.kind = Decoded::Kind::Text;
    if (printer.hasLeftOut())
        decoded = shownOnly(decoded, tr("What is nested more deeply is left out."));
    return shownOnly(decoded, tr("Pickles are shown only, and never run."));
}

} // namespace hitlens
