// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/pickletext.h"

#include "app/keyspace/decoders/notationwriter.h"

#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

QByteArray pythonFloat(double value)
{
    if (std::isnan(value))
        return "float(\"nan\")"_ba;
    if (std::isinf(value))
        return value < 0 ? "float(\"-inf\")"_ba : "float(\"inf\")"_ba;
    return shortestReal(value);
}

QByteArray unquotedPickle(QByteArrayView line)
{
    QByteArray bytes;
    for (qsizetype i = 1; i + 1 < line.size(); ++i) {
        const bool isHex = line[i] == '\\' && line[i + 1] == 'x' && i + 4 < line.size();
        const qsizetype named
            = line[i] == '\\' ? QByteArrayView("nrt\\'\"").indexOf(line[i + 1]) : -1;
        if (isHex) {
            bytes += QByteArray::fromHex(line.sliced(i + 2, 2).toByteArray());
            i += 3;
        } else if (named >= 0) {
            bytes += "\n\r\t\\'\""[named];
            ++i;
        } else {
            bytes += line[i];
        }
    }
    return bytes;
}

QByteArray unescapedPickle(QByteArrayView line)
{
    QString text;
    for (qsizetype i = 0; i < line.size(); ++i) {
        const char kind = line[i] == '\\' && i + 1 < line.size() ? line[i + 1] : '\0';
        const qsizetype digits = kind == 'u' ? 4 : kind == 'U' ? 8 : 0;
        bool isNumber = false;
        uint code = 0;
        if (digits > 0 && i + 2 + digits <= line.size())
            code = line.sliced(i + 2, digits).toByteArray().toUInt(&isNumber, 16);
        if (isNumber && code <= 0x10ffff) {
            const char32_t character = code;
            text += QString::fromUcs4(&character, 1);
            i += 1 + digits;
        } else {
            text += QLatin1Char(line[i]);
        }
    }
    return text.toUtf8();
}

} // namespace hitlens
