// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/slowlogmodel.h"

#include <QSortFilterProxyModel>

namespace hitlens {

// The slow commands that somebody wants to see. GUI thread.
class SlowLogFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    // The model must outlive it.
    explicit SlowLogFilter(SlowLogModel &model, QObject *parent = nullptr);

    // Anywhere in a row; upper and lower case are alike.
    void setText(const QString &text);
    // In lower case; empty: all.
    void setCommand(const QByteArray &command);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    QString m_text; // case-folded
    QByteArray m_command;
};

} // namespace hitlens
