// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/console/commandlogfilter.h"

#include <QTableView>

namespace hitlens {

// The rows of the command log. Stays at the newest, unless one has scrolled up to read: then the
// rows stay where they are.
class CommandLogView final : public QTableView
{
    Q_OBJECT

public:
    // The filter must outlive it.
    explicit CommandLogView(CommandLogFilter &filter, QWidget *parent = nullptr);

    QList<CommandRecord> selectedRecords() const; // from the top down
    bool isFollowing() const { return m_isFollowing; }

signals:
    void copyRequested();
    void selectionWasChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void selectionChanged(
        const QItemSelection &selected, const QItemSelection &deselected) override;

private:
    void followTail();
    void shareWidth();

    CommandLogFilter &m_filter;
    bool m_isFollowing = true;
};

} // namespace hitlens
