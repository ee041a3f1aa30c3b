// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/bulkjson.h"

#include "app/invalidation/jsonwords.h"
#include "app/keyspace/transfer/transfertext.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr qsizetype namedOfSelection = 20; // of each kind
constexpr qsizetype longestNamed = 1024; // bytes of a name in a summary

const JsonWord<BulkAction::Kind> kindWords[] = {{BulkAction::Kind::Unlink, "unlink"_L1},
    {BulkAction::Kind::Expire, "expire"_L1}, {BulkAction::Kind::ExpireAt, "expireAt"_L1},
    {BulkAction::Kind::Soften, "soften"_L1}, {BulkAction::Kind::Persist, "persist"_L1}};
const JsonWord<BulkAction::Only> onlyWords[] = {{BulkAction::Only::Always, "always"_L1},
    {BulkAction::Only::Shorten, "shorten"_L1}, {BulkAction::Only::Lengthen, "lengthen"_L1}};
const JsonWord<BulkAction::Spread> spreadWords[] = {{BulkAction::Spread::None, "none"_L1},
    {BulkAction::Spread::Jitter, "jitter"_L1}, {BulkAction::Spread::Even, "even"_L1}};
const JsonWord<KeyCondition::Expiry> expiryWords[]
    = {{KeyCondition::Expiry::Any, "any"_L1}, {KeyCondition::Expiry::Persistent, "persistent"_L1},
        {KeyCondition::Expiry::Expires, "expires"_L1}};
const JsonWord<Pace> paceWords[]
    = {{Pace::Gentle, "gentle"_L1}, {Pace::Adaptive, "adaptive"_L1}, {Pace::Full, "full"_L1}};

QString nameText(QByteArrayView name)
{
    return QString::fromUtf8(toTransferText(name));
}

QString shortName(QByteArrayView name)
{
    return name.size() <= longestNamed ? nameText(name) : nameText(name.first(longestNamed)) + u'…';
}

QJsonArray firstNames(const QByteArrayList &names)
{
    QJsonArray first;
    for (const QByteArray &name : names.first(std::min(names.size(), namedOfSelection)))
        first << shortName(name);
    return first;
}

QJsonArray firstSpans(const QList<KeySelection::Span> &spans)
{
    QJsonArray first;
    for (const auto &span : spans.first(std::min(spans.size(), namedOfSelection)))
        first << QJsonArray{shortName(span.first), shortName(span.last)};
    return first;
}

QJsonArray firstPatterns(const QList<GlobPattern> &patterns)
{
    QJsonArray first;
    for (const GlobPattern &pattern : patterns.first(std::min(patterns.size(), namedOfSelection)))
        first << shortName(pattern.bytes());
    return first;
}

QJsonObject selectionSummary(const KeySelection &selected)
{
    QJsonObject json;
    const auto add = [&json](const QString &name, qsizetype count, const QJsonArray &first) {
        if (count > 0)
            json[name] = QJsonObject{{u"count"_s, qint64{count}}, {u"first"_s, first}};
    };
    add(u"folders"_s, selected.prefixes.size(), firstNames(selected.prefixes));
    add(u"keys"_s, selected.names.size(), firstNames(selected.names));
    add(u"stretches"_s, selected.spans.size(), firstSpans(selected.spans));
    add(u"matching"_s, selected.patterns.size(), firstPatterns(selected.patterns));
    return json;
}

// Takes the fields of an object one by one. What is missing is the usual; what is wrong, and what
// this version does not know, is remembered: to leave out a condition would mean more keys.
class Taker
{
public:
    explicit Taker(QJsonObject json)
        : m_json(std::move(json))
    { }

    QByteArray name(const QString &field)
    {
        const QJsonValue value = m_json.take(field);
        if (value.isUndefined())
            return {};
        const auto bytes = fromTransferText(value.toString().toUtf8());
        note(field, value.isString() && bytes);
        return bytes.value_or(QByteArray());
    }
    std::optional<qint64> number(const QString &field, qint64 least)
    {
        const QJsonValue value = m_json.take(field);
        if (value.isUndefined())
            return std::nullopt;
        const qint64 number = value.toInteger(least - 1); // not a whole number: below the least
        note(field, number >= least);
        return number;
    }
    template <typename T, size_t count>
    std::optional<T> word(const QString &field, const JsonWord<T> (&words)[count])
    {
        const QJsonValue value = m_json.take(field);
        if (value.isUndefined())
            return std::nullopt;
        const auto known = valueOf(words, value.toString());
        note(field, known.has_value());
        return known;
    }
    void note(const QString &field, bool isRight)
    {
        if (!isRight && m_wrong.isEmpty())
            m_wrong = field;
    }
    // The first field that is wrong or left over; empty: none.
    QString wrong() const
    {
        return m_wrong.isEmpty() && !m_json.isEmpty() ? m_json.begin().key() : m_wrong;
    }

private:
    QJsonObject m_json;
    QString m_wrong;
};

Error notUnderstood(const QString &field)
{
    return {Error::Kind::Local, {},
        QCoreApplication::translate(
            "BulkJson", "Its “%1” is not one that this version of Hitlens knows.")
            .arg(field)};
}

} // namespace

