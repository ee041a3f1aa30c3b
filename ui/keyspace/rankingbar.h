// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyranking.h"
#include "app/keyspace/keytreemodel.h"
#include "app/redis/client.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace hitlens {

class KeyTreeHeader;

// Brings the keys of a tree into the order that its header asks for. What only the server knows of
// each key becomes a ranking without folders: then, and only then, it is seen, says how far that is
// and what is shown, and leads back to the tree.
class RankingBar final : public QWidget
{
    Q_OBJECT

public:
    // All must outlive it.
    RankingBar(
        Client &client, KeyTreeModel &model, KeyTreeHeader &header, QWidget *parent = nullptr);

    // Of all keys that are listed now, or, where those of a folder are shown, of these.
    void rank(KeyTreeModel::Column column, Qt::SortOrder order);
    // Of those that are listed in a folder: what people look for first.
    void rankFolder(const QByteArray &prefix, KeyTreeModel::Column column);
    void backToTree();
    void stop();
    bool isRunning() const { return bool(m_job); }
    QString text() const;

signals:
    void failed(const hitlens::Error &error, const QString &tried);

private:
    void showRunning(const RankingProgress &progress);
    void showEnd(const RankingProgress &progress, bool isStopped);
    void onFailed(const Error &error);
    void onReset();
    void start();
    QString shownText(qint64 keys) const;
    void show(const QStringList &parts, bool isRunning);

    Client &m_client;
    KeyTreeModel &m_model;
    KeyTreeHeader &m_header;
    KeyTreeModel::Column m_by = KeyTreeModel::Column::Ttl;
    Qt::SortOrder m_order = Qt::AscendingOrder;
    QByteArray m_folder; // empty: all keys
    JobHandle<KeyRanking> m_job; // while it runs
    QLabel *m_text;
    QProgressBar *m_progress;
    QPushButton *m_stop;
    QPushButton *m_back;
};

} // namespace hitlens
