// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyselector.h"
#include "app/redis/client.h"

#include <QFutureWatcher>
#include <QWidget>

class QAction;
class QLabel;
class QPushButton;

namespace hitlens {

// Says what is selected in the tree of keys, and what can be done with it. Hidden while nothing is.
class SelectionBar final : public QWidget
{
    Q_OBJECT

public:
    // All must outlive it.
    SelectionBar(Client &client, const KeyTreeModel &model, const KeySelector &selector,
        QWidget *parent = nullptr);

    // The clipboard is not for more: other programs stall on it.
    static constexpr qsizetype mostCopied = 100000;
    // One name a line; names that are no text as the rest of the program shows them.
    void copyNames();
    // One line for redis-cli a key, see cliCommand().
    void copyCommands();
    // Of the one key that is selected, when it is a string.
    void copyValue();
    QString text() const;
    bool offersInvalidation() const;

signals:
    void exportRequested(const hitlens::KeySelection &selection);
    void copyElsewhereRequested();
    void invalidateRequested(const hitlens::KeySelection &selection);
    // More keys are selected than can be copied.
    void tooMany(qsizetype keys);
    void copied(const QString &what);
    void failed(const hitlens::Error &error, const QString &tried);

private:
    void build();
    void update();
    void copyLines(std::function<QByteArray(QByteArrayView)> line, const QString &what);

    Client &m_client;
    const KeyTreeModel &m_model;
    const KeySelector &m_selector;
    QLabel *m_text;
    QPushButton *m_copy;
    QAction *m_copyValue = nullptr;
    QPushButton *m_invalidate;
    QFutureWatcher<QString> m_lines; // being put together for the clipboard
    QString m_what;
};

} // namespace hitlens
