// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/notationwriter.h"

#include <array>
#include <charconv>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// As in jsonformat.cpp: a thousand brackets must not become a million blanks.
constexpr qsizetype deepestIndent = 40;

template <typename Number>
QByteArray shortest(Number value)
{
    std::array<char, 64> digits = {};
    const Number size = std::abs(value);
    const bool isPlain = size == 0 || (size >= Number(1e-5) && size < Number(1e16));
    const auto format = isPlain ? std::chars_format::fixed : std::chars_format::scientific;
    const auto end = std::to_chars(digits.begin(), digits.end(), value, format).ptr;
    QByteArray written(digits.data(), end - digits.begin());
    if (!written.contains('.') && !written.contains('e'))
        written += ".0";
    return written;
}

} // namespace

QByteArray shortestReal(double value)
{
    return shortest(value);
}

QByteArray quotedText(QByteArrayView utf8)
{
    constexpr QByteArrayView named("\"\\\b\f\n\r\t");
    QByteArray quoted = "\""_ba;
    for (const char c : utf8) {
        const qsizetype at = named.indexOf(c);
        if (at >= 0)
            (quoted += '\\') += "\"\\bfnrt"[at];
        else if (static_cast<uchar>(c) < 0x20 || c == '\x7f')
            quoted += "\\u00" + QByteArray(1, c).toHex();
        else
            quoted += c;
    }
    return quoted + '"';
}

void NotationWriter::word(QByteArrayView word)
{
    if (begin())
        m_out += word;
    m_isJson = m_isJson && word != "undefined";
}

void NotationWriter::integer(const QByteArray &digits)
{
    number(digits);
}

void NotationWriter::number(QByteArrayView digits, bool isJson)
{
    if (begin())
        m_out += digits;
    m_isJson = m_isJson && isJson;
}

void NotationWriter::real(double value)
{
    real(value, shortest(value), {});
}

void NotationWriter::real(float value)
{
    real(static_cast<double>(value), shortest(value), "_2");
}

void NotationWriter::half(float value)
{
    real(static_cast<double>(value), shortest(value), "_1");
}

void NotationWriter::real(double value, const QByteArray &digits, QByteArrayView suffix)
{
    m_isJson = m_isJson && suffix.isEmpty() && std::isfinite(value);
    if (!begin())
        return;
    if (std::isnan(value))
        m_out += "NaN";
    else if (std::isinf(value))
        m_out += value < 0 ? "-Infinity" : "Infinity";
    else
        m_out += digits;
    m_out += suffix;
}

void NotationWriter::text(QByteArrayView bytes)
{
    const bool isUtf8 = invalidUtf8At(bytes) < 0;
    const bool isLegible = isUtf8 && !bytes.isEmpty() && isText(bytes);
    m_texts += isLegible && bytes.size() > 1 ? 1 : 0;
    m_isJson = m_isJson && isUtf8;
    if (!begin(isUtf8, isLegible))
        return;
    if (isUtf8)
        m_out += quotedText(bytes);
    else
        m_out += "str(h'" + bytes.toByteArray().toHex() + "')";
}

void NotationWriter::bytes(QByteArrayView bytes)
{
    m_isJson = false;
    if (begin())
        m_out += "h'" + bytes.toByteArray().toHex() + "'";
}

void NotationWriter::openArray(bool isIndefinite)
{
    m_isJson = m_isJson && !isIndefinite;
    open(isIndefinite ? "[_" : "[", ']');
}

void NotationWriter::openMap(bool isIndefinite)
{
    m_isJson = m_isJson && !isIndefinite;
    open(isIndefinite ? "{_" : "{", '}');
}

void NotationWriter::openCall(const QByteArray &name)
{
    m_isJson = false;
    open(QByteArray(name + '('), ')');
}

void NotationWriter::open(QByteArrayView opening, char closing)
{
    if (begin())
        m_out += opening;
    m_levels.append(Level{closing});
    m_indent += closing == ')' ? 0 : 1;
}

void NotationWriter::close()
{
    const Level level = m_levels.takeLast();
    m_indent -= level.closing == ')' ? 0 : 1;
    if (isFull())
        return;
    if (level.count > 0 && level.closing != ')')
        newLine();
    m_out += level.closing;
}

bool NotationWriter::begin(bool isText, bool isLegible)
{
    if (m_levels.isEmpty())
        return true;
    Level &level = m_levels.last();
    const bool isKey = level.closing == '}' && level.count % 2 == 0;
    const bool isFirst = level.count++ == 0;
    m_isJson = m_isJson && (!isKey || isText);
    m_hasOnlyTextKeys = m_hasOnlyTextKeys && (!isKey || isLegible);
    if (isFull())
        return false;
    if (level.closing == '}' && !isKey) {
        m_out += ": ";
        return true;
    }
    if (!isFirst)
        m_out += level.closing == ')' ? ", " : ",";
    if (level.closing != ')')
        newLine();
    return true;
}

void NotationWriter::newLine()
{
    m_out += '\n';
    m_out.append(2 * std::min(m_indent, deepestIndent), ' ');
}

Decoded NotationWriter::result(qsizetype errorAt, const QString &error) const
{
    const auto kind = m_isJson ? Decoded::Kind::Json : Decoded::Kind::Text;
    if (isFull())
        return cutAt(m_limits.output, m_out, Decoded::Kind::Text);
    Decoded decoded;
    decoded.kind = errorAt < 0 ? kind : Decoded::Kind::Text;
    decoded.content = m_out;
    decoded.errorAt = errorAt;
    decoded.error = error;
    return decoded;
}

} // namespace hitlens
