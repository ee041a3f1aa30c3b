// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a StreamGroups does to groups, consumers and pending entries.

#include "app/redis/streamcommands.h"
#include "ui/keyspace/keywords.h"
#include "ui/keyspace/newgrouprow.h"
#include "ui/keyspace/streamgroups.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QKeyEvent>
#include <QPushButton>
#include <QTableWidget>

#include <algorithm>

namespace hitlens {

namespace {

// Sorted, without the columns.
QList<int> selectedRows(const QTableWidget *table)
{
    QList<int> rows;
    for (const QModelIndex &index : table->selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    return rows;
}

QString entriesText(qint64 entries)
{
    return entries == 1 ? StreamGroups::tr("1 entry")
                        : StreamGroups::tr("%1 entries").arg(formatCount(entries));
}

QString consumersText(qint64 consumers)
{
    return consumers == 1 ? StreamGroups::tr("1 consumer")
                          : StreamGroups::tr("%1 consumers").arg(formatCount(consumers));
}

} // namespace

void StreamGroups::connectActs()
{
    for (QTableWidget *table : {m_groupTable, m_consumerTable, m_pendingTable}) {
        table->installEventFilter(this);
        connect(table, &QTableWidget::itemSelectionChanged, this, &StreamGroups::updateButtons);
    }
    connect(&m_client, &Client::writeRefusalChanged, this, &StreamGroups::updateButtons);
    connect(m_create, &QPushButton::clicked, m_newGroup, &NewGroupRow::begin);
    connect(m_newGroup, &NewGroupRow::requested, this, &StreamGroups::createGroup);
    connect(m_newGroup, &NewGroupRow::left, this, [this] {
        m_newGroup->hide();
        m_create->setFocus();
    });
    connect(m_deleteGroup, &QPushButton::clicked, this, &StreamGroups::askToDeleteGroup);
    connect(m_deleteConsumer, &QPushButton::clicked, this, &StreamGroups::askToDeleteConsumer);
    connect(m_acknowledge, &QPushButton::clicked, this, &StreamGroups::acknowledge);
}

// Delete is about the row that has the focus, and not about the key as elsewhere on its page.
bool StreamGroups::eventFilter(QObject *watched, QEvent *event)
{
    const bool isKey
        = event->type() == QEvent::ShortcutOverride || event->type() == QEvent::KeyPress;
    if (!isKey || static_cast<QKeyEvent *>(event)->key() != Qt::Key_Delete)
        return QScrollArea::eventFilter(watched, event);
    event->accept();
    if (event->type() == QEvent::KeyPress) {
        const QPushButton *button = watched == m_groupTable ? m_deleteGroup
            : watched == m_consumerTable                    ? m_deleteConsumer
                                                            : nullptr;
        if (button && button->isEnabled())
            const_cast<QPushButton *>(button)->click();
    }
    return true;
}

void StreamGroups::updateButtons()
{
    const QString whyNot = whyNotWrite(m_client);
    const qsizetype entries = selectedEntries().size();
    m_newGroup->setWhyNot(whyNot);
    m_acknowledge->setText(
        entries > 0 ? tr("Acknowledge %1").arg(entriesText(entries)) : tr("Acknowledge"));
    enableUnless(m_create, m_context != nullptr, whyNot);
    enableUnless(m_deleteGroup, group().has_value(), whyNot);
    enableUnless(m_deleteConsumer, !consumer().isNull(), whyNot);
    enableUnless(m_acknowledge, entries > 0, whyNot);
}

// As load(), but what was done is still said, and the same group selected.
void StreamGroups::reload()
{
    const QString said = m_strip->text();
    const auto shown = group();
    const QByteArray wanted = m_wanted.isEmpty() && shown ? shown->name : m_wanted;
    load(m_key);
    m_wanted = wanted;
    if (!said.isEmpty())
        m_strip->showSuccess(said);
}

std::optional<StreamGroup> StreamGroups::group() const
{
    const QList<int> rows = selectedRows(m_groupTable);
    if (rows.isEmpty() || rows.first() >= m_groups.size())
        return std::nullopt;
    return m_groups.at(rows.first());
}

QByteArray StreamGroups::consumer() const
{
    const QList<int> rows = selectedRows(m_consumerTable);
    if (rows.isEmpty() || rows.first() >= m_consumers.size())
        return {};
    return m_consumers.at(rows.first()).name;
}

QByteArrayList StreamGroups::selectedEntries() const
{
    QByteArrayList ids;
    for (const int row : selectedRows(m_pendingTable))
        ids << m_pendingTable->item(row, 0)->text().toLatin1();
    return ids;
}

// The sentences have a place for the name.
void StreamGroups::showFailure(
    const Error &error, const QString &notDone, const QString &mightBe, const QByteArray &name)
{
    m_strip->showError(error, failureWords(error, notDone, mightBe).arg(displayBytes(name)));
}

// ---- groups

void StreamGroups::createGroup(const QByteArray &name, const QByteArray &after)
{
    m_client.send(xgroupCreate(m_key, name, after), m_context.get(),
        [this, name](const Result<Done> &created) {
            if (!created)
                return showFailure(created.error(), tr("The group %1 was not created."),
                    tr("The group %1 may have been created or not: no answer came."), name);
            m_strip->showSuccess(tr("The group %1 is created.").arg(displayBytes(name)));
            m_wanted = name;
            reload();
            m_groupTable->setFocus();
        });
}

// What is lost is said by what the server has now, not by what was loaded some time ago.
void StreamGroups::askToDeleteGroup()
{
    const auto shown = group();
    if (!shown)
        return;
    m_client.send(xinfoGroups(m_key), m_groupContext.get(),
        [this, name = shown->name](const Result<QList<StreamGroup>> &groups) {
            if (!groups)
                return refuse(groups.error(), tr("Looking at the group failed."));
            for (const StreamGroup &now : *groups) {
                if (now.name == name)
                    return offerToDelete(now);
            }
            m_strip->showSuccess(tr("The group %1 was gone already.").arg(displayBytes(name)));
            reload();
        });
}

void StreamGroups::offerToDelete(const StreamGroup &group)
{
    const QString name = displayBytes(group.name);
    m_strip->showNote(
        tr("Delete the group %1? It forgets that %2 was the last entry delivered to it, its %3, "
           "and that %4 delivered and not acknowledged. The entries stay in the stream. This "
           "cannot be undone.")
            .arg(name, QString::fromUtf8(group.lastDelivered), consumersText(group.consumers),
                group.pending == 1 ? tr("1 entry is")
                                   : tr("%1 entries are").arg(formatCount(group.pending))));
    m_strip->addAction(tr("Delete group %1").arg(name), m_context.get(),
        [this, group] { deleteGroup(group.name); });
}

void StreamGroups::deleteGroup(const QByteArray &name)
{
    m_client.send(
        xgroupDestroy(m_key, name), m_context.get(), [this, name](const Result<bool> &deleted) {
            if (!deleted)
                return showFailure(deleted.error(), tr("The group %1 was not deleted."),
                    tr("The group %1 may have been deleted or not: no answer came."), name);
            m_strip->showSuccess(*deleted
                    ? tr("The group %1 is deleted.").arg(displayBytes(name))
                    : tr("The group %1 was gone already.").arg(displayBytes(name)));
            reload();
        });
}

// ---- consumers

void StreamGroups::askToDeleteConsumer()
{
    const auto shown = group();
    const QByteArray name = consumer();
    if (!shown || name.isNull())
        return;
    m_client.send(xinfoConsumers(m_key, shown->name), m_groupContext.get(),
        [this, group = shown->name, name](const Result<QList<StreamConsumer>> &consumers) {
            if (!consumers)
                return refuse(consumers.error(), tr("Looking at the consumer failed."));
            for (const StreamConsumer &now : *consumers) {
                if (now.name == name)
                    return offerToDelete(group, now);
            }
            m_strip->showSuccess(tr("The consumer %1 was gone already.").arg(displayBytes(name)));
            reload();
        });
}

void StreamGroups::offerToDelete(const QByteArray &group, const StreamConsumer &consumer)
{
    const QString name = displayBytes(consumer.name);
    m_strip->showNote(consumer.pending == 0
            ? tr("Delete the consumer %1? Nothing is pending for it.").arg(name)
            : tr("Delete the consumer %1? The group forgets that %2 delivered to it and not "
                 "acknowledged: nobody is given them again, unless they are claimed by another "
                 "consumer before. This cannot be undone.")
                  .arg(name,
                      consumer.pending == 1
                          ? tr("1 entry was")
                          : tr("%1 entries were").arg(formatCount(consumer.pending))));
    m_strip->addAction(tr("Delete consumer %1").arg(name), m_context.get(),
        [this, group, name = consumer.name] { deleteConsumer(group, name); });
}

void StreamGroups::deleteConsumer(const QByteArray &group, const QByteArray &consumer)
{
    m_client.send(xgroupDelConsumer(m_key, group, consumer), m_context.get(),
        [this, consumer](const Result<qint64> &forgotten) {
            const QString name = displayBytes(consumer);
            if (!forgotten)
                return showFailure(forgotten.error(), tr("The consumer %1 was not deleted."),
                    tr("The consumer %1 may have been deleted or not: no answer came."), consumer);
            m_strip->showSuccess(*forgotten == 0
                    ? tr("The consumer %1 is deleted.").arg(name)
                    : tr("The consumer %1 is deleted, with %2 that were pending.")
                          .arg(name, entriesText(*forgotten)));
            reload();
        });
}

// ---- pending entries

void StreamGroups::acknowledge()
{
    const auto shown = group();
    const QByteArrayList ids = selectedEntries();
    if (!shown || ids.isEmpty())
        return;
    m_client.send(xack(m_key, shown->name, ids), m_context.get(),
        [this, asked = ids.size()](const Result<qint64> &taken) {
            if (!taken)
                return m_strip->showError(taken.error(),
                    failureWords(taken.error(), tr("The entries were not acknowledged."),
                        tr("The entries may have been acknowledged or not: no answer came.")));
            m_strip->showSuccess(*taken == asked
                    ? tr("%1 acknowledged.").arg(entriesText(*taken))
                    : tr("%1 acknowledged; the rest was pending no more.")
                          .arg(entriesText(*taken)));
            reload();
            m_pendingTable->setFocus();
        });
}

} // namespace hitlens
