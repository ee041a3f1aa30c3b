// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkplan.h"
#include "app/redis/result.h"

#include <QMap>
#include <QString>

namespace hitlens {

// A named pattern with parameters: "cache:get_user_*:({user_id},):*". {name} stands for a value
// that the person fills in; "{{" and "}}" are braces. A value.
struct Recipe
{
    struct Parameter
    {
        enum class Type {
            Number, // digits, and a sign before them
            Word, // no spaces and no control characters
            RegularExpression,
        };

        QString name;
        Type type = Type::Word;
        QString expression; // of RegularExpression: what the whole value has to match
        QString hint; // what it is, for the person who fills it in

        bool operator==(const Parameter &) const = default;
        // What a value has to be, a sentence; empty when it is.
        QString problemOf(const QString &value) const;
    };

    QString id; // a UUID, for good
    QString name;
    QString description;
    QString serverId; // of a profile; empty: for all servers
    BulkScope scope; // its patterns have parameters in them; never a selection
    QList<Parameter> parameters;
    BulkAction action;

    bool operator==(const Recipe &) const = default;

    static QString newId();
    // What the plan does, without parameters so far and without a name. Not for a selection.
    static Recipe of(const BulkPlan &plan);

    bool isFor(const QString &profileId) const
    {
        return serverId.isEmpty() || serverId == profileId;
    }
    // What is wrong with it, a sentence; empty when nothing is.
    QString problem() const;
    // What is wrong with its patterns, its parameters and its action alone.
    QString contentProblem() const;
    // The names of the parameters in its patterns, each once, in order; empty where these are
    // wrong.
    QStringList usedParameters() const;
    // The scope with the values in place of the parameters, each escaped so that it matches only
    // itself. The error names the parameter and what it has to be.
    Result<BulkScope> fill(const QMap<QString, QString> &values) const;
};

} // namespace hitlens
