// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/ttl.h"

#include <QFrame>

class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QPushButton;

namespace hitlens {

// Asks for a duration or an instant inside the TTL bar, and says while one types what will come of
// it, or why it will not be done.
class TtlForm final : public QFrame
{
    Q_OBJECT

public:
    enum class Ask { Set, Add, At };

    explicit TtlForm(QWidget *parent = nullptr);

    // Shows the form and takes the focus. left: what the key has now, for Ask::Add.
    void ask(Ask what, std::chrono::milliseconds left);
    // Why nothing can be applied now, whatever is typed; empty: it can.
    void setWhyNot(const QString &whyNot);

signals:
    void ttlEntered(std::chrono::milliseconds ttl);
    void additionEntered(std::chrono::milliseconds more); // negative: less
    void expiryEntered(const QDateTime &when);
    void dismissed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QString refusal() const;
    QDateTime instant() const;
    QDateTime expiry() const;
    std::chrono::milliseconds wanted() const;
    void refresh();
    void apply();

    Ask m_ask = Ask::Set;
    std::chrono::milliseconds m_left{0};
    QString m_whyNot;
    QLabel *m_label;
    QLineEdit *m_duration;
    QDateTimeEdit *m_instant;
    QPushButton *m_apply;
    QLabel *m_preview;
};

// "13:14:09 today", "Tue 24 Nov 2026, 13:14:09": in the local zone.
QString formatInstant(const QDateTime &when, const QDateTime &now);
// The same instant in UTC, for tooltips.
QString utcInstant(const QDateTime &when);

} // namespace hitlens
