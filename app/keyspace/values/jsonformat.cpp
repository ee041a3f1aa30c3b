// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsonformat.h"

#include "app/keyspace/values/jsonscanner.h"

#include <algorithm>
#include <limits>

namespace hitlens {

namespace {

// Deeper levels are indented no further: a thousand brackets must not become a million blanks.
constexpr qsizetype deepestIndent = 40;

using Token = JsonScanner::Token;

// Writes the tokens of a text with other white space between them.
class Layouter
{
public:
    // most: it may stop once it has written more bytes.
    Layouter(QByteArrayView json, JsonLayout layout, qsizetype most)
        : m_scanner(json)
        , m_layout(layout)
        , m_most(most)
    {
        m_out.reserve(std::min(json.size() * (layout == JsonLayout::Indented ? 2 : 1), most));
    }

    JsonText run();

private:
    void write(Token token);
    void newLine(qsizetype depth);

    JsonScanner m_scanner;
    JsonLayout m_layout;
    qsizetype m_most;
    bool m_isOpening = false; // nothing stands in the innermost bracket yet
    QByteArray m_out;
};

JsonText Layouter::run()
{
    for (;;) {
        const Token token = m_scanner.next();
        if (token == Token::End || m_out.size() > m_most)
            return {m_out, -1, {}};
        if (token == Token::Error)
            return {{}, m_scanner.errorAt(), m_scanner.error()};
        write(token);
    }
}

void Layouter::write(Token token)
{
    if (token == Token::Comma) {
        m_out += m_layout == JsonLayout::Spaced ? ", " : ",";
        return newLine(m_scanner.depth());
    }
    // An empty pair of brackets stays on one line.
    if (m_isOpening != (token == Token::Close))
        newLine(m_scanner.depth() - (token == Token::Open ? 1 : 0));
    m_out += m_scanner.bytes();
    m_isOpening = token == Token::Open;
    if (token == Token::Key)
        m_out += m_layout == JsonLayout::Compact ? ":" : ": ";
}

void Layouter::newLine(qsizetype depth)
{
    if (m_layout != JsonLayout::Indented)
        return;
    m_out += '\n';
    m_out.append(2 * std::min(depth, deepestIndent), ' ');
}

} // namespace

JsonText layOutJson(QByteArrayView json, JsonLayout layout)
{
    return Layouter(json, layout, std::numeric_limits<qsizetype>::max()).run();
}

std::optional<JsonLayout> layoutOf(QByteArrayView json)
{
    for (const JsonLayout layout :
        {JsonLayout::Compact, JsonLayout::Spaced, JsonLayout::Indented}) {
        // What has become longer is another text: indented it may be a hundred times as long.
        const JsonText laidOut = Layouter(json, layout, json.size()).run();
        if (!laidOut.isOk())
            return std::nullopt;
        if (laidOut.text == json)
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
