// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/hitrate.h"
#include "app/monitoring/series.h"

#include <QObject>

#include <array>
#include <deque>

namespace hitlens {

// What can be drawn over time. Rates are per second, over the step from the sample before.
enum class Metric {
    HitRate, // 0 to 1; unknown in a step without lookups
    Hits, // per second, without our own
    Misses, // per second, without our own
    Operations, // commands per second
    UsedMemory, // bytes
    MaxMemory, // bytes; unknown when there is no limit
    Evicted, // per second
    Expired, // per second
    Clients, // connected
    Connections, // opened per second
};
inline constexpr size_t metricCount = 10;

// The few numbers that stand for a server. Unknown is nullopt.
struct Headline
{
    std::optional<double> hitRate; // over the last 10 s
    std::optional<double> operations; // per second, over the last step
    std::optional<qint64> usedMemory; // bytes
    std::optional<qint64> maxMemory; // bytes; 0: no limit

    bool operator==(const Headline &) const = default;
};

// The samples of one server, some 200 bytes each; an hour of them where nothing else is said. Lives
// on the GUI thread.
// Time is what the samples say: questions name the instant they are asked for.
class History final : public QObject
{
    Q_OBJECT

public:
    // Samples come about every interval; when more than two and a half have passed without one,
    // samples are missing and lines have a gap.
    explicit History(std::chrono::milliseconds interval = std::chrono::seconds(1),
        QObject *parent = nullptr, size_t mostSamples = 3600);

    static constexpr std::chrono::seconds headlineWindow{10};
    static constexpr int maxSeriesPoints = 600;

    // Samples that are not newer than the latest are dropped.
    void append(const hitlens::Sample &sample);

    bool isEmpty() const { return m_points.empty(); }
    // The last sample; nullopt before the first.
    const std::optional<Sample> &latest() const { return m_latest; }
    // From the first sample that is kept to that instant; 0 before the first.
    std::chrono::milliseconds span(Instant end) const;
    // Whether the answer that was due at that instant is missing.
    bool isStale(Instant now) const;

    // The metric over the window that ends at that instant. More points than two for each column of
    // pixels cost time and show nothing.
    Series series(Metric metric, Instant end, std::chrono::milliseconds window,
        int mostPoints = maxSeriesPoints) const;
    // The exact value at an instant of Series' x axis; nullopt in a gap.
    std::optional<double> valueAt(Metric metric, double x) const;
    // Milliseconds since the epoch (UTC), as Series' x. Told by the latest sample's clock, so that
    // a clock that was set in between bends no line.
    double toWall(Instant at) const;

    // Over the steps that lie, for their greater part, in the window that ends at that instant.
    std::optional<double> hitRate(Instant end, std::chrono::milliseconds window) const;
    std::optional<double> hitRateSinceStart() const { return m_lifetime.value(); }
    // Of the latest sample; nullopt when it is stale.
    std::optional<double> current(Metric metric, Instant now) const;
    Headline headline(Instant now = monotonicNow()) const;

signals:
    void appended();

private:
    struct Point
    {
        Instant at{0};
        std::chrono::milliseconds span{0}; // since the sample before; 0: there was none
        bool breaks = true; // the line has a gap before this point
        std::optional<Lookups> lookups; // in the step, without our own
        std::array<double, metricCount> values; // NaN: unknown
    };
    using Points = std::deque<Point>;

    Point makePoint(const Sample &sample) const;
    void fillRates(Point &point, const Sample &before, const Sample &after) const;
    Points::const_iterator firstAfter(Instant at) const;
    bool isGap(std::chrono::milliseconds span) const;

    const std::chrono::milliseconds m_interval;
    const size_t m_mostSamples;
    Points m_points;
    std::optional<Sample> m_latest;
    LifetimeRate m_lifetime;
};

} // namespace hitlens
