// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/ttl.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace hitlens {

class TtlForm;

// The ways to change when the selected fields of a hash expire, for servers that let them.
class FieldTtlBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FieldTtlBar(QWidget *parent = nullptr);

    // shortest: what the first of them to expire has left; none of them expires without it.
    void showFields(int fields, std::optional<std::chrono::milliseconds> shortest);
    void setWhyNot(const QString &whyNot);

signals:
    void ttlEntered(std::chrono::milliseconds ttl);
    void additionEntered(std::chrono::milliseconds more);
    void expiryEntered(const QDateTime &when);
    void removalRequested();

private:
    QPushButton *addButton(const QString &text, const QString &tip);
    void refresh();

    int m_fields = 0;
    std::optional<std::chrono::milliseconds> m_shortest;
    QString m_whyNot;
    QWidget *m_buttons;
    QLabel *m_label;
    QPushButton *m_set;
    QPushButton *m_add;
    QPushButton *m_at;
    QPushButton *m_remove;
    TtlForm *m_form;
};

} // namespace hitlens
