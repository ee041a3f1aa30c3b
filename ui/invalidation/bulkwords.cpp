// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/bulkwords.h"

#include "app/invalidation/bulkjson.h"
#include "app/keyspace/transfer/transfertext.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QJsonDocument>
#include <QLocale>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using Kind = BulkAction::Kind;
using End = BulkReport::End;
using std::chrono::milliseconds;
using std::chrono::seconds;

QString words(const char *text)
{
    return QCoreApplication::translate("BulkWords", text);
}

QString atText(qint64 at)
{
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(at), QLocale::ShortFormat);
}

QString kindText(const BulkAction &action)
{
    switch (action.kind) {
    case Kind::Unlink:
        return words("Delete");
    case Kind::Expire:
        return words("Expire in %1").arg(formatDuration(action.ttl));
    case Kind::ExpireAt:
        return words("Expire at %1").arg(atText(action.at));
    case Kind::Soften:
        return words("Expire within %1, spread evenly, none later than now")
            .arg(formatDuration(action.ttl));
    case Kind::Persist:
        return words("Remove the expiry");
    }
    return {};
}

QString spreadText(const BulkAction &action)
{
    switch (action.spread) {
    case BulkAction::Spread::None:
        return {};
    case BulkAction::Spread::Jitter:
        return words("spread by ± %1 %").arg(action.jitter);
    case BulkAction::Spread::Even:
        return words("spread evenly over %1 more").arg(formatDuration(action.span));
    }
    return {};
}

QString onlyText(BulkAction::Only only)
{
    switch (only) {
    case BulkAction::Only::Always:
        return {};
    case BulkAction::Only::Shorten:
        return words("only where that is sooner");
    case BulkAction::Only::Lengthen:
        return words("only where that is later");
    }
    return {};
}

QString nameFrom(const QJsonValue &text)
{
    const auto bytes = fromTransferText(text.toString().toUtf8());
    return bytes ? displayBytes(*bytes) : text.toString();
}

qint64 countOf(const QJsonObject &selection, QLatin1StringView kind)
{
    return selection[kind].toObject()["count"_L1].toInteger();
}

QString selectionText(const QJsonObject &selection)
{
    const qint64 folders = countOf(selection, "folders"_L1);
    const qint64 keys = countOf(selection, "keys"_L1);
    const qint64 stretches = countOf(selection, "stretches"_L1);
    QStringList parts;
    if (folders > 0)
        parts << (folders == 1 ? words("1 selected folder")
                               : words("%1 selected folders").arg(formatCount(folders)));
    if (keys > 0)
        parts << (keys == 1 ? words("1 selected key")
                            : words("%1 selected keys").arg(formatCount(keys)));
    if (stretches > 0)
        parts << (stretches == 1
                ? words("1 selected stretch of keys")
                : words("%1 selected stretches of keys").arg(formatCount(stretches)));
    return parts.join(words(" and "));
}

QString expiryText(const QJsonObject &scope)
{
    if (scope["expiry"_L1].toString() == u"persistent")
        return words("without expiry");
    const QString below = formatDuration(milliseconds(scope["ttlBelowMs"_L1].toInteger()));
    const QString above = formatDuration(milliseconds(scope["ttlAboveMs"_L1].toInteger()));
    if (scope.contains("ttlBelowMs"_L1) && scope.contains("ttlAboveMs"_L1))
        return words("that expire within %1, but not within %2").arg(below, above);
    if (scope.contains("ttlBelowMs"_L1))
        return words("that expire within %1").arg(below);
    if (scope.contains("ttlAboveMs"_L1))
        return words("that expire in more than %1").arg(above);
    return scope["expiry"_L1].toString() == u"expires" ? words("with an expiry") : QString();
}

QStringList conditionTexts(const QJsonObject &scope)
{
    QStringList parts;
    if (scope.contains("except"_L1))
        parts << words("but not %1").arg(nameFrom(scope["except"_L1]));
    if (scope.contains("type"_L1))
        parts << words("of type %1").arg(nameFrom(scope["type"_L1]));
    if (const QString expiry = expiryText(scope); !expiry.isEmpty())
        parts << expiry;
    if (scope.contains("idleLongerSeconds"_L1))
        parts << words("not used for more than %1")
                     .arg(formatDuration(seconds(scope["idleLongerSeconds"_L1].toInteger())));
    if (scope.contains("largerThanBytes"_L1))
        parts << words("larger than %1").arg(formatBytes(scope["largerThanBytes"_L1].toInteger()));
    return parts;
}

