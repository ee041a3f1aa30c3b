// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/desktopnotice.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QVariantMap>

namespace hitlens {

using namespace Qt::StringLiterals;

// The arguments of Notify, as in the Desktop Notifications Specification 1.2.
void tellDesktop(const QString &title, const QString &text)
{
    QDBusMessage message = QDBusMessage::createMethodCall(u"org.freedesktop.Notifications"_s,
        u"/org/freedesktop/Notifications"_s, u"org.freedesktop.Notifications"_s, u"Notify"_s);
    message.setArguments({u"Hitlens"_s, 0U, u"hitlens"_s, title, text.toHtmlEscaped(),
        QStringList(), QVariantMap{{u"desktop-entry"_s, u"hitlens"_s}}, -1});
    QDBusConnection::sessionBus().send(message);
}

} // namespace hitlens
