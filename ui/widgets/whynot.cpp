// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/whynot.h"

#include "app/redis/client.h"

#include <QAction>
#include <QWidget>

namespace hitlens {

namespace {

constexpr const char *reasonProperty = "hitlensWhyNot"; // the tooltip that we have set
constexpr const char *ownProperty = "hitlensOwnToolTip"; // and the one that it hides

template <typename Control>
void apply(Control *control, bool isEnabled, const QString &whyNot)
{
    const QString shown = control->property(reasonProperty).toString();
    const bool hidesOwn = !shown.isEmpty() && control->toolTip() == shown;
    const QString own = hidesOwn ? control->property(ownProperty).toString() : control->toolTip();
    control->setProperty(reasonProperty, whyNot);
    control->setProperty(ownProperty, own);
    control->setToolTip(whyNot.isEmpty() ? own : whyNot);
    control->setEnabled(isEnabled && whyNot.isEmpty());
}

} // namespace

QString whyNotWrite(const Client &client)
{
    const auto refusal = client.writeRefusal();
    return refusal ? refusal->text + u' ' + advice(*refusal) : QString();
}

void enableUnless(QWidget *control, bool isEnabled, const QString &whyNot)
{
    apply(control, isEnabled, whyNot);
}

void enableUnless(QAction *action, bool isEnabled, const QString &whyNot)
{
    apply(action, isEnabled, whyNot);
}

} // namespace hitlens
