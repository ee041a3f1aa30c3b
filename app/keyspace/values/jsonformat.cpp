// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsonformat.h"

#include <QCoreApplication>

#include <algorithm>

namespace hitlens {

namespace {

// Deeper levels are indented no further: a thousand brackets must not become a million blanks.
constexpr qsizetype deepestIndent = 40;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// Reads token by token with what may come next as its only state, so that depth costs one byte a
// level and no recursion.
class Layouter
{
public:
    Layouter(QByteArrayView json, JsonLayout layout)
        : m_json(json)
        , m_layout(layout)
    { }

    JsonText run();

private:
    enum class Next { Value, ValueOrEnd, Key, KeyOrEnd, CommaOrEnd, Nothing };

    void step();
    void value();
    void key();
    void open(char bracket);
    void close(char bracket);
    void comma();
    void string();
    void number();
    void digits();
    void word(QByteArrayView word);
    void escape();

    char peek() const { return m_at < m_json.size() ? m_json[m_at] : '\0'; }
    bool atEnd() const { return m_at >= m_json.size(); }
    void skipBlanks();
    void take(qsizetype from) { m_out.append(m_json.data() + from, m_at - from); }
    void newLine();
    void afterValue() { m_next = m_stack.isEmpty() ? Next::Nothing : Next::CommaOrEnd; }
    void fail(const char *why);

