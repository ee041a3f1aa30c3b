// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QValidator;

namespace hitlens {

// Above the rows of a value: what can be done with them, and which of them to show.
class RowsBar final : public QWidget
{
    Q_OBJECT

public:
    explicit RowsBar(QWidget *parent = nullptr);

    // For the rows of that type; the last search is forgotten.
    void showType(KeyType type);
    struct Offer
    {
        bool add = false;
        int remove = 0; // so many rows are selected
        bool up = false;
        bool down = false;
        QString whyNot; // nothing may be written
    };
    void offer(const Offer &offer);
    void setSearching(bool isSearching); // more pages are coming
    RowQuery query() const;
    QLineEdit *searchField() const { return m_search; }

signals:
    void addRequested();
    void removeRequested();
    void moveRequested(int by);
    void queryChanged();
    void stopRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    QPushButton *addButton(const QString &text, const QString &tip);
    QLineEdit *addField(const QString &name);
    void search();
    void showLimits();

    KeyType m_type = KeyType::None;
    RowQuery m_last; // what queryChanged() told of
    QTimer m_typing;
    QPushButton *m_add;
    QPushButton *m_remove;
    QPushButton *m_up;
    QPushButton *m_down;
    QLineEdit *m_search;
    QPushButton *m_glob;
    QPushButton *m_descending;
    QLineEdit *m_from;
    QValidator *m_index; // of m_from while it takes a number
    QLineEdit *m_to;
    QPushButton *m_stop;
};

} // namespace hitlens
