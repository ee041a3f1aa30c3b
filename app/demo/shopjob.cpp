// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/demo/shopjob.h"

#include "app/redis/commands.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

constexpr int tickMs = 20;
constexpr int rushMs = 1500;
constexpr quint32 rushVisitorsPerTick = 30;
constexpr quint32 warmUpBatch = 500;
constexpr double secondsPerWave = 75; // visitors come and go

Command<Done> written(QByteArrayList argv)
{
    return {std::move(argv), {}, [](const Reply &) { return Result<Done>(Done{}); }};
}

// Whether there was a value: what GET found, or whether SET NX took the lock.
Command<bool> found(QByteArrayList argv)
{
    return {std::move(argv), {}, [](const Reply &reply) { return Result<bool>(!reply.isNil()); }};
}

bool isMiss(const Result<bool> &found)
{
    return found && !*found;
}

} // namespace

ShopJob::ShopJob(double keys, int commandsPerSecond, quint32 seed)
    : m_keys(keys)
    , m_commandsPerSecond(commandsPerSecond)
    , m_random(seed)
    , m_tick(this)
{
    m_tick.setInterval(tickMs);
    m_tick.setTimerType(Qt::PreciseTimer);
    connect(&m_tick, &QTimer::timeout, this, &ShopJob::tick);
}

void ShopJob::run()
{
    warmUp(0, 0);
}

// A batch of one pattern, and with its last reply the next, or the same again when the connection
// was lost meanwhile. What is cached when the shop opens was
// cached at some time before: its TTLs do not all end together.
void ShopJob::warmUp(qsizetype habit, quint32 first)
{
    if (habit == shop::habits().size()) {
        openForVisitors();
        return;
    }
    const shop::Habit &warmed = shop::habits().at(habit);
    const quint32 end = std::min(first + warmUpBatch, scaled(warmed.warm));
    for (quint32 id = first; id < end; ++id) {
        const shop::Entry entry{warmed.pattern, id};
        const auto full = static_cast<double>(shop::ttlOf(entry).count());
        const double left = full * (0.1 + 0.9 * m_random.generateDouble());
        write(entry, std::chrono::seconds(std::lround(left)));
    }
    const bool isLast = end == scaled(warmed.warm);
    send(ping(), [=, this](const Result<Done> &filled) {
        if (filled)
            proceed([=, this] { warmUp(isLast ? habit + 1 : habit, isLast ? 0 : end); });
        else
            QTimer::singleShot(
                500ms, this, [=, this] { proceed([=, this] { warmUp(habit, first); }); });
    });
}

void ShopJob::openForVisitors()
{
    for (quint32 user = 0; user < scaled(8000); ++user)
        fireAll(shop::visit(
            user, shop::pickPopular(scaled(shop::habits().at(0).population), m_random), m_random));
    fireAll(shop::openWarehouse());
    m_open.start();
    m_rushDue = 8000;
    m_importDue = 25000;
    m_tick.start();
    send(ping(), [this](const Result<Done> &) { emit warmedUp(); });
}

void ShopJob::tick()
{
    const double phase = static_cast<double>(m_open.elapsed()) / 1000 / secondsPerWave;
    const double wave = 1 + 0.2 * std::sin(2 * std::numbers::pi * phase);
    const double jitter = 0.8 + 0.4 * m_random.generateDouble();
    // A visitor makes about 1.1 commands: most read, some of the reads miss and write.
    m_owed += m_commandsPerSecond / 1.1 * tickMs / 1000 * wave * jitter;
    for (; m_owed >= 1; m_owed -= 1)
        serveVisitor();
    if (isDue(m_housekeepingDue, 1, 1))
        fireAll(shop::housekeeping());
    if (isDue(m_rushDue, 30, 60))
        rushForOneItem();
    if (m_open.elapsed() < m_rushEnds) {
        for (quint32 i = 0; i < rushVisitorsPerTick; ++i)
            read(m_rushed);
    }
    if (isDue(m_importDue, 90, 150))
        importPrices();
}

void ShopJob::serveVisitor()
{
    const QList<shop::Habit> &habits = shop::habits();
    if (m_random.bounded(14) == 0) {
        const quint32 user = m_random.bounded(scaled(12000));
        fireAll(shop::visit(
            user, shop::pickPopular(scaled(habits.at(0).population), m_random), m_random));
        return;
    }
    double dice = m_random.generateDouble();
    const auto habit = std::find_if(habits.cbegin(), habits.cend() - 1,
        [&dice](const shop::Habit &each) { return (dice -= each.share) < 0; });
    read({habit->pattern, shop::pickPopular(scaled(habit->population), m_random)});
}

void ShopJob::read(const shop::Entry &entry)
{
    send(found({"GET", shop::keyOf(entry)}), [this, entry](const Result<bool> &value) {
        if (isMiss(value))
            fill(entry);
    });
}

void ShopJob::fill(const shop::Entry &entry)
{
    if (entry.pattern == shop::Pattern::Item)
        fillUnderLock(entry);
    else
        askDatabase([this, entry] { write(entry, shop::ttlOf(entry)); });
}

// Whoever gets the lock asks the database, so that it is asked once; the others look again.
void ShopJob::fillUnderLock(const shop::Entry &entry)
{
    const QByteArray lock = "lock:" + shop::keyOf(entry);
    send(found({"SET", lock, "1", "NX", "EX", "10"}), [this, entry, lock](const Result<bool> &got) {
        if (isMiss(got))
            QTimer::singleShot(100ms, this, [this, entry] { read(entry); });
        else if (got)
            askDatabase([this, entry, lock] {
                write(entry, shop::ttlOf(entry));
                send(written({"DEL", lock}), [](const Result<Done> &) {});
            });
    });
}

void ShopJob::write(const shop::Entry &entry, std::chrono::seconds ttl)
{
    QByteArrayList argv{"SET", shop::keyOf(entry), shop::valueOf(entry)};
    if (ttl.count() > 0)
        argv << "EX" << QByteArray::number(qint64(ttl.count()));
    fireAll({argv});
}

// An item in the news has just been changed, so everybody asks for it while nobody has it cached.
void ShopJob::rushForOneItem()
{
    m_rushed = {shop::Pattern::Item, m_random.bounded(scaled(500))};
    m_rushEnds = m_open.elapsed() + rushMs;
    fireAll({{"UNLINK", shop::keyOf(m_rushed)}});
}

// New prices for the best known items and lists: they have to be read from the database again.
void ShopJob::importPrices()
{
    for (quint32 id = 0; id < scaled(4000); ++id)
        fireAll({{"UNLINK", shop::keyOf({shop::Pattern::Item, id})}});
    for (quint32 id = 0; id < 10; ++id)
        fireAll({{"UNLINK", shop::keyOf({shop::Pattern::Products, id})}});
}

void ShopJob::fireAll(const QList<QByteArrayList> &commands)
{
    for (const QByteArrayList &argv : commands)
        send(written(argv), [](const Result<Done> &) {});
}

void ShopJob::askDatabase(std::function<void()> then)
{
    QTimer::singleShot(m_random.bounded(20, 200), this, std::move(then));
}

quint32 ShopJob::scaled(quint32 count) const
{
    return std::max(1U, static_cast<quint32>(m_keys * count));
}

// True once each time its hour comes, and then sets the next one at random.
bool ShopJob::isDue(qint64 &due, int fromSeconds, int toSeconds)
{
    if (m_open.elapsed() < due)
        return false;
    due = m_open.elapsed() + m_random.bounded(fromSeconds * 1000, toSeconds * 1000 + 1);
    return true;
}

} // namespace hitlens
