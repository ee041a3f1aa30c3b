// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/watchcommand.h"

#include "ui/widgets/format.h"

#include <QDateTime>
#include <QTimeZone>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int linesToAHeading = 20;
constexpr auto window = History::headlineWindow;

std::optional<qint64> keysIn(const ServerInfo &info)
{
    if (!info.databases)
        return std::nullopt;
    qint64 keys = 0;
    for (const DatabaseInfo &database : *info.databases)
        keys += database.keys;
    return keys;
}

QJsonValue orNull(const std::optional<double> &figure)
{
    return figure ? QJsonValue(*figure) : QJsonValue();
}

QJsonValue orNull(const std::optional<qint64> &figure)
{
    return figure ? QJsonValue(*figure) : QJsonValue();
}

QString column(const QString &text, int width = 12)
{
    return text.rightJustified(width) + u' ';
}

} // namespace

WatchCommand::WatchCommand(const Context &context, QObject *parent)
    : CliTask(context, parent)
{ }

void WatchCommand::start()
{
    if (isSet(u"seconds"_s)) {
        const Result<qint64> seconds = parseCount(u"seconds"_s, arguments().value(u"seconds"_s));
        if (!seconds)
            return fail(CliExit::Usage, seconds.error());
        m_left = *seconds;
    }
    connect(&client(), &Client::statusChanged, this, &WatchCommand::onStatus);
    m_monitor = JobHandle(std::make_unique<Monitor>());
    m_monitor.on(&Monitor::sampled, [this](const Sample &sample) { show(sample); });
    m_monitor.on(&Monitor::failed, [this](const Error &error) { fail(CliExit::Refused, error); });
    client().start(m_monitor);
}

void WatchCommand::interrupt()
{
    finish(CliExit::Done); // it has no other end
}

void WatchCommand::onStatus(const Status &status)
{
    if (status.state == Status::State::Waiting && status.error)
        output().note(status.error->text);
    else if (status.state == Status::State::Failed)
        fail(CliExit::NotConnected, status.error.value_or(Error{}));
}

void WatchCommand::show(const Sample &sample)
{
    m_history.append(sample);
    if (output().isJson()) {
        output().object(jsonLine(sample));
    } else {
        if (m_lines % linesToAHeading == 0)
            output().line(heading());
        output().line(textLine(sample));
    }
    output().flush();
    ++m_lines;
    if (output().isBroken() || (m_left > 0 && m_lines == m_left))
        finish(CliExit::Done);
}

QJsonObject WatchCommand::jsonLine(const Sample &sample) const
{
    const auto current
        = [&](Metric metric) { return orNull(m_history.current(metric, sample.at)); };
    QJsonObject line;
    line[u"time"_s] = QDateTime::fromMSecsSinceEpoch(sample.wall.count(), QTimeZone::utc())
                          .toString(Qt::ISODateWithMs);
    line[u"hitRate"_s] = orNull(m_history.hitRate(sample.at, window));
    line[u"windowSeconds"_s] = qint64{window.count()};
    line[u"operationsPerSecond"_s] = current(Metric::Operations);
    line[u"usedMemory"_s] = orNull(sample.info.usedMemory);
    line[u"keys"_s] = orNull(keysIn(sample.info));
    line[u"evictedPerSecond"_s] = current(Metric::Evicted);
    line[u"expiredPerSecond"_s] = current(Metric::Expired);
    return line;
}

QString WatchCommand::heading() const
{
    return column(tr("time"), 8) + column(tr("hit rate %1 s").arg(window.count()), 14)
        + column(tr("ops")) + column(tr("memory")) + column(tr("keys"), 14) + column(tr("evicted"))
        + column(tr("expired"));
}

QString WatchCommand::textLine(const Sample &sample) const
{
    const auto current
        = [&](Metric metric) { return column(formatRate(m_history.current(metric, sample.at))); };
    const auto keys = keysIn(sample.info);
    return column(QDateTime::fromMSecsSinceEpoch(sample.wall.count()).toString(u"hh:mm:ss"_s), 8)
        + column(formatPercent(m_history.hitRate(sample.at, window)), 14)
        + current(Metric::Operations) + column(formatBytes(sample.info.usedMemory))
        + column(keys ? formatCount(*keys) : u"–"_s, 14) + current(Metric::Evicted)
        + current(Metric::Expired);
}

} // namespace hitlens
