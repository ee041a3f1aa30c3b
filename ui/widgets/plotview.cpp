// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/plotview.h"

#include "ui/widgets/lineimage.h"
#include "ui/widgets/scaledfont.h"

#include <QDateTime>
#include <QGraphicsLayout>
#include <QKeyEvent>
#include <QtCharts/QCategoryAxis>

#include <algorithm>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

PlotView::PlotView(QList<ChartLine> lines, Unit unit, QWidget *parent)
    : QChartView(parent)
    , m_lines(std::move(lines))
    , m_unit(unit)
    , m_timeAxis(new QCategoryAxis(this))
    , m_valueAxis(new QCategoryAxis(this))
    , m_isHidden(m_lines.size(), false)
{
    setRenderHint(QPainter::Antialiasing);
    setViewportUpdateMode(FullViewportUpdate);
    setFrameShape(NoFrame);
    setBackgroundBrush(Qt::NoBrush);
    viewport()->setAutoFillBackground(false);
    viewport()->setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    QChart *plot = chart();
    plot->legend()->hide();
    plot->setBackgroundVisible(false);
    plot->setAnimationOptions(QChart::NoAnimation);
    // Half of the topmost label lies above the plot.
    plot->setMargins({0, fontMetrics().height() / 2, 2, 0});
    plot->layout()->setContentsMargins(0, 0, 0, 0);
    plot->addAxis(m_timeAxis, Qt::AlignBottom);
    plot->addAxis(m_valueAxis, Qt::AlignLeft);
    for (QCategoryAxis *axis : {m_timeAxis, m_valueAxis}) {
        axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
        axis->setLineVisible(false);
    }
    m_timeAxis->setGridLineVisible(false);
    // The chart lays itself out in its own time; whatever it changes makes a new picture.
    connect(scene(), &QGraphicsScene::changed, this, [this] {
        m_isPictureStale = true;
        viewport()->update();
    });
    applyTheme();
}

void PlotView::applyTheme()
{
    const Theme &colors = themeOf(this);
    const QFont small = scaledFont(font(), 0.85);
    for (QCategoryAxis *axis : {m_timeAxis, m_valueAxis}) {
        axis->setLabelsColor(colors.muted);
        axis->setLabelsFont(small);
        axis->setGridLinePen(QPen(colors.line, 1));
    }
    m_isPictureStale = true;
}

void PlotView::setLineHidden(qsizetype line, bool isHidden)
{
    m_isHidden[line] = isHidden;
}

void PlotView::setSeries(
    const QList<Series> &all, double from, double until, const QList<Series> &compared)
{
    Q_ASSERT(all.size() == m_lines.size());
    QList<Series> series = all;
    m_compared = compared;
    for (qsizetype line = 0; line < m_lines.size(); ++line) {
        if (!m_isHidden[line])
            continue;
        series[line] = {};
        if (!m_compared.isEmpty())
            m_compared[line] = {};
    }
    m_from = from;
    m_until = until;
    std::optional<double> least;
    std::optional<double> greatest;
    for (const Series &one : series + m_compared) {
        if (const auto low = one.min()) {
            least = std::min(*low, least.value_or(*low));
            greatest = std::max(*one.max(), greatest.value_or(*low));
        }
    }
    m_isEmpty = !least;
    if (m_reach && least) {
        least = std::min(*least, m_reach->first);
        greatest = std::max(*greatest, m_reach->second);
    }
    m_series = series;
    updateTimeAxis();
    setTicks(
        m_valueAxis, valueTicks(m_unit, least.value_or(0), greatest.value_or(0)), m_valueTicks);
    m_isPictureStale = true;
    viewport()->update();
}

void PlotView::updateTimeAxis()
{
    const int width = fontMetrics().horizontalAdvance(u"00:00:00"_s) * 3 / 2;
    const int atMost = std::clamp(viewport()->width() / std::max(width, 1), 2, 8);
    setTicks(m_timeAxis, timeTicks(m_from, m_until, atMost), m_timeTicks);
}

void PlotView::setTicks(QCategoryAxis *axis, const Ticks &ticks, Ticks &shown) const
{
    if (ticks.ticks != shown.ticks) {
        for (const QString &label : axis->categoriesLabels())
            axis->remove(label);
        axis->setStartValue(ticks.min);
        for (const Ticks::Tick &tick : ticks.ticks)
            axis->append(tick.label, tick.at);
    }
    axis->setRange(ticks.min, ticks.max);
    shown = ticks;
}

