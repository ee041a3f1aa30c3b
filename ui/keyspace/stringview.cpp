// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/stringview.h"

#include "app/keyspace/stringedit.h"
#include "ui/keyspace/valuepager.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"

#include <QPushButton>

namespace hitlens {

namespace {

constexpr qint64 firstBytes = ValuePager::pageBytes;
constexpr qint64 firstStep = 1024 * 1024; // then twice as much each time
// Larger values are shown a page at a time.
constexpr qint64 mostBytes = 64 * 1024 * 1024;

} // namespace

StringView::StringView(Client &client, QWidget *parent)
    : WholeValueView(client,
        {tr("Value"), tr("Save, keep TTL"), tr("Save the value and keep its expiry (Ctrl+S)"),
            tr("Back to the value on the server")},
        parent)
    , m_loadMore(new QPushButton(tr("Load more"), this))
    , m_loadAll(new QPushButton(tr("Load all"), this))
    , m_pager(new ValuePager(this))
{
    for (QPushButton *button : {m_loadMore, m_loadAll})
        button->setAutoDefault(false);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_loadMore, m_loadAll, m_pager}) {
        view()->footer()->addWidget(widget);
        widget->hide();
    }
    connect(m_loadMore, &QPushButton::clicked, this, &StringView::fetchMore);
    connect(m_loadAll, &QPushButton::clicked, this, [this] { fetch(0, -1); });
    connect(m_pager, &ValuePager::pageAsked, this,
        [this](qint64 offset) { fetch(offset, offset + ValuePager::pageBytes - 1); });
}

void StringView::load(const QByteArray &key)
{
    enter(key);
    m_more = firstStep;
    view()->setKey(key);
    fetch(0, firstBytes - 1);
}

void StringView::reload()
{
    load(QByteArray(key()));
}

void StringView::leave()
{
    WholeValueView::leave();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_loadMore, m_loadAll, m_pager})
        widget->hide();
}

std::unique_ptr<WholeEdit> StringView::edit(
    const QByteArray &key, const std::optional<QByteArray> &expected, const QByteArray &value) const
{
    return std::make_unique<StringEdit>(key, expected, value);
}

// last: -1 for the end of the value.
void StringView::fetch(qint64 first, qint64 last)
{
    QObject *fresh = freshContext();
    client().send(
        strLen(key()), fresh, [this](const Result<qint64> &length) { m_length = length; });
    client().send(getRange(key(), first, last), fresh,
        [this, first, last](const Result<QByteArray> &bytes) { onRange(bytes, first, last); });
}

void StringView::fetchMore()
{
    const qint64 from = base().size();
    fetch(from, from + m_more - 1);
    m_more *= 2;
}

// Whoever may run one of STRLEN, GETRANGE and GET sees what that shows.
void StringView::onRange(const Result<QByteArray> &bytes, qint64 first, qint64 last)
{
    const auto isRefused = [](const auto &result) {
        return !result && result.error().kind == Error::Kind::Permission;
    };
    const bool isLengthUnknown = isRefused(m_length);
    if (isRefused(bytes) && (isLengthUnknown || (m_length && *m_length <= mostBytes)))
        return fetchByGet();
    if (!bytes)
        return emit failed(bytes.error(), tr("Loading the value failed."));
    // Or the part that came would pass for all of it.
    if (!m_length && !isLengthUnknown)
        return emit failed(m_length.error(), tr("Loading the value failed."));
    if (isLengthUnknown && last >= 0 && bytes->size() == last + 1)
        return fetch(0, -1); // there may be more
    if (first > 0 && m_length && *m_length <= first)
        return fetch(0, firstBytes - 1); // it is shorter by now
    // It may have grown between the two answers. Saving compares all of it anyway.
    const qint64 total = std::max<qint64>(m_length ? *m_length : 0, first + bytes->size());
    if (first > 0 && total <= mostBytes)
        append(*bytes, total);
    else
        takePart(*bytes, total, first);
}

void StringView::fetchByGet()
{
    client().send(get(key()), context(), [this](const Result<std::optional<QByteArray>> &value) {
        if (!value)
            return emit failed(value.error(), tr("Loading the value failed."));
        if (!*value)
            return emit gone();
        take(**value);
    });
}

// To what was loaded before, unless that is of another value by now.
void StringView::append(const QByteArray &bytes, qint64 total)
{
    if (total != m_total)
        return fetch(0, base().size() + bytes.size() - 1);
    takePart(base() + bytes, total, 0);
}

void StringView::take(const QByteArray &value)
{
    takePart(value, value.size(), 0);
}

void StringView::takePart(const QByteArray &bytes, qint64 total, qint64 offset)
{
    m_total = total;
    const qint64 missing = total - bytes.size();
    const bool isPaged = total > mostBytes;
    m_loadMore->setVisible(!isPaged && missing > m_more);
    m_loadMore->setText(tr("Load %1 more").arg(formatBytes(m_more)));
    m_loadAll->setVisible(!isPaged && missing > 0);
    m_loadAll->setText(tr("Load all (%1)").arg(formatBytes(total)));
    m_pager->setVisible(isPaged);
    m_pager->showPage(offset, total);
    setBase(bytes, total, offset);
}

} // namespace hitlens
