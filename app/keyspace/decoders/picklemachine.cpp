// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/picklemachine.h"

#include "app/keyspace/decoders/decoder.h"
#include "app/keyspace/decoders/notationwriter.h"
#include "app/keyspace/decoders/pickletext.h"

#include <algorithm>
#include <bit>

namespace hitlens {

using namespace Qt::StringLiterals;

int PickleMachine::run()
{
    while (m_in.isOk()) {
        const qsizetype at = m_in.at();
        const int opcode = m_in.byte();
        if (opcode == '.' && m_in.isOk())
            break;
        ++m_steps;
        if (m_in.isOk())
            step(opcode);
        if (static_cast<qsizetype>(m_values.size()) > m_mostValues || m_held > m_mostHeld)
            m_in.fail(Decoder::tr("It holds more values than can be shown."), at);
    }
    const int whole = pop();
    if (m_in.isOk() && !m_in.atEnd())
        m_in.fail(Decoder::tr("Other bytes follow its end."));
    return m_in.isOk() ? whole : -1;
}

void PickleMachine::step(int opcode)
{
    if (stepScalar(opcode) || stepText(opcode) || stepContainer(opcode) || stepStack(opcode)
        || stepMemo(opcode) || stepGlobal(opcode) || stepCall(opcode) || stepOutside(opcode))
        return;
    m_in.fail(Decoder::tr("There is no such instruction."), m_in.at() - 1);
}

bool PickleMachine::stepScalar(int opcode)
{
    switch (opcode) {
    case 'N':
        push(Kind::Atom, "None"_ba);
        return true;
    case 0x88:
        push(Kind::Atom, "True"_ba);
        return true;
    case 0x89:
        push(Kind::Atom, "False"_ba);
        return true;
    case 'I': {
        const QByteArray line = legibleLine();
        push(Kind::Atom, line == "01" ? "True"_ba : line == "00" ? "False"_ba : line);
        return true;
    }
    case 'L': {
        QByteArray line = legibleLine();
        if (line.endsWith('L'))
            line.chop(1);
        push(Kind::Atom, line);
        return true;
    }
    case 'J':
        push(Kind::Atom, QByteArray::number(static_cast<qint32>(m_in.littleEndian(4))));
        return true;
    case 'K':
        push(Kind::Atom, QByteArray::number(m_in.littleEndian(1)));
        return true;
    case 'M':
        push(Kind::Atom, QByteArray::number(m_in.littleEndian(2)));
        return true;
    case 0x8a:
        pushLong(m_in.take(m_in.littleEndian(1)));
        return true;
    case 0x8b:
        pushLong(m_in.take(m_in.littleEndian(4)));
        return true;
    case 'F': {
        const QByteArray line = legibleLine();
        const bool isDigits = line.startsWith('-') ? line.size() > 1 && line[1] <= '9'
                                                   : !line.isEmpty() && line[0] <= '9';
        push(Kind::Atom, isDigits ? line : "float(" + quotedText(line) + ')');
        return true;
    }
    case 'G':
        push(Kind::Atom, pythonFloat(std::bit_cast<double>(m_in.bigEndian(8))));
        return true;
    default:
        return false;
    }
}

bool PickleMachine::stepText(int opcode)
{
    switch (opcode) {
    case 'S':
        push(Kind::Bytes, unquotedPickle(m_in.until('\n')));
        return true;
    case 'V':
        push(Kind::Text, unescapedPickle(m_in.until('\n')));
        return true;
    case 'U':
    case 'C':
        push(Kind::Bytes, m_in.take(m_in.littleEndian(1)).toByteArray());
        return true;
    case 'T':
    case 'B':
        push(Kind::Bytes, m_in.take(m_in.littleEndian(4)).toByteArray());
        return true;
    case 0x8e:
    case 0x96:
        push(Kind::Bytes, m_in.take(m_in.littleEndian(8)).toByteArray());
        return true;
    case 0x8c:
        push(Kind::Text, m_in.take(m_in.littleEndian(1)).toByteArray());
        return true;
    case 'X':
        push(Kind::Text, m_in.take(m_in.littleEndian(4)).toByteArray());
        return true;
    case 0x8d:
        push(Kind::Text, m_in.take(m_in.littleEndian(8)).toByteArray());
        return true;
    default:
        return false;
    }
}

bool PickleMachine::stepContainer(int opcode)
{
    switch (opcode) {
    case ']':
        push(Kind::List);
        return true;
    case '}':
        push(Kind::Dict);
        return true;
    case ')':
        push(Kind::Tuple);
        return true;
    case 0x8f:
        push(Kind::Set, "set"_ba);
        return true;
    case 'l':
        push(Kind::List, {}, popToMark());
        return true;
    case 'd':
        push(Kind::Dict, {}, popToMark());
        return true;
    case 't':
        push(Kind::Tuple, {}, popToMark());
        return true;
    case 0x91:
        push(Kind::Set, "frozenset"_ba, popToMark());
        return true;
    case 0x85:
    case 0x86:
    case 0x87: {
        QList<int> items;
        for (int i = 0x84; i < opcode; ++i)
            items.prepend(pop());
        push(Kind::Tuple, {}, items);
        return true;
    }
    case 'a':
        append({pop()});
        return true;
    case 'e':
    case 0x90:
        append(popToMark());
        return true;
    case 's': {
        const int value = pop();
        setItems({pop(), value});
        return true;
    }
    case 'u':
        setItems(popToMark());
        return true;
    default:
        return false;
    }
}

bool PickleMachine::stepStack(int opcode)
{
    switch (opcode) {
    case 0x80:
        m_in.take(1);
        return true;
    case 0x95:
        m_in.take(8);
        return true;
    case '(':
        m_marks.append(m_stack.size());
        return true;
    case '0':
        if (!m_marks.isEmpty() && m_marks.last() == m_stack.size())
            m_marks.removeLast();
        else
            pop();
        return true;
    case '1':
        popToMark();
        return true;
    case '2': {
        const int value = pop();
        m_stack << value << value;
        return true;
    }
    default:
        return false;
    }
}

bool PickleMachine::stepMemo(int opcode)
{
    switch (opcode) {
    case 'p':
        remember(lineNumber());
        return true;
    case 'q':
        remember(m_in.littleEndian(1));
        return true;
    case 'r':
        remember(m_in.littleEndian(4));
        return true;
    case 0x94:
        remember(static_cast<quint64>(m_memo.size()));
        return true;
    case 'g':
        recall(lineNumber());
        return true;
    case 'h':
        recall(m_in.littleEndian(1));
        return true;
    case 'j':
        recall(m_in.littleEndian(4));
        return true;
    default:
        return false;
    }
}

bool PickleMachine::stepGlobal(int opcode)
{
    switch (opcode) {
    case 'c':
    case 'i': {
        const QByteArray module = legibleLine();
        const QByteArray name = legibleLine();
        const QList<int> arguments = opcode == 'i' ? popToMark() : QList<int>();
        pushGlobal(module, name);
        if (opcode == 'i')
            call(pop(), arguments);
        return true;
    }
    case 0x93: {
        const int name = pop();
        const int module = pop();
        if (m_in.isOk())
            pushGlobal(m_values[static_cast<size_t>(module)].text,
                m_values[static_cast<size_t>(name)].text);
        return true;
    }
    default:
        return false;
    }
}

bool PickleMachine::stepCall(int opcode)
{
    switch (opcode) {
    case 'R':
    case 0x81:
    case 0x92: {
        const int named = opcode == 0x92 ? pop() : -1;
        const int arguments = pop();
        const int callee = pop();
        if (!m_in.isOk())
            return true;
        QList<int> all = m_values[static_cast<size_t>(arguments)].children;
        if (named >= 0)
            all.append(named);
        call(callee, all);
        return true;
    }
    case 'o': {
        QList<int> all = popToMark();
        if (all.isEmpty())
            m_in.fail(Decoder::tr("It takes what is not there."));
        else
            call(all.takeFirst(), all);
        return true;
    }
    case 'b': {
        const int state = pop();
        if (PickleValue *object = top())
            object->state = state;
        return true;
    }
    default:
        return false;
    }
}

// What lies outside of the pickle.
bool PickleMachine::stepOutside(int opcode)
{
    switch (opcode) {
    case 'P':
        push(Kind::Atom, "persistent(" + quotedText(legibleLine()) + ')');
        return true;
    case 'Q':
        call(add(Kind::Atom, "persistent"_ba), {pop()});
        return true;
    case 0x82:
    case 0x83:
    case 0x84:
        push(Kind::Atom,
            "extension(" + QByteArray::number(m_in.littleEndian(1 << (opcode - 0x82))) + ')');
        return true;
    case 0x97:
        push(Kind::Atom, "buffer()"_ba);
        return true;
    case 0x98:
        return true;
    default:
        return false;
    }
}

int PickleMachine::add(Kind kind, const QByteArray &text, const QList<int> &children)
{
    m_held += text.size() + children.size() * static_cast<qsizetype>(sizeof(int));
    PickleValue value;
    value.kind = kind;
    value.text = text;
    value.children = children;
    m_values.push_back(value);
    return static_cast<int>(m_values.size()) - 1;
}

void PickleMachine::push(Kind kind, const QByteArray &text, const QList<int> &children)
{
    push(add(kind, text, children));
}

int PickleMachine::pop()
{
    const qsizetype floor = m_marks.isEmpty() ? 0 : m_marks.last();
    if (m_in.isOk() && m_stack.size() <= floor)
        m_in.fail(Decoder::tr("It takes what is not there."));
    return m_in.isOk() ? m_stack.takeLast() : 0;
}

PickleValue *PickleMachine::top()
{
    if (m_in.isOk() && m_stack.isEmpty())
        m_in.fail(Decoder::tr("It takes what is not there."));
    return m_in.isOk() ? &m_values[static_cast<size_t>(m_stack.last())] : nullptr;
}

QList<int> PickleMachine::popToMark()
{
    if (m_in.isOk() && m_marks.isEmpty())
        m_in.fail(Decoder::tr("It takes what is not there."));
    if (!m_in.isOk())
        return {};
    const qsizetype mark = m_marks.takeLast();
    const QList<int> items = m_stack.mid(mark);
    m_stack.resize(mark);
    return items;
}

void PickleMachine::call(int callee, const QList<int> &arguments)
{
    push(Kind::Call, {}, QList<int>{callee} + arguments);
}

void PickleMachine::append(const QList<int> &items)
{
    PickleValue *container = top();
    if (!container)
        return;
    const bool isOwn = container->kind == Kind::List || container->kind == Kind::Set;
    (isOwn ? container->children : container->items) += items;
}

void PickleMachine::setItems(const QList<int> &pairs)
{
    PickleValue *container = top();
    if (!container)
        return;
    if (pairs.size() % 2 != 0)
        return m_in.fail(Decoder::tr("A key has no value."));
    (container->kind == Kind::Dict ? container->children : container->pairs) += pairs;
}

void PickleMachine::remember(quint64 key)
{
    if (top())
        m_memo.insert(key, m_stack.last());
}

void PickleMachine::recall(quint64 key)
{
    const auto found = m_memo.constFind(key);
    if (found == m_memo.constEnd())
        m_in.fail(Decoder::tr("It takes what is not there."));
    else
        push(*found);
}

// Two's complement. What is longer than 64 bits is written in hexadecimal, which Python reads too.
void PickleMachine::pushLong(QByteArrayView littleEndian)
{
    QByteArray bytes = littleEndian.toByteArray();
    const bool isNegative = !bytes.isEmpty() && (bytes.back() & 0x80) != 0;
    if (bytes.size() <= 8) {
        bytes.append(8 - bytes.size(), isNegative ? '\xff' : '\0');
        const quint64 value = ByteReader(bytes).littleEndian(8);
        return push(Kind::Atom, QByteArray::number(static_cast<qint64>(value)));
    }
    if (isNegative) {
        bool carries = true;
        for (char &byte : bytes) {
            byte = static_cast<char>(~byte + (carries ? 1 : 0));
            carries = carries && byte == 0;
        }
    }
    std::reverse(bytes.begin(), bytes.end());
    QByteArray digits = bytes.toHex();
    while (digits.size() > 1 && digits.startsWith('0'))
        digits.remove(0, 1);
    push(Kind::Atom, (isNegative ? "-0x" : "0x") + digits);
}

void PickleMachine::pushGlobal(const QByteArray &module, const QByteArray &name)
{
    if (!isText(module) || !isText(name))
        return m_in.fail(Decoder::tr("This is no text."));
    const bool isBuiltin = module == "builtins" || module == "__builtin__";
    push(Kind::Atom, isBuiltin ? name : QByteArray(module + '.' + name));
}

QByteArray PickleMachine::legibleLine()
{
    const qsizetype at = m_in.at();
    const QByteArrayView line = m_in.until('\n');
    if (m_in.isOk() && !isText(line))
        m_in.fail(Decoder::tr("This is no text."), at);
    return line.toByteArray();
}

quint64 PickleMachine::lineNumber()
{
    const qsizetype at = m_in.at();
    bool isNumber = false;
    const quint64 number = m_in.until('\n').toByteArray().toULongLong(&isNumber);
    if (m_in.isOk() && !isNumber)
        m_in.fail(Decoder::tr("This is no number."), at);
    return number;
}

} // namespace hitlens
