// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/clioptions.h"

#include <QCoreApplication>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

struct Row
{
    const char *names; // apart by a space
    const char *value; // nullptr: it takes none
    const char *help;
    const char *commands; // that know it, apart by a space; empty: all
};

constexpr const char *filters = "keys invalidate";
constexpr const char *changes = "invalidate ttl undo";

const Row rows[] = {
    {"server", "NAME|URL",
        QT_TRANSLATE_NOOP(
            "CliOptions", "A saved server by its name, or redis://host and the like."),
        "check keys invalidate ttl undo recipes watch"},
    {"db", "N", QT_TRANSLATE_NOOP("CliOptions", "Another database than the server is saved with."),
        "check keys invalidate ttl undo watch"},
    {"json", nullptr,
        QT_TRANSLATE_NOOP(
            "CliOptions", "Write one JSON object at the end; keys and watch write one a line."),
        ""},
    {"yes", nullptr,
        QT_TRANSLATE_NOOP(
            "CliOptions", "Change without asking. Production servers want --confirm, too."),
        changes},
    {"confirm", "SERVERNAME",
        QT_TRANSLATE_NOOP("CliOptions", "Say by its name that this production server is meant."),
        changes},
    {"type", "TYPE", QT_TRANSLATE_NOOP("CliOptions", "Only keys of this type, such as hash."),
        filters},
    {"ttl", "WHICH",
        QT_TRANSLATE_NOOP("CliOptions",
            "Only keys without expiry (none), with one (any), or with less or more to live "
            "(below:5m, "
            "above:1d)."),
        filters},
    {"idle", "DURATION",
        QT_TRANSLATE_NOOP("CliOptions", "Only keys that nobody has used for longer."), filters},
    {"larger", "SIZE",
        QT_TRANSLATE_NOOP("CliOptions", "Only keys that take more memory, such as 100KiB."),
        filters},
    {"except", "PATTERN", QT_TRANSLATE_NOOP("CliOptions", "But no keys whose name matches this."),
        filters},
    {"count", nullptr, QT_TRANSLATE_NOOP("CliOptions", "Say how many keys there are, not which."),
        "keys"},
    {"0 null", nullptr,
        QT_TRANSLATE_NOOP("CliOptions", "Write names as they are, each with a NUL behind it."),
        "keys"},
    {"recipe", "NAME", QT_TRANSLATE_NOOP("CliOptions", "Do what this recipe says."), "invalidate"},
    {"param", "NAME=VALUE",
        QT_TRANSLATE_NOOP("CliOptions", "Fill in a parameter of the recipe. Once for each."),
        "invalidate"},
    {"expire", "DURATION",
        QT_TRANSLATE_NOOP(
            "CliOptions", "Let the keys expire after this time instead of deleting them."),
        "invalidate"},
    {"expire-at", "TIME",
        QT_TRANSLATE_NOOP("CliOptions",
            "Let them expire at this time: 2026-12-24T18:00 (local), with Z (UTC), or @ and Unix "
            "seconds."),
        "invalidate"},
    {"jitter", "PERCENT",
        QT_TRANSLATE_NOOP("CliOptions", "With --expire: earlier or later by up to so much."),
        "invalidate"},
    {"spread", "DURATION",
        QT_TRANSLATE_NOOP("CliOptions", "With --expire and --expire-at: later by up to so much."),
        "invalidate"},
    {"only-shorten", nullptr,
        QT_TRANSLATE_NOOP(
            "CliOptions", "With --expire and --expire-at: no key lives longer than now."),
        "invalidate"},
    {"only-lengthen", nullptr,
        QT_TRANSLATE_NOOP(
            "CliOptions", "With --expire and --expire-at: no key lives shorter than now."),
        "invalidate"},
    {"soften", "DURATION",
        QT_TRANSLATE_NOOP("CliOptions",
            "Let each key expire at some moment within this time, never later than now."),
        "invalidate"},
    {"persist", nullptr, QT_TRANSLATE_NOOP("CliOptions", "Take the expiry off."), "invalidate ttl"},
    {"dry-run", nullptr,
        QT_TRANSLATE_NOOP("CliOptions", "Show what it would hit, and change nothing."),
        "invalidate"},
    {"exact-size", nullptr,
        QT_TRANSLATE_NOOP("CliOptions", "Ask every key for its size instead of a sample."),
        "invalidate"},
    {"names", "FILE",
        QT_TRANSLATE_NOOP("CliOptions", "Write the names of all keys it hits to a file."),
        "invalidate"},
    {"pace", "PACE",
        QT_TRANSLATE_NOOP("CliOptions", "How hard to press the server: gentle, adaptive or full."),
        "invalidate undo"},
    {"max-keys", "N",
        QT_TRANSLATE_NOOP("CliOptions", "Refuse, and stop, when more keys would be hit."),
        "invalidate"},
    {"no-snapshot", nullptr, QT_TRANSLATE_NOOP("CliOptions", "Keep nothing to undo it with."),
        "invalidate"},
    {"snapshot-max", "SIZE",
        QT_TRANSLATE_NOOP(
            "CliOptions", "Stop when what is kept for undo gets larger. 1GiB unless set."),
        "invalidate"},
    {"reason", "TEXT", QT_TRANSLATE_NOOP("CliOptions", "Why, for the audit log."), "invalidate"},
    {"set", "DURATION", QT_TRANSLATE_NOOP("CliOptions", "Let the key live for this long from now."),
        "ttl"},
    {"add", "DURATION",
        QT_TRANSLATE_NOOP("CliOptions", "Let it live for longer by this; shorter with a minus."),
        "ttl"},
    {"at", "TIME", QT_TRANSLATE_NOOP("CliOptions", "Let it expire at this time; see --expire-at."),
        "ttl"},
    {"list", nullptr,
        QT_TRANSLATE_NOOP("CliOptions", "Show what can be undone, and change nothing."), "undo"},
    {"replace", nullptr,
        QT_TRANSLATE_NOOP("CliOptions", "Put values back also where the key exists again."),
        "undo"},
    {"seconds", "N", QT_TRANSLATE_NOOP("CliOptions", "End after so many lines."), "watch"},
    {"h help", nullptr,
        QT_TRANSLATE_NOOP("CliOptions", "Print the help, of a command its own, and exit."), ""},
    {"v version", nullptr, QT_TRANSLATE_NOOP("CliOptions", "Print the version and exit."), ""},
};

