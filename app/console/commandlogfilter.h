// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/console/commandlogmodel.h"

#include <QSortFilterProxyModel>

namespace hitlens {

// The commands of the log that somebody wants to see, in the log's order.
class CommandLogFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    // The model must outlive it.
    explicit CommandLogFilter(CommandLogModel &model, QObject *parent = nullptr);

    // Anywhere in command, node or result; upper and lower case are alike.
    void setText(const QString &text);
    void setBackgroundShown(bool isShown);
    // Of any outcome but OK, and those still waiting.
    void setFailedOnly(bool isFailedOnly);
    // Only what took at least so long; nullopt: all.
    void setSlowerThan(std::optional<std::chrono::microseconds> least);

    const CommandRecord &recordAt(int row) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    void refilter();

    CommandLogModel &m_model;
    QString m_text;
    bool m_isBackgroundShown = false;
    bool m_isFailedOnly = false;
    std::optional<std::chrono::microseconds> m_least;
};

} // namespace hitlens
