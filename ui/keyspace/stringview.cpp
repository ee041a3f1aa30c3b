// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/stringview.h"

#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace hitlens {

namespace {

constexpr qint64 firstBytes = 256 * 1024;
// More than this is not brought into a window.
constexpr qint64 mostBytes = 64 * 1024 * 1024;

} // namespace

StringView::StringView(Client &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_view(new BytesView(tr("Value"), this))
    , m_revert(new QPushButton(tr("Revert"), this))
    , m_save(new QPushButton(tr("Save, keep TTL"), this))
    , m_loadAll(new QPushButton(tr("Load all"), this))
{
    setRole(m_save, Role::Primary);
    m_save->setToolTip(tr("Save the value and keep its expiry (Ctrl+S)"));
    m_revert->setToolTip(tr("Back to the value on the server"));
    for (QPushButton *button : {m_revert, m_save, m_loadAll})
        button->setAutoDefault(false);
    m_view->toolbar()->addStretch();
    m_view->toolbar()->addWidget(m_revert);
    m_view->toolbar()->addWidget(m_save);
    m_view->footer()->addWidget(m_loadAll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view);
    auto *shortcut = new QShortcut(QKeySequence::Save, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &StringView::save);
    connect(m_save, &QPushButton::clicked, this, &StringView::save);
    connect(m_revert, &QPushButton::clicked, this, &StringView::revert);
    connect(m_loadAll, &QPushButton::clicked, this, [this] { fetch(-1); });
    connect(m_view, &BytesView::modifiedChanged, this, &StringView::updateButtons);
    connect(&m_client, &Client::writeRefusalChanged, this, [this] {
        updateButtons();
        restoreDraft();
    });
    m_loadAll->hide();
    setFocusProxy(m_view);
    updateButtons();
}

StringView::~StringView() = default;

void StringView::load(const QByteArray &key)
{
    leave();
    m_key = key;
    m_exists = true;
    fetch(firstBytes - 1);
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
    m_loadAll->hide();
}

void StringView::showGone()
{
    m_exists = false;
    m_save->setText(tr("Create again"));
    m_save->setToolTip(tr("Make the key anew with this value, without an expiry"));
    updateButtons();
}

void StringView::fetch(qint64 last)
{
    m_context = std::make_unique<QObject>();
    m_client.send(strLen(m_key), m_context.get(),
        [this](const Result<qint64> &length) { m_length = length; });
    m_client.send(getRange(m_key, 0, last), m_context.get(),
        [this, last](const Result<QByteArray> &bytes) { onRange(bytes, last); });
}

// Whoever may run one of STRLEN, GETRANGE and GET sees what that shows.
void StringView::onRange(const Result<QByteArray> &bytes, qint64 last)
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
        return fetch(-1); // there may be more
    // It may have grown between the two answers. Saving compares all of it anyway.
    take(*bytes, std::max<qint64>(m_length ? *m_length : 0, bytes->size()));
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

void StringView::take(const QByteArray &bytes, qint64 total)
{
    m_base = bytes;
    m_isLoaded = true;
    m_view->setBytes(bytes, total);
    const bool whole = bytes.size() == total;
    m_loadAll->setVisible(!whole && total <= mostBytes);
    m_loadAll->setText(tr("Load all (%1)").arg(formatBytes(total)));
    m_save->setText(tr("Save, keep TTL"));
    updateButtons();
    restoreDraft();
}

// An edit goes into an editor that takes it: until then it waits.
void StringView::restoreDraft()
{
    if (!m_view->isEditable() || m_view->isModified() || !m_drafts.contains(m_key))
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
    const BytesView::Edited edited = m_view->edited();
    if (!edited.refusal.isEmpty())
        return emit refused(edited.refusal);
    start(m_exists ? std::optional(m_base) : std::nullopt, edited.bytes);
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

void StringView::start(const std::optional<QByteArray> &expected, const QByteArray &value)
{
    JobHandle edit(std::make_unique<StringEdit>(m_key, expected, value));
    edit.on(&StringEdit::finished, [this, key = m_key, value](const StringEdit::Report &report) {
        onFinished(key, value, report);
    });
    m_client.start(edit);
    m_edit = std::move(edit);
    updateButtons();
}

void StringView::onFinished(
    const QByteArray &key, const QByteArray &value, const StringEdit::Report &report)
{
    m_edit.reset();
    if (report.outcome == StringEdit::Outcome::Saved)
        m_drafts.remove(key);
    updateButtons();
    restoreDraft();
    const QString name = displayBytes(key);
    if (report.outcome == StringEdit::Outcome::Failed)
        return emit failed(*report.error, tr("Saving %1 failed.").arg(name));
    if (report.outcome == StringEdit::Outcome::Unknown)
        return emit failed(*report.error,
            tr("%1 may have been saved or not: no answer came. Your edit is kept.").arg(name));
    if (report.outcome == StringEdit::Outcome::Saved) {
        if (key == m_key) {
            m_exists = true;
            take(value, value.size());
        }
        return emit saved(key);
    }
    if (key != m_key)
        return emit refused(
            tr("%1 was not saved, because it changed meanwhile. Your edit is kept there.")
                .arg(displayBytes(key)));
    if (report.outcome == StringEdit::Outcome::Changed)
        return emit changedMeanwhile(report.current);
    showGone();
    emit gone();
}

void StringView::updateButtons()
{
    const bool busy = bool(m_edit);
    const QString whyNot = whyNotWrite(m_client);
    // What is typed while it is saved would be lost when the answer comes.
    m_view->setEditable(m_isLoaded && !busy && whyNot.isEmpty());
    m_revert->setEnabled(m_view->isModified());
    const bool worthIt = m_view->isModified() || (!m_exists && m_view->isWhole());
    enableUnless(m_save, !busy && m_context && worthIt, whyNot);
}

} // namespace hitlens