void PlotView::setEmptyText(const QString &text)
{
    if (text == m_emptyText)
        return;
    m_emptyText = text;
    viewport()->update();
}

void PlotView::setCrosshair(std::optional<double> x)
{
    if (x == m_crosshair)
        return;
    m_crosshair = x;
    viewport()->update();
}

void PlotView::setMarks(const QList<ChartMark> &marks)
{
    QList<ChartMark> sorted = marks;
    std::ranges::stable_sort(sorted, {}, &ChartMark::from);
    if (sorted == m_marks)
        return;
    m_marks = sorted;
    viewport()->update();
}

// Those whose line is so near that one cannot point between the two.
QStringList PlotView::marksAt(double x) const
{
    const double near = (m_until - m_from) / 100;
    QStringList texts;
    for (const ChartMark &mark : m_marks) {
        if (x >= mark.from - near && x <= mark.until + near)
            texts << mark.text;
    }
    return texts;
}

QStringList PlotView::readout() const
{
    if (!m_crosshair || !m_reader)
        return {};
    const auto time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(*m_crosshair));
    const bool isToday = time.date() == QDate::currentDate();
    QStringList lines{
        isToday ? time.toString(u"HH:mm:ss"_s) : time.toString(u"ddd d MMM HH:mm:ss"_s)};
    for (qsizetype line = 0; line < m_lines.size(); ++line) {
        if (m_isHidden[line])
            continue;
        lines.append(
            m_lines[line].name + u"  "_s + formatValue(m_unit, m_reader(line, *m_crosshair)));
    }
    return lines + marksAt(*m_crosshair);
}

void PlotView::paintEvent(QPaintEvent *)
{
    const qreal ratio = devicePixelRatioF();
    if (m_isPictureStale || m_picture.size() != viewport()->size() * ratio) {
        if (m_picture.size() != viewport()->size() * ratio)
            m_picture = QPixmap(viewport()->size() * ratio);
        m_picture.setDevicePixelRatio(ratio);
        m_picture.fill(Qt::transparent);
        QPainter painter(&m_picture);
        painter.setRenderHint(QPainter::Antialiasing);
        chart()->layout()->activate(); // new labels may have moved the plot
        render(&painter);
        drawLines(painter);
        m_isPictureStale = false;
    }
    QPainter painter(viewport());
    painter.drawPixmap(0, 0, m_picture);
    drawMarks(painter);
    if (m_isEmpty)
        drawEmptyText(painter);
    else
        drawCrosshair(painter);
}

double PlotView::placeOf(double x) const
{
    const QRectF plot = chart()->plotArea();
    return plot.left() + (x - m_from) / (m_until - m_from) * plot.width();
}

// A line with a flag where it began, and a shade over the time that it took.
void PlotView::drawMarks(QPainter &painter) const
{
    const QRectF plot = chart()->plotArea();
    const QColor color = themeOf(this).accent;
    QColor shade = color;
    shade.setAlphaF(0.12F);
    const double flag = fontMetrics().height() / 2.0;
    double free = plot.left(); // from there on nothing is written
    for (qsizetype i = 0; i < m_marks.size(); ++i) {
        const ChartMark &mark = m_marks[i];
        if (mark.until < m_from || mark.from > m_until)
            continue;
        const double from = placeOf(std::max(mark.from, m_from));
        const double until = placeOf(std::min(mark.until, m_until));
        painter.fillRect(QRectF(from, plot.top(), until - from, plot.height()), shade);
        painter.setPen(QPen(color, 1));
        painter.drawLine(QPointF(from, plot.top()), QPointF(from, plot.bottom()));
        painter.setBrush(color);
        painter.drawPolygon(QPolygonF{
            {from, plot.top()}, {from + flag, plot.top() + flag / 2}, {from, plot.top() + flag}});
        const double next = i + 1 < m_marks.size() ? placeOf(m_marks[i + 1].from) : plot.right();
        const QRectF before(free, plot.top(), from - free, 2 * flag);
        const QRectF behind(
            from + flag, plot.top(), std::min(next, plot.right()) - from - flag, 2 * flag);
        free = std::max(from + flag, drawMarkText(painter, mark.text, before, behind));
    }
}

