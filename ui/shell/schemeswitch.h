// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/shell/settings.h"
#include "ui/shell/theme.h"

#include <QObject>

class QDBusVariant;

namespace hitlens {

// Keeps the program in the scheme that the person chose, or in the desktop's and changes with it.
// Qt tells the desktop's scheme from 6.5 on; before, we ask the desktop portal ourselves.
class SchemeSwitch final : public QObject
{
    Q_OBJECT

public:
    // Applies a scheme at once, from what is remembered.
    explicit SchemeSwitch(Settings &settings, QObject *parent = nullptr);

    // Asks the desktop, and listens from then on. After the first paint: it may start D-Bus.
    void followDesktop();

    SchemeChoice choice() const { return m_choice; }
    void setChoice(SchemeChoice choice);
    Scheme scheme() const;

signals:
    void changed();

private slots:
    void onPortalSetting(const QString &group, const QString &name, const QDBusVariant &value);

private:
    void setDesktopDark(bool isDark);
    void askPortal();
    void apply();

    Settings &m_settings;
    SchemeChoice m_choice;
    bool m_isDesktopDark;
};

} // namespace hitlens
