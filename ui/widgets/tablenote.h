// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLabel>

class QAbstractItemView;

namespace hitlens {

// Says in the middle of a table why there is nothing in it, while there is nothing. Lives with the
// table, which has its model already and keeps it.
class TableNote final : public QLabel
{
    Q_OBJECT

public:
    TableNote(const QString &text, QAbstractItemView *view);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void refresh();

    QAbstractItemView *const m_view;
};

} // namespace hitlens
