// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QLabel;
class QLineEdit;
class QString;

namespace hitlens {

// Makes of them what a dialog asks before it changes production: to type the server's name.
void askForName(QLabel &label, QLineEdit &field, const QString &serverName);

} // namespace hitlens
