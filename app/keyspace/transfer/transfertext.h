// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>

#include <optional>

// Names and values are bytes; files of exported keys are UTF-8 text. Bytes that are UTF-8 stand for
// themselves. Others are written as "base64:" and their base64, and so is what begins with
// "base64:" itself, so that every text stands for exactly one run of bytes. Pure; any thread.
namespace hitlens {

QByteArray toTransferText(QByteArrayView bytes);
// nullopt: begins with "base64:", and what follows is none.
std::optional<QByteArray> fromTransferText(const QByteArray &text);

// Appends the bytes as a JSON string, quotes included.
void appendJsonString(QByteArray &out, QByteArrayView bytes);
// Appends text as a part of a quoted CSV field (RFC 4180), without the quotes around it.
void appendCsvText(QByteArray &out, QByteArrayView text);

} // namespace hitlens
