// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/escapedbytes.h"

#include "app/keyspace/globpattern.h"
#include "app/keyspace/typedbytes.h"

#include <QCoreApplication>

namespace hitlens {

TypedFields typedFields(const QString &lines)
{
    TypedFields typed;
    const QStringList each = lines.split(u'\n');
    for (qsizetype i = 0; i < each.size(); ++i) {
        if (each[i].isEmpty())
            continue;
        const qsizetype colon = each[i].indexOf(QStringLiteral(": "));
        const auto name = colon < 0 ? std::nullopt : typedBytes(each[i].first(colon));
        const auto value = colon < 0 ? std::nullopt : typedBytes(each[i].sliced(colon + 2));
        if (!name || !value) {
            typed.refusal = QCoreApplication::translate("EscapedBytes",
                "Line %1 is no field: write its name, a colon, a blank and its value; a line break "
                "is \\n and a backslash is \\\\.")
                                .arg(i + 1);
            return typed;
        }
        typed.fields.emplaceBack(*name, *value);
    }
    if (typed.fields.isEmpty())
        typed.refusal
            = QCoreApplication::translate("EscapedBytes", "An entry needs at least one field.");
    return typed;
}

QByteArray patternOfText(const QByteArray &text)
{
    return text.isEmpty() ? QByteArray() : '*' + GlobPattern::escape(text) + '*';
}

} // namespace hitlens
