// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/commands.h"

// Commands about the bits of a string. As in commands.h.
namespace hitlens {

// Where the first bit is that is set: 0 is the most significant of the first byte; -1: none is. The
// server looks at every byte before it.
Command<qint64> firstSetBit(const QByteArray &key);

} // namespace hitlens
