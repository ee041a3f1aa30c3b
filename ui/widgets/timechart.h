// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/plotview.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;

namespace hitlens {

// A panel with a chart over time: its name, a legend that says the values now, and the plot. Costs
// nothing but memory until it is given series, so do not give it any while it is not seen.
class TimeChart final : public QFrame
{
    Q_OBJECT

public:
    TimeChart(
        const QString &title, const QList<ChartLine> &lines, Unit unit, QWidget *parent = nullptr);

    PlotView *plot() const { return m_plot; }
    // A remark beside the title.
    void setNote(const QString &note);
    void setLineShown(qsizetype line, bool isShown);
    bool isLineShown(qsizetype line) const;
    void setNoteToolTip(const QString &toolTip);
    // Stands at the right of the title. Takes ownership.
    void addHeaderWidget(QWidget *widget);
    // The values now, one for each line, for the legend.
    void setCurrent(const QList<std::optional<double>> &values);

signals:
    // The person shows or hides a line: the plot is to be given its series again.
    void linesChanged();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class LegendKey;

    const Unit m_unit;
    QHBoxLayout *m_header;
    QLabel *m_note;
    QList<LegendKey *> m_keys;
    PlotView *m_plot;
};

} // namespace hitlens
