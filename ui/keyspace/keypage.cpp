// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keypage.h"

#include "ui/keyspace/keyheader.h"
#include "ui/keyspace/rowsview.h"
#include "ui/keyspace/stringview.h"
#include "ui/keyspace/ttlbar.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QKeyEvent>
#include <QShortcut>
#include <QStackedLayout>
#include <QVBoxLayout>

namespace hitlens {

KeyPage::KeyPage(Client &client, const Profile &profile, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_pages(new QStackedLayout(this))
    , m_strip(new MessageStrip(this))
    , m_header(new KeyHeader(profile, this))
    , m_ttl(new TtlBar(client, this))
    , m_value(new QStackedLayout)
    , m_string(new StringView(client, this))
    , m_rows(new RowsView(client, this))
    , m_state(new EmptyState({}, {}, this))
{
    build();
    connectParts();
    showWhetherWritable();
    setFocusPolicy(Qt::ClickFocus);
    auto *remove = new QShortcut(Qt::Key_Delete, this);
    remove->setContext(Qt::WidgetWithChildrenShortcut);
    connect(remove, &QShortcut::activated, this, &KeyPage::askToDelete);
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
    layout->addLayout(m_value, 1);
    for (QWidget *value : std::initializer_list<QWidget *>{m_string, m_rows, m_state})
        m_value->addWidget(value);
    m_pages->addWidget(page);
}

void KeyPage::connectParts()
{
    connect(&m_client, &Client::topologyChanged, this, &KeyPage::showPlace);
    connect(&m_client, &Client::writeRefusalChanged, this, &KeyPage::showWhetherWritable);
    connect(m_header, &KeyHeader::refreshRequested, this, &KeyPage::refresh);
    connect(m_header, &KeyHeader::deleteConfirmed, this, &KeyPage::remove);
    connect(m_ttl, &TtlBar::failed, this, &KeyPage::showError);
    connect(m_ttl, &TtlBar::gone, this, [this](bool expired) {
        onGone(expired ? tr("This key has expired.") : tr("This key is gone."));
    });
    connect(m_ttl, &TtlBar::changed, this,
        [this](const QString &what, const std::function<void()> &undo) {
            m_strip->showNote(what);
            m_strip->addAction(tr("Undo"), m_ttl, undo);
            emit keyChanged(m_key);
        });
    connect(m_string, &StringView::failed, this, &KeyPage::showError);
    connect(m_string, &StringView::refused, m_strip, &MessageStrip::showNote);
    connect(m_string, &StringView::gone, this, [this] { onGone(tr("This key is gone.")); });
    connect(m_string, &StringView::changedMeanwhile, this, &KeyPage::onChangedMeanwhile);
    connect(m_string, &StringView::saved, this, [this](const QByteArray &key) {
        m_strip->showSuccess(tr("%1 is saved.").arg(displayBytes(key)));
        if (key == m_key)
            load();
        emit keyChanged(key);
    });
    connect(m_string, &StringView::draftRestored, this,
        [this] { m_strip->showNote(tr("Your unsaved edit of this key is back.")); });
    connect(m_rows, &RowsView::lengthKnown, m_header, &KeyHeader::showLength);
    connect(m_rows, &RowsView::failed, this, [this](const Error &error, const QString &tried) {
        m_strip->showError(error, tried);
        m_strip->addAction(tr("Try again"), m_rows, [this] { m_rows->retry(); });
    });
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
    if (m_key.isNull())
        return;
    // A key press has no tooltip.
    if (const QString whyNot = whyNotWrite(m_client); !whyNot.isEmpty())
        return m_strip->showNote(whyNot);
    m_header->askToDelete();
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
    return m_string->hasUnsavedEdits();
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
        m_rows->load(m_key, type, details.memory ? *details.memory : std::nullopt);
        m_value->setCurrentWidget(m_rows);
        break;
    case KeyType::None:
    case KeyType::Other:
        return showState(tr("This is a value of the type %1.").arg(name),
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

void KeyPage::remove()
{
    removeBy(unlink({m_key}), m_key);
}

// The answer counts even when another key is shown by then.
void KeyPage::removeBy(Command<qint64> command, const QByteArray &key)
{
    const bool unlinks = command.argv.first() == "UNLINK";
    m_client.send(std::move(command), this, [this, unlinks, key](const Result<qint64> &count) {
        if (count)
            return onRemoved(key, *count);
        // Before Redis 4 there is only DEL.
        if (unlinks && count.error().text.startsWith(u"ERR unknown command"))
            return removeBy(del({key}), key);
        showError(count.error(), tr("Deleting %1 failed.").arg(displayBytes(key)));
    });
}

void KeyPage::onRemoved(const QByteArray &key, qint64 count)
{
    if (key == m_key)
        onGone(count > 0 ? tr("This key is deleted.") : tr("This key was gone already."));
    emit keyDeleted(key);
}

void KeyPage::onGone(const QString &how)
{
    m_ttl->showGone();
    m_header->showGone();
    if (!m_hasValue && m_value->currentWidget() == m_state)
        return showState(how, tr("It expired, was deleted or evicted since the list was read."));
    m_string->showGone();
    m_strip->showNote(how + u' ' + tr("What you see is what it held last."));
}

void KeyPage::onChangedMeanwhile(const QByteArray &found)
{
    m_strip->showNote(
        tr("Not saved: somebody changed this value since it was loaded. It is now: %1")
            .arg(
                displayBytes(QByteArrayView(found).first(std::min<qsizetype>(found.size(), 200)))));
    m_strip->addAction(tr("Load theirs"), m_string, [this] { m_string->revert(); });
    m_strip->addAction(
        tr("Overwrite with mine"), m_string, [this, found] { m_string->overwrite(found); });
}

void KeyPage::showError(const Error &error, const QString &tried)
{
    m_strip->showError(error, tried);
}

} // namespace hitlens