// Behind the flag, or before it where there is more room, in a chart that is wide enough to be
// looked at by itself. Returns where the words end.
double PlotView::drawMarkText(
    QPainter &painter, const QString &text, const QRectF &before, const QRectF &behind) const
{
    const QFont small = scaledFont(font(), 0.85);
    const QFontMetricsF metrics(small);
    const double letter = metrics.averageCharWidth();
    const double margin = letter / 2;
    const double wanted = metrics.horizontalAdvance(text) + 2 * margin;
    const bool isBefore = behind.width() < wanted && before.width() > behind.width();
    const QRectF room = (isBefore ? before : behind).adjusted(margin, 0, -margin, 0);
    if (chart()->plotArea().width() < 80 * letter
        || room.width() < std::min(wanted - 2 * margin, 12 * letter))
        return behind.left();
    painter.setFont(small);
    const QString shown = metrics.elidedText(text, Qt::ElideRight, room.width());
    painter.drawText(room, isBefore ? Qt::AlignRight : Qt::AlignLeft, shown);
    return isBefore ? behind.left() : room.left() + metrics.horizontalAdvance(shown);
}

QPolygonF PlotView::placed(const QList<QPointF> &points) const
{
    const QRectF plot = chart()->plotArea();
    const double perX = plot.width() / (m_until - m_from);
    const double perY = plot.height() / (m_valueTicks.max - m_valueTicks.min);
    QPolygonF placed;
    placed.reserve(points.size());
    for (const QPointF &point : points) {
        placed.append({plot.left() + (point.x() - m_from) * perX,
            plot.bottom() - (point.y() - m_valueTicks.min) * perY});
    }
    return placed;
}

// A series of the chart would lay out each point and make an outline of its line, to be found by
// the pointer: that takes longer than all the rest, every second.
void PlotView::drawLines(QPainter &painter) const
{
    const QRectF plot = chart()->plotArea();
    LineImage image(
        plot.adjusted(0, -1, 0, 1), devicePixelRatioF()); // a line along an edge is seen whole
    drawBackground(image);
    // What is named first lies on top.
    for (qsizetype line = m_series.size() - 1; line >= 0; --line) {
        const QColor color = colorOf(line);
        const auto style = m_lines[line].style;
        for (const QList<QPointF> &segment : m_series[line].segments) {
            const QPolygonF points = placed(segment);
            if (style == ChartLine::Style::Area)
                image.fillBelow(points, plot.bottom(), color);
            image.drawLine(points, color, 1.5, style == ChartLine::Style::Dashed);
        }
    }
    image.drawOn(painter);
}

void PlotView::drawBackground(LineImage &image) const
{
    for (qsizetype line = 0; line < m_series.size(); ++line) {
        for (const QList<QPointF> &band : m_series[line].bands)
            image.fillOutline(placed(band), colorOf(line, 0.18F));
    }
    for (qsizetype line = 0; line < m_compared.size(); ++line) {
        for (const QList<QPointF> &segment : m_compared[line].segments)
            image.drawLine(placed(segment), colorOf(line, 0.75F), 1, true);
    }
}

QColor PlotView::colorOf(qsizetype line, float opacity) const
{
    QColor color = themeOf(this).*m_lines[line].color;
    color.setAlphaF(opacity);
    return color;
}

void PlotView::drawEmptyText(QPainter &painter) const
{
    painter.setPen(themeOf(this).muted);
    painter.drawText(chart()->plotArea(), Qt::AlignCenter | Qt::TextWordWrap, m_emptyText);
}

void PlotView::drawCrosshair(QPainter &painter) const
{
    if (!m_crosshair || *m_crosshair < m_from || *m_crosshair > m_until)
        return;
    const QRectF plot = chart()->plotArea();
    const double x = placeOf(*m_crosshair);
    painter.setPen(QPen(themeOf(this).muted, 1, Qt::DashLine));
    painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()));
    drawReadout(painter, x);
}

