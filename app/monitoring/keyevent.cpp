// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/keyevent.h"

#include <QHash>

#include <algorithm>

namespace hitlens {

namespace {

// What "A" stands for, but for the events of modules, which older servers do not have.
constexpr QByteArrayView allClasses = "g$lshzxet";
constexpr QByteArrayView writingClasses = "$lshzt";

const QHash<QByteArray, KeyEvent> &namedEvents()
{
    static const QHash<QByteArray, KeyEvent> events{{"keymiss", KeyEvent::Missed},
        {"expired", KeyEvent::Expired}, {"evicted", KeyEvent::Evicted}, {"del", KeyEvent::Deleted},
        {"rename_from", KeyEvent::Deleted}, {"move_from", KeyEvent::Deleted},
        {"rename_to", KeyEvent::Written}, {"move_to", KeyEvent::Written},
        {"copy_to", KeyEvent::Written}, {"restore", KeyEvent::Written}, {"expire", KeyEvent::Other},
        {"persist", KeyEvent::Other}, {"new", KeyEvent::Other}, {"loaded", KeyEvent::Other},
        {"type_changed", KeyEvent::Other}, {"overwritten", KeyEvent::Other},
        {"hexpire", KeyEvent::Other}, {"hpersist", KeyEvent::Other},
        {"xgroup-create", KeyEvent::Other}, {"xgroup-createconsumer", KeyEvent::Other},
        {"xgroup-delconsumer", KeyEvent::Other}, {"xgroup-destroy", KeyEvent::Other},
        {"xgroup-setid", KeyEvent::Other}};
    return events;
}

} // namespace

std::optional<KeyEvent> keyEventOf(QByteArrayView channel)
{
    static constexpr QByteArrayView sign = "__:";
    const qsizetype end = channel.indexOf(sign);
    if (!channel.startsWith("__keyevent@") || end < 0)
        return std::nullopt;
    const QByteArrayView name = channel.sliced(end + sign.size());
    // Every other event is of a command that wrote to the key.
    return namedEvents().value(
        QByteArray::fromRawData(name.data(), name.size()), KeyEvent::Written);
}

QByteArray keyEventPattern(int db)
{
    return "__keyevent@" + QByteArray::number(db) + "__:*";
}

EventClasses eventClasses(QByteArrayView setting)
{
    EventClasses classes;
    const bool hasAll = setting.contains('A');
    for (const char letter : setting) {
        // Newer servers have modules' events in "A".
        if (letter != 'A' && !(hasAll && letter == 'd'))
            classes.insert(letter);
    }
    if (hasAll) {
        for (const char letter : allClasses)
            classes.insert(letter);
    }
    return classes;
}

bool areSameEvents(QByteArrayView a, QByteArrayView b)
{
    return eventClasses(a) == eventClasses(b);
}

QByteArray withNeededEvents(const QByteArray &before, QByteArrayView needed)
{
    QByteArray setting = before;
    const EventClasses classes = eventClasses(before);
    for (const char letter : needed) {
        if (!classes.contains(letter))
            setting += letter;
    }
    return setting;
}

bool hasEvents(const EventClasses &classes, KeyEvent event)
{
    const auto has = [&classes](char letter) { return classes.contains(letter); };
    if (!has('E'))
        return false;
    switch (event) {
    case KeyEvent::Missed:
        return has('m');
    case KeyEvent::Expired:
        return has('x');
    case KeyEvent::Evicted:
        return has('e');
    case KeyEvent::Deleted:
        return has('g');
    case KeyEvent::Written:
    case KeyEvent::Other:
        break;
    }
    return std::ranges::all_of(writingClasses, has);
}

} // namespace hitlens
