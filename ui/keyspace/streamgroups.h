// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/client.h"
#include "app/redis/valuecommands.h"

#include <QScrollArea>

#include <memory>

class QLabel;
class QPushButton;
class QTableWidget;
class QVBoxLayout;

namespace hitlens {

class MessageStrip;
class NewGroupRow;

// The consumer groups of a stream, and of the one that is selected its consumers and what was
// delivered to them and is not acknowledged. Groups are made and deleted here, consumers deleted,
// and entries acknowledged; what a deletion loses is said before it is done.
class StreamGroups final : public QScrollArea
{
    Q_OBJECT

public:
    explicit StreamGroups(Client &client, QWidget *parent = nullptr);
    ~StreamGroups() override;

    void load(const QByteArray &key);
    void leave();

signals:
    void failed(const hitlens::Error &error, const QString &tried);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QTableWidget *addTable(const QString &heading, const QStringList &columns);
    void addButtons(const QList<QPushButton *> &buttons);
    void connectActs();
    void showFailure(
        const Error &error, const QString &notDone, const QString &mightBe, const QByteArray &name);
    void showGroups(const QList<StreamGroup> &groups);
    void showGroup();
    void loadPending();
    void showConsumers(const QList<StreamConsumer> &consumers);
    void addPending(const QList<PendingEntry> &entries);
    void refuse(const Error &error, const QString &tried);

    // What is done to them: streamgroupacts.cpp.
    void reload();
    std::optional<StreamGroup> group() const; // that is selected, as it was when it was loaded
    QByteArray consumer() const; // null: none is selected
    QByteArrayList selectedEntries() const; // IDs
    void askToDeleteGroup();
    void offerToDelete(const StreamGroup &group);
    void deleteGroup(const QByteArray &name);
    void askToDeleteConsumer();
    void offerToDelete(const QByteArray &group, const StreamConsumer &consumer);
    void deleteConsumer(const QByteArray &group, const QByteArray &consumer);
    void acknowledge();
    void createGroup(const QByteArray &name, const QByteArray &after);
    void updateButtons();

    Client &m_client;
    QVBoxLayout *m_layout; // of the page that scrolls
    QByteArray m_key;
    QList<StreamGroup> m_groups;
    QList<StreamConsumer> m_consumers;
    QByteArray m_wanted; // the group to be selected when they are loaded
    QByteArray m_lastPending; // ID
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    std::unique_ptr<QObject> m_groupContext; // and with the group
    QTableWidget *m_groupTable;
    QTableWidget *m_consumerTable;
    QTableWidget *m_pendingTable;
    QLabel *m_note;
    MessageStrip *m_strip;
    NewGroupRow *m_newGroup;
    QPushButton *m_create;
    QPushButton *m_deleteGroup;
    QPushButton *m_deleteConsumer;
    QPushButton *m_acknowledge;
    QPushButton *m_more;
};

} // namespace hitlens
