// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/changedsetting.h"
#include "app/monitoring/keyevent.h"

#include <QObject>

#include <functional>

namespace hitlens {

class Listener;
class Router;

// What a server tells by events, and how it came to.
struct EventSetting
{
    std::optional<QByteArray> value; // as the server says; nullopt: it does not
    bool isOurs = false; // we have changed it, and have to put it back
    std::optional<Error> refusal; // why it could not be asked for or changed

    bool operator==(const EventSetting &) const = default;
};

// What became of putting a setting back.
struct PutBack
{
    enum class Outcome { NothingToDo, Done, ChangedByOthers, Failed };

    Outcome outcome = Outcome::NothingToDo;
    QByteArray node; // its address, as shown
    QByteArray before; // what it is again, or should be
    QByteArray found; // of ChangedByOthers
    std::optional<Error> error; // of Failed: the note on this computer is kept

    bool operator==(const PutBack &) const = default;
};

// Sees to notify-keyspace-events of one server: adds what is needed to what is there, with a note
// on this computer written before, and puts it back unless somebody else has changed it meanwhile.
// Lives on the worker thread.
class NotifySetting final : public QObject
{
    Q_OBJECT

public:
    // who: serverId, serverName and address. An empty folder: nothing may be changed.
    NotifySetting(const QString &folder, const ChangedSetting &who, QObject *parent);

    // Asks by way of a listener that is ready; done is called once, unless the listener is lost.
    void prepare(Listener &listener, std::function<void()> done);
    // By a connection of its own to that server; done is called once.
    void putBack(const Router &router, std::function<void(const PutBack &)> done);
    // Somebody looked again.
    void setValue(const QByteArray &value) { m_state.value = value; }
    const EventSetting &state() const { return m_state; }
    // What we set is not there any more.
    bool isOverridden() const;
    PutBack result(PutBack::Outcome outcome) const;

private:
    void onValue(Listener &listener, const QByteArray &value);
    void change(Listener &listener, QByteArrayView needed);
    void onChanged(Listener &listener, QByteArrayView needed, const Result<Done> &answer);
    void onReadyToPutBack(Listener &listener);
    void onValueToPutBack(Listener &listener, const QByteArray &value);
    void failToPutBack(const Error &error);

    const bool m_mayChange;
    ChangedSetting m_noted;
    ChangedSettingFile m_file;
    EventSetting m_state;
    std::function<void()> m_prepared;
    std::function<void(const PutBack &)> m_putBack;
};

} // namespace hitlens
