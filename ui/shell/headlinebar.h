// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"

#include <QWidget>

class QLabel;
class QMenu;
class QPushButton;

namespace hitlens {

// The few numbers that stand for a server, in one line: "hit rate 94.2 %  ops/s 12.4 k …". Where
// the line is too short for all of them the last ones stay away.
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

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QLabel *addFigure(const QString &name);
    int widthOfFigures(int count) const;
    void showWhatFits();

    QList<QWidget *> m_figures; // with their names, the most telling first
    QLabel *m_hitRate;
    QLabel *m_operations;
    QLabel *m_memory;
    QPushButton *m_database;
};

} // namespace hitlens
