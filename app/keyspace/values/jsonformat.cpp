// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsonformat.h"

#include "app/keyspace/values/jsonscanner.h"

#include <algorithm>
#include <utility>

namespace hitlens {

namespace {

// Deeper levels are indented no further: a thousand brackets must not become a million blanks.
constexpr qsizetype deepestIndent = 40;

using Token = JsonScanner::Token;

// What stands between the tokens of a text in a layout.
class Spacing
{
public:
    explicit Spacing(JsonLayout layout)
        : m_layout(layout)
    { }

    // Before the token. depth: as the scanner has it behind the token.
    QByteArrayView before(Token token, qsizetype depth);
    // Behind it: the colon of a key.
    QByteArrayView behind(Token token) const;

private:
    QByteArrayView newLine(qsizetype depth) const;

    JsonLayout m_layout;
    bool m_isOpening = false; // nothing stands in the innermost bracket yet
    bool m_followsComma = false;
};

QByteArrayView Spacing::before(Token token, qsizetype depth)
{
    const bool followsComma = std::exchange(m_followsComma, token == Token::Comma);
    const bool isOpening = std::exchange(m_isOpening, token == Token::Open);
    if (token == Token::Comma)
        return {};
    const qsizetype outside = depth - (token == Token::Open ? 1 : 0);
    if (followsComma)
        return m_layout == JsonLayout::Spaced ? QByteArrayView(" ") : newLine(outside);
    // An empty pair of brackets stays on one line.
    return isOpening != (token == Token::Close) ? newLine(outside) : QByteArrayView();
}

QByteArrayView Spacing::behind(Token token) const
{
    if (token != Token::Key)
        return {};
    return m_layout == JsonLayout::Compact ? QByteArrayView(":") : QByteArrayView(": ");
}

QByteArrayView Spacing::newLine(qsizetype depth) const
{
    static const QByteArray line = '\n' + QByteArray(2 * deepestIndent, ' ');
    if (m_layout != JsonLayout::Indented)
        return {};
    return QByteArrayView(line).first(1 + 2 * std::min(depth, deepestIndent));
}

// Grows as QByteArray does, but appends short pieces several times faster.
class Writer
{
public:
    explicit Writer(qsizetype size)
        : m_bytes(std::max<qsizetype>(size, 64), Qt::Uninitialized)
        , m_at(m_bytes.data())
        , m_end(m_at + m_bytes.size())
    { }

    void write(QByteArrayView piece)
    {
        if (m_end - m_at < piece.size())
            grow(piece.size());
        m_at = std::copy(piece.begin(), piece.end(), m_at);
    }
    qsizetype size() const { return m_at - m_bytes.data(); }
    QByteArray take()
    {
        m_bytes.truncate(size());
        return std::move(m_bytes);
    }

private:
    void grow(qsizetype by)
    {
        const qsizetype written = size();
        m_bytes.resize(2 * m_bytes.size() + by);
        m_at = m_bytes.data() + written;
        m_end = m_bytes.data() + m_bytes.size();
    }

    QByteArray m_bytes;
    char *m_at; // behind what is written
    const char *m_end;
};

// Stops where the text is laid out otherwise, and writes nothing.
bool isLaidOut(QByteArrayView json, JsonLayout layout)
{
    JsonScanner scanner(json);
    Spacing spacing(layout);
    qsizetype at = 0; // behind what is as it should be
    for (;;) {
        const Token token = scanner.next();
        if (token == Token::End || token == Token::Error)
            return token == Token::End && at == json.size();
        for (const QByteArrayView part :
            {spacing.before(token, scanner.depth()), scanner.bytes(), spacing.behind(token)}) {
            if (!json.sliced(at).startsWith(part))
                return false;
            at += part.size();
        }
    }
}

} // namespace

JsonText layOutJson(QByteArrayView json, JsonLayout layout)
{
    JsonScanner scanner(json);
    Spacing spacing(layout);
    Writer out(json.size() * (layout == JsonLayout::Indented ? 2 : 1));
    for (;;) {
        const Token token = scanner.next();
        if (token == Token::End)
            return {out.take(), -1, {}};
        if (token == Token::Error)
            return {{}, scanner.errorAt(), scanner.error()};
        out.write(spacing.before(token, scanner.depth()));
        out.write(scanner.bytes());
        out.write(spacing.behind(token));
    }
}

QByteArray beginningOfJson(QByteArrayView json, qsizetype most)
{
    constexpr qsizetype longestWord = 5; // "false": one that is cut off is wrong where it begins
    JsonScanner scanner(json);
    Spacing spacing(JsonLayout::Indented);
    Writer out(most);
    while (out.size() < most) {
        const Token token = scanner.next();
        if (token == Token::Error && scanner.errorAt() < json.size() - longestWord)
            return {};
        if (token == Token::End || token == Token::Error)
            break;
        out.write(spacing.before(token, scanner.depth()));
        out.write(scanner.bytes());
        out.write(spacing.behind(token));
    }
    const QByteArray text = out.take();
    return text.first(text.lastIndexOf('\n') + 1);
}

bool isJson(QByteArrayView json)
{
    JsonScanner scanner(json);
    Token token = scanner.next();
    while (token != Token::End && token != Token::Error)
        token = scanner.next();
    return token == Token::End;
}

std::optional<JsonLayout> layoutOf(QByteArrayView json)
{
    for (const JsonLayout layout :
        {JsonLayout::Compact, JsonLayout::Spaced, JsonLayout::Indented}) {
        if (isLaidOut(json, layout))
            return layout;
    }
    return std::nullopt;
}

// No less than the indented text takes: each of its lines begins with at most 80 blanks.
bool fitsIndented(QByteArrayView json, qsizetype limit)
{
    qsizetype depth = 0;
    qsizetype size = json.size();
    for (const char c : json) {
        if (c == '{' || c == '[')
            ++depth;
        if (c == '}' || c == ']')
            --depth;
        if (c == '{' || c == '[' || c == '}' || c == ']' || c == ',')
            size += 1 + 2 * std::clamp<qsizetype>(depth, 0, deepestIndent);
        if (c == ':')
            ++size;
        if (size > limit)
            return false;
    }
    return true;
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
