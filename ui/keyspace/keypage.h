// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/keydetails.h"

#include <QWidget>

class QStackedLayout;

namespace hitlens {

class EmptyState;
class KeyHeader;
class MessageStrip;
class RowsView;
class StringView;
class TtlBar;

// One key: what it is, when it expires, what it holds, and how to change that. Follows the
// selection of whoever calls showKey(); answers for a key that is no longer shown are dropped.
class KeyPage final : public QWidget
{
    Q_OBJECT

public:
    // The client must outlive the page.
    KeyPage(Client &client, const Profile &profile, QWidget *parent = nullptr);

    void showKey(const QByteArray &key);
    void clear();
    void refresh();
    bool hasUnsavedEdits() const;
    // Asks whether to delete the key that is shown, and does.
    void askToDelete();

signals:
    // Deleted by the person, here.
    void keyDeleted(const QByteArray &key);
    // Its expiry or its value was changed by the person, here.
    void keyChanged(const QByteArray &key);

protected:
    bool event(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void build();
    void connectParts();
    void load();
    void showPlace();
    void showWhetherWritable();
    void take(const KeyDetails &details);
    void showValue(const KeyDetails &details);
    void showState(const QString &title, const QString &hint);
    void remove();
    void removeBy(Command<qint64> command, const QByteArray &key);
    void onRemoved(const QByteArray &key, qint64 count);
    void onGone(const QString &how);
    void onChangedMeanwhile(const QByteArray &found);
    void showError(const Error &error, const QString &tried);

    Client &m_client;
    QByteArray m_key; // null: none is shown
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    bool m_hasValue = false; // of m_key, on screen
    QStackedLayout *m_pages; // nothing selected, or the key
    MessageStrip *m_strip;
    KeyHeader *m_header;
    TtlBar *m_ttl;
    QStackedLayout *m_value;
    StringView *m_string;
    RowsView *m_rows;
    EmptyState *m_state;
};

} // namespace hitlens
