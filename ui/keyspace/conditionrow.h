// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keycondition.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace hitlens {

// Chooses what keys have to be like beside their name, and says what that costs.
class ConditionRow final : public QWidget
{
    Q_OBJECT

public:
    explicit ConditionRow(QWidget *parent = nullptr);

    KeyCondition condition() const;
    void clear();

signals:
    void changed();

private:
    QComboBox *addChoice(const QString &name, const QString &tip);
    void addTypes();
    void addExpiries();
    void addIdleTimes();
    void addSizes();
    void explain();

    QComboBox *m_type;
    QComboBox *m_expiry;
    QComboBox *m_idle;
    QComboBox *m_size;
    QLabel *m_cost;
};

} // namespace hitlens