    QByteArrayView m_json;
    JsonLayout m_layout;
    qsizetype m_at = 0;
    Next m_next = Next::Value;
    QByteArray m_stack; // open brackets
    QByteArray m_out;
    qsizetype m_errorAt = -1;
    QString m_error;
};

JsonText Layouter::run()
{
    m_out.reserve(m_json.size() * (m_layout == JsonLayout::Indented ? 2 : 1));
    while (m_errorAt < 0) {
        skipBlanks();
        if (m_next == Next::Nothing && atEnd())
            return {m_out, -1, {}};
        step();
    }
    return {{}, m_errorAt, m_error};
}

void Layouter::step()
{
    const char c = peek();
    switch (m_next) {
    case Next::Nothing:
        return fail(QT_TRANSLATE_NOOP("Json", "Nothing may follow the value."));
    case Next::CommaOrEnd:
        if (c == ',')
            return comma();
        if (c == '}' || c == ']')
            return close(c);
        return fail(QT_TRANSLATE_NOOP("Json", "A comma or a closing bracket is missing."));
    case Next::KeyOrEnd:
        return c == '}' ? close(c) : key();
    case Next::Key:
        return key();
    case Next::ValueOrEnd:
        return c == ']' ? close(c) : value();
    case Next::Value:
        return value();
    }
}

void Layouter::value()
{
    if (m_next == Next::ValueOrEnd)
        newLine();
    const char c = peek();
    if (c == '{' || c == '[')
        return open(c);
    if (c == '"')
        string();
    else if (c == '-' || isDigit(c))
        number();
    else if (c == 't')
        word("true");
    else if (c == 'f')
        word("false");
    else if (c == 'n')
        word("null");
    else
        return fail(QT_TRANSLATE_NOOP("Json", "A value is missing."));
    afterValue();
}

void Layouter::key()
{
    if (peek() != '"')
        return fail(QT_TRANSLATE_NOOP("Json", "A name in quotes is missing."));
    if (m_next == Next::KeyOrEnd)
        newLine();
    string();
    skipBlanks();
    if (m_errorAt >= 0)
        return;
    if (peek() != ':')
        return fail(QT_TRANSLATE_NOOP("Json", "A colon is missing."));
    ++m_at;
    m_out += m_layout == JsonLayout::Compact ? ":" : ": ";
    m_next = Next::Value;
}

void Layouter::open(char bracket)
{
    m_out += bracket;
    m_stack += bracket;
    ++m_at;
    m_next = bracket == '{' ? Next::KeyOrEnd : Next::ValueOrEnd;
}

void Layouter::close(char bracket)
{
    const char opened = m_stack.back();
    if ((opened == '{') != (bracket == '}'))
        return fail(QT_TRANSLATE_NOOP("Json", "This bracket closes another kind than was opened."));
    m_stack.chop(1);
    if (m_next == Next::CommaOrEnd)
        newLine(); // an empty pair stays on one line
    m_out += bracket;
    ++m_at;
    afterValue();
}

void Layouter::comma()
{
    ++m_at;
    m_out += m_layout == JsonLayout::Spaced ? ", " : ",";
    newLine();
    m_next = m_stack.back() == '{' ? Next::Key : Next::Value;
}

void Layouter::string()
{
    const qsizetype from = m_at++;
    while (m_errorAt < 0) {
        if (atEnd())
            return fail(QT_TRANSLATE_NOOP("Json", "The text has no closing quote."));
        const char c = peek();
        if (static_cast<uchar>(c) < 0x20)
            return fail(
                QT_TRANSLATE_NOOP("Json", "Control characters in text must be written as \\u00…."));
        ++m_at;
        if (c == '"')
            return take(from);
        if (c == '\\')
            escape();
    }
}

void Layouter::escape()
{
    const char c = peek();
    if (c != 'u' && (atEnd() || !QByteArrayView("\"\\/bfnrt").contains(c)))
        return fail(QT_TRANSLATE_NOOP("Json", "There is no such escape."));
    ++m_at;
    if (c != 'u')
        return;
    for (int i = 0; i < 4; ++i) {
        if (!isHexDigit(peek()))
            return fail(QT_TRANSLATE_NOOP("Json", "Four hexadecimal digits must follow \\u."));
        ++m_at;
    }
}

void Layouter::number()
{
    const qsizetype from = m_at;
    if (peek() == '-')
        ++m_at;
    if (peek() == '0')
        ++m_at; // no digits may follow a leading zero
    else
        digits();
    if (m_errorAt < 0 && peek() == '.') {
        ++m_at;
        digits();
    }
    if (m_errorAt < 0 && (peek() == 'e' || peek() == 'E')) {
        ++m_at;
        if (peek() == '+' || peek() == '-')
            ++m_at;
        digits();
    }
    take(from);
}

void Layouter::digits()
{
    if (!isDigit(peek()))
        return fail(QT_TRANSLATE_NOOP("Json", "A digit is missing."));
    while (isDigit(peek()))
        ++m_at;
}

void Layouter::word(QByteArrayView word)
{
    if (!m_json.sliced(m_at).startsWith(word))
        return fail(QT_TRANSLATE_NOOP("Json", "Only true, false and null stand without quotes."));
    const qsizetype from = m_at;
    m_at += word.size();
    take(from);
}

void Layouter::skipBlanks()
{
    while (isBlank(peek()))
        ++m_at;
}

void Layouter::newLine()
{
    if (m_layout != JsonLayout::Indented)
        return;
    m_out += '\n';
    m_out.append(2 * std::min(m_stack.size(), deepestIndent), ' ');
}

void Layouter::fail(const char *why)
{
    m_errorAt = m_at;
    m_error = QCoreApplication::translate("Json", why);
}

} // namespace

JsonText layOutJson(QByteArrayView json, JsonLayout layout)
{
    return Layouter(json, layout).run();
}

std::optional<JsonLayout> layoutOf(QByteArrayView json)
{
    for (const JsonLayout layout :
        {JsonLayout::Compact, JsonLayout::Spaced, JsonLayout::Indented}) {
        const JsonText laidOut = layOutJson(json, layout);
        if (!laidOut.isOk())
            return std::nullopt;
        if (laidOut.text == json)
            return layout;
    }
    return std::nullopt;
}

TextPosition positionOf(QByteArrayView utf8, qsizetype offset)
{
    const QByteArrayView before = utf8.first(std::clamp<qsizetype>(offset, 0, utf8.size()));
    TextPosition position;
    for (const char c : before) {
        if (c == '\n')
            position = {position.line + 1, 1};
        else if ((static_cast<uchar>(c) & 0xc0) != 0x80) // continuation bytes are no characters
            ++position.column;
    }
    return position;
}

} // namespace hitlens
