// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/setbits.h"
#include "app/redis/client.h"
#include "app/redis/valuecommands.h"

#include <QWidget>

#include <functional>
#include <memory>

class QLabel;
class QPushButton;

namespace hitlens {

// A line about what a value is used for, beyond its type: a HyperLogLog with its count, a string
// whose bits can be counted, a sorted set of places. Hidden where there is nothing to say.
class ValueFacts final : public QWidget
{
    Q_OBJECT

public:
    explicit ValueFacts(Client &client, QWidget *parent = nullptr);
    ~ValueFacts() override;

    void load(const QByteArray &key, KeyType type);
    // Of a string, once its beginning is there: total bytes, and whether a decoder knows them. Says
    // nothing more when it is called again before the next load().
    void showString(const QByteArray &beginning, qint64 total, bool isDecoded);
    void leave();

signals:
    void failed(const hitlens::Error &error, const QString &tried);
    // The person wants the places of this sorted set beside its members.
    void placesWanted();

private:
    void lookAtSortedSet();
    void offer(const QString &fact, const QString &what, std::function<void()> act);
    void say(const QString &fact);
    void showHyperLogLog(QByteArrayView beginning);
    void sayElements(qint64 count);
    void countBits(qint64 bytes);
    void showBits(const SetBits &bits);

    Client &m_client;
    QByteArray m_key;
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    bool m_isStringAwaited = false;
    SetBits m_bits; // as the server tells of them
    std::function<void()> m_act; // what the button does
    QLabel *m_fact;
    QPushButton *m_button;
};

} // namespace hitlens
