// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// The half of RowsView that changes the value.
#include "app/keyspace/values/listmodel.h"
#include "app/keyspace/values/valuerecord.h"
#include "ui/keyspace/rowsbar.h"
#include "ui/keyspace/rowsview.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QFrame>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

#include <algorithm>

namespace hitlens {

namespace {

// Of the rows before and after, about.
qint64 bytesOf(const RowReport &report)
{
    qint64 bytes = 0;
    for (const std::optional<QByteArray> &value : report.sight.values)
        bytes += value ? value->size() : 0;
    for (const RowCheck &check : report.undo->checks)
        bytes += check.name.size() + check.value.size();
    return bytes;
}

} // namespace

std::optional<KeyRecord> RowsView::record() const
{
    return m_model ? recordOf(*m_model, m_place.type) : std::nullopt;
}

void RowsView::add()
{
    if (!m_model || isBusy())
        return;
    // A key press has no tooltip.
    if (const QString whyNot = whyNotWrite(m_client); !whyNot.isEmpty())
        return emit refused(whyNot);
    keepDraft();
    m_editor->addRow(currentRow().has_value());
    if (m_additions.contains(m_place.key))
        m_editor->restore(m_additions.take(m_place.key));
}

void RowsView::save(const std::optional<ValueRow> &theirs)
{
    if (isBusy() || !m_context)
        return;
    Typed typed{m_place, m_editor->row(), m_editor->isAdding(), m_editor->place(), currentRow(),
        theirs, {}};
    m_isEncoding = true;
    // Also where another row is shown by then: it was asked for.
    m_editor->encode(this, [this, typed = std::move(typed)](const RowEditor::Entered &entered) {
        onEncoded(typed, entered);
    });
    updateOffers();
}

void RowsView::onEncoded(Typed typed, const RowEditor::Entered &entered)
{
    m_isEncoding = false;
    updateOffers();
    if (!entered.refusal.isEmpty())
        return emit refused(isShown(typed)
                ? entered.refusal
                : tr("A row of %1 was not saved. Your edit is kept there.")
                        .arg(displayBytes(typed.where.key))
                    + u' ' + entered.refusal);
    typed.entered = entered.row;
    // A new row that got another name meanwhile has nothing to do with theirs any more.
    const bool isNew = typed.isAdding && (!typed.theirs || typed.theirs->name != entered.row.name);
    if (isNew)
        return make(additionOf(typed.where, entered.row, typed.place, typed.pivot),
            addedText(typed.where.type, entered.row), typed);
    if (!typed.theirs && entered.row == typed.row)
        return isShown(typed) ? m_editor->revert() : void();
    make(replacementOf(typed.where, typed.theirs.value_or(typed.row), entered.row),
        savedText(typed.where.type, entered.row), typed);
}

// How many rows there are is asked afresh: it says whether the key goes with them.
void RowsView::askToRemove()
{
    m_toRemove = selectedRows();
    if (m_toRemove.isEmpty() || isBusy())
        return;
    if (const QString whyNot = whyNotWrite(m_client); !whyNot.isEmpty())
        return emit refused(whyNot);
    m_client.send(
        length(m_place.key, m_place.type), m_context.get(), [this](const Result<qint64> &rows) {
            if (!rows)
                return emit failed(rows.error(), tr("Counting the rows failed."));
            showQuestion(*rows);
        });
}

void RowsView::showQuestion(qint64 length)
{
    m_questionText->setText(removalQuestion(m_place.type, m_toRemove, length == m_toRemove.size()));
    m_removeNow->setText(tr("Delete %1").arg(countText(m_place.type, m_toRemove.size())));
    m_question->show();
    m_keep->setFocus(); // so that Enter, pressed once too often, keeps them
}

void RowsView::removeRows()
{
    m_question->hide();
    m_table->setFocus();
    make(removalOf(m_place, m_toRemove), removedText(m_place.type, m_toRemove));
}

void RowsView::move(int by)
{
    const int row = m_table->currentIndex().row();
    const int other = row + by;
    if (!list() || m_model->query().isSearch() || isBusy() || row < 0 || other < 0
        || other >= m_model->rowCount())
        return;
    if (const QString whyNot = whyNotWrite(m_client); !whyNot.isEmpty())
        return emit refused(whyNot);
    const ValueRow a = rowAt(row);
    const ValueRow b = rowAt(other);
    make(swapElements(m_place.key, {a.index, a.value}, {b.index, b.value}),
        by < 0 ? tr("The element is moved up.") : tr("The element is moved down."));
    m_table->selectRow(other);
}

void RowsView::expireFields(const std::function<RowChange(const QByteArrayList &)> &change)
{
    QByteArrayList fields;
    for (const ValueRow &row : selectedRows())
        fields << row.name;
    if (!fields.isEmpty() && !isBusy())
        make(change(fields),
            tr("The expiry of %1 is changed.").arg(countText(KeyType::Hash, fields.size())));
}

// typed: it is what stands in the editor, which is done with once it is saved.
void RowsView::make(const RowChange &change, const QString &done, const std::optional<Typed> &typed)
{
    if (isBusy())
        return emit refused(tr("An edit is being saved. Try again in a moment."));
    start(change, [this, change, done, typed](const RowReport &report) {
        onFinished(change, done, typed, report);
    });
}

void RowsView::undo(const RowChange &back, const UndoList::PutBack &putBack)
{
    if (isBusy()) {
        putBack();
        return emit refused(tr("An edit is being saved. Try again in a moment."));
    }
    start(back, [this, back, putBack](const RowReport &report) {
        // What we refuse ourselves makes no sense later either. What stands against it may go.
        const bool isRefusedHere = report.error && report.error->kind == Error::Kind::Local;
        if (report.outcome != GuardedEdit::Outcome::Saved && !isRefusedHere)
            putBack();
        onFinished(back, tr("It is as it was before."), {}, report);
    });
}

void RowsView::start(RowChange change, const std::function<void(const RowReport &)> &handler)
{
    if (change.type == KeyType::Hash)
        change.readsFieldExpiry = m_client.commands().mayHave("hpexpiretime");
    JobHandle edit(std::make_unique<RowEdit>(std::move(change)));
    edit.on(&RowEdit::finished, handler);
    m_client.start(edit);
    m_edit = std::move(edit);
    updateOffers();
}

// The person may have gone on to another row while the edit was saved.
bool RowsView::isShown(const Typed &typed) const
{
    return keyOf(typed.where, typed.row) == keyOf(m_editor->row())
        && typed.isAdding == m_editor->isAdding();
}

void RowsView::onFinished(const RowChange &change, const QString &done,
    const std::optional<Typed> &typed, const RowReport &report)
{
    m_edit.reset();
    updateOffers();
    using Outcome = GuardedEdit::Outcome;
    switch (report.outcome) {
    case Outcome::Saved:
        return onSaved(change, done, typed, report);
    case Outcome::Failed:
        return emit failed(*report.error, tr("The value was not changed."));
    case Outcome::Unknown:
        return emit failed(*report.error,
            tr("The value may have been changed, all or in part, or not. Your edit is kept."));
    case Outcome::Gone:
        return change.key == m_place.key ? emit gone() : emit refused(tr("This key is gone."));
    case Outcome::Changed:
    case Outcome::RowGone:
    case Outcome::RowTaken:
        return onConflict(change, typed, report);
    }
}

void RowsView::onSaved(const RowChange &change, const QString &done,
    const std::optional<Typed> &typed, const RowReport &report)
{
    UndoList::Undo undo;
    if (report.undo)
        undo = [this, back = *report.undo](
                   const UndoList::PutBack &putBack) { this->undo(back, putBack); };
    if (typed && typed->isAdding)
        m_additions.remove(change.key);
    else if (typed)
        m_drafts.remove(keyOf(typed->where, typed->row));
    if (change.key == m_place.key && m_context) {
        if (typed && isShown(*typed))
            onTypedSaved(*typed, report);
        refreshRows(change, report);
        askLength();
    }
    emit changed(done, undo, report.undo ? bytesOf(report) : 0);
}

void RowsView::onTypedSaved(const Typed &typed, const RowReport &report)
{
    // It may have to move.
    m_awaited
        = typed.where.type == KeyType::Stream ? report.sight.replies.value(0) : typed.entered.name;
    if (!typed.isAdding)
        return m_editor->showRow(typed.entered); // what is typed next is compared with this
    m_editor->revert();
    m_table->setFocus();
}

void RowsView::refreshRows(const RowChange &change, const RowReport &report)
{
    m_touched.clear();
    for (const RowCheck &check : change.checks)
        m_touched << check.name;
    if (change.type == KeyType::Stream && change.checks.isEmpty())
        m_touched << report.sight.replies.value(0);
    // A new element is where the undo would look for it.
    if (change.type == KeyType::List && report.undo) {
        for (const RowCheck &check : report.undo->checks)
            m_touched << check.name;
    }
    // It may be being loaded again, and comes with the edit then.
    if (m_model)
        m_model->refresh(m_touched);
}

// What stands against it is what an edit that overwrites it starts from.
void RowsView::onConflict(
    const RowChange &change, const std::optional<Typed> &typed, const RowReport &report)
{
    const QString what = conflictText({change.key, change.type}, report);
    if (change.key != m_place.key)
        return emit refused(what);
    m_touched.clear();
    for (const RowCheck &check : change.checks)
        m_touched << check.name;
    m_conflict = typed;
    if (!typed)
        return emit changedMeanwhile(what, false);
    // A member of a set has nothing to overwrite, and a new element was not to replace any.
    const bool isValued = change.type == KeyType::Hash || change.type == KeyType::SortedSet
        || (change.type == KeyType::List && !typed->isAdding);
    const bool isOwnRow = typed->isAdding || typed->entered.name == typed->row.name;
    const bool canOverwrite = isShown(*typed) && isValued && isOwnRow
        && report.outcome != GuardedEdit::Outcome::RowGone;
    m_conflict->theirs.reset();
    if (canOverwrite) {
        m_conflict->theirs = typed->isAdding ? typed->entered : typed->row;
        m_conflict->theirs->value = report.current;
    }
    emit changedMeanwhile(what, canOverwrite);
}

void RowsView::takeTheirs()
{
    if (!m_model)
        return;
    if (m_conflict) {
        m_drafts.remove(keyOf(m_conflict->where, m_conflict->row));
        if (isShown(*m_conflict))
            m_editor->revert();
    }
    // A list that was shifted is another one from its head on.
    m_model->refresh(m_place.type == KeyType::List ? QByteArrayList() : m_touched);
    askLength();
}

void RowsView::overwrite()
{
    if (!m_conflict || !m_conflict->theirs)
        return;
    if (!isShown(*m_conflict))
        return emit refused(
            tr("Your edit is kept at its row. Select that row, and save it there."));
    save(m_conflict->theirs);
}

// An element that was moved is known by its value, and one that somebody has changed by its place:
// saving it then says what it is now. Only what is loaded can tell.
RowsView::RowKey RowsView::draftOf(const ValueRow &row) const
{
    const RowKey own = keyOf(row);
    if (!list() || m_drafts.contains(own))
        return own;
    const bool isAll = m_model->isComplete() && !m_model->query().isSearch();
    for (auto draft = m_drafts.cbegin(); draft != m_drafts.cend(); ++draft) {
        const ValueRow &edited = draft->row;
        bool isPlaceKnown = isAll;
        bool isStill = false;
        bool isAnywhere = false;
        for (int at = 0; at < m_model->rowCount(); ++at) {
            const bool isThere = list()->indexOf(at) == edited.index;
            const bool isSame = m_model->row(at).value == edited.value;
            isPlaceKnown = isPlaceKnown || isThere;
            isStill = isStill || (isThere && isSame);
            isAnywhere = isAnywhere || isSame;
        }
        const bool wasMoved = edited.value == row.value && isPlaceKnown && !isStill;
        const bool wasChanged = edited.index == row.index && !isAnywhere;
        if (draft.key().first == m_place.key && (wasMoved || wasChanged))
            return draft.key();
    }
    return own;
}

bool RowsView::hasUnsavedEditsOf(const QByteArray &key) const
{
    const bool isTyped = m_editor->isModified() && m_place.key == key;
    return isTyped || m_additions.contains(key)
        || std::any_of(m_drafts.keyBegin(), m_drafts.keyEnd(),
            [&key](const RowKey &row) { return row.first == key; });
}

bool RowsView::onKey(int key, Qt::KeyboardModifiers modifiers)
{
    const bool isPlain = modifiers == Qt::NoModifier || modifiers == Qt::KeypadModifier;
    const bool isAlt = modifiers == Qt::AltModifier;
    if (isPlain && (key == Qt::Key_F2 || key == Qt::Key_Return || key == Qt::Key_Enter)) {
        if (m_editor->isVisible())
            m_editor->focusEditor();
    } else if (isPlain && key == Qt::Key_Insert) {
        add();
    } else if (isPlain && key == Qt::Key_Delete) {
        askToRemove();
    } else if (isAlt && (key == Qt::Key_Up || key == Qt::Key_Down)) {
        move(key == Qt::Key_Up ? -1 : 1);
    } else if (modifiers == Qt::ControlModifier && key == Qt::Key_F) {
        m_bar->searchField()->setFocus();
    } else {
        return false;
    }
    return true;
}

// The page around takes Delete for the whole key: not while the focus is in the rows.
bool RowsView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    auto *pressed = static_cast<QKeyEvent *>(event);
    if (watched != m_table) {
        if (event->type() != QEvent::KeyPress || pressed->key() != Qt::Key_Escape)
            return QWidget::eventFilter(watched, event);
        m_keep->click();
        return true;
    }
    if (event->type() == QEvent::KeyPress)
        return onKey(pressed->key(), pressed->modifiers()) || QWidget::eventFilter(watched, event);
    const bool isOurs = pressed->key() == Qt::Key_Delete
        || (pressed->key() == Qt::Key_F && pressed->modifiers() == Qt::ControlModifier);
    if (isOurs)
        event->accept();
    return isOurs || QWidget::eventFilter(watched, event);
}

} // namespace hitlens
