// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyrecord.h"

#include <QStackedWidget>

class QPlainTextEdit;
class QPushButton;
class QTableWidget;

namespace hitlens {

// Where the first rows of a new key are typed: a text for a string or a document, a small table for
// everything else. What was typed stays when the type changes.
class NewKeyRows final : public QStackedWidget
{
    Q_OBJECT

public:
    explicit NewKeyRows(QWidget *parent = nullptr);

    // TYPE's word.
    void setType(const QByteArray &type);
    // Why a key cannot be made of it; empty: it can.
    QString refusal() const;
    // The rows as the type wants them. Only without a refusal.
    void putInto(KeyRecord &record) const;

signals:
    void edited();

private:
    QWidget *makeTable();
    bool isText() const;
    bool hasPairs() const;
    QString cell(int row, int column) const;
    bool isEmptyRow(int row) const;
    QString refusalOf(int row) const;
    QString documentRefusal() const;
    void addRow();
    void onCellChanged(int row);

    QByteArray m_type;
    QPlainTextEdit *m_text;
    QTableWidget *m_table;
};

} // namespace hitlens
