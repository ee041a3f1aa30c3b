// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/keyspacewalk.h"

#include "app/redis/scanwalk.h"

namespace hitlens {

using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

constexpr auto betweenSurveys = 250ms;
// Nodes that take over slots from each other without end must not keep a walk from its own.
constexpr int mostDoubtfulRounds = 5;

bool isLoss(const Error &error)
{
    return error.kind == Error::Kind::Connection || error.kind == Error::Kind::Timeout;
}

Command<QByteArray> clusterNodes(const QByteArray &node)
{
    return {{"CLUSTER", "NODES"}, routeToNode(node),
        [](const Reply &reply) { return Result<QByteArray>(reply.bytes().toByteArray()); }};
}

} // namespace

KeyspaceWalk::KeyspaceWalk(Job *job, QByteArray match, Hooks hooks)
    : QObject(job)
    , m_job(job)
    , m_match(std::move(match))
    , m_hooks(std::move(hooks))
{ }

void KeyspaceWalk::start(quint64 after)
{
    watchNodes();
    if (!m_job->router().topology().isCluster()) {
        walkServer(after);
        return;
    }
    m_open.set();
    survey([this](const Holders &now) { beginRound(now); });
}

void KeyspaceWalk::release()
{
    m_isHeld = false;
    for (const size_t strand : std::exchange(m_held, {}))
        ask(strand);
}

// What was not asked for anything while it was away would go on as if it had been there.
void KeyspaceWalk::watchNodes()
{
    const auto isAway = [](const Status &status) {
        return status.state == Status::State::Waiting || status.state == Status::State::Failed
            || status.state == Status::State::Closed;
    };
    connect(m_job->m_router, &Router::statusChanged, this, [this, isAway](const Status &status) {
        if (m_before.bySlot.empty() && isAway(status) && !m_strands.empty())
            m_strands.front().isStale = true;
    });
    connect(
        m_job->m_router, &Router::topologyChanged, this, [this, isAway](const Topology &topology) {
            for (Strand &strand : m_strands) {
                const Node *node = strand.node.isEmpty() ? nullptr : topology.node(strand.node);
                if (node && strand.cursor != 0 && isAway(node->status))
                    strand.isStale = true;
            }
        });
}

// ---- who has what

// Asks each node what it serves: its own words are ahead of what others tell of it.
void KeyspaceWalk::survey(std::function<void(const Holders &)> done)
{
    m_job->m_router->refreshTopology();
    const auto survey = std::make_shared<Survey>();
    survey->done = std::move(done);
    const QList<Node> nodes = m_job->router().topology().servingNodes();
    survey->unanswered = static_cast<int>(nodes.size()) + 1;
    const auto answered = [this, survey] {
        if (--survey->unanswered == 0)
            surveyed(*survey);
    };
    for (const Node &node : nodes) {
        m_job->send(clusterNodes(node.name),
            [this, survey, answered, guard = QPointer(this), name = node.name](
                const Result<QByteArray> &said) {
                if (!guard)
                    return;
                hear(name, said, *survey);
                answered();
            });
    }
    answered();
}

void KeyspaceWalk::hear(const QByteArray &node, const Result<QByteArray> &said, Survey &survey)
{
    const auto own = said ? parseOwnSlots(*said) : Result<OwnSlots>(said.error());
    if (own) {
        survey.said.emplace(node, *own);
    } else if (const Topology &topology = m_job->router().topology();
               own.error().kind == Error::Kind::Permission && topology.slotTable) {
        // Then what the table says must do; a slot on its way cannot be told from others.
        OwnSlots fromTable;
        for (size_t slot = 0; slot < topology.slotTable->size(); ++slot) {
            const qint16 index = (*topology.slotTable)[slot];
            fromTable.served.set(slot, index >= 0 && topology.nodes[index].name == node);
        }
        survey.said.emplace(node, fromTable);
    } else if (!survey.error) {
        survey.error = own.error();
    }
}

