// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;

namespace hitlens {

// The few numbers that stand for a server, in one line: "hit rate 94.2 %  ops/s 12.4 k …".
class HeadlineBar final : public QWidget
{
    Q_OBJECT

public:
    explicit HeadlineBar(QWidget *parent = nullptr);

    void setHeadline(const Headline &headline);
    // name: the person's for that number, or empty.
    void setDatabase(int db, const QString &name);
    // To go to another one; null where there is none. The menu must outlive it.
    void setDatabaseMenu(QMenu *menu);

private:
    QLabel *addFigure(const QString &name);

    QLabel *m_hitRate;
    QLabel *m_operations;
    QLabel *m_memory;
    QPushButton *m_database;
};

} // namespace hitlens
