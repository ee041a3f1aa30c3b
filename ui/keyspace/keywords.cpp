// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keywords.h"

#include "ui/widgets/format.h"

#include <QCoreApplication>

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

QString failureWords(const Error &error, const QString &notDone, const QString &mightBe)
{
    using Kind = Error::Kind;
    const bool isUnanswered = error.kind == Kind::Connection || error.kind == Kind::Timeout
        || error.kind == Kind::Cancelled;
    return isUnanswered ? mightBe : notDone;
}

} // namespace hitlens
