// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/nodesmodel.h"
#include "ui/widgets/timechart.h"

#include <span>

class QComboBox;
class QGridLayout;
class QScrollArea;

namespace hitlens {

// One figure of the nodes of a cluster over time, side by side: first of all primaries together,
// then of each, these on one scale. Draws the model it is given, which must outlive it, and only
// while it is seen. Of no use where the model has no sum.
class NodeCharts final : public QWidget
{
    Q_OBJECT

public:
    explicit NodeCharts(const NodesModel &nodes, QWidget *parent = nullptr);

    // Scrolls to the chart of that node, where it has one.
    void reveal(QByteArrayView node);

public slots:
    // New figures, or time passed.
    void refresh();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Figure;
    struct Chart
    {
        int row; // in the model
        TimeChart *widget;
    };

    static std::span<const Figure> figures();
    const Figure &figure() const;
    std::chrono::milliseconds window() const;
    QList<int> wantedRows() const; // of the model: those that are sampled
    const History *historyOf(const Chart &chart) const;
    void draw();
    QWidget *makeBar();
    void rebuild();
    TimeChart *makeChart(const QString &title);
    void arrange();
    bool hasSharedScale(const Chart &chart) const;
    Instant shownInstant() const;
    bool isSeen(const QWidget *chart) const;
    void showHover(const std::optional<double> &x);

    const NodesModel &m_nodes;
    QComboBox *m_figure;
    QComboBox *m_window;
    QScrollArea *m_scroll;
    QGridLayout *m_grid;
    QList<Chart> m_charts;
    int m_columns = 0; // as arranged now
};

} // namespace hitlens
