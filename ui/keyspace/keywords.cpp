// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keywords.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>

#include <array>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString expiryWords(const Result<Ttl> &ttl)
{
    if (!ttl)
        return QCoreApplication::translate("KeyWords", "expiry unknown");
    return ttl->state == Ttl::State::Expires
        ? QCoreApplication::translate("KeyWords", "expires in %1").arg(formatDuration(ttl->left))
        : QCoreApplication::translate("KeyWords", "does not expire");
}

} // namespace

QString describeKey(const KeyDetails &details)
{
    const QString type = details.typeName ? QString::fromUtf8(*details.typeName) : u"–"_s;
    const QString size = details.memory ? formatBytes(*details.memory) : u"–"_s;
    return QCoreApplication::translate("KeyWords", "type %1, %2 in memory, %3")
        .arg(type, size, expiryWords(details.ttl));
}

QString moduleTypeWords(const QString &type)
{
    static constexpr std::array known{
        std::pair("MBbloom--", QT_TRANSLATE_NOOP("KeyWords", "a Bloom filter (%1)")),
        std::pair("bloomfltr", QT_TRANSLATE_NOOP("KeyWords", "a Bloom filter (%1)")),
        std::pair("MBbloomCF", QT_TRANSLATE_NOOP("KeyWords", "a cuckoo filter (%1)")),
        std::pair("CMSk-TYPE", QT_TRANSLATE_NOOP("KeyWords", "a count-min sketch (%1)")),
        std::pair("TopK-TYPE", QT_TRANSLATE_NOOP("KeyWords", "a list of the top k (%1)")),
        std::pair("TDIS-TYPE", QT_TRANSLATE_NOOP("KeyWords", "a t-digest (%1)")),
        std::pair("TSDB-TYPE", QT_TRANSLATE_NOOP("KeyWords", "a time series (%1)")),
        std::pair("graphdata", QT_TRANSLATE_NOOP("KeyWords", "a graph (%1)")),
        std::pair("vectorset", QT_TRANSLATE_NOOP("KeyWords", "a set of vectors (%1)")),
    };
    for (const auto &[name, words] : known) {
        if (type == QLatin1StringView(name))
            return QCoreApplication::translate("KeyWords", words).arg(type);
    }
    return QCoreApplication::translate("KeyWords", "a value of the type %1").arg(type);
}

QString failureWords(const Error &error, const QString &notDone, const QString &mightBe)
{
    using Kind = Error::Kind;
    const bool isUnanswered = error.kind == Kind::Connection || error.kind == Kind::Timeout
        || error.kind == Kind::Cancelled;
    return isUnanswered ? mightBe : notDone;
}

} // namespace hitlens
