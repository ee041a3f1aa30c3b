// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/valuedecoding.h"

#include <QStringList>

// What there is to say about a decoded value, for people.
namespace hitlens {

// Why an edit could not be encoded, and where in its text, a sentence; empty when it could.
QString refusalOf(const Encoded &encoded, const QByteArray &text, const DecodedValue &value,
    const DecoderSet &decoders);

// What failed, where, and what is shown instead. Only of a value that has a failure. isPart: only a
// part of the value was decoded.
QString failureOf(const DecodedValue &value, const DecoderSet &decoders, bool isPart);

// What the decoders noted.
QStringList notesOf(const DecodedValue &value);

} // namespace hitlens
