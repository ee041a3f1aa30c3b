// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/coarseline.h"
#include "app/monitoring/historytier.h"
#include "app/monitoring/hitrate.h"
#include "app/monitoring/metricvalues.h"

#include <QObject>

#include <deque>
#include <functional>

namespace hitlens {

// The few numbers that stand for a server. Unknown is nullopt.
struct Headline
{
    std::optional<double> hitRate; // over the last 10 s
    std::optional<double> operations; // per second, over the last step
    std::optional<qint64> usedMemory; // bytes
    std::optional<qint64> maxMemory; // bytes; 0: no limit

    bool operator==(const Headline &) const = default;
};

// What a metric did in a window of time.
struct MetricSummary
{
    double least = 0;
    double mean = 0; // over the time that is known
    double greatest = 0;
    std::chrono::milliseconds known{0}; // of the window
};

// Hits and misses of a window of time, without our own.
struct CountedLookups
{
    Lookups lookups;
    std::chrono::milliseconds known{0}; // of the window: in which they were counted
};

// What was sampled of one server: an hour of samples, some 300 bytes each, then steps of 10 s for a
// day and of two minutes for a week, of some 450 bytes. Lives on the GUI thread.
// Time is what the samples say: questions name the instant they are asked for. Instants of earlier
// runs of the program are what the latest sample's clock makes of them; they may be negative.
class History final : public QObject
{
    Q_OBJECT

public:
    // Samples come about every interval; when more than two and a half have passed without one,
    // samples are missing and lines have a gap. With fewer samples than an hour has, nothing
    // coarser is kept either.
    explicit History(std::chrono::milliseconds interval = std::chrono::seconds(1),
        QObject *parent = nullptr, size_t mostSamples = 3600);

    static constexpr std::chrono::seconds headlineWindow{10};
    static constexpr int maxSeriesPoints = 600;
    static constexpr std::chrono::hours longestWindow{7 * 24};

    std::chrono::milliseconds interval() const { return m_interval; }
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
    // pixels cost time and show nothing. Where no samples are kept, or for windows whose samples
    // nobody could see, the line goes through means.
    Series series(Metric metric, Instant end, std::chrono::milliseconds window,
        int mostPoints = maxSeriesPoints) const;
    // The exact value at an instant of Series' x axis, or the mean of the shortest step that is
    // kept of that time; nullopt in a gap.
    std::optional<double> valueAt(Metric metric, double x) const;
    // Milliseconds since the epoch (UTC), as Series' x. Told by the latest sample's clock, so that
    // a clock that was set in between bends no line.
    double toWall(Instant at) const;
    Instant fromWall(double x) const;

    // Over the steps that lie, for their greater part, in the window that ends at that instant.
    std::optional<double> hitRate(Instant end, std::chrono::milliseconds window) const;
    std::optional<double> hitRateSinceStart() const { return m_lifetime.value(); }
    // Hits and misses in such a window, without our own; nullopt where none were counted.
    std::optional<Lookups> lookups(Instant end, std::chrono::milliseconds window) const;
    std::optional<CountedLookups> countedLookups(
        Instant end, std::chrono::milliseconds window) const;
    // nullopt when nothing is known of that window.
    std::optional<MetricSummary> summary(
        Metric metric, Instant end, std::chrono::milliseconds window) const;
    // Means of steps of 10 s, for fits; x as in Series.
    QList<QPointF> means(Metric metric, Instant end, std::chrono::milliseconds window) const;
    // Calls function(x, MetricValues) for all that is kept of the window, in order: samples where
    // there are some of all of it, else means of the shortest steps.
    void forEachRow(Instant end, std::chrono::milliseconds window,
        const std::function<void(double, const MetricValues &)> &function) const;
    // Of the latest sample; nullopt when it is stale.
    std::optional<double> current(Metric metric, Instant now) const;
    Headline headline(Instant now = monotonicNow()) const;

    // In the order they came. Instants as in Series' x.
    const QList<HistoryEvent> &events() const { return m_events; }
    // A note for that instant, as in Series' x; or what somebody did from here.
    void addNote(double x, const QString &text, HistoryEvent::Kind kind = HistoryEvent::Kind::Note);
    void removeNote(HistoryEvent note);

    // What an earlier run kept.
    void merge(const HistoryRecord &record);
    // All that is kept in steps of ten seconds and more, for a file of its own.
    HistoryChanges everything() const;
    // The end of what is known; nullopt while nothing is.
    std::optional<Instant> lastKnown() const;
    // What is to be written since the last time that this was asked.
    HistoryChanges takeChanges();

signals:
    void appended();
    void eventsChanged();

private:
    struct Point
    {
        Instant at{0};
        std::chrono::milliseconds span{0}; // since the sample before; 0: there was none
        bool breaks = true; // the line has a gap before this point
        std::optional<Lookups> lookups; // in the step, without our own
        MetricValues values;
    };
    using Points = std::deque<Point>;

    Point makePoint(const Sample &sample) const;
    void fillRates(Point &point, const Sample &before, const Sample &after) const;
    Points::const_iterator firstAfter(Instant at) const;
    bool isGap(std::chrono::milliseconds span) const;
    void keepCoarse(const Point &point, const Sample &sample);
    void followClock(const Sample &sample);
    void noteNewRun(const Sample &after);
    void addEvent(HistoryEvent event);
    // Whether samples reach back that far.
    bool reaches(double from) const;
    Series fineSeries(
        Metric metric, Instant end, std::chrono::milliseconds window, int mostPoints) const;
    // Through the tier and, for the time before it begins, through coarser ones.
    void drawTier(size_t tier, double from, double until, CoarseLine &line) const;
    size_t tierFor(double from, double column) const;
    template <typename Function>
    void forEachBucket(double from, double until, Function function) const;

    const std::chrono::milliseconds m_interval;
    const size_t m_mostSamples;
    Points m_points;
    std::optional<Sample> m_latest;
    std::optional<Sample> m_lastWhole; // the latest, unless nodes owed answers then
    LifetimeRate m_lifetime;
    std::chrono::milliseconds m_clock{0}; // wall clock of Instant 0; until the first sample
    std::vector<HistoryTier> m_tiers; // the finest first; none where little is kept
    QList<HistoryEvent> m_events;
    QList<HistoryEvent> m_newEvents;
    QList<HistoryEvent> m_removedEvents;
};

} // namespace hitlens
