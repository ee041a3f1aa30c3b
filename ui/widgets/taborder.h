// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QWidget;

namespace hitlens {

// Lets Tab go through all that is in page as it is laid out, rather than as it was made. GUI
// thread, once all of it is there; page has no focus proxy then.
void tabAsLaidOut(QWidget *page);

} // namespace hitlens