void KeyspaceWalk::surveyed(const Survey &survey)
{
    if (m_isOver)
        return;
    if (!m_job->router().topology().slotTable) {
        end(Error{Error::Kind::Connection, "CLUSTERDOWN",
            tr("The cluster does not tell its slots any more.")});
        return;
    }
    if (!survey.error && !survey.said.empty()) {
        survey.done(holders(survey));
        return;
    }
    if (!m_trouble.isValid())
        m_trouble.start();
    if ((survey.error && !isLoss(*survey.error))
        || m_trouble.hasExpired(milliseconds(patience).count())) {
        end(survey.error.value_or(Error{Error::Kind::Connection, "CLUSTERDOWN",
            tr("No node of the cluster serves any slot.")}));
        return;
    }
    QTimer::singleShot(betweenSurveys, this, [this, done = survey.done] { this->survey(done); });
}

KeyspaceWalk::Holders KeyspaceWalk::holders(const Survey &survey) const
{
    const Topology &topology = m_job->router().topology();
    Holders result;
    std::vector<Holder> &holders = result.bySlot;
    holders.resize(m_open.size());
    for (size_t slot = 0; slot < holders.size(); ++slot)
        holders[slot].isUnsettled = (*topology.slotTable)[slot] >= 0; // until somebody says so
    for (const auto &[node, own] : survey.said) {
        if (own.epoch > 0)
            result.epochs.emplace(node, own.epoch);
        for (size_t slot = 0; slot < holders.size(); ++slot) {
            if (!own.served.test(slot))
                continue;
            const bool isClaimedTwice = !holders[slot].owner.isEmpty();
            holders[slot] = {node, {}, isClaimedTwice};
        }
        for (auto it = own.migrating.begin(); it != own.migrating.end(); ++it) {
            const auto known = std::find_if(topology.nodes.begin(), topology.nodes.end(),
                [&it](const Node &other) { return other.id == it.value(); });
            // A node without slots of its own is not in the table.
            holders[static_cast<size_t>(it.key())].target
                = known == topology.nodes.end() ? own.addresses.value(it.value()) : known->name;
        }
    }
    return result;
}

quint64 KeyspaceWalk::Holders::latestEpoch() const
{
    quint64 latest = 0;
    for (const auto &[node, epoch] : epochs)
        latest = std::max(latest, epoch);
    return latest;
}

// ---- rounds

void KeyspaceWalk::walkServer(quint64 after)
{
    m_next = &KeyspaceWalk::endRound;
    const double walked = walkedFraction(after);
    m_strands = {{QByteArray(), after, after, walked}};
    m_fraction = walked;
    ask(0);
}

void KeyspaceWalk::beginRound(const Holders &now)
{
    const bool isSettled
        = std::ranges::none_of(now.bySlot, [](const Holder &holder) { return holder.isUnsettled; });
    if (isSettled) {
        m_trouble.invalidate();
    } else if (!m_isFirstRound) {
        if (!m_trouble.isValid())
            m_trouble.start();
        if (m_trouble.hasExpired(milliseconds(patience).count())) {
            end(Error{Error::Kind::Connection, "CLUSTERDOWN",
                tr("Some slots of the cluster are served by no node, or by two.")});
            return;
        }
        // What nobody is sure of is not worth a walk yet.
        QTimer::singleShot(betweenSurveys, this,
            [this] { survey([this](const Holders &later) { beginRound(later); }); });
        return;
    }
    m_before = now;
    m_broken.clear();
    walkSources();
}

void KeyspaceWalk::walkSources()
{
    std::set<QByteArray> sources;
    for (size_t slot = 0; slot < m_before.bySlot.size(); ++slot) {
        if (m_open.test(slot) && !m_before.bySlot[slot].owner.isEmpty())
            sources.insert(m_before.bySlot[slot].owner);
    }
    walk(sources, &KeyspaceWalk::walkTargets);
}

