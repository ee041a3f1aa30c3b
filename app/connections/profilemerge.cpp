// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/profilemerge.h"

#include <QCoreApplication>

#include <functional>

namespace hitlens {

namespace {

QString translated(const char *text)
{
    return QCoreApplication::translate("ProfileMerge", text);
}

// All that leads to the server: an endpoint without what does not.
Endpoint wayIn(Endpoint endpoint)
{
    const Endpoint plain;
    endpoint.readOnly = plain.readOnly;
    endpoint.connectTimeout = plain.connectTimeout;
    endpoint.commandTimeout = plain.commandTimeout;
    return endpoint;
}

void setWayIn(Profile &profile, const Endpoint &from)
{
    Endpoint endpoint = from;
    endpoint.readOnly = profile.endpoint.readOnly;
    endpoint.connectTimeout = profile.endpoint.connectTimeout;
    endpoint.commandTimeout = profile.endpoint.commandTimeout;
    profile.endpoint = endpoint;
}

QString onOff(bool isOn)
{
    return isOn ? translated("yes") : translated("no");
}

QString environmentName(Environment environment)
{
    switch (environment) {
    case Environment::None:
        return translated("none");
    case Environment::Development:
        return translated("development");
    case Environment::Staging:
        return translated("staging");
    case Environment::Production:
        return translated("production");
    }
    return {};
}

QString millisecondsText(std::chrono::milliseconds time)
{
    return translated("%1 ms").arg(time.count());
}

class Merger
{
public:
    Merger(const Profile &base, const Profile &mine, const Profile &theirs)
        : m_base(base)
        , m_mine(mine)
        , m_theirs(theirs)
        , m_result{{}, mine, theirs}
    { }

    // get: the part of a profile; set: puts it into another; say: for the person.
    template <typename Get, typename Set>
    void part(
        const char *what, Get get, Set set,
        const std::function<QString(const Profile &)> &say
        = [](const Profile &) { return QString(); })
    {
        if (get(m_mine) == get(m_base) || get(m_mine) == get(m_theirs))
            set(m_result.mine, m_theirs);
        else if (get(m_theirs) == get(m_base))
            set(m_result.theirs, m_mine);
        else
            m_result.clashes << ProfileMerge::Clash{translated(what), say(m_mine), say(m_theirs)};
    }
    template <typename T>
    void field(
        const char *what, T Profile::*member,
        const std::function<QString(const T &)> &say = [](const T &) { return QString(); })
    {
        part(
            what, [member](const Profile &profile) { return profile.*member; },
            [member](Profile &to, const Profile &from) { to.*member = from.*member; },
            [member, say](const Profile &profile) { return say(profile.*member); });
    }
    template <typename T>
    void endpointField(
        const char *what, T Endpoint::*member, const std::function<QString(const T &)> &say)
    {
        part(
            what, [member](const Profile &profile) { return profile.endpoint.*member; },
            [member](
                Profile &to, const Profile &from) { to.endpoint.*member = from.endpoint.*member; },
            [member, say](const Profile &profile) { return say(profile.endpoint.*member); });
    }
    void lastUsed()
    {
        const QDateTime last = std::max(m_mine.lastUsed, m_theirs.lastUsed);
        m_result.mine.lastUsed = last;
        m_result.theirs.lastUsed = last;
    }

    ProfileMerge result() const { return m_result; }

private:
    const Profile &m_base;
    const Profile &m_mine;
    const Profile &m_theirs;
    ProfileMerge m_result;
};

} // namespace

ProfileMerge mergeProfiles(const Profile &base, const Profile &mine, const Profile &theirs)
{
    using std::chrono::milliseconds;
    const std::function<QString(const QString &)> asIs = [](const QString &text) { return text; };
    const std::function<QString(const milliseconds &)> inMs = &millisecondsText;
    const std::function<QString(const bool &)> flag = onOff;
    Merger merger(base, mine, theirs);
    merger.part(
        QT_TRANSLATE_NOOP("ProfileMerge", "Address, login and way in"),
        [](const Profile &profile) { return wayIn(profile.endpoint); },
        [](Profile &to, const Profile &from) { setWayIn(to, from.endpoint); },
        [](const Profile &profile) { return profile.endpoint.displayName(); });
    merger.field(QT_TRANSLATE_NOOP("ProfileMerge", "Name"), &Profile::name, asIs);
    merger.field(QT_TRANSLATE_NOOP("ProfileMerge", "Group"), &Profile::group, asIs);
    merger.field(
        QT_TRANSLATE_NOOP("ProfileMerge", "Ask for the password"), &Profile::askSecrets, flag);
    merger.field<Environment>(
        QT_TRANSLATE_NOOP("ProfileMerge", "Environment"), &Profile::environment, environmentName);
    merger.field(QT_TRANSLATE_NOOP("ProfileMerge", "Colour"), &Profile::color, asIs);
    merger.endpointField(QT_TRANSLATE_NOOP("ProfileMerge", "Read-only"), &Endpoint::readOnly, flag);
    merger.endpointField(QT_TRANSLATE_NOOP("ProfileMerge", "Give up connecting after"),
        &Endpoint::connectTimeout, inMs);
    merger.endpointField(QT_TRANSLATE_NOOP("ProfileMerge", "Give up a command after"),
        &Endpoint::commandTimeout, inMs);
    merger.field(QT_TRANSLATE_NOOP("ProfileMerge", "Key separator"), &Profile::keySeparator, asIs);
    merger.field(
        QT_TRANSLATE_NOOP("ProfileMerge", "Default pattern"), &Profile::defaultPattern, asIs);
    merger.field(QT_TRANSLATE_NOOP("ProfileMerge", "Database names"), &Profile::databaseNames);
    merger.field(QT_TRANSLATE_NOOP("ProfileMerge", "Bookmarked patterns"), &Profile::bookmarks);
    merger.field(QT_TRANSLATE_NOOP("ProfileMerge", "Refresh the keys every"), &Profile::keyRefresh);
    merger.field(QT_TRANSLATE_NOOP("ProfileMerge", "Look at the figures every"),
        &Profile::pollInterval, inMs);
    merger.lastUsed();
    return merger.result();
}

} // namespace hitlens
