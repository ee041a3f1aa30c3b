// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyacts.h"
#include "app/keyspace/ttlhistory.h"
#include "app/keyspace/undolist.h"

#include <QFrame>
#include <QTimer>

#include <memory>

class QLabel;
class QProgressBar;
class QPushButton;

namespace hitlens {

class TtlForm;
class TtlHistoryView;

// When the shown key expires, counting down each second, every way to change it, and what became of
// it while it was shown. The server is asked again twice a minute, after each change and when the
// time has run out. A change counts also when another key is shown by the time it is made.
class TtlBar final : public QFrame
{
    Q_OBJECT

public:
    explicit TtlBar(Client &client, QWidget *parent = nullptr);

    // Forgets what was shown before; what is still on its way for that is dropped.
    void showTtl(const QByteArray &key, const Result<Ttl> &ttl, Countdown::Clock::time_point when);
    void clear();
    // The key is known to be gone: shows so and offers nothing.
    void showGone();

signals:
    void failed(const hitlens::Error &error, const QString &tried);
    // A change was made. undo() puts back what was there before, unless somebody has changed it
    // since; empty where that cannot be had.
    void changed(const QString &what, const hitlens::UndoList::Undo &undo);
    // The server says that there is no such key. expired: its time had run out.
    void gone(bool expired);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void build();
    QWidget *buildPresets();
    QPushButton *addButton(const QString &text, const QString &tip);
    void ask();
    void take(const Ttl &ttl, Countdown::Clock::time_point when);
    void noteTtl(const Ttl &ttl, Countdown::Clock::time_point when);
    void tick();
    void showCountdown(const Ttl &now);
    struct Offer
    {
        bool set = false;
        bool add = false;
        bool remove = false;
    };
    void offer(const Offer &offer);
    void updateButtons();

    void setTtl(std::chrono::milliseconds ttl);
    void addTtl(std::chrono::milliseconds more);
    void setExpiry(const QDateTime &when);
    void removeExpiry();
    struct Wish
    {
        QByteArray key;
        ExpiryChange change;
        QString tried; // what is said when it fails
        QString done;
        UndoList::PutBack putBack = {}; // where it is an undo
    };
    void start(const Wish &wish);
    void onChanged(const Wish &wish, const KeyTransaction::Report &report);
    void onRefused(const Wish &wish, const KeyTransaction::Report &report);
    void changeUnguarded(const Wish &wish);
    void expireUnguardedAt(const Wish &wish);
    void sendUnguarded(const Wish &wish, const Command<bool> &command);
    void undo(const QByteArray &key, const Expiry &before, const Expiry &made,
        const UndoList::PutBack &putBack);
    QString nameIn(const Wish &wish, const QString &sentence) const;
    Ttl now() const { return m_countdown.at(Countdown::Clock::now()); }

    Client &m_client;
    QByteArray m_key;
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    Countdown m_countdown;
    TtlHistory m_history;
    Offer m_offer; // what makes sense for the key, where writing is on
    std::chrono::milliseconds m_full{0}; // what a full progress bar stands for
    QTimer m_ticker;
    QTimer m_asker;
    QLabel *m_label;
    QLabel *m_instant;
    QProgressBar *m_share;
    QPushButton *m_remove;
    QWidget *m_buttons;
    QPushButton *m_add = nullptr;
    TtlForm *m_form;
    QPushButton *m_showHistory;
    TtlHistoryView *m_historyView;
};

} // namespace hitlens
