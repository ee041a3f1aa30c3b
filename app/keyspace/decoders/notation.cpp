// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/notation.h"

#include "app/keyspace/asciichar.h"
#include "app/keyspace/decoders/decoder.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace hitlens {

namespace {

bool isNameStart(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

int hexValue(char c)
{
    if (isDigit(c))
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

QByteArray utf8Of(uint character)
{
    const char32_t one = character;
    return QString::fromUcs4(&one, 1).toUtf8();
}

class Reader
{
public:
    explicit Reader(QByteArrayView text)
        : m_text(text)
    { }

    Notation run();

private:
    void value(int depth);
    void container(NotationItem::Kind kind, char closing, int depth);
    void call(const QByteArray &name, qsizetype at, int depth);
    void members(qsizetype item, char closing, bool isMap, int depth);
    void number(int depth);
    void name(int depth);
    void string();
    void escape(QByteArray &out);
    int hexDigits(int count);
    void bytes();
    int bitsSuffix();
    void add(NotationItem::Kind kind, const QByteArray &value, qsizetype at, int bits = 64);

    char peek(qsizetype ahead = 0) const
    {
        return m_at + ahead < m_text.size() ? m_text[m_at + ahead] : '\0';
    }
    bool atEnd() const { return m_at >= m_text.size(); }
    bool take(char c);
    void skipBlanks();
    void fail(const QString &why);

    QByteArrayView m_text;
    qsizetype m_at = 0;
    Notation m_notation;
};

Notation Reader::run()
{
    value(0);
    skipBlanks();
    if (!atEnd())
        fail(Decoder::tr("Nothing may follow the value."));
    if (!m_notation.isOk())
        m_notation.items.clear();
    return m_notation;
}

void Reader::value(int depth)
{
    skipBlanks();
    if (!m_notation.isOk())
        return;
    if (depth > deepestValues)
        return fail(Decoder::tr("Values are nested too deeply here."));
    const char c = peek();
    if (c == '[')
        container(NotationItem::Kind::Array, ']', depth);
    else if (c == '{')
        container(NotationItem::Kind::Map, '}', depth);
    else if (c == '"')
        string();
    else if (c == 'h' && peek(1) == '\'')
        bytes();
    else if (c == '-' || isDigit(c))
        number(depth);
    else if (isNameStart(c))
        name(depth);
    else
        fail(Decoder::tr("A value is missing."));
}

void Reader::container(NotationItem::Kind kind, char closing, int depth)
{
    const qsizetype item = m_notation.items.size();
    add(kind, {}, m_at);
    ++m_at;
    if (take('_'))
        m_notation.items[item].isIndefinite = true;
    members(item, closing, kind == NotationItem::Kind::Map, depth);
}

void Reader::call(const QByteArray &name, qsizetype at, int depth)
{
    const qsizetype item = m_notation.items.size();
    add(NotationItem::Kind::Call, name, at);
    ++m_at;
    members(item, ')', false, depth);
}

void Reader::members(qsizetype item, char closing, bool isMap, int depth)
{
    skipBlanks();
    if (take(closing))
        return;
    while (m_notation.isOk()) {
        value(depth + 1);
        skipBlanks();
        if (isMap) {
            if (!take(':'))
                return fail(Decoder::tr("A colon is missing."));
            value(depth + 1);
            skipBlanks();
        }
        m_notation.items[item].count += isMap ? 2 : 1;
        if (take(closing))
            return;
        if (!take(','))
            return fail(Decoder::tr("A comma or a closing bracket is missing."));
    }
}

void Reader::number(int depth)
{
    const qsizetype from = m_at;
    const auto digits = [&] {
        if (!isDigit(peek()))
            fail(Decoder::tr("A digit is missing."));
        while (isDigit(peek()))
            ++m_at;
    };
    const bool isNegative = take('-');
    if (isNegative && m_text.sliced(m_at).startsWith("Infinity")) {
        m_at += 8;
        return add(NotationItem::Kind::Real, "-Infinity", from, bitsSuffix());
    }
    digits();
    const bool hasPoint = take('.');
    if (hasPoint)
        digits();
    const bool hasExponent = peek() == 'e' || peek() == 'E';
    if (hasExponent) {
        ++m_at;
        if (peek() == '+' || peek() == '-')
            ++m_at;
        digits();
    }
    if (!m_notation.isOk())
        return;
    const QByteArray written = m_text.sliced(from, m_at - from).toByteArray();
    if (hasPoint || hasExponent)
        return add(NotationItem::Kind::Real, written, from, bitsSuffix());
    if (!isNegative && peek() == '(')
        return call(written, from, depth);
    add(NotationItem::Kind::Integer, written, from);
}

void Reader::name(int depth)
{
    const qsizetype from = m_at;
    while (isNameStart(peek()) || isDigit(peek()))
        ++m_at;
    const QByteArray name = m_text.sliced(from, m_at - from).toByteArray();
    if (peek() == '(')
        return call(name, from, depth);
    if (name == "NaN" || name == "Infinity")
        return add(NotationItem::Kind::Real, name, from, bitsSuffix());
    if (name == "null" || name == "true" || name == "false" || name == "undefined")
        return add(NotationItem::Kind::Word, name, from);
    m_at = from;
    fail(Decoder::tr("This word is not known here."));
}

void Reader::string()
{
    const qsizetype from = m_at++;
    QByteArray out;
    while (m_notation.isOk()) {
        if (atEnd())
            return fail(Decoder::tr("The text has no closing quote."));
        const char c = peek();
        if (static_cast<uchar>(c) < 0x20)
            return fail(Decoder::tr("Control characters in text must be written as \\u00…."));
        ++m_at;
        if (c == '"')
            return add(NotationItem::Kind::Text, out, from);
        if (c == '\\')
            escape(out);
        else
            out += c;
    }
}

void Reader::escape(QByteArray &out)
{
    const char c = peek();
    const QByteArrayView names("\"\\/bfnrt");
    const qsizetype known = atEnd() ? -1 : names.indexOf(c);
    if (known < 0 && c != 'u')
        return fail(Decoder::tr("There is no such escape."));
    ++m_at;
    if (c != 'u') {
        out += "\"\\/\b\f\n\r\t"[known];
        return;
    }
    const qsizetype at = m_at;
    const int first = hexDigits(4);
    if (first < 0xd800 || first > 0xdfff) {
        out += utf8Of(static_cast<uint>(std::max(first, 0)));
        return;
    }
    const bool isPair = first < 0xdc00 && take('\\') && take('u');
    const int second = isPair ? hexDigits(4) : 0;
    if (second < 0xdc00 || second > 0xdfff) {
        m_at = at;
        return fail(Decoder::tr("Half of a surrogate pair is no character."));
    }
    out += utf8Of(
        0x10000 + (static_cast<uint>(first - 0xd800) << 10) + static_cast<uint>(second - 0xdc00));
}

int Reader::hexDigits(int count)
{
    int value = 0;
    for (int i = 0; i < count; ++i) {
        const int digit = hexValue(peek());
        if (digit < 0) {
            fail(Decoder::tr("Four hexadecimal digits must follow \\u."));
            return 0;
        }
        value = value * 16 + digit;
        ++m_at;
    }
    return value;
}

void Reader::bytes()
{
    const qsizetype from = m_at;
    m_at += 2;
    QByteArray out;
    while (hexValue(peek()) >= 0 && hexValue(peek(1)) >= 0) {
        out += static_cast<char>(hexValue(peek()) * 16 + hexValue(peek(1)));
        m_at += 2;
    }
    if (!take('\''))
        return fail(Decoder::tr("Pairs of hexadecimal digits and a closing quote must follow h'."));
    add(NotationItem::Kind::Bytes, out, from);
}

int Reader::bitsSuffix()
{
    if (peek() != '_')
        return 64;
    const char size = peek(1);
    if (size != '1' && size != '2') {
        fail(Decoder::tr("Only _1 for 16 bits and _2 for 32 bits may follow a number."));
        return 64;
    }
    m_at += 2;
    return size == '1' ? 16 : 32;
}

void Reader::add(NotationItem::Kind kind, const QByteArray &value, qsizetype at, int bits)
{
    NotationItem item;
    item.kind = kind;
    item.value = value;
    item.at = at;
    item.bits = bits;
    m_notation.items.append(item);
}

bool Reader::take(char c)
{
    if (atEnd() || m_text[m_at] != c)
        return false;
    ++m_at;
    return true;
}

void Reader::skipBlanks()
{
    while (isBlank(peek()))
        ++m_at;
}

void Reader::fail(const QString &why)
{
    if (!m_notation.isOk())
        return;
    m_notation.errorAt = m_at;
    m_notation.error = why;
}

// nullopt when it is too large, or too close to 0.
template <typename Number>
std::optional<double> parsed(const QByteArray &digits)
{
    Number value = 0;
    const auto result = std::from_chars(digits.begin(), digits.end(), value);
    if (result.ec != std::errc())
        return std::nullopt;
    return static_cast<double>(value);
}

} // namespace

Notation readNotation(QByteArrayView text)
{
    return Reader(text).run();
}

std::optional<double> realValue(const NotationItem &real)
{
    if (real.value == "NaN")
        return std::numeric_limits<double>::quiet_NaN();
    if (real.value.endsWith("Infinity"))
        return real.value.startsWith('-') ? -std::numeric_limits<double>::infinity()
                                          : std::numeric_limits<double>::infinity();
    const std::optional<double> value
        = real.bits == 64 ? parsed<double>(real.value) : parsed<float>(real.value);
    constexpr double largestHalf = 65504.0;
    if (value && real.bits == 16 && std::abs(*value) > largestHalf)
        return std::nullopt;
    return value;
}

} // namespace hitlens
