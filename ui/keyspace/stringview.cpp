// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/stringview.h"

#include "ui/keyspace/valuepager.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace hitlens {

namespace {

constexpr qint64 firstBytes = ValuePager::pageBytes;
constexpr qint64 firstStep = 1024 * 1024; // then twice as much each time
// Larger values are shown a page at a time.
constexpr qint64 mostBytes = 64 * 1024 * 1024;

} // namespace

StringView::StringView(Client &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_view(new BytesView(tr("Value"), this))
    , m_revert(new QPushButton(tr("Revert"), this))
    , m_save(new QPushButton(tr("Save, keep TTL"), this))
    , m_loadMore(new QPushButton(tr("Load more"), this))
    , m_loadAll(new QPushButton(tr("Load all"), this))
    , m_pager(new ValuePager(this))
{
    build();
    connectParts();
    updateButtons();
}

void StringView::build()
{
    setRole(m_save, Role::Primary);
    m_save->setToolTip(tr("Save the value and keep its expiry (Ctrl+S)"));
    m_revert->setToolTip(tr("Back to the value on the server"));
    for (QPushButton *button : {m_revert, m_save, m_loadMore, m_loadAll})
        button->setAutoDefault(false);
    m_view->toolbar()->addStretch();
    m_view->toolbar()->addWidget(m_revert);
    m_view->toolbar()->addWidget(m_save);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_loadMore, m_loadAll, m_pager}) {
        m_view->footer()->addWidget(widget);
        widget->hide();
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    setFocusProxy(m_view);
}

void StringView::connectParts()
{
    auto *shortcut = new QShortcut(QKeySequence::Save, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &StringView::save);
    connect(m_save, &QPushButton::clicked, this, &StringView::save);
    connect(m_revert, &QPushButton::clicked, this, &StringView::revert);
    connect(m_loadMore, &QPushButton::clicked, this, &StringView::fetchMore);
    connect(m_loadAll, &QPushButton::clicked, this, [this] { fetch(0, -1); });
    connect(m_pager, &ValuePager::pageAsked, this,
        [this](qint64 offset) { fetch(offset, offset + ValuePager::pageBytes - 1); });
    connect(m_view, &BytesView::modifiedChanged, this, &StringView::updateButtons);
    const auto lookAgain = [this] {
        updateButtons();
        restoreDraft();
    };
    connect(m_view, &BytesView::settled, this, lookAgain);
    connect(&m_client, &Client::writeRefusalChanged, this, lookAgain);
}

StringView::~StringView() = default;

void StringView::load(const QByteArray &key)
{
    leave();
    m_key = key;
    m_exists = true;
    m_more = firstStep;
    m_view->setKey(key);
    fetch(0, firstBytes - 1);
}

void StringView::leave()
{
    if (m_view->isModified()) {
        BytesView::Draft draft = m_view->draft();
        draft.base = m_base;
        m_drafts.insert(m_key, draft);
    }
    m_context.reset();
    m_key.clear();
    m_isLoaded = false;
    updateButtons();
    m_view->clear();
    for (QWidget *widget : std::initializer_list<QWidget *>{m_loadMore, m_loadAll, m_pager})
        widget->hide();
}

void StringView::showGone()
{
    m_exists = false;
    m_save->setText(tr("Create again"));
    m_save->setToolTip(tr("Make the key anew with this value, without an expiry"));
    updateButtons();
}

// last: -1 for the end of the value.
void StringView::fetch(qint64 first, qint64 last)
{
    m_context = std::make_unique<QObject>();
    m_client.send(strLen(m_key), m_context.get(),
        [this](const Result<qint64> &length) { m_length = length; });
    m_client.send(getRange(m_key, first, last), m_context.get(),
        [this, first, last](const Result<QByteArray> &bytes) { onRange(bytes, first, last); });
}

void StringView::fetchMore()
{
    const qint64 from = m_base.size();
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
    if (!m_length && !isLengthUnknown)
        emit failed(m_length.error(), tr("Loading the value failed."));
    if (isLengthUnknown && last >= 0 && bytes->size() == last + 1)
        return fetch(0, -1); // there may be more
    if (first > 0 && m_length && *m_length <= first)
        return fetch(0, firstBytes - 1); // it is shorter by now
    // It may have grown between the two answers. Saving compares all of it anyway.
    const qint64 total = std::max<qint64>(m_length ? *m_length : 0, first + bytes->size());
    if (first > 0 && total <= mostBytes)
        append(*bytes, total);
    else
        take(*bytes, total, first);
}

void StringView::fetchByGet()
{
    m_client.send(
        get(m_key), m_context.get(), [this](const Result<std::optional<QByteArray>> &value) {
            if (!value)
                return emit failed(value.error(), tr("Loading the value failed."));
            take(value->value_or(QByteArray()), value->value_or(QByteArray()).size());
        });
}

// To what was loaded before, unless that is of another value by now.
void StringView::append(const QByteArray &bytes, qint64 total)
{
    if (total != m_total)
        return fetch(0, m_base.size() + bytes.size() - 1);
    take(m_base + bytes, total);
}

