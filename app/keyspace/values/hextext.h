// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QString>

// Bytes as hexadecimal digits to be edited, and back. Pure, any thread.
namespace hitlens {

// Two digits a byte, sixteen bytes a line, a wider gap in the middle of each.
QByteArray hexText(const QByteArray &bytes);

struct TypedHex
{
    QByteArray bytes; // those before the error where there is one
    qsizetype errorAt = -1; // offset in the text; -1: it is all right
    QString error; // a sentence

    bool isOk() const { return errorAt < 0; }
};

// Pairs of digits; blanks and line ends between them do not matter.
TypedHex bytesOfHex(QByteArrayView text);

} // namespace hitlens
