// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace hitlens {

// Tells the person by the desktop (org.freedesktop.Notifications), without waiting for it. Where no
// desktop listens nothing happens.
void tellDesktop(const QString &title, const QString &text);

} // namespace hitlens
