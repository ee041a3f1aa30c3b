// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/owntraffic.h"
#include "app/redis/reply.h"

#include <QByteArrayList>

namespace hitlens {

// Where a command goes. On a standalone server every route is the one server.
struct Route
{
    enum class To { AnyPrimary, Key, Node };

    To to = To::AnyPrimary;
    QByteArray name; // the key, or the node as its cluster announces it
    // Part of a transaction: goes to the node that serves the key now, or nowhere.
    bool isPinned = false;

    bool operator==(const Route &) const = default;
};

inline Route routeToKey(QByteArray key)
{
    return {Route::To::Key, std::move(key)};
}

inline Route routeToNode(QByteArray node)
{
    return {Route::To::Node, std::move(node)};
}

// How a reply shows which keyspace lookups its command made. Null for commands that make none.
using LookupRule = Lookups (*)(const Reply &);

// A Redis command is a value. parse runs on the worker and never sees an error reply: that has
// become the Result's Error already.
template <typename T>
struct Command
{
    QByteArrayList argv;
    Route route;
    Result<T> (*parse)(const Reply &);
    LookupRule lookups = nullptr;
    bool isBackground = false; // nobody asked for it: Hitlens looks by itself, again and again
};

// As a part of a transaction on that key.
template <typename T>
Command<T> pinnedTo(const QByteArray &key, Command<T> command)
{
    command.route = {Route::To::Key, key, true};
    return command;
}

} // namespace hitlens
