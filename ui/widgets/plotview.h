// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/series.h"
#include "ui/shell/theme.h"
#include "ui/widgets/chartmark.h"
#include "ui/widgets/chartticks.h"

#include <QPixmap>
#include <QtCharts/QChartView>

#include <functional>

class QCategoryAxis;

namespace hitlens {

class LineImage;

// One line of a chart over time.
struct ChartLine
{
    enum class Style { Line, Area, Dashed };

    QString name;
    QColor Theme::*color;
    Style style = Style::Line;
};

// The plot of a TimeChart: Qt Charts' axes, lines and areas with a gap where nothing is known, and
// the crosshair on top. Made for a picture that is replaced once a second.
class PlotView final : public QChartView
{
    Q_OBJECT

public:
    // The exact value of a line at an instant; nullopt in a gap.
    using Reader = std::function<std::optional<double>(qsizetype line, double x)>;

    PlotView(QList<ChartLine> lines, Unit unit, QWidget *parent = nullptr);

    void setReader(Reader reader) { m_reader = std::move(reader); }
    // One Series for each line. Replaces the picture; x as in Series. compared, empty or one for
    // each line, is drawn faintly behind it: another time, moved over this one.
    void setSeries(
        const QList<Series> &series, double from, double until, const QList<Series> &compared = {});
    // As shown: what is hidden is empty.
    const QList<Series> &series() const { return m_series; }
    // From the next setSeries on. The axis of values shows these too, so that charts side by side
    // can be compared.
    void setReach(double least, double greatest) { m_reach = {least, greatest}; }
    // From the next setSeries on.
    void setLineHidden(qsizetype line, bool isHidden);
    // Shown in the middle while there is nothing to draw.
    void setEmptyText(const QString &text);
    const QString &emptyText() const { return m_emptyText; }
    void setCrosshair(std::optional<double> x);
    // What happened meanwhile. In any order, also outside of what is shown.
    void setMarks(const QList<ChartMark> &marks);

    // What the crosshair says: the time, a line for each series, and what happened there. Empty
    // without a crosshair.
    QStringList readout() const;

signals:
    // The person wants to see that time: by wheel and Ctrl, dragging, or the keys + and -, Shift
    // with the arrows.
    void rangeRequested(double from, double until);
    // A double click, or Home: back to now.
    void presentRequested();
    // Where the pointer, or the crosshair moved by the arrow keys, is; nullopt when it left.
    void hovered(std::optional<double> x);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void applyTheme();
    void setTicks(QCategoryAxis *axis, const Ticks &ticks, Ticks &shown) const;
    void updateTimeAxis();
    double placeOf(double x) const;
    QStringList marksAt(double x) const;
    void drawMarks(QPainter &painter) const;
    double drawMarkText(
        QPainter &painter, const QString &text, const QRectF &before, const QRectF &behind) const;
    void zoom(double factor, double around);
    void pan(double by);
    void drawLines(QPainter &painter) const;
    void drawBackground(LineImage &image) const;
    QColor colorOf(qsizetype line, float opacity = 1) const;
    QPolygonF placed(const QList<QPointF> &points) const;
    void drawCrosshair(QPainter &painter) const;
    void drawReadout(QPainter &painter, double x) const;
    void drawEmptyText(QPainter &painter) const;

    const QList<ChartLine> m_lines;
    const Unit m_unit;
    Reader m_reader;
    QCategoryAxis *m_timeAxis;
    QCategoryAxis *m_valueAxis;
    Ticks m_timeTicks;
    Ticks m_valueTicks;
    QList<bool> m_isHidden; // of each line
    QList<Series> m_series; // as shown
    QList<Series> m_compared;
    std::optional<double> m_dragged; // x that the pointer holds
    std::optional<std::pair<double, double>> m_reach;
    double m_from = 0;
    double m_until = 1;
    bool m_isEmpty = true;
    QString m_emptyText;
    QList<ChartMark> m_marks;
    std::optional<double> m_crosshair;
    QPixmap m_picture; // all but the crosshair, so that hovering draws no chart
    bool m_isPictureStale = true;
};

} // namespace hitlens
