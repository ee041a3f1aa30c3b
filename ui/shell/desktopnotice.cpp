// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/desktopnotice.h"

#include <QCoreApplication>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QGuiApplication>
#include <QVariantMap>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QDBusMessage callOf(const QString &method)
{
    return QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s,
        u"/org/freedesktop/Notifications"_s, u"org.freedesktop.Notifications"_s, method);
}

// The arguments of Notify, as in the Desktop Notifications Specification 1.2. The icon has the name
// of the desktop file.
void notify(const QString &title, const QString &body)
{
    const QString id = QGuiApplication::desktopFileName();
    QDBusMessage message = callOf(u"Notify"_s);
    message.setArguments({u"Hitlens"_s, 0U, id, title, body, QStringList(),
        QVariantMap{{u"desktop-entry"_s, id}}, -1});
    QDBusConnection::sessionBus().send(message);
}

} // namespace

// Who reads no markup would show what stands for a sign instead of the sign.
void tellDesktop(const QString &title, const QString &text)
{
    const QDBusPendingCall question
        = QDBusConnection::sessionBus().asyncCall(callOf(u"GetCapabilities"_s));
    auto *watcher = new QDBusPendingCallWatcher(question, QCoreApplication::instance());
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher, [watcher, title, text] {
        watcher->deleteLater();
        const QDBusPendingReply<QStringList> answer = *watcher;
        if (!answer.isError())
            notify(title, answer.value().contains(u"body-markup"_s) ? text.toHtmlEscaped() : text);
    });
}

} // namespace hitlens
