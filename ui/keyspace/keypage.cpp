// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keypage.h"

#include "app/keyspace/values/sortedsetmodel.h"
#include "ui/keyspace/copykeydialog.h"
#include "ui/keyspace/jsonkeyview.h"
#include "ui/keyspace/keyheader.h"
#include "ui/keyspace/keyremoval.h"
#include "ui/keyspace/keywords.h"
#include "ui/keyspace/movekeydialog.h"
#include "ui/keyspace/renameundo.h"
#include "ui/keyspace/rowsview.h"
#include "ui/keyspace/stringview.h"
#include "ui/keyspace/ttlbar.h"
#include "ui/keyspace/valuefacts.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/whynot.h"

#include <QKeyEvent>
#include <QShortcut>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace hitlens {

KeyPage::KeyPage(Client &client, const Profile &profile, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_profile(profile)
    , m_removal(new KeyRemoval(client, m_undos, this))
    , m_renames(new RenameUndo(client, m_undos, this))
    , m_pages(new QStackedLayout(this))
    , m_strip(new MessageStrip(this))
    , m_header(new KeyHeader(profile, m_undos, this))
    , m_ttl(new TtlBar(client, this))
    , m_value(new QStackedLayout)
    , m_string(new StringView(client, this))
    , m_rows(new RowsView(client, this))
    , m_json(new JsonKeyView(client, this))
    , m_facts(new ValueFacts(client, this))
    , m_state(new EmptyState({}, {}, this))
{
    build();
    connectParts();
    connectActs();
    showWhetherWritable();
    setFocusPolicy(Qt::ClickFocus);
    auto *remove = new QShortcut(Qt::Key_Delete, this);
    remove->setContext(Qt::WidgetWithChildrenShortcut);
    connect(remove, &QShortcut::activated, this, &KeyPage::askToDelete);
    // An editor takes it for itself.
    auto *undo = new QShortcut(QKeySequence::Undo, this);
    undo->setContext(Qt::WidgetWithChildrenShortcut);
    connect(undo, &QShortcut::activated, this, &KeyPage::undo);
}

void KeyPage::build()
{
    m_pages->addWidget(new EmptyState(
        tr("No key is selected."), tr("Choose a key in the list to see what it holds."), this));
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(12);
    layout->addWidget(m_strip);
    layout->addWidget(m_header);
    layout->addWidget(m_ttl);
    layout->addWidget(m_facts);
    layout->addLayout(m_value, 1);
    for (QWidget *value : std::initializer_list<QWidget *>{m_string, m_rows, m_json, m_state})
        m_value->addWidget(value);
    tabAsLaidOut(page);
    m_pages->addWidget(page);
}

void KeyPage::connectParts()
{
    connect(&m_client, &Client::topologyChanged, this, &KeyPage::showPlace);
    connect(&m_client, &Client::writeRefusalChanged, this, &KeyPage::showWhetherWritable);
    connect(m_header, &KeyHeader::refreshRequested, this, &KeyPage::refresh);
    connect(m_ttl, &TtlBar::failed, this, &KeyPage::showError);
    connect(m_ttl, &TtlBar::gone, this, [this](bool expired) {
        onGone(expired ? tr("This key has expired.") : tr("This key is gone."));
        sayWhetherItComesBack();
    });
    connect(m_ttl, &TtlBar::changed, this,
        [this](const QString &what, const UndoList::Undo &undo) { noteEdit(what, undo, 0); });
    connect(m_facts, &ValueFacts::failed, this, &KeyPage::showError);
    connect(m_facts, &ValueFacts::placesWanted, this, [this] {
        if (auto *members = qobject_cast<SortedSetModel *>(m_rows->model()))
            members->showPlaces();
    });
    connect(m_string->view(), &BytesView::settled, this, [this] {
        const BytesView *view = m_string->view();
        m_facts->showString(view->bytes(), view->total(), view->isDecoded());
    });
    connectWhole(m_string);
    connectWhole(m_json);
    connectRows();
}

void KeyPage::connectWhole(WholeValueView *view)
{
    connect(view, &WholeValueView::failed, this, &KeyPage::showError);
    connect(view, &WholeValueView::refused, m_strip, &MessageStrip::showNote);
    connect(view, &WholeValueView::gone, this, [this] { onGone(tr("This key is gone.")); });
    connect(view, &WholeValueView::changedMeanwhile, this,
        [this, view](const QByteArray &found) { onChangedMeanwhile(view, found); });
    connect(view, &WholeValueView::saved, this, [this](const QByteArray &key) {
        m_strip->showSuccess(tr("%1 is saved.").arg(displayBytes(key)));
        if (key == m_key)
            load();
        emit keyChanged(key);
    });
    connect(view, &WholeValueView::changed, this, &KeyPage::noteEdit);
    connect(view, &WholeValueView::draftRestored, this,
        [this] { m_strip->showNote(tr("Your unsaved edit of this key is back.")); });
}

void KeyPage::connectRows()
{
    connect(m_rows, &RowsView::lengthKnown, m_header, &KeyHeader::showLength);
    connect(m_rows, &RowsView::refused, m_strip, &MessageStrip::showNote);
    connect(m_rows, &RowsView::gone, this, [this] { onGone(tr("This key is gone.")); });
    connect(m_rows, &RowsView::changed, this, &KeyPage::noteEdit);
    connect(m_rows, &RowsView::changedMeanwhile, this, [this](const QString &what, bool mayWrite) {
        m_strip->showNote(what);
        m_strip->addAction(tr("Load theirs"), m_rows, [this] { m_rows->takeTheirs(); });
        if (mayWrite)
            m_strip->addAction(tr("Overwrite with mine"), m_rows, [this] { m_rows->overwrite(); });
    });
    connect(m_rows, &RowsView::failed, this, [this](const Error &error, const QString &tried) {
        m_strip->showError(error, tried);
        m_strip->addAction(tr("Try again"), m_rows, [this] { m_rows->retry(); });
    });
}

void KeyPage::connectActs()
{
    connect(m_header, &KeyHeader::deleteConfirmed, this, [this] { m_removal->remove(m_key); });
    connect(m_header, &KeyHeader::renameRequested, this, &KeyPage::rename);
    connect(m_header, &KeyHeader::duplicateRequested, this, &KeyPage::duplicate);
    connect(m_header, &KeyHeader::copyRequested, this, &KeyPage::copyElsewhere);
    connect(m_renames, &RenameUndo::failed, this, &KeyPage::showError);
    connect(m_renames, &RenameUndo::renamedBack, this, &KeyPage::onRenamedBack);
    connect(m_removal, &KeyRemoval::failed, this, &KeyPage::showError);
    connect(m_removal, &KeyRemoval::removed, this, &KeyPage::onRemoved);
    connect(m_removal, &KeyRemoval::notKept, this, &KeyPage::onNotKept);
    connect(m_removal, &KeyRemoval::restored, this, &KeyPage::onRestored);
    connect(m_removal, &KeyRemoval::createdAgain, this, [this](const QByteArray &key) {
        onBack(key, tr("%1 is created again, without an expiry.").arg(displayBytes(key)));
    });
    connect(m_removal, &KeyRemoval::notRestored, this,
        [this](const QByteArray &, const QString &why) { m_strip->showNote(why); });
}

// While the focus is in here, F5 is about this key, though the window scans again with it.
bool KeyPage::event(QEvent *event)
{
    const bool isKey
        = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (!isKey || static_cast<QKeyEvent *>(event)->key() != Qt::Key_F5)
        return QWidget::event(event);
    if (event->type() == QEvent::KeyPress)
        refresh();
    event->accept();
    return true;
}

void KeyPage::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (m_hasValue && m_value->currentWidget() != m_state)
        m_value->currentWidget()->setFocus();
}

