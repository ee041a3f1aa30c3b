// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/bytereader.h"

#include <QByteArray>
#include <QHash>
#include <QList>

#include <vector>

namespace hitlens {

// A value that a pickle describes. Values are named by their index; one may stand in several
// places, and inside of itself.
struct PickleValue
{
    enum class Kind {
        Atom, // text is how Python writes it
        Text, // text is UTF-8
        Bytes,
        List,
        Tuple,
        Set,
        Dict, // children: keys and values by turns
        Call, // children: what is called, then its arguments
    };

    Kind kind = Kind::Atom;
    QByteArray text;
    QList<int> children;
    // What was done to the object after the call: its state, items and pairs.
    int state = -1;
    QList<int> items;
    QList<int> pairs;
};

// Runs the little language of pickles (see Lib/pickletools.py) with descriptions of values in place
// of values. Nothing is imported, and nothing is called.
class PickleMachine final
{
public:
    // mostValues: more is refused, since each byte can make one; so is what holds more than 16
    // bytes of text and children for each of these, beside what the pickle itself holds.
    PickleMachine(QByteArrayView pickle, qsizetype mostValues)
        : m_in(pickle)
        , m_mostValues(mostValues)
        , m_mostHeld(16 * mostValues + 4 * pickle.size())
    { }

    // The index of the whole; -1 when it fails, which input() tells.
    int run();

    const std::vector<PickleValue> &values() const { return m_values; }
    const ByteReader &input() const { return m_in; }
    qsizetype steps() const { return m_steps; }

private:
    using Kind = PickleValue::Kind;

    void step(int opcode);
    bool stepScalar(int opcode);
    bool stepText(int opcode);
    bool stepContainer(int opcode);
    bool stepStack(int opcode);
    bool stepMemo(int opcode);
    bool stepGlobal(int opcode);
    bool stepCall(int opcode);
    bool stepOutside(int opcode);

    int add(Kind kind, const QByteArray &text = {}, const QList<int> &children = {});
    void push(Kind kind, const QByteArray &text = {}, const QList<int> &children = {});
    void push(int value) { m_stack.append(value); }
    int pop();
    PickleValue *top();
    QList<int> popToMark();
    void call(int callee, const QList<int> &arguments);
    void append(const QList<int> &items);
    void setItems(const QList<int> &pairs);
    void remember(quint64 key);
    void recall(quint64 key);
    void pushLong(QByteArrayView littleEndian);
    void pushGlobal(const QByteArray &module, const QByteArray &name);
    QByteArray legibleLine();
    quint64 lineNumber();

    ByteReader m_in;
    qsizetype m_mostValues;
    qsizetype m_mostHeld; // bytes
    qsizetype m_steps = 0;
    qsizetype m_held = 0; // bytes of text and children that the values have of their own
    std::vector<PickleValue> m_values;
    QList<int> m_stack;
    QList<qsizetype> m_marks; // sizes of the stack
    QHash<quint64, int> m_memo;
};

} // namespace hitlens
