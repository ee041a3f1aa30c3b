// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <functional>

class QPushButton;
class QTableWidget;

namespace hitlens {

// A few rows of text that a person adds, edits and removes. Rows that say nothing are left out.
class RuleTable final : public QWidget
{
    Q_OBJECT

public:
    RuleTable(const QString &name, const QStringList &headings, QWidget *parent = nullptr);

    void setRows(const QList<QStringList> &rows);
    QList<QStringList> rows() const;
    // For the cells of a column that nobody has filled yet.
    void setHint(int column, const QString &hint);
    // A further way to add a row: what chooser finds, a text for the first column. It gives that to
    // the function it gets, now or as long as the table lives, or never.
    using Chosen = std::function<void(const QString &text)>;
    using Chooser = std::function<void(const Chosen &chosen)>;
    void addChooser(const QString &text, const Chooser &chooser);
    QTableWidget *table() const { return m_table; }

private:
    void addRow(const QStringList &texts);
    void updateHeight();

    QTableWidget *m_table;
    QWidget *m_buttons;
    QPushButton *m_remove;
    QStringList m_hints;
};

} // namespace hitlens