void KeyPage::askToDelete()
{
    if (mayAct())
        m_header->askToDelete();
}

bool KeyPage::mayAct()
{
    if (m_key.isNull())
        return false;
    // A key press has no tooltip.
    const QString whyNot = whyNotWrite(m_client);
    if (!whyNot.isEmpty())
        m_strip->showNote(whyNot);
    return whyNot.isEmpty();
}

void KeyPage::showKey(const QByteArray &key)
{
    m_key = key.isNull() ? QByteArray("") : key;
    m_hasValue = false;
    m_strip->clear();
    m_header->showKey(m_key);
    showPlace();
    m_ttl->clear();
    m_string->leave();
    m_rows->leave();
    m_json->leave();
    m_facts->leave();
    showState({}, {});
    m_pages->setCurrentIndex(1);
    load();
}

void KeyPage::clear()
{
    m_key = QByteArray();
    m_context.reset();
    m_ttl->clear();
    m_string->leave();
    m_rows->leave();
    m_json->leave();
    m_facts->leave();
    m_pages->setCurrentIndex(0);
}

void KeyPage::refresh()
{
    if (m_key.isNull())
        return;
    m_strip->clear();
    if (m_string->isModified())
        m_strip->showNote(tr("Your edit is kept. Revert shows the value on the server."));
    else
        m_hasValue = false;
    load();
}

bool KeyPage::hasUnsavedEdits() const
{
    return m_string->hasUnsavedEdits() || m_rows->hasUnsavedEdits() || m_json->hasUnsavedEdits();
}