void StringView::take(const QByteArray &bytes, qint64 total, qint64 offset)
{
    m_base = bytes;
    m_total = total;
    m_isLoaded = true;
    m_view->setBytes(bytes, total, offset);
    const qint64 missing = total - bytes.size();
    const bool isPaged = total > mostBytes;
    m_loadMore->setVisible(!isPaged && missing > m_more);
    m_loadMore->setText(tr("Load %1 more").arg(formatBytes(m_more)));
    m_loadAll->setVisible(!isPaged && missing > 0);
    m_loadAll->setText(tr("Load all (%1)").arg(formatBytes(total)));
    m_pager->setVisible(isPaged);
    m_pager->showPage(offset, total);
    m_save->setText(tr("Save, keep TTL"));
    updateButtons();
    restoreDraft();
}

// An edit goes into an editor that takes it: until then it waits.
void StringView::restoreDraft()
{
    if (m_view->isModified() || !m_drafts.contains(m_key) || !m_view->takes(m_drafts[m_key]))
        return;
    const BytesView::Draft draft = m_drafts.take(m_key);
    m_view->restore(draft);
    m_base = draft.base;
    updateButtons();
    if (m_view->isModified())
        emit draftRestored();
}

void StringView::save()
{
    if (!m_save->isEnabled())
        return;
    m_isEncoding = true;
    const auto expected = m_exists ? std::optional(m_base) : std::nullopt;
    // Also where another key is shown by then: it was asked for.
    m_view->encode(this, [this, key = m_key, expected](const BytesView::Edited &edited) {
        onEncoded(key, expected, edited);
    });
    updateButtons();
}

void StringView::onEncoded(const QByteArray &key, const std::optional<QByteArray> &expected,
    const BytesView::Edited &edited)
{
    m_isEncoding = false;
    if (edited.refusal.isEmpty())
        return start(key, expected, edited.bytes, tr("%1 is saved.").arg(displayBytes(key)));
    updateButtons();
    restoreDraft();
    emit refused(key == m_key
            ? edited.refusal
            : tr("%1 was not saved. Your edit is kept there.").arg(displayBytes(key)) + u' '
                + edited.refusal);
}

void StringView::overwrite(const QByteArray &found)
{
    m_base = found;
    save();
}

void StringView::revert()
{
    m_view->revert();
    if (m_exists && m_context)
        load(QByteArray(m_key));
}

void StringView::start(const QByteArray &key, const std::optional<QByteArray> &expected,
    const QByteArray &value, const QString &what)
{
    JobHandle edit(std::make_unique<StringEdit>(key, expected, value));
    edit.on(&StringEdit::finished,
        [this, key, expected, value, what](const StringEdit::Report &report) {
            onFinished(key, value, report);
            if (report.outcome == StringEdit::Outcome::Saved && expected)
                emit changed(
                    what, [this, key, value, before = *expected] { undo(key, value, before); });
        });
    m_client.start(edit);
    m_edit = std::move(edit);
    updateButtons();
}

void StringView::undo(const QByteArray &key, const QByteArray &from, const QByteArray &to)
{
    const QString whyNot = whyNotWrite(m_client);
    if (!whyNot.isEmpty())
        return emit refused(whyNot);
    if (isBusy())
        return emit refused(tr("Something else is being saved. Try again when that is done."));
    m_isUndoing = true;
    start(key, from, to, tr("%1 is again as it was.").arg(displayBytes(key)));
}

void StringView::onFinished(
    const QByteArray &key, const QByteArray &value, const StringEdit::Report &report)
{
    m_edit.reset();
    const bool isUndo = std::exchange(m_isUndoing, false);
    if (report.outcome == StringEdit::Outcome::Saved)
        return onSaved(key, value, isUndo);
    const QString name = displayBytes(key);
    updateButtons();
    restoreDraft();
    if (report.outcome == StringEdit::Outcome::Failed)
        return emit failed(*report.error, tr("Saving %1 failed.").arg(name));
    if (report.outcome == StringEdit::Outcome::Unknown)
        return emit failed(*report.error,
            tr("%1 may have been saved or not: no answer came. Your edit is kept.").arg(name));
    if (isUndo)
        return emit refused(tr("%1 was left as it is, because it changed since.").arg(name));
    if (key != m_key)
        return emit refused(
            tr("%1 was not saved, because it changed meanwhile. Your edit is kept there.")
                .arg(name));
    if (report.outcome == StringEdit::Outcome::Changed)
        return emit changedMeanwhile(report.current);
    showGone();
    emit gone();
}

// What is typed already when an undo is asked for is no part of it: it stays an edit of what was
// there before.
void StringView::onSaved(const QByteArray &key, const QByteArray &value, bool isUndo)
{
    if (!isUndo)
        m_drafts.remove(key);
    if (key == m_key) {
        m_exists = true;
        if (!isUndo || !m_view->isModified())
            take(value, value.size());
    }
    updateButtons();
    restoreDraft();
    emit saved(key);
}

void StringView::updateButtons()
{
    const bool busy = isBusy();
    const QString whyNot = whyNotWrite(m_client);
    // What is typed while it is saved would be lost when the answer comes.
    m_view->setEditable(m_isLoaded && !busy && whyNot.isEmpty());
    m_revert->setEnabled(m_view->isModified());
    const bool worthIt = m_view->isModified() || (!m_exists && m_view->isWhole());
    enableUnless(m_save, !busy && m_context && worthIt, whyNot);
}

} // namespace hitlens
