// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/monitoringsettings.h"

#include "app/monitoring/historycsv.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int mostRules = 100;

QString nameOf(Metric metric)
{
    return QString::fromLatin1(fileName(metric));
}

std::optional<Metric> metricNamed(const QString &name)
{
    for (size_t metric = 0; metric < metricCount; ++metric) {
        if (nameOf(static_cast<Metric>(metric)) == name)
            return static_cast<Metric>(metric);
    }
    return std::nullopt;
}

QString keyOf(const QString &server, FindingKind kind)
{
    return server + u'/' + findingName(kind);
}

QJsonObject toJson(const AlertRule &rule)
{
    return {{u"metric"_s, nameOf(rule.metric)}, {u"above"_s, rule.isAbove},
        {u"threshold"_s, rule.threshold},
        {u"seconds"_s, static_cast<qint64>(rule.duration.count())},
        {u"silence"_s, rule.tellsOfSilence}, {u"on"_s, rule.isOn}};
}

std::optional<AlertRule> toRule(const QJsonObject &json)
{
    const auto metric = metricNamed(json[u"metric"].toString());
    if (!metric || !json[u"threshold"].isDouble())
        return std::nullopt;
    const int seconds = std::clamp(json[u"seconds"].toInt(60), 1, 86'400);
    return AlertRule{*metric, json[u"above"].toBool(), json[u"threshold"].toDouble(),
        std::chrono::seconds(seconds), json[u"silence"].toBool(), json[u"on"].toBool(true)};
}

} // namespace

MonitoringSettings::MonitoringSettings(QObject *parent)
    : QObject(parent)
{ }

void MonitoringSettings::setLimits(const FindingLimits &limits)
{
    if (limits == m_limits)
        return;
    m_limits = limits;
    emit changed();
}

void MonitoringSettings::snooze(const QString &server, FindingKind kind, qint64 until)
{
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    m_snoozed.removeIf([now](const auto &snoozed) { return snoozed.value() < now; });
    m_snoozed.insert(keyOf(server, kind), until);
    emit changed();
}

void MonitoringSettings::wake(const QString &server)
{
    const QString beginning = server + u'/';
    if (m_snoozed.removeIf([&](const auto &snoozed) { return snoozed.key().startsWith(beginning); })
        > 0)
        emit changed();
}

bool MonitoringSettings::isSnoozed(const QString &server, FindingKind kind, qint64 now) const
{
    return m_snoozed.value(keyOf(server, kind)) > now;
}

void MonitoringSettings::setAlerts(const QList<AlertRule> &rules, const QuietHours &quietHours)
{
    if (rules == m_rules && quietHours == m_quietHours)
        return;
    m_rules = rules;
    m_quietHours = quietHours;
    emit changed();
}

QByteArray MonitoringSettings::json() const
{
    QJsonObject limits;
    for (size_t i = 0; i < findingKindCount; ++i) {
        const auto kind = static_cast<FindingKind>(i);
        if (m_limits[kind] != FindingLimits()[kind])
            limits.insert(findingName(kind), m_limits[kind]);
    }
    QJsonObject snoozed;
    for (auto it = m_snoozed.begin(); it != m_snoozed.end(); ++it)
        snoozed.insert(it.key(), it.value());
    QJsonArray rules;
    for (const AlertRule &rule : m_rules)
        rules.append(toJson(rule));
    const QJsonObject quiet{{u"on"_s, m_quietHours.isOn},
        {u"from"_s, m_quietHours.from.toString(u"HH:mm"_s)},
        {u"until"_s, m_quietHours.until.toString(u"HH:mm"_s)}};
    return QJsonDocument(QJsonObject{{u"limits"_s, limits}, {u"snoozed"_s, snoozed},
                             {u"alerts"_s, rules}, {u"quiet"_s, quiet}})
        .toJson(QJsonDocument::Compact);
}

void MonitoringSettings::setJson(const QByteArray &json)
{
    const QJsonObject all = QJsonDocument::fromJson(json).object();
    const QJsonObject limits = all[u"limits"].toObject();
    m_limits = FindingLimits();
    for (size_t i = 0; i < findingKindCount; ++i) {
        const auto kind = static_cast<FindingKind>(i);
        m_limits.set(kind, limits[findingName(kind)].toDouble(m_limits[kind]));
    }
    m_snoozed.clear();
    const QJsonObject snoozed = all[u"snoozed"].toObject();
    for (auto it = snoozed.begin(); it != snoozed.end(); ++it)
        m_snoozed.insert(it.key(), it.value().toInteger());
    m_rules.clear();
    const QJsonArray rules = all[u"alerts"].toArray();
    for (const auto &value : rules) {
        const auto rule = toRule(value.toObject());
        if (rule && m_rules.size() < mostRules)
            m_rules.append(*rule);
    }
    const QJsonObject quiet = all[u"quiet"].toObject();
    const QuietHours usual;
    const QTime from = QTime::fromString(quiet[u"from"].toString(), u"HH:mm"_s);
    const QTime until = QTime::fromString(quiet[u"until"].toString(), u"HH:mm"_s);
    m_quietHours = {quiet[u"on"].toBool(), from.isValid() ? from : usual.from,
        until.isValid() ? until : usual.until};
    emit changed();
}

} // namespace hitlens