void PlotView::drawReadout(QPainter &painter, double x) const
{
    const QString text = readout().join(u'\n');
    if (text.isEmpty())
        return;
    const Theme &colors = themeOf(this);
    const QRectF plot = chart()->plotArea();
    const QRectF words = fontMetrics().boundingRect({}, Qt::AlignLeft, text);
    QRectF box(x + 8, plot.top() + 4, words.width() + 16, words.height() + 10);
    if (box.right() > plot.right())
        box.moveRight(x - 8);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors.line, 1));
    painter.setBrush(colors.panel);
    painter.drawRoundedRect(box.translated(0.5, 0.5), 5, 5);
    painter.setPen(colors.text);
    painter.drawText(box.adjusted(8, 5, 0, 0), Qt::AlignLeft, text);
}

void PlotView::resizeEvent(QResizeEvent *event)
{
    // QChartView's own makes the size of its content our least size, at each resize anew: what
    // holds us would never come to rest.
    QGraphicsView::resizeEvent(event); // NOLINT(bugprone-parent-virtual-call)
    chart()->resize(size());
    setSceneRect(rect());
    m_isPictureStale = true;
    updateTimeAxis();
}

void PlotView::hideEvent(QHideEvent *event)
{
    QChartView::hideEvent(event);
    m_picture = QPixmap();
}

void PlotView::changeEvent(QEvent *event)
{
    QChartView::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        applyTheme();
}

void PlotView::zoom(double factor, double around)
{
    emit rangeRequested(around - (around - m_from) * factor, around + (m_until - around) * factor);
}

void PlotView::pan(double by)
{
    emit rangeRequested(m_from + by, m_until + by);
}

void PlotView::wheelEvent(QWheelEvent *event)
{
    // Without Ctrl the page scrolls.
    const QRectF plot = chart()->plotArea();
    if (!event->modifiers().testFlag(Qt::ControlModifier) || event->angleDelta().y() == 0
        || plot.width() <= 0)
        return event->ignore();
    const double part = (event->position().x() - plot.left()) / plot.width();
    zoom(event->angleDelta().y() > 0 ? 0.5 : 2,
        m_from + std::clamp(part, 0.0, 1.0) * (m_until - m_from));
    event->accept();
}

void PlotView::mousePressEvent(QMouseEvent *event)
{
    setFocus(Qt::MouseFocusReason);
    if (event->button() == Qt::LeftButton)
        m_dragged = event->position().x();
}

void PlotView::mouseReleaseEvent(QMouseEvent *)
{
    m_dragged.reset();
}

void PlotView::mouseDoubleClickEvent(QMouseEvent *)
{
    emit presentRequested();
}

void PlotView::mouseMoveEvent(QMouseEvent *event)
{
    const QRectF plot = chart()->plotArea();
    if (plot.width() <= 0)
        return;
    const double moved = event->position().x() - m_dragged.value_or(event->position().x());
    // A hand that shakes while it points is no drag.
    if (std::abs(moved) > 4) {
        m_dragged = event->position().x();
        pan(-moved / plot.width() * (m_until - m_from));
    }
    const double part = (event->position().x() - plot.left()) / plot.width();
    if (part < 0 || part > 1)
        emit hovered(std::nullopt);
    else
        emit hovered(m_from + part * (m_until - m_from));
}

void PlotView::leaveEvent(QEvent *)
{
    emit hovered(std::nullopt);
}

void PlotView::keyPressEvent(QKeyEvent *event)
{
    const double step = std::max(1000.0, (m_until - m_from) / 100);
    const double from = m_crosshair.value_or(m_until);
    const bool isShifted = event->modifiers().testFlag(Qt::ShiftModifier);
    const double middle = m_crosshair.value_or((m_from + m_until) / 2);
    switch (event->key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(0.5, middle);
        break;
    case Qt::Key_Minus:
        zoom(2, middle);
        break;
    case Qt::Key_Home:
        emit presentRequested();
        break;
    case Qt::Key_Left:
        if (isShifted)
            return pan((m_from - m_until) / 4);
        emit hovered(std::max(m_from, from - step));
        break;
    case Qt::Key_Right:
        if (isShifted)
            return pan((m_until - m_from) / 4);
        emit hovered(std::min(m_until, from + step));
        break;
    case Qt::Key_Escape:
        emit hovered(std::nullopt);
        break;
    default:
        event->ignore(); // scrolling the page is not ours
    }
}

void PlotView::focusOutEvent(QFocusEvent *event)
{
    emit hovered(std::nullopt);
    QChartView::focusOutEvent(event);
}

} // namespace hitlens