// After the sources: what has left them before they were walked has arrived there by now.
void KeyspaceWalk::walkTargets()
{
    std::set<QByteArray> targets;
    for (size_t slot = 0; slot < m_before.bySlot.size(); ++slot) {
        if (m_open.test(slot) && !m_before.bySlot[slot].target.isEmpty())
            targets.insert(m_before.bySlot[slot].target);
    }
    if (targets.empty())
        endRound();
    else
        walk(targets, &KeyspaceWalk::endRound);
}

void KeyspaceWalk::endRound()
{
    const auto goOn = [this, guard = QPointer(this)] {
        if (!guard || m_isOver)
            return;
        if (m_before.bySlot.empty())
            end(std::nullopt);
        else
            survey([this](const Holders &now) { settle(now); });
    };
    if (m_hooks.roundWalked)
        m_hooks.roundWalked(goOn);
    else
        goOn();
}

void KeyspaceWalk::settle(const Holders &now)
{
    const std::set<QByteArray> doubted
        = m_doubtfulRounds < mostDoubtfulRounds ? doubtful(now) : std::set<QByteArray>();
    bool isDoubtful = false;
    for (size_t slot = 0; slot < now.bySlot.size(); ++slot) {
        if (!m_open.test(slot) || !isCovered(slot, now.bySlot[slot]))
            continue;
        if (doubted.contains(m_before.bySlot[slot].owner))
            isDoubtful = true;
        else
            m_open.reset(slot);
    }
    m_doubtfulRounds += isDoubtful ? 1 : 0;
    m_isFirstRound = false;
    if (m_open.none())
        end(std::nullopt);
    else
        beginRound(now);
}

// Keys only ever go from the owner to the target: whoever was walked in that order missed none.
bool KeyspaceWalk::isCovered(size_t slot, const Holder &now) const
{
    const Holder &before = m_before.bySlot[slot];
    if (before.isUnsettled || now.isUnsettled || m_broken.contains(before.owner)
        || m_broken.contains(before.target))
        return false;
    const bool hasArrived = !before.target.isEmpty() && now == Holder{before.target, {}, false};
    return now == before || hasArrived;
}

// The nodes that may have got a slot back which was theirs when the round began. Who takes a slot
// over raises its epoch above all others that it knows of; the one whose epoch was the latest need
// not have known yet that it is not any more.
std::set<QByteArray> KeyspaceWalk::doubtful(const Holders &now) const
{
    const quint64 latest = m_before.latestEpoch();
    std::set<QByteArray> nodes;
    for (const auto &[node, epoch] : m_before.epochs) {
        const auto later = now.epochs.find(node);
        const bool isSame = later != now.epochs.end() && later->second == epoch;
        if (!isSame || (epoch == latest && now.latestEpoch() > latest))
            nodes.insert(node);
    }
    return nodes;
}

// ---- strands

void KeyspaceWalk::walk(const std::set<QByteArray> &nodes, void (KeyspaceWalk::*next)())
{
    m_strands.clear();
    m_next = next;
    for (const QByteArray &node : nodes)
        m_strands.push_back({node});
    if (m_strands.empty())
        (this->*next)();
    for (size_t i = 0; i < nodes.size() && !m_isOver; ++i)
        ask(i);
}

void KeyspaceWalk::ask(size_t strand)
{
    if (m_isOver)
        return;
    if (m_isHeld)
        m_held.push_back(strand);
    else
        m_job->proceed([this, guard = QPointer(this), strand] {
            if (guard && !m_isOver)
                send(strand);
        });
}

void KeyspaceWalk::send(size_t strand)
{
    const Strand &from = m_strands[strand];
    if (from.isStale)
        return onBroken(strand,
            Error{Error::Kind::Connection, "EOF",
                tr("The connection was lost while the keys were walked.")});
    auto command = scan(
        from.cursor, {m_match, m_hooks.count ? m_hooks.count(from.node) : ScanOptions().count});
    if (!from.node.isEmpty())
        command.route = routeToNode(from.node);
    QElapsedTimer call;
    call.start();
    if (m_onTheWay++ == 0)
        m_busySince.start();
    m_job->send(std::move(command),
        [this, strand, call, guard = QPointer(this)](const Result<ScanPage> &page) {
            if (!guard)
                return;
            if (--m_onTheWay == 0)
                m_busy += nanoseconds(m_busySince.nsecsElapsed());
            onPage(strand, page, nanoseconds(call.nsecsElapsed()));
        });
}

