// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/scopewalk.h"

namespace hitlens {

using namespace std::chrono_literals;

ScopeWalk::ScopeWalk(Job *job, const BulkScope &scope, Setting setting, Hooks hooks)
    : JobPart(job)
    , m_job(job)
    , m_scope(scope)
    , m_setting(setting)
    , m_matcher(scope)
    , m_hooks(std::move(hooks))
    // The pages of several nodes come in no order that could tell when a name may be forgotten.
    , m_known(setting.areDeleted && !setting.isCluster)
{ }

void ScopeWalk::start()
{
    walk(0);
}

qint64 ScopeWalk::outOfReach() const
{
    return m_inspector ? m_inspector->outOfReach() : 0;
}

void ScopeWalk::walk(quint64 after)
{
    ++m_attempt;
    m_walk = new KeyspaceWalk(m_job, m_matcher.scanPattern(),
        {[this](const KeyspaceWalk::Page &page) { onPage(page); },
            [this](const std::optional<Error> &error) { onWalked(error); },
            [this](const QByteArray &) { return m_count > 0 ? m_count : ScanOptions().count; },
            [this](std::function<void()> goOn) { onRoundWalked(std::move(goOn)); }});
    if (m_scope.condition.questions() > 0)
        inspectPages();
    if (m_isHeld)
        m_walk->hold();
    m_walk->start(after);
}

void ScopeWalk::inspectPages()
{
    // What an inspector of an attempt before this one says is of no interest any more. It stays,
    // because it may wait for answers still.
    const int attempt = m_attempt;
    m_inspector = new KeyInspector(m_job, m_scope.condition,
        {[this, attempt](const NameList &names) {
             if (attempt == m_attempt)
                 onInspected(names);
         },
            [this, attempt](const Error &error) {
                if (attempt == m_attempt)
                    onWalked(error);
            }},
        m_setting.isCluster ? KeyspaceWalk::patience : 0s);
}

void ScopeWalk::stop()
{
    ++m_attempt;
    m_goOn = nullptr;
    if (m_walk)
        m_walk->stop();
}

void ScopeWalk::hold()
{
    m_isHeld = true;
    if (m_walk)
        m_walk->hold();
}

void ScopeWalk::release()
{
    m_isHeld = false;
    if (m_walk && !(m_inspector && m_inspector->isBusy()))
        m_walk->release();
}

void ScopeWalk::onPage(const KeyspaceWalk::Page &page)
{
    m_fraction = std::max(m_fraction, m_walk->fraction());
    m_known.turnPage();
    NameList meant;
    meant.reserve(page.names.size(), page.names.bytes().size());
    for (qsizetype i = 0; i < page.names.size(); ++i) {
        if (m_matcher.matches(page.names.at(i)))
            meant.append(page.names.at(i));
    }
    if (m_hooks.worked)
        m_hooks.worked(page.took);
    if (!m_inspector)
        return hand(meant);
    m_walk->hold();
    m_inspector->inspect(meant);
}

void ScopeWalk::onInspected(const NameList &names)
{
    const bool isBusy = m_inspector->isBusy();
    if (!isBusy)
        m_position = m_walk->position().value_or(0);
    hand(names);
    if (isBusy)
        return;
    if (!m_isHeld)
        m_walk->release();
    if (m_goOn)
        std::exchange(m_goOn, nullptr)();
}

void ScopeWalk::hand(const NameList &names)
{
    NameList fresh;
    fresh.reserve(names.size(), names.bytes().size());
    for (qsizetype i = 0; i < names.size(); ++i) {
        if (m_known.insert(names.at(i)))
            fresh.append(names.at(i));
    }
    m_hooks.found(fresh);
}

void ScopeWalk::onRoundWalked(std::function<void()> goOn)
{
    auto dealtWith = [this, goOn = std::move(goOn)] {
        if (m_hooks.roundWalked)
            m_hooks.roundWalked(goOn);
        else
            goOn();
    };
    if (m_inspector && m_inspector->isBusy())
        m_goOn = std::move(dealtWith);
    else
        dealtWith();
}

void ScopeWalk::onWalked(const std::optional<Error> &error)
{
    m_isWalked = !error;
    if (m_isWalked)
        m_fraction = 1;
    stop();
    m_hooks.ended(error);
}

// ---- when the server is away

void ScopeWalk::interrupt()
{
    const bool isBusy = m_inspector && m_inspector->isBusy();
    m_isHandedOver = m_walk && !isBusy && m_walk->isHandedOver();
    if (!m_inspector && m_walk)
        m_position = m_walk->position().value_or(0);
    stop();
}

void ScopeWalk::goOn(bool isSameRun, const QByteArrayList &waiting)
{
    if (isSameRun && m_isWalked)
        return;
    if (isSameRun && m_isHandedOver)
        return onWalked(std::nullopt);
    if (!isSameRun) {
        m_position = 0;
        m_fraction = 0;
        m_isWalked = false;
        m_known.clear();
        for (const QByteArray &key : waiting)
            m_known.insert(key);
    }
    if (m_walk)
        m_walk->deleteLater();
    walk(m_position);
}

} // namespace hitlens
