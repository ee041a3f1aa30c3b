// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/result.h"

#include <QMap>
#include <QStringList>

namespace hitlens {

// A glob pattern with parameters in it: "cache:get_user_*:({user_id},):*". {name} stands for a
// value, of which the name has letters, digits and underscores; "{{" and "}}" are braces. A value.
class RecipePattern final
{
public:
    // An error, a sentence, where braces do not pair, or where a parameter would not be taken
    // literally: after a backslash, or in a [set].
    static Result<RecipePattern> parse(const QByteArray &text);
    // The text of a pattern that has no parameters.
    static QByteArray withoutParameters(const QByteArray &pattern);

    const QStringList &parameters() const { return m_parameters; } // each once, in order
    // Each value escaped so that it matches only itself. There is one for each parameter.
    QByteArray fill(const QMap<QString, QString> &values) const;

private:
    struct Piece
    {
        QByteArray glob;
        QString parameter; // after it; empty: none, at the end
    };

    static Result<RecipePattern> split(const QByteArray &text);
    bool isLiteralEverywhere() const;

    QList<Piece> m_pieces;
    QStringList m_parameters;
};

} // namespace hitlens