void appendCount(QStringList &parts, qint64 count, const char *text)
{
    if (count > 0)
        parts << words(text).arg(formatCount(count));
}

QString endSentence(End end)
{
    switch (end) {
    case End::Complete:
        return words("Complete.");
    case End::Cancelled:
        return words("Cancelled before it was through.");
    case End::MoreThanAllowed:
        return words("Stopped, because more keys are meant than were agreed to.");
    case End::SnapshotFull:
        return words("Stopped, because the undo snapshot reached its size. What was done can be "
                     "undone.");
    case End::SnapshotFailed:
        return words("Stopped, because the undo snapshot could not be written. No key was touched "
                     "that is not in it.");
    case End::Refused:
        return words("Stopped, because the server refused.");
    case End::Lost:
        return words("Stopped, because the connection was lost.");
    }
    return {};
}

} // namespace

QString actionText(const BulkAction &action)
{
    QStringList parts{kindText(action), onlyText(action.only), spreadText(action)};
    parts.removeAll({});
    return parts.join(u", "_s);
}

QString actionText(const QJsonObject &action)
{
    const auto known = actionFromJson(action);
    return known ? actionText(*known)
                 : QString::fromUtf8(QJsonDocument(action).toJson(QJsonDocument::Compact));
}

QString scopeText(const BulkScope &scope)
{
    return scopeText(toJson(scope));
}

QString scopeText(const QJsonObject &scope)
{
    const QString selection = selectionText(scope["selection"_L1].toObject());
    const QString pattern = patternText(scope);
    QString text;
    if (selection.isEmpty())
        text = pattern == u"*" ? words("all keys") : words("keys that match %1").arg(pattern);
    else
        text = pattern == u"*" ? selection : words("%1 that match %2").arg(selection, pattern);
    return (QStringList(text) + conditionTexts(scope)).join(u", "_s);
}

QString patternText(const QJsonObject &scope)
{
    return nameFrom(scope["pattern"_L1]);
}

QString countsText(const BulkCounts &counts)
{
    QStringList parts;
    if (counts.done > 0)
        parts << words("%1 done").arg(formatKeys(counts.done));
    appendCount(parts, counts.skipped, QT_TRANSLATE_NOOP("BulkWords", "%1 left as they were"));
    appendCount(parts, counts.gone, QT_TRANSLATE_NOOP("BulkWords", "%1 gone already"));
    appendCount(parts, counts.failed, QT_TRANSLATE_NOOP("BulkWords", "%1 refused"));
    appendCount(parts, counts.unknown, QT_TRANSLATE_NOOP("BulkWords", "%1 not known"));
    return parts.isEmpty() ? words("no key") : parts.join(u", "_s);
}

QString endWord(End end)
{
    switch (end) {
    case End::Complete:
        return words("Complete");
    case End::Cancelled:
        return words("Cancelled");
    case End::MoreThanAllowed:
        return words("Stopped: more keys");
    case End::SnapshotFull:
        return words("Stopped: snapshot full");
    case End::SnapshotFailed:
        return words("Stopped: no snapshot");
    case End::Refused:
        return words("Refused");
    case End::Lost:
        return words("Connection lost");
    }
    return {};
}

QString endText(const BulkReport &report)
{
    return endText(report.end, report.counts, report.error ? report.error->text : QString());
}

QString endText(End end, const BulkCounts &counts, const QString &error)
{
    QString text = endSentence(end) + u' ' + words("In all: %1.").arg(countsText(counts));
    if (!error.isEmpty())
        text += u' ' + error;
    return text;
}

QString paceText(Pace pace)
{
    switch (pace) {
    case Pace::Gentle:
        return words("Gentle");
    case Pace::Adaptive:
        return words("Adaptive");
    case Pace::Full:
        return words("Full speed");
    }
    return {};
}

} // namespace hitlens
