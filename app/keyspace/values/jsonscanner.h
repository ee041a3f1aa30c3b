// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/asciichar.h"

#include <QByteArray>
#include <QString>

namespace hitlens {

// Reads JSON (RFC 8259) token by token, strictly, with what may come next as its only state: depth
// costs one byte a level and no recursion. The bytes must outlive it. For any thread.
class JsonScanner final
{
public:
    // A Key is a name with its quotes; the colon behind it has been read, too.
    enum class Token : quint8 { Open, Close, Comma, Key, Text, Number, Word, End, Error };

    explicit JsonScanner(QByteArrayView json)
        : m_json(json)
    { }

    // After End and Error there is nothing more to ask for.
    Token next();
    // The bytes of the last token, as they are.
    QByteArrayView bytes() const { return m_json.sliced(m_from, m_end - m_from); }
    qsizetype from() const { return m_from; }
    qsizetype end() const { return m_end; }
    // How many brackets are open behind the last token.
    qsizetype depth() const { return m_stack.size(); }
    // Where it stops being JSON, as an offset in bytes, and what is wrong there, a sentence.
    qsizetype errorAt() const { return m_errorAt; }
    QString error() const;

private:
    enum class Next : quint8 { Value, ValueOrEnd, Key, KeyOrEnd, CommaOrEnd, Nothing };

    Token value();
    Token key();
    Token open(char bracket);
    Token close(char bracket);
    Token comma();
    bool string();
    bool escape();
    bool number();
    bool digits();
    bool word(QByteArrayView word);
    bool fail(const char *why);
    Token failed(const char *why);

    char peek() const { return m_at < m_json.size() ? m_json[m_at] : '\0'; }
    bool atEnd() const { return m_at >= m_json.size(); }
    void skipBlanks()
    {
        while (isBlank(peek()))
            ++m_at;
    }

    QByteArrayView m_json;
    qsizetype m_at = 0;
    qsizetype m_from = 0;
    qsizetype m_end = 0;
    Next m_next = Next::Value;
    QByteArray m_stack; // open brackets
    qsizetype m_errorAt = -1;
    const char *m_error = nullptr;
};

} // namespace hitlens
