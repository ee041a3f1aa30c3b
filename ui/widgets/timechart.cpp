// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/timechart.h"

#include "ui/widgets/flowlayout.h"

#include <QAbstractButton>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

// A short piece of the line, its name and its value.
class TimeChart::LegendKey final : public QAbstractButton
{
public:
    LegendKey(const ChartLine &line, QWidget *parent)
        : QAbstractButton(parent)
        , m_line(line)
        , m_text(line.name)
    {
        setCheckable(true);
        setChecked(true);
        setCursor(Qt::PointingHandCursor);
        setAccessibleName(line.name);
        setToolTip(TimeChart::tr("Shows or hides %1.").arg(line.name));
        setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    }

    void setValue(const QString &value)
    {
        const QString text = m_line.name + u' ' + value;
        if (text == m_text)
            return;
        m_text = text;
        setAccessibleName(text);
        updateGeometry();
        update();
    }

    QSize sizeHint() const override
    {
        return {lineWidth() + 8 + fontMetrics().horizontalAdvance(m_text), fontMetrics().height()};
    }
    // Where there is no room the text is cut short, rather than the page made wider.
    QSize minimumSizeHint() const override
    {
        return {lineWidth() + 6 + fontMetrics().averageCharWidth() * 5, fontMetrics().height()};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        const Theme &colors = themeOf(this);
        QPen pen(isChecked() ? colors.*m_line.color : colors.line, 2);
        if (m_line.style == ChartLine::Style::Dashed)
            pen.setDashPattern({2, 1});
        painter.setPen(pen);
        const int middle = height() / 2;
        painter.drawLine(0, middle, lineWidth(), middle);
        painter.setPen(isChecked() ? colors.text : colors.muted);
        QFont font = painter.font();
        font.setStrikeOut(!isChecked());
        font.setUnderline(hasFocus());
        painter.setFont(font);
        const QRect room = rect().adjusted(lineWidth() + 6, 0, 0, 0);
        painter.drawText(
            room, Qt::AlignVCenter, fontMetrics().elidedText(m_text, Qt::ElideRight, room.width()));
    }

private:
    int lineWidth() const { return fontMetrics().averageCharWidth() * 2; }

    const ChartLine m_line;
    QString m_text;
};

TimeChart::TimeChart(
    const QString &title, const QList<ChartLine> &lines, Unit unit, QWidget *parent)
    : QFrame(parent)
    , m_unit(unit)
    , m_header(new QHBoxLayout)
    , m_note(new QLabel(this))
    , m_plot(new PlotView(lines, unit, this))
{
    setRole(this, Role::Panel);
    auto *name = new QLabel(title, this);
    setRole(name, Role::Heading);
    setRole(m_note, Role::Badge);
    m_note->hide();
    m_plot->setAccessibleName(title);
    m_plot->installEventFilter(this);
    m_header->setSpacing(12);
    m_header->addWidget(name);
    // Many lines have their names in rows of their own, rather than cut short.
    QLayout *legend = m_header;
    FlowLayout *rows = nullptr;
    if (lines.size() > 2)
        legend = rows = new FlowLayout(12);
    for (const ChartLine &line : lines) {
        auto *key = new LegendKey(line, this);
        const qsizetype number = m_keys.size();
        connect(key, &QAbstractButton::toggled, this, [this, number](bool isShown) {
            m_plot->setLineHidden(number, !isShown);
            emit linesChanged();
        });
        m_keys.append(key);
        legend->addWidget(key);
    }
    m_header->addWidget(m_note);
    m_header->addStretch();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 8);
    layout->setSpacing(8);
    layout->addLayout(m_header);
    if (rows)
        layout->addLayout(rows);
    layout->addWidget(m_plot, 1);
}

// Around the plot, whose keys zoom and move the crosshair: who comes by Tab must see where he is.
void TimeChart::paintEvent(QPaintEvent *event)
{
    QFrame::paintEvent(event);
    if (!m_plot->hasFocus())
        return;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(themeOf(this).accent, 1.5));
    painter.drawRoundedRect(QRectF(m_plot->geometry()).adjusted(-4, -4, 4, 4), 4, 4);
}

bool TimeChart::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QFrame::eventFilter(watched, event);
}

void TimeChart::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void TimeChart::setNoteToolTip(const QString &toolTip)
{
    m_note->setToolTip(toolTip);
    m_note->setAccessibleDescription(toolTip);
}

void TimeChart::setLineShown(qsizetype line, bool isShown)
{
    m_keys[line]->setChecked(isShown);
}

bool TimeChart::isLineShown(qsizetype line) const
{
    return m_keys[line]->isChecked();
}

void TimeChart::addHeaderWidget(QWidget *widget)
{
    m_header->addWidget(widget);
}

void TimeChart::setCurrent(const QList<std::optional<double>> &values)
{
    Q_ASSERT(values.size() == m_keys.size());
    for (qsizetype i = 0; i < m_keys.size(); ++i)
        m_keys[i]->setValue(formatValue(m_unit, values[i]));
}

} // namespace hitlens
