// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/notifysetting.h"

#include "app/monitoring/settingcommands.h"
#include "app/redis/listener.h"

namespace hitlens {

namespace {

constexpr auto eventOption = "notify-keyspace-events";
constexpr QByteArrayView neededBeforeSix = "Exeg$lshzt"; // a server that knows no "m"

} // namespace

NotifySetting::NotifySetting(const QString &folder, const ChangedSetting &who, QObject *parent)
    : QObject(parent)
    , m_mayChange(!folder.isEmpty())
    , m_noted(who)
    , m_file(folder, who.serverId, who.address)
{
    m_noted.option = eventOption;
}

bool NotifySetting::isOverridden() const
{
    return m_state.isOurs && m_state.value && !areSameEvents(*m_state.value, m_noted.set);
}

PutBack NotifySetting::result(PutBack::Outcome outcome) const
{
    return {outcome,
        m_noted.address.host.isEmpty() ? QByteArray() : m_noted.address.text().toUtf8(),
        m_noted.before, {}, {}};
}

void NotifySetting::prepare(Listener &listener, std::function<void()> done)
{
    m_prepared = std::move(done);
    m_state.refusal.reset();
    listener.ask(configGet(eventOption), [this, &listener](Result<QByteArray> &&value) {
        if (value) {
            onValue(listener, *value);
            return;
        }
        if (value.error().kind == Error::Kind::Connection)
            return; // it comes back, and is asked again
        m_state.value.reset();
        m_state.refusal = value.error();
        m_prepared();
    });
}

void NotifySetting::onValue(Listener &listener, const QByteArray &value)
{
    m_state.value = value;
    // What a crash left is ours to put back as soon as we work with it.
    const bool mayHold = m_mayChange && m_file.hold();
    if (const auto left = mayHold && !m_state.isOurs ? m_file.read() : std::nullopt;
        left && areSameEvents(left->set, value)) {
        m_noted = *left;
        m_state.isOurs = true;
    }
    // What we set is all that this server takes. Noting it as what was there before would lose
    // that.
    const bool isSet = m_state.isOurs && areSameEvents(value, m_noted.set);
    if (isSet || withNeededEvents(value) == value || !mayHold)
        m_prepared();
    else
        change(listener, neededClasses);
}

// On disk first: whatever happens afterwards, it is known what to put back.
void NotifySetting::change(Listener &listener, QByteArrayView needed)
{
    m_noted.before = *m_state.value;
    m_noted.set = withNeededEvents(m_noted.before, needed);
    m_noted.at = QDateTime::currentDateTimeUtc();
    if (const auto written = m_file.write(m_noted); !written) {
        m_state.refusal = written.error();
        m_prepared();
        return;
    }
    m_state.isOurs = true;
    listener.ask(configSet(eventOption, m_noted.set),
        [this, &listener, needed](Result<Done> &&answer) { onChanged(listener, needed, answer); });
}

void NotifySetting::onChanged(Listener &listener, QByteArrayView needed, const Result<Done> &answer)
{
    if (answer) {
        m_state.value = m_noted.set;
        m_prepared();
        return;
    }
    const Error &error = answer.error();
    // Whether it was done is not known.
    if (error.kind == Error::Kind::Connection || error.kind == Error::Kind::Timeout)
        return;
    m_file.remove();
    m_state.isOurs = false;
    if (error.kind == Error::Kind::Server && needed.contains('m')) {
        change(listener, neededBeforeSix);
        return;
    }
    m_state.refusal = error;
    m_prepared();
}

void NotifySetting::putBack(const Router &router, std::function<void(const PutBack &)> done)
{
    auto *listener = new Listener(router, m_noted.address, this);
    m_putBack = [this, listener, done = std::move(done)](const PutBack &outcome) {
        listener->disconnect(this);
        listener->deleteLater();
        done(outcome);
    };
    connect(listener, &Listener::lost, this, &NotifySetting::failToPutBack);
    connect(listener, &Listener::failed, this, &NotifySetting::failToPutBack);
    connect(listener, &Listener::ready, this, [this, listener] { onReadyToPutBack(*listener); });
    listener->open();
}

void NotifySetting::failToPutBack(const Error &error)
{
    PutBack failed = result(PutBack::Outcome::Failed);
    failed.error = error;
    m_putBack(failed);
}

void NotifySetting::onReadyToPutBack(Listener &listener)
{
    if (!m_state.isOurs) {
        // What was left over, and nobody has worked with since.
        const auto left = m_mayChange && m_file.hold() ? m_file.read() : std::nullopt;
        if (!left)
            return m_putBack(result(PutBack::Outcome::NothingToDo));
        m_noted = *left;
        m_state.isOurs = true;
    }
    listener.ask(configGet(eventOption), [this, &listener](Result<QByteArray> &&value) {
        if (value)
            onValueToPutBack(listener, *value);
        else
            failToPutBack(value.error());
    });
}

void NotifySetting::onValueToPutBack(Listener &listener, const QByteArray &value)
{
    const auto settle = [this](const PutBack &outcome) {
        m_file.remove();
        m_state.isOurs = false;
        m_putBack(outcome);
    };
    // After a restart it is as it was already.
    if (areSameEvents(value, m_noted.before))
        return settle(result(PutBack::Outcome::Done));
    if (!areSameEvents(value, m_noted.set)) {
        PutBack others = result(PutBack::Outcome::ChangedByOthers);
        others.found = value;
        return settle(others);
    }
    listener.ask(configSet(eventOption, m_noted.before), [this, settle](Result<Done> &&answer) {
        if (answer)
            settle(result(PutBack::Outcome::Done));
        else
            failToPutBack(answer.error());
    });
}

} // namespace hitlens
