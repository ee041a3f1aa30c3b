// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/schemeswitch.h"

#include <QApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusVariant>
#include <QStyleHints>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// org.freedesktop.appearance color-scheme: 0 no preference, 1 dark, 2 light.
constexpr uint portalDark = 1;

const QString portalService = u"org.freedesktop.portal.Desktop"_s;
const QString portalPath = u"/org/freedesktop/portal/desktop"_s;
const QString portalSettings = u"org.freedesktop.portal.Settings"_s;
const QString portalGroup = u"org.freedesktop.appearance"_s;
const QString portalName = u"color-scheme"_s;

// Read() wraps its answer in a variant of its own.
uint unwrapped(QVariant value)
{
    while (value.canConvert<QDBusVariant>())
        value = value.value<QDBusVariant>().variant();
    return value.toUInt();
}

} // namespace

SchemeSwitch::SchemeSwitch(Settings &settings, QObject *parent)
    : QObject(parent)
    , m_settings(settings)
    , m_choice(settings.schemeChoice())
    , m_isDesktopDark(settings.wasDesktopDark())
{
    apply();
}

void SchemeSwitch::followDesktop()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    QStyleHints *hints = QGuiApplication::styleHints();
    connect(hints, &QStyleHints::colorSchemeChanged, this,
        [this](Qt::ColorScheme scheme) { setDesktopDark(scheme == Qt::ColorScheme::Dark); });
    if (hints->colorScheme() != Qt::ColorScheme::Unknown)
        return setDesktopDark(hints->colorScheme() == Qt::ColorScheme::Dark);
#endif
    askPortal();
}

void SchemeSwitch::askPortal()
{
    // Without a session bus libdbus would start one just for this question.
    if (qEnvironmentVariableIsEmpty("DBUS_SESSION_BUS_ADDRESS"))
        return;
    QDBusConnection bus = QDBusConnection::sessionBus();
    bus.connect(portalService, portalPath, portalSettings, u"SettingChanged"_s, this,
        SLOT(onPortalSetting(QString, QString, QDBusVariant)));
    QDBusMessage question
        = QDBusMessage::createMethodCall(portalService, portalPath, portalSettings, u"Read"_s);
    question.setArguments({portalGroup, portalName});
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(question), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this,
        [this](QDBusPendingCallWatcher *finished) {
            const QDBusPendingReply<QDBusVariant> reply = *finished;
            if (reply.isValid())
                onPortalSetting(portalGroup, portalName, reply.value());
            finished->deleteLater();
        });
}

void SchemeSwitch::onPortalSetting(
    const QString &group, const QString &name, const QDBusVariant &value)
{
    if (group == portalGroup && name == portalName)
        setDesktopDark(unwrapped(value.variant()) == portalDark);
}

void SchemeSwitch::setChoice(SchemeChoice choice)
{
    m_choice = choice;
    m_settings.setSchemeChoice(choice);
    apply();
}

void SchemeSwitch::setDesktopDark(bool isDark)
{
    if (isDark == m_isDesktopDark)
        return;
    m_isDesktopDark = isDark;
    m_settings.setWasDesktopDark(isDark);
    if (m_choice == SchemeChoice::System)
        apply();
}

Scheme SchemeSwitch::scheme() const
{
    if (m_choice == SchemeChoice::System)
        return m_isDesktopDark ? Scheme::Dark : Scheme::Light;
    return m_choice == SchemeChoice::Dark ? Scheme::Dark : Scheme::Light;
}

void SchemeSwitch::apply()
{
    applyTheme(*qApp, scheme());
    emit changed();
}

} // namespace hitlens
