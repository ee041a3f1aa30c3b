// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keyinspector.h"

#include "app/redis/permission.h"

#include <QTimer>

#include <algorithm>

namespace hitlens {

using namespace std::chrono;

namespace {

constexpr auto betweenQuestions = 500ms;

} // namespace

KeyInspector::KeyInspector(Job *job, KeyCondition condition, Hooks hooks, milliseconds patience)
    : JobPart(job)
    , m_condition(std::move(condition))
    , m_hooks(std::move(hooks))
    , m_patience(patience)
{ }

nanoseconds KeyInspector::busy() const
{
    return isBusy() ? m_busy + nanoseconds(m_busySince.nsecsElapsed()) : m_busy;
}

void KeyInspector::inspect(const NameList &names)
{
    if (m_pages++ == 0)
        m_busySince.start();
    const auto page = std::make_shared<Page>();
    page->names = names;
    page->fits.assign(static_cast<size_t>(names.size()), true);
    page->isOutOfReach.assign(static_cast<size_t>(names.size()), false);
    page->unanswered = names.size() * m_condition.questions() + 1;
    for (qsizetype i = 0; i < names.size(); ++i)
        ask(page, i);
    answered(page);
}

void KeyInspector::ask(const PagePtr &page, qsizetype index)
{
    const QByteArray key = page->names.at(index).toByteArray();
    if (!m_condition.type.isEmpty())
        askFor(page, index, typeName(key), &KeyCondition::fitsType);
    if (m_condition.expiry != KeyCondition::Expiry::Any)
        askFor(page, index, pttl(key), &KeyCondition::fitsTtl);
    if (m_condition.idleLonger)
        askFor(page, index, objectIdleTime(key), &KeyCondition::fitsIdle);
    if (m_condition.largerThan)
        askFor(page, index, memoryUsage(key), &KeyCondition::fitsSize);
}

template <typename T, typename Fits>
void KeyInspector::askFor(const PagePtr &page, qsizetype index, Command<T> command, Fits fits)
{
    send(command, [this, page, index, command, fits](const Result<T> &answer) {
        if (!answer && isWorthAsking(answer.error())) {
            QTimer::singleShot(betweenQuestions, this,
                [this, page, index, command, fits] { askFor(page, index, command, fits); });
            return;
        }
        const auto at = static_cast<size_t>(index);
        // SCAN names keys of others, too.
        const bool isOutOfReach
            = !answer && missingPermission(answer.error()) == QLatin1StringView("~pattern");
        if (!answer && !isOutOfReach && !std::exchange(m_hasFailed, true))
            m_hooks.failed(answer.error());
        const bool isFit = answer && (m_condition.*fits)(*answer);
        page->isOutOfReach[at] = page->isOutOfReach[at] || isOutOfReach;
        page->fits[at] = page->fits[at] && isFit;
        answered(page);
    });
}

// Another node takes over what one of a cluster leaves: asked again, the key is found there.
bool KeyInspector::isWorthAsking(const Error &error)
{
    const bool isLoss = error.kind == Error::Kind::Connection || error.kind == Error::Kind::Timeout;
    if (!isLoss || m_hasFailed || m_patience == 0ms)
        return false;
    if (!m_trouble.isValid())
        m_trouble.start();
    return !m_trouble.hasExpired(m_patience.count());
}

void KeyInspector::answered(const PagePtr &page)
{
    if (--page->unanswered > 0 || m_hasFailed)
        return;
    NameList fitting;
    for (qsizetype i = 0; i < page->names.size(); ++i) {
        if (page->fits[static_cast<size_t>(i)])
            fitting.append(page->names.at(i));
    }
    m_trouble.invalidate();
    m_outOfReach += std::ranges::count(page->isOutOfReach, true);
    if (--m_pages == 0)
        m_busy += nanoseconds(m_busySince.nsecsElapsed());
    m_hooks.inspected(fitting);
}

} // namespace hitlens
