// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/nodesmodel.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QLabel;
class QTableView;

namespace hitlens {

class MessageStrip;
class NodeCharts;

// The nodes of a cluster, or those that Sentinel watches, side by side: who does how much, and how
// our connection to each of them stands. Shows the model it is given, which must outlive it.
class NodesPage final : public QWidget
{
    Q_OBJECT

public:
    explicit NodesPage(NodesModel &nodes, QWidget *parent = nullptr);

    // Says why there are no figures: for Monitor::failed.
    void showFailure(const hitlens::Error &error);

signals:
    // The person wants to see that node without the others.
    void openRequested(const hitlens::Node &node);

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTable();
    void fitColumns();
    QAction *makeAction(const QString &text, const QString &icon);
    QWidget *makeFooter();
    QWidget *makeContent();
    void onRefreshed();
    void noteCurrent();
    void restoreCurrent();
    void showDetails();
    const NodeRow *currentRow() const; // null: none is chosen, or the sum
    void copyAddress();
    void openCurrent();

    NodesModel &m_nodes;
    MessageStrip *m_strip;
    QTableView *m_table;
    QLabel *m_details;
    NodeCharts *m_charts; // hidden where there is no sum
    QAction *m_copy;
    QAction *m_open;
    QByteArray m_current; // name of the node that is chosen
    QTimer m_tick; // while samples are missing, time still passes
};

} // namespace hitlens
