// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsonscanner.h"

#include <QCoreApplication>

#include <algorithm>

namespace hitlens {

JsonScanner::Token JsonScanner::next()
{
    skipBlanks();
    m_from = m_at;
    const char c = peek();
    Token token = Token::Error;
    switch (m_next) {
    case Next::Nothing:
        token = atEnd() ? Token::End
                        : failed(QT_TRANSLATE_NOOP("Json", "Nothing may follow the value."));
        break;
    case Next::CommaOrEnd:
        if (c == ',')
            token = comma();
        else if (c == '}' || c == ']')
            token = close(c);
        else
            token = failed(QT_TRANSLATE_NOOP("Json", "A comma or a closing bracket is missing."));
        break;
    case Next::KeyOrEnd:
        token = c == '}' ? close(c) : key();
        break;
    case Next::Key:
        token = key();
        break;
    case Next::ValueOrEnd:
        token = c == ']' ? close(c) : value();
        break;
    case Next::Value:
        token = value();
        break;
    }
    if (token != Token::Key)
        m_end = m_at;
    return token;
}

QString JsonScanner::error() const
{
    return m_error ? QCoreApplication::translate("Json", m_error) : QString();
}

JsonScanner::Token JsonScanner::value()
{
    const char c = peek();
    if (c == '{' || c == '[')
        return open(c);
    Token token = Token::Word;
    bool isGood = false;
    if (c == '"') {
        token = Token::Text;
        isGood = string();
    } else if (c == '-' || isDigit(c)) {
        token = Token::Number;
        isGood = number();
    } else if (c == 't') {
        isGood = word("true");
    } else if (c == 'f') {
        isGood = word("false");
    } else if (c == 'n') {
        isGood = word("null");
    } else {
        isGood = fail(QT_TRANSLATE_NOOP("Json", "A value is missing."));
    }
    m_next = m_stack.isEmpty() ? Next::Nothing : Next::CommaOrEnd;
    return isGood ? token : Token::Error;
}

JsonScanner::Token JsonScanner::key()
{
    if (peek() != '"')
        return failed(QT_TRANSLATE_NOOP("Json", "A name in quotes is missing."));
    if (!string())
        return Token::Error;
    m_end = m_at;
    skipBlanks();
    if (peek() != ':')
        return failed(QT_TRANSLATE_NOOP("Json", "A colon is missing."));
    ++m_at;
    m_next = Next::Value;
    return Token::Key;
}

JsonScanner::Token JsonScanner::open(char bracket)
{
    m_stack += bracket;
    ++m_at;
    m_next = bracket == '{' ? Next::KeyOrEnd : Next::ValueOrEnd;
    return Token::Open;
}

JsonScanner::Token JsonScanner::close(char bracket)
{
    const char opened = m_stack.back();
    if ((opened == '{') != (bracket == '}'))
        return failed(
            QT_TRANSLATE_NOOP("Json", "This bracket closes another kind than was opened."));
    m_stack.chop(1);
    ++m_at;
    m_next = m_stack.isEmpty() ? Next::Nothing : Next::CommaOrEnd;
    return Token::Close;
}

JsonScanner::Token JsonScanner::comma()
{
    ++m_at;
    m_next = m_stack.back() == '{' ? Next::Key : Next::Value;
    return Token::Comma;
}

bool JsonScanner::string()
{
    const auto isSpecial
        = [](char c) { return c == '"' || c == '\\' || static_cast<uchar>(c) < 0x20; };
    ++m_at;
    for (;;) {
        m_at = std::find_if(m_json.begin() + m_at, m_json.end(), isSpecial) - m_json.begin();
        if (atEnd())
            return fail(QT_TRANSLATE_NOOP("Json", "The text has no closing quote."));
        const char c = peek();
        if (static_cast<uchar>(c) < 0x20)
            return fail(
                QT_TRANSLATE_NOOP("Json", "Control characters in text must be written as \\u00…."));
        ++m_at;
        if (c == '"')
            return true;
        if (!escape())
            return false;
    }
}

bool JsonScanner::escape()
{
    const char c = peek();
    if (c != 'u' && (atEnd() || !QByteArrayView("\"\\/bfnrt").contains(c)))
        return fail(QT_TRANSLATE_NOOP("Json", "There is no such escape."));
    ++m_at;
    if (c != 'u')
        return true;
    for (int i = 0; i < 4; ++i) {
        if (!isHexDigit(peek()))
            return fail(QT_TRANSLATE_NOOP("Json", "Four hexadecimal digits must follow \\u."));
        ++m_at;
    }
    return true;
}

bool JsonScanner::number()
{
    if (peek() == '-')
        ++m_at;
    if (peek() == '0')
        ++m_at; // no digits may follow a leading zero
    else if (!digits())
        return false;
    if (peek() == '.') {
        ++m_at;
        if (!digits())
            return false;
    }
    if (peek() != 'e' && peek() != 'E')
        return true;
    ++m_at;
    if (peek() == '+' || peek() == '-')
        ++m_at;
    return digits();
}

bool JsonScanner::digits()
{
    if (!isDigit(peek()))
        return fail(QT_TRANSLATE_NOOP("Json", "A digit is missing."));
    while (isDigit(peek()))
        ++m_at;
    return true;
}

bool JsonScanner::word(QByteArrayView word)
{
    if (!m_json.sliced(m_at).startsWith(word))
        return fail(QT_TRANSLATE_NOOP("Json", "Only true, false and null stand without quotes."));
    m_at += word.size();
    return true;
}

bool JsonScanner::fail(const char *why)
{
    m_errorAt = m_at;
    m_error = why;
    return false;
}

JsonScanner::Token JsonScanner::failed(const char *why)
{
    fail(why);
    return Token::Error;
}

} // namespace hitlens
