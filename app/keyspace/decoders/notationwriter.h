// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

#include <QByteArray>
#include <QList>

#include <algorithm>

namespace hitlens {

// Writes the text of notation.h, laid out like JSON, up to a limit: when isFull() nothing more is
// written. Inside of a map, keys and values are written by turns. One thread.
class NotationWriter final
{
public:
    explicit NotationWriter(const DecodeLimits &limits)
        : m_limits(limits)
    { }

    void word(QByteArrayView word);
    void integer(const QByteArray &digits);
    void real(double value);
    void real(float value); // of 32 bits
    void half(float value); // of 16 bits
    void number(QByteArrayView digits, bool isJson = true); // as it stands
    void text(QByteArrayView bytes); // str(h'…') where it is no UTF-8
    void bytes(QByteArrayView bytes);

    void openArray(bool isIndefinite = false);
    void openMap(bool isIndefinite = false);
    void openCall(const QByteArray &name);
    void close();

    bool isFull() const { return m_out.size() > m_limits.output; }
    // Another level would be deeper than the limits say.
    bool isDeep() const { return m_levels.size() >= std::min(m_limits.depth, deepestValues); }
    // All keys so far are legible text, and how many strings are.
    bool hasOnlyTextKeys() const { return m_hasOnlyTextKeys; }
    qsizetype texts() const { return m_texts; }

    // What was written; errorAt and error as they are when something failed.
    Decoded result(qsizetype errorAt = -1, const QString &error = {}) const;

private:
    struct Level
    {
        char closing;
        qsizetype count = 0;
    };

    bool begin(bool isText = false, bool isLegible = false);
    void open(QByteArrayView opening, char closing);
    void newLine();
    void real(double value, const QByteArray &digits, QByteArrayView suffix);

    DecodeLimits m_limits;
    QByteArray m_out;
    QList<Level> m_levels;
    qsizetype m_indent = 0; // calls stay on their line
    bool m_isJson = true;
    bool m_hasOnlyTextKeys = true;
    qsizetype m_texts = 0;
};

// The fewest digits that give the same finite number again, with a point so that it stays a float.
QByteArray shortestReal(double value);
// "…" with what JSON wants escaped; utf8 must be that.
QByteArray quotedText(QByteArrayView utf8);

} // namespace hitlens
