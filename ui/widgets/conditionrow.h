// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keycondition.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;

namespace hitlens {

// Chooses what keys have to be like beside their name, by steps or by a limit that is typed, and
// says what that costs.
class ConditionRow final : public QWidget
{
    Q_OBJECT

public:
    explicit ConditionRow(QWidget *parent = nullptr);

    // Without the parts that problem() is about.
    KeyCondition condition() const;
    // Says nothing of it.
    void setCondition(const KeyCondition &condition);
    // Why a limit cannot be taken as it is typed, a sentence; empty: there is none such.
    QString problem() const;
    void clear();

signals:
    void changed();
    // With each letter of a limit; changed() follows when it is done.
    void edited();

private:
    // One of which: a step of the box, or the field where the box says so.
    struct Choice
    {
        QComboBox *box;
        QLineEdit *own;
    };

    Choice addChoice(const QString &name, const QString &tip);
    void addStep(const Choice &choice, const QString &text, int kind, qint64 value);
    void addOwn(const Choice &choice, const QString &text, int kind);
    void addTypes();
    void addExpiries();
    void addIdleTimes();
    void addSizes();
    void connectParts();
    void choose(const Choice &choice, int kind, std::optional<qint64> value, const QString &text);
    void chooseExpiry(const KeyCondition &condition);
    void chooseSpan(std::chrono::milliseconds least, std::chrono::milliseconds most);
    static bool isOwn(const Choice &choice);
    QString problemOf(const Choice &choice) const;
    std::optional<qint64> valueOf(const Choice &choice) const;
    void explain();
    void sayCost();

    Choice m_type;
    Choice m_expiry;
    Choice m_idle;
    Choice m_size;
    QLabel *m_cost;
};

} // namespace hitlens
