// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsonformat.h"

#include "app/keyspace/values/jsonscanner.h"

#include <algorithm>

namespace hitlens {

namespace {

// Deeper levels are indented no further: a thousand brackets must not become a million blanks.
constexpr qsizetype deepestIndent = 40;

using Token = JsonScanner::Token;

// Writes the tokens of a text with other white space between them.
class Layouter
{
public:
    Layouter(QByteArrayView json, JsonLayout layout)
        : m_scanner(json)
        , m_layout(layout)
    {
        m_out.reserve(json.size() * (layout == JsonLayout::Indented ? 2 : 1));
    }

    JsonText run();

private:
    void write(Token token);
    void newLine(qsizetype depth);

    JsonScanner m_scanner;
    JsonLayout m_layout;
    bool m_isOpening = false; // nothing stands in the innermost bracket yet
    QByteArray m_out;
};

JsonText Layouter::run()
{
    for (;;) {
        const Token token = m_scanner.next();
        if (token == Token::End)
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
