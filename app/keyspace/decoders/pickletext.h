// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

// How pickles and Python write numbers and text. Pure.
namespace hitlens {

// 1.5, float("inf"), float("nan")
QByteArray pythonFloat(double value);

// The bytes of what protocol 0 writes of a str of Python 2: its repr().
QByteArray unquotedPickle(QByteArrayView line);

// The UTF-8 of what protocol 0 writes of text: Latin-1, with \uXXXX and \UXXXXXXXX for the rest.
QByteArray unescapedPickle(QByteArrayView line);

} // namespace hitlens
