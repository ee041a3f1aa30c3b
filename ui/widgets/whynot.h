// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QAction;
class QWidget;

namespace hitlens {

class Client;

// Why nothing can be changed on that server, in sentences to show; empty when writing is on. It may
// change with each Client::writeRefusalChanged().
QString whyNotWrite(const Client &client);

// A reason switches the control off and is its tooltip for as long; without one the control is
// enabled as said, and has its own tooltip again, also one that was set meanwhile.
void enableUnless(QWidget *control, bool isEnabled, const QString &whyNot);
void enableUnless(QAction *action, bool isEnabled, const QString &whyNot);

} // namespace hitlens
