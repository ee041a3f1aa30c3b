// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"
#include "app/monitoring/serversettings.h"

// What is worth telling about a cache, from what was measured of it and nothing else. Pure.
namespace hitlens {

class NodeMemory;
struct PrefixTraffic;

// Their names in files are those of findingName().
enum class FindingKind {
    LowHitRate,
    FallingHitRate,
    KeysWithoutTtl,
    FullWithoutEviction,
    NoLimit,
    EvictionPressure,
    MemoryFills,
    Fragmentation,
    ConnectionsOpened,
    ReplicationLag,
    KeysInUse,
    SlowCommand,
    ExpiryCliff, // this one and the next come from a CloserLook
    BigKeys,
    Reconnecting,
    CostlyEncodings,
    LowPrefixHitRate, // this one and the next come from watched PrefixTraffic
    Stampedes,
    EvictedTooSoon,
};
inline constexpr size_t findingKindCount = 19;

struct Finding
{
    enum class Severity { Hint, Warning, Danger };
    // Where it is mended. Settings: where those of the server are changed. Spread: where the keys
    // of a prefix are given other TTLs. Look: a CloserLook is begun.
    enum class Place { Keys, KeysWithoutTtl, Nodes, Settings, SlowLog, Spread, Traffic, Look };

    FindingKind kind = FindingKind::LowHitRate;
    Severity severity = Severity::Warning;
    QString title; // what is
    QString evidence; // the figures, and over which time they were measured
    QString reason; // why it matters, and what to do
    QString action; // what the way there is called
    Place place = Place::Keys;
    QList<SettingValue> settings = {}; // for Place::Settings: what is proposed
    QByteArrayList nodes = {}; // for Place::Settings: whose they are; empty: all
    QByteArray command = {}; // for Place::SlowLog: whose calls, in lower case
    QByteArray prefix = {}; // for Place::Spread
    qint64 at = 0; // for Place::Spread: when they expire, milliseconds since the epoch (UTC)
};

// From where on something is told, one number for each kind.
class FindingLimits final
{
public:
    FindingLimits();
    double operator[](FindingKind kind) const { return m_limits[static_cast<size_t>(kind)]; }
    void set(FindingKind kind, double limit) { m_limits[static_cast<size_t>(kind)] = limit; }
    bool operator==(const FindingLimits &other) const { return m_limits == other.m_limits; }

private:
    std::array<double, findingKindCount> m_limits;
};

// How a limit is asked for: "Hit rate below", 0 to 100, in "%", which is 100 for the number 1.
struct LimitWords
{
    QString caption;
    QString unit;
    double scale = 1; // shown ÷ kept
    double least = 0; // shown
    double most = 0; // shown; 0: there is nothing to set
};
LimitWords wordsOf(FindingKind kind);
QString findingName(FindingKind kind); // "low_hit_rate"

// baseline: an answer of the same run some minutes before the latest, for what commands did since;
// null: there is none. Rates are over findingWindow; what was not measured for at least a minute of
// it is not told. nodes: the latest answers of the nodes behind the history, where there are
// several. traffic: what was watched of it by prefix; null: nothing. memory: what these nodes used;
// null: nothing is said of when one is full.
QList<Finding> findingsOf(const History &history, Instant now, const Sample *baseline,
    const FindingLimits &limits, const QList<NodeSample> &nodes = {},
    const PrefixTraffic *traffic = nullptr, const NodeMemory *memory = nullptr);

inline constexpr std::chrono::minutes findingWindow{5};

} // namespace hitlens