void KeyPage::setDecoders(DecoderLibrary &decoders)
{
    m_string->view()->setLibrary(decoders);
    m_rows->setDecoders(decoders);
}

void KeyPage::load()
{
    m_context = std::make_unique<QObject>();
    loadKeyDetails(
        m_client, m_key, m_context.get(), [this](const KeyDetails &details) { take(details); });
}

void KeyPage::showPlace()
{
    const Topology &topology = m_client.topology();
    if (m_key.isNull() || !topology.isCluster())
        return m_header->showPlace({});
    const Node *node = topology.nodeOfKey(m_key);
    m_header->showPlace(tr("slot %1 on %2")
                            .arg(QString::number(keySlot(m_key)),
                                node ? QString::fromUtf8(node->name) : tr("no node")));
}

void KeyPage::showWhetherWritable()
{
    m_header->setWhyNot(whyNotWrite(m_client));
}

void KeyPage::take(const KeyDetails &details)
{
    if (const auto error = details.failure()) {
        showError(*error, tr("Loading %1 failed.").arg(displayBytes(m_key)));
        m_strip->addAction(tr("Try again"), this, [this] { refresh(); });
        return;
    }
    if (details.isGone()) {
        m_ttl->showGone();
        return onGone(tr("This key is gone."));
    }
    m_header->showDetails(details);
    m_ttl->showTtl(m_key, details.ttl, details.measured);
    if (!m_hasValue)
        showValue(details);
}

void KeyPage::showValue(const KeyDetails &details)
{
    m_hasValue = true;
    if (!details.typeName) {
        const Error &error = details.typeName.error();
        return showState(tr("The value cannot be shown."), error.text + u'\n' + advice(error));
    }
    const QString name = QString::fromUtf8(*details.typeName);
    const std::optional<qint64> memory = details.memory ? *details.memory : std::nullopt;
    m_facts->load(m_key, details.type());
    switch (const KeyType type = details.type()) {
    case KeyType::String:
        m_string->load(m_key);
        m_value->setCurrentWidget(m_string);
        break;
    case KeyType::Hash:
    case KeyType::List:
    case KeyType::Set:
    case KeyType::SortedSet:
    case KeyType::Stream:
        m_rows->load(m_key, type, memory);
        m_value->setCurrentWidget(m_rows);
        break;
    case KeyType::None:
    case KeyType::Other:
        if (*details.typeName == JsonKeyView::typeName) {
            m_json->load(m_key, memory);
            m_value->setCurrentWidget(m_json);
            break;
        }
        return showState(tr("This is %1.").arg(moduleTypeWords(name)),
            tr("It belongs to a module of this server. Hitlens shows what it weighs and when it "
               "expires, not what it holds."));
    }
    if (hasFocus())
        m_value->currentWidget()->setFocus();
}

void KeyPage::showState(const QString &title, const QString &hint)
{
    m_state->setTexts(title, hint);
    m_value->setCurrentWidget(m_state);
}

void KeyPage::noteEdit(const QString &what, const UndoList::Undo &undo, qint64 bytes)
{
    const quint64 id = m_undos.add({what, undo, bytes});
    m_strip->showNote(what);
    if (id > 0)
        m_strip->addAction(tr("Undo"), this, [this, id] { m_undos.undo(id); });
    emit keyChanged(m_key);
}

void KeyPage::undo()
{
    if (mayAct())
        m_undos.undoLast();
}

void KeyPage::onRemoved(const QByteArray &key, qint64 count, bool canUndo)
{
    if (key == m_key)
        onGone(count > 0 ? tr("This key is deleted.") : tr("This key was gone already."));
    else
        m_strip->showNote(tr("%1 is deleted.").arg(displayBytes(key)));
    if (canUndo)
        m_strip->addAction(
            tr("Undo"), this, [this, id = m_undos.edits().front().id] { m_undos.undo(id); });
    emit keyDeleted(key);
}

void KeyPage::onNotKept(const QByteArray &key, const QString &why)
{
    m_strip->showNote(tr("%1 is not deleted. %2").arg(displayBytes(key), why));
    m_strip->addAction(
        tr("Delete without undo"), m_removal, [this, key] { m_removal->removeForGood(key); });
}

void KeyPage::onRestored(const QByteArray &key)
{
    onBack(key, tr("%1 is back, with its expiry.").arg(displayBytes(key)));
}

void KeyPage::onBack(const QByteArray &key, const QString &what)
{
    if (key == m_key) {
        m_hasValue = false;
        load();
    }
    m_strip->showSuccess(what);
    emit keyAdded(key);
}