QString say(const char *text)
{
    return QCoreApplication::translate("CliOptions", text);
}

QCommandLineOption optionOf(const Row &row)
{
    QCommandLineOption option(QString::fromLatin1(row.names).split(u' '), say(row.help));
    if (row.value)
        option.setValueName(QString::fromLatin1(row.value));
    return option;
}

bool isKnownTo(const Row &row, const QString &command)
{
    const QStringList commands = QString::fromLatin1(row.commands).split(u' ', Qt::SkipEmptyParts);
    return commands.isEmpty() || commands.contains(command);
}

} // namespace

const QList<CliCommandSpec> &cliCommands()
{
    static const QList<CliCommandSpec> commands{
        {u"check"_s, {}, say("Connect, and say what is there and what is permitted."), 0, 0},
        {u"keys"_s, u"PATTERN"_s, say("List the keys that match a glob pattern."), 1, 1},
        {u"invalidate"_s, u"[PATTERN]"_s,
            say("Show what a pattern or a recipe hits; then delete it or let it expire."), 0, 1},
        {u"ttl"_s, u"KEY"_s, say("Show or change how long one key lives."), 1, 1},
        {u"undo"_s, u"[ID]"_s, say("Take an invalidation back: the last one on that server."), 0,
            1},
        {u"recipes"_s, u"[list | show NAME | import FILE | export FILE]"_s,
            say("The recipes for invalidating."), 0, 2},
        {u"servers"_s, {}, say("List the saved servers."), 0, 0},
        {u"watch"_s, {}, say("Write the hit rate and more, once a second."), 0, 0},
    };
    return commands;
}

const CliCommandSpec *cliCommand(const QString &name)
{
    for (const CliCommandSpec &command : cliCommands()) {
        if (command.name == name)
            return &command;
    }
    return nullptr;
}

QList<QCommandLineOption> allCliOptions()
{
    QList<QCommandLineOption> options;
    for (const Row &row : rows)
        options << optionOf(row);
    return options;
}

QList<QCommandLineOption> cliOptionsOf(const QString &command)
{
    QList<QCommandLineOption> options;
    for (const Row &row : rows) {
        if (isKnownTo(row, command))
            options << optionOf(row);
    }
    return options;
}

} // namespace hitlens
