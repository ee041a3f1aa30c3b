// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace hitlens {

// What displayBytes() shows, typed by a person, as bytes again: UTF-8, with \n, \r, \t, \x00 and
// \\. nullopt: a backslash is followed by something else.
std::optional<QByteArray> typedBytes(const QString &text);
// What is said then.
QString typedBytesRefusal();

} // namespace hitlens