QJsonObject toJson(const BulkScope &scope)
{
    QJsonObject json{{u"pattern"_s, nameText(scope.pattern)}};
    if (!scope.selected.isEmpty())
        json[u"selection"_s] = selectionSummary(scope.selected);
    if (!scope.except.isEmpty())
        json[u"except"_s] = nameText(scope.except);
    const KeyCondition &condition = scope.condition;
    if (!condition.type.isEmpty())
        json[u"type"_s] = nameText(condition.type);
    if (condition.expiry != KeyCondition::Expiry::Any)
        json[u"expiry"_s] = wordOf(expiryWords, condition.expiry);
    if (condition.ttlBelow)
        json[u"ttlBelowMs"_s] = qint64{condition.ttlBelow->count()};
    if (condition.ttlAbove)
        json[u"ttlAboveMs"_s] = qint64{condition.ttlAbove->count()};
    if (condition.idleLonger)
        json[u"idleLongerSeconds"_s] = qint64{condition.idleLonger->count()};
    if (condition.largerThan)
        json[u"largerThanBytes"_s] = *condition.largerThan;
    return json;
}

Result<BulkScope> scopeFromJson(const QJsonObject &json)
{
    Taker taker(json);
    BulkScope scope;
    taker.note(u"pattern"_s, json.contains(u"pattern"_s));
    scope.pattern = taker.name(u"pattern"_s);
    scope.except = taker.name(u"except"_s);
    scope.condition.type = taker.name(u"type"_s);
    scope.condition.expiry
        = taker.word(u"expiry"_s, expiryWords).value_or(KeyCondition::Expiry::Any);
    if (const auto ttl = taker.number(u"ttlBelowMs"_s, 1))
        scope.condition.ttlBelow = milliseconds(*ttl);
    if (const auto ttl = taker.number(u"ttlAboveMs"_s, 0))
        scope.condition.ttlAbove = milliseconds(*ttl);
    // Without an expiry these limits would be passed over.
    const bool isLimited = scope.condition.ttlBelow || scope.condition.ttlAbove;
    taker.note(u"expiry"_s, !isLimited || scope.condition.expiry == KeyCondition::Expiry::Expires);
    if (const auto idle = taker.number(u"idleLongerSeconds"_s, 0))
        scope.condition.idleLonger = seconds(*idle);
    scope.condition.largerThan = taker.number(u"largerThanBytes"_s, 0);
    if (!taker.wrong().isEmpty())
        return notUnderstood(taker.wrong());
    return scope;
}

QJsonObject toJson(const BulkAction &action)
{
    using Kind = BulkAction::Kind;
    QJsonObject json{{u"kind"_s, wordOf(kindWords, action.kind)}};
    if (action.kind == Kind::Expire || action.kind == Kind::Soften)
        json[u"ttlMs"_s] = qint64{action.ttl.count()};
    if (action.kind == Kind::ExpireAt)
        json[u"atMs"_s] = action.at;
    if (action.only != BulkAction::Only::Always)
        json[u"only"_s] = wordOf(onlyWords, action.only);
    if (action.spread != BulkAction::Spread::None)
        json[u"spread"_s] = wordOf(spreadWords, action.spread);
    if (action.spread == BulkAction::Spread::Jitter)
        json[u"jitterPercent"_s] = action.jitter;
    if (action.spread == BulkAction::Spread::Even)
        json[u"spanMs"_s] = qint64{action.span.count()};
    return json;
}

Result<BulkAction> actionFromJson(const QJsonObject &json)
{
    using Kind = BulkAction::Kind;
    using Spread = BulkAction::Spread;
    Taker taker(json);
    BulkAction action;
    taker.note(u"kind"_s, json.contains(u"kind"_s));
    action.kind = taker.word(u"kind"_s, kindWords).value_or(Kind::Unlink);
    const bool needsTtl = action.kind == Kind::Expire || action.kind == Kind::Soften;
    action.ttl = milliseconds(taker.number(u"ttlMs"_s, 1).value_or(0));
    taker.note(u"ttlMs"_s, needsTtl == json.contains(u"ttlMs"_s));
    action.at = taker.number(u"atMs"_s, 0).value_or(0);
    taker.note(u"atMs"_s, (action.kind == Kind::ExpireAt) == json.contains(u"atMs"_s));
    action.only = taker.word(u"only"_s, onlyWords).value_or(BulkAction::Only::Always);
    action.spread = taker.word(u"spread"_s, spreadWords).value_or(Spread::None);
    const qint64 jitter = taker.number(u"jitterPercent"_s, 1).value_or(0);
    taker.note(
        u"jitterPercent"_s, jitter <= 100 && (action.spread == Spread::Jitter) == (jitter > 0));
    action.jitter = static_cast<int>(jitter);
    action.span = milliseconds(taker.number(u"spanMs"_s, 1).value_or(0));
    taker.note(u"spanMs"_s, (action.spread == Spread::Even) == json.contains(u"spanMs"_s));
    if (!taker.wrong().isEmpty())
        return notUnderstood(taker.wrong());
    return action;
}

QString paceWord(Pace pace)
{
    return wordOf(paceWords, pace);
}

std::optional<Pace> paceFromWord(QStringView word)
{
    return valueOf(paceWords, word);
}

} // namespace hitlens