// ---- another name, another place

void KeyPage::rename()
{
    if (!mayAct())
        return;
    if (m_string->isModified() || m_rows->hasUnsavedEditsOf(m_key) || m_json->isModified())
        return m_strip->showNote(tr("Save your edit, or revert it, before you rename the key."));
    auto *dialog = new MoveKeyDialog(m_client, m_profile, m_key, MoveKeyDialog::What::Rename, this);
    connect(dialog, &MoveKeyDialog::moved, this,
        [this, from = m_key](
            const QByteArray &to, const KeptKey &over) { onRenamed(from, to, over); });
    dialog->open();
}

void KeyPage::duplicate()
{
    if (!mayAct())
        return;
    auto *dialog
        = new MoveKeyDialog(m_client, m_profile, m_key, MoveKeyDialog::What::Duplicate, this);
    connect(dialog, &MoveKeyDialog::moved, this,
        [this](const QByteArray &to, const KeptKey &over, const KeptKey &made) {
            if (over.isThere())
                m_removal->keep(tr("%1 was overwritten.").arg(displayBytes(to)), over, made);
            m_strip->showSuccess(tr("%1 is made, with the same expiry.").arg(displayBytes(to)));
            m_strip->addAction(tr("Open it"), this, [this, to] { emit openRequested(to); });
            emit keyAdded(to);
        });
    dialog->open();
}

void KeyPage::copyElsewhere()
{
    if (m_key.isNull())
        return;
    auto *dialog = new CopyKeyDialog(m_client, m_profile, m_key, m_targets, this);
    connect(dialog, &CopyKeyDialog::copied, m_strip, &MessageStrip::showSuccess);
    dialog->open();
}

void KeyPage::onRenamed(const QByteArray &from, const QByteArray &to, const KeptKey &overwritten)
{
    const quint64 id = m_renames->keep(from, to, overwritten);
    emit keyRenamed(from, to); // which shows it under its new name
    m_strip->showNote(tr("%1 was renamed to %2.").arg(displayBytes(from), displayBytes(to)));
    m_strip->addAction(tr("Undo"), this, [this, id] { m_undos.undo(id); });
}

void KeyPage::onRenamedBack(
    const QByteArray &from, const QByteArray &to, const QString &more, bool isThere)
{
    emit keyRenamed(to, from);
    m_strip->showSuccess(
        QString(tr("%1 has its name again. %2").arg(displayBytes(from), more)).trimmed());
    if (isThere)
        emit keyAdded(to);
}

void KeyPage::onGone(const QString &how)
{
    m_ttl->showGone();
    m_header->showGone();
    if (!m_hasValue && m_value->currentWidget() == m_state)
        return showState(how, tr("It expired, was deleted or evicted since the list was read."));
    if (WholeValueView *whole = shownWhole())
        whole->showGone();
    m_strip->showNote(how + u' ' + tr("What you see is what it held last."));
}

// Where it went without us, there is no dump to restore it from.
void KeyPage::sayWhetherItComesBack()
{
    if (!m_hasValue)
        return;
    const WholeValueView *whole = shownWhole();
    const std::optional<KeyRecord> rows
        = m_value->currentWidget() == m_rows && whyNotWrite(m_client).isEmpty() ? m_rows->record()
                                                                                : std::nullopt;
    const bool isWhole = rows || (whole && whole->isWhole());
    m_strip->showNote(m_strip->text() + u' '
        + (isWhole ? tr("“Create again” makes it anew with this value, without an expiry.")
                   : tr("Only what is shown of it is left, and that cannot be put back as a "
                        "key.")));
    if (rows)
        m_strip->addAction(
            tr("Create again"), m_removal, [this, rows] { m_removal->createAgain(*rows); });
}

// The view of the key that is shown, where its value is one piece.
WholeValueView *KeyPage::shownWhole() const
{
    return qobject_cast<WholeValueView *>(m_value->currentWidget());
}

void KeyPage::onChangedMeanwhile(WholeValueView *view, const QByteArray &found)
{
    m_strip->showNote(
        tr("Not saved: somebody changed this value since it was loaded. It is now: %1")
            .arg(
                displayBytes(QByteArrayView(found).first(std::min<qsizetype>(found.size(), 200)))));
    m_strip->addAction(tr("Load theirs"), view, [this, view] {
        view->takeTheirs();
        load(); // it may have been gone, and is back
    });
    m_strip->addAction(tr("Overwrite with mine"), view, [view, found] { view->overwrite(found); });
}

void KeyPage::showError(const Error &error, const QString &tried)
{
    m_strip->showError(error, tried);
}

} // namespace hitlens
