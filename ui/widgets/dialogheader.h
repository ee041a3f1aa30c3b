// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"

class QLayout;
class QWidget;

namespace hitlens {

// What stands on top of a dialog about one server: the title, and the badge of its environment.
QLayout *makeDialogHeader(const QString &title, Environment environment, QWidget *dialog);

} // namespace hitlens