void KeyspaceWalk::onPage(size_t index, const Result<ScanPage> &page, nanoseconds took)
{
    if (m_isOver)
        return;
    if (!page) {
        onBroken(index, page.error());
        return;
    }
    Strand &strand = m_strands[index];
    const QByteArray node = strand.node;
    strand.cursor = page->cursor;
    strand.isDone = page->cursor == 0;
    // A server that rehashes, or numbers its cursors otherwise, must not make it go back.
    strand.fraction = strand.isDone ? 1 : std::max(strand.fraction, walkedFraction(page->cursor));
    if (m_isFirstRound) {
        double sum = 0;
        for (const Strand &each : m_strands)
            sum += each.fraction;
        m_fraction = std::max(m_fraction, sum / static_cast<double>(m_strands.size()));
    }
    const bool isLast = strand.isDone;
    // The next call is on its way before the names of this one are looked at.
    if (!isLast)
        ask(index);
    if (!m_isOver && m_isFirstRound)
        m_hooks.page({node, page->names, took});
    else if (!m_isOver)
        m_hooks.page({node, wanted(page->names), took});
    if (!m_isOver)
        strand.handedOver = page->cursor;
    if (isLast && !m_isOver)
        strandDone();
}

void KeyspaceWalk::onBroken(size_t index, const Error &error)
{
    Strand &strand = m_strands[index];
    if (m_before.bySlot.empty() || !isLoss(error)) {
        end(error);
        return;
    }
    m_broken.insert(strand.node);
    strand.isDone = true;
    strandDone();
}

std::optional<quint64> KeyspaceWalk::position() const
{
    const bool isServer = m_before.bySlot.empty() && m_strands.size() == 1;
    if (!isServer || m_strands.front().handedOver == 0)
        return std::nullopt;
    return m_strands.front().handedOver;
}

bool KeyspaceWalk::isHandedOver() const
{
    return m_before.bySlot.empty() && m_strands.size() == 1 && m_strands.front().isDone;
}

nanoseconds KeyspaceWalk::busy() const
{
    return m_onTheWay > 0 ? m_busy + nanoseconds(m_busySince.nsecsElapsed()) : m_busy;
}

NameList KeyspaceWalk::wanted(const NameList &names) const
{
    NameList wanted;
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (m_open.test(static_cast<size_t>(keySlot(names.at(i)))))
            wanted.append(names.at(i));
    }
    return wanted;
}

void KeyspaceWalk::strandDone()
{
    const bool isAllDone = std::all_of(
        m_strands.begin(), m_strands.end(), [](const Strand &strand) { return strand.isDone; });
    if (isAllDone)
        (this->*m_next)();
}

void KeyspaceWalk::end(const std::optional<Error> &error)
{
    if (std::exchange(m_isOver, true))
        return;
    if (!error)
        m_fraction = 1;
    m_hooks.ended(error);
}

void countKeys(Job &job, std::function<void(std::optional<qint64>)> done)
{
    const Topology &topology = job.router().topology();
    struct Sum
    {
        std::optional<qint64> total = 0;
        qsizetype unanswered = 0;
    };
    const auto sum = std::make_shared<Sum>();
    const auto take = [sum, done = std::move(done)](const Result<qint64> &size) {
        sum->total = sum->total && size ? std::optional(*sum->total + *size) : std::nullopt;
        if (--sum->unanswered == 0)
            done(sum->total);
    };
    if (!topology.isCluster()) {
        sum->unanswered = 1;
        job.send(dbSize(), take);
        return;
    }
    const QList<Node> nodes = topology.servingNodes();
    sum->unanswered = nodes.size() + 1;
    for (const Node &node : nodes)
        job.sendTo(node.name, dbSize(), take);
    take(0);
}

} // namespace hitlens
