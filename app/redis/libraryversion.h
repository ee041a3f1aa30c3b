// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

namespace hitlens {

// Of the hiredis that this was built with: "0.14.1". Pure.
QString hiredisVersion();

} // namespace hitlens
