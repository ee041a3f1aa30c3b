// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keytreemodel.h"
#include "app/redis/client.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace hitlens {

class ElidedLabel;
class FolderSampleCard;

// One folder of the tree: what it is, how much is in it, and what can be done with it.
class FolderPage final : public QWidget
{
    Q_OBJECT

public:
    // Both must outlive the page.
    FolderPage(Client &client, const KeyTreeModel &model, QWidget *parent = nullptr);

    // By its prefix, with the separator. One that it shows already is left alone: it may be asked.
    void showFolder(const QByteArray &prefix);

signals:
    void invalidateRequested(const QByteArray &prefix);
    void exportRequested(const QByteArray &prefix);

private:
    void build();
    void updateCount();
    void updateInvalidation();

    Client &m_client;
    const KeyTreeModel &m_model;
    QByteArray m_prefix; // null: none is shown
    ElidedLabel *m_title;
    QLabel *m_count;
    QPushButton *m_copy;
    QPushButton *m_export;
    QPushButton *m_invalidate;
    FolderSampleCard *m_sample;
};

} // namespace hitlens
