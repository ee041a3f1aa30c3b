// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/recognise.h"

#include <QStringDecoder>
#include <QtEndian>

#include <algorithm>

namespace hitlens {

bool isHyperLogLog(QByteArrayView beginning, qint64 total)
{
    constexpr qint64 headerSize = 16;
    constexpr qint64 denseSize = headerSize + 16384 * 6 / 8;
    if (beginning.size() < headerSize || !beginning.startsWith("HYLL"))
        return false;
    const char encoding = beginning[4];
    const bool isRight = encoding == 1 || (encoding == 0 && total == denseSize);
    return isRight && beginning[5] == 0 && beginning[6] == 0 && beginning[7] == 0;
}

std::optional<qint64> storedCount(QByteArrayView hyperLogLog)
{
    const auto card = qFromLittleEndian<quint64>(hyperLogLog.sliced(8, 8).data());
    constexpr quint64 isStale = quint64(1) << 63;
    return (card & isStale) != 0 ? std::nullopt : std::optional(static_cast<qint64>(card));
}

bool mayBeBitmap(QByteArrayView beginning)
{
    // A character that is cut in two at the end is no sign of it: that only stays incomplete.
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder.decode(beginning);
    return decoder.hasError() || text.contains(QChar(u'\0'));
}

bool mayBePlaces(const BytesPairs &membersAndScores)
{
    constexpr qint64 lowest = qint64(1) << 44;
    constexpr qint64 highest = qint64(1) << 52;
    return !membersAndScores.isEmpty()
        && std::ranges::all_of(membersAndScores, [](const auto &row) {
               bool isWhole = false;
               const qint64 score = row.second.toLongLong(&isWhole);
               return isWhole && score >= lowest && score < highest;
           });
}

} // namespace hitlens
