// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/wholevalueview.h"

#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace hitlens {

using Outcome = GuardedEdit::Outcome;

WholeValueView::WholeValueView(Client &client, const Words &words, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_words(words)
    , m_view(new BytesView(words.heading, this))
    , m_revert(new QPushButton(tr("Revert"), this))
    , m_save(new QPushButton(this))
{
    nameSave(words.save, words.saveTip);
    m_revert->setToolTip(words.revertTip);
    build();
    connectParts();
    updateButtons();
}

WholeValueView::~WholeValueView() = default;

void WholeValueView::build()
{
    setRole(m_save, Role::Primary);
    m_view->toolbar()->addStretch();
    for (QPushButton *button : {m_revert, m_save}) {
        button->setAutoDefault(false);
        m_view->toolbar()->addWidget(button);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_view);
    FocusPass::set(this, m_view);
}

void WholeValueView::connectParts()
{
    auto *shortcut = new QShortcut(QKeySequence::Save, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &WholeValueView::save);
    connect(m_save, &QPushButton::clicked, this, &WholeValueView::save);
    connect(m_revert, &QPushButton::clicked, this, &WholeValueView::revert);
    connect(m_view, &BytesView::modifiedChanged, this, &WholeValueView::updateButtons);
    const auto lookAgain = [this] {
        updateButtons();
        restoreDraft();
    };
    connect(m_view, &BytesView::settled, this, lookAgain);
    connect(&m_client, &Client::writeRefusalChanged, this, lookAgain);
}

void WholeValueView::enter(const QByteArray &key)
{
    leave();
    m_key = key;
    m_exists = true;
}

void WholeValueView::leave()
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
}

QObject *WholeValueView::freshContext()
{
    m_context = std::make_unique<QObject>();
    return m_context.get();
}

void WholeValueView::setBase(const QByteArray &base, qint64 total, qint64 offset)
{
    m_base = base;
    m_isLoaded = true;
    nameSave(m_words.save, m_words.saveTip);
    m_view->setBytes(base, total, offset);
    updateButtons();
    restoreDraft();
}

void WholeValueView::showGone()
{
    m_exists = false;
    nameSave(tr("Create again"), tr("Make the key anew with this value, without an expiry"));
    updateButtons();
}

void WholeValueView::nameSave(const QString &text, const QString &tip)
{
    m_save->setText(text);
    m_save->setToolTip(tip);
}

// An edit goes into an editor that takes it: until then it waits.
void WholeValueView::restoreDraft()
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

void WholeValueView::save()
{
    if (!m_save->isEnabled())
        return;
    m_isEncoding = true;
    const Expected expected = m_exists ? std::optional(m_base) : std::nullopt;
    // Also where another key is shown by then: it was asked for.
    m_view->encode(this, [this, key = m_key, expected](const BytesView::Edited &edited) {
        onEncoded(key, expected, edited);
    });
    updateButtons();
}

void WholeValueView::onEncoded(
    const QByteArray &key, const Expected &expected, const BytesView::Edited &edited)
{
    if (!edited.refusal.isEmpty())
        return onChecked(key, expected, {}, edited.refusal);
    check(edited.bytes, [this, key, expected, value = edited.bytes](const QString &refusal) {
        onChecked(key, expected, value, refusal);
    });
}

void WholeValueView::check(const QByteArray &, const std::function<void(const QString &)> &then)
{
    then({});
}

void WholeValueView::onChecked(const QByteArray &key, const Expected &expected,
    const QByteArray &value, const QString &refusal)
{
    m_isEncoding = false;
    if (refusal.isEmpty())
        return start(key, expected, value, tr("%1 is saved.").arg(displayBytes(key)));
    updateButtons();
    restoreDraft();
    emit refused(key == m_key
            ? refusal
            : tr("%1 was not saved. Your edit is kept there.").arg(displayBytes(key)) + u' '
                + refusal);
}

void WholeValueView::overwrite(const QByteArray &found)
{
    m_exists = true;
    m_base = found;
    nameSave(m_words.save, m_words.saveTip);
    save();
}

void WholeValueView::takeTheirs()
{
    m_exists = true;
    nameSave(m_words.save, m_words.saveTip);
    revert();
}

void WholeValueView::revert()
{
    m_view->revert();
    if (m_exists && m_context)
        reload();
}

void WholeValueView::start(const QByteArray &key, const Expected &expected, const QByteArray &value,
    const QString &what, const UndoList::PutBack &putBack)
{
    JobHandle job(edit(key, expected, value));
    job.on(&WholeEdit::finished, [=, this](const WholeEdit::Report &report) {
        onFinished(key, report, putBack);
        if (report.outcome == Outcome::Saved && expected)
            emit changed(
                what,
                [this, key, now = report.current, before = *expected](
                    const UndoList::PutBack &again) { undo(key, now, before, again); },
                report.current.size() + expected->size());
    });
    m_client.start(job);
    m_edit = std::move(job);
    updateButtons();
}

void WholeValueView::undo(const QByteArray &key, const QByteArray &from, const QByteArray &to,
    const UndoList::PutBack &putBack)
{
    const QString whyNot = whyNotWrite(m_client);
    if (whyNot.isEmpty() && !isBusy())
        return start(key, from, to, tr("%1 is again as it was.").arg(displayBytes(key)), putBack);
    putBack();
    emit refused(!whyNot.isEmpty()
            ? whyNot
            : tr("Something else is being saved. Try again when that is done."));
}

void WholeValueView::onFinished(
    const QByteArray &key, const GuardedEdit::Report &report, const UndoList::PutBack &putBack)
{
    m_edit.reset();
    const bool isUndo = putBack != nullptr;
    if (report.outcome == Outcome::Saved)
        return onSaved(key, report.current, isUndo);
    if (isUndo)
        putBack(); // what stands against it may go
    const QString name = displayBytes(key);
    updateButtons();
    restoreDraft();
    if (report.outcome == Outcome::Failed)
        return emit failed(*report.error, tr("Saving %1 failed.").arg(name));
    if (report.outcome == Outcome::Unknown)
        return emit failed(
            *report.error, tr("%1 may have been saved or not. Your edit is kept.").arg(name));
    if (isUndo)
        return emit refused(report.outcome == Outcome::Gone
                ? tr("%1 is gone: there is nothing to take back.").arg(name)
                : tr("%1 was left as it is, because it changed since.").arg(name));
    if (key != m_key)
        return emit refused(
            tr("%1 was not saved, because it changed meanwhile. Your edit is kept there.")
                .arg(name));
    if (report.outcome == Outcome::Changed)
        return emit changedMeanwhile(report.current);
    showGone();
    emit gone();
}

// What is typed already when an undo is asked for is no part of it: it stays an edit of what was
// there before.
void WholeValueView::onSaved(const QByteArray &key, const QByteArray &value, bool isUndo)
{
    if (!isUndo)
        m_drafts.remove(key);
    if (key == m_key) {
        m_exists = true;
        if (!isUndo || !m_view->isModified())
            take(value);
    }
    updateButtons();
    restoreDraft();
    emit saved(key);
}

void WholeValueView::updateButtons()
{
    const bool busy = isBusy();
    const QString whyNot = whyNotWrite(m_client);
    // What is typed while it is saved would be lost when the answer comes.
    m_view->setEditable(m_isLoaded && !busy && whyNot.isEmpty());
    m_revert->setEnabled(m_view->isModified());
    const bool worthIt = m_view->isModified() || (!m_exists && isWhole());
    enableUnless(m_save, !busy && m_context && worthIt, whyNot);
}

} // namespace hitlens
