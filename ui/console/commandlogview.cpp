// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/console/commandlogview.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/rowtable.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace hitlens {

using namespace Qt::StringLiterals;
using Column = CommandLogModel::Column;
using Outcome = CommandEnd::Outcome;

namespace {

class CommandLogDelegate final : public QStyledItemDelegate
{
public:
    explicit CommandLogDelegate(CommandLogView *view)
        : QStyledItemDelegate(view)
        , m_view(*view)
    { }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        switch (static_cast<Column>(index.column())) {
        case Column::Command:
            option->font = monospaceFont();
            break;
        case Column::Duration:
            option->text = durationText(index.data());
            option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
            option->font = tabularFont(option->font);
            break;
        case Column::Result:
            colorResult(
                option, static_cast<Outcome>(index.data(CommandLogModel::OutcomeRole).toInt()));
            break;
        case Column::Node:
            option->textElideMode = Qt::ElideMiddle;
            [[fallthrough]];
        case Column::Time:
            option->font = tabularFont(option->font);
            setText(option, themeOf(&m_view).muted);
            break;
        }
    }

private:
    static QString durationText(const QVariant &microseconds)
    {
        using namespace std::chrono;
        if (!microseconds.isValid())
            return u"–"_s;
        const std::chrono::microseconds took(microseconds.toLongLong());
        return took < seconds(10) ? formatRoundTrip(took)
                                  : formatDuration(duration_cast<milliseconds>(took));
    }

    void colorResult(QStyleOptionViewItem *option, Outcome outcome) const
    {
        const Theme &colors = themeOf(&m_view);
        if (outcome > Outcome::Ok)
            setText(option, outcome == Outcome::NotSent ? colors.warning : colors.danger);
        else
            setText(option, colors.muted);
    }

    static void setText(QStyleOptionViewItem *option, const QColor &color)
    {
        option->palette.setColor(QPalette::Text, color);
    }

    CommandLogView &m_view;
};

} // namespace

CommandLogView::CommandLogView(CommandLogFilter &filter, QWidget *parent)
    : QTableView(parent)
    , m_filter(filter)
{
    setModel(&filter);
    setItemDelegate(new CommandLogDelegate(this));
    prepareRowTable(this, tr("Commands that were sent"), fontMetrics().height() + 8);
    setTextElideMode(Qt::ElideRight);
    setSelectionMode(ExtendedSelection);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    followTail();
}

void CommandLogView::followTail()
{
    QScrollBar *bar = verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this,
        [this, bar](int value) { m_isFollowing = value == bar->maximum(); });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
        if (m_isFollowing)
            bar->setValue(maximum);
    });
    // Rows that go at the top must not move what is being read.
    connect(&m_filter, &QAbstractItemModel::rowsRemoved, this,
        [this, bar](const QModelIndex &, int first, int last) {
            if (!m_isFollowing && first == 0)
                bar->setValue(bar->value() - (last + 1) * verticalHeader()->defaultSectionSize());
        });
}

QList<CommandRecord> CommandLogView::selectedRecords() const
{
    QList<int> rows;
    for (const QItemSelectionRange &range : selectionModel()->selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows << row;
    }
    std::sort(rows.begin(), rows.end());
    QList<CommandRecord> records;
    for (const int row : std::as_const(rows))
        records << m_filter.recordAt(row);
    return records;
}

void CommandLogView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy))
        emit copyRequested();
    else
        QTableView::keyPressEvent(event);
}

void CommandLogView::selectionChanged(
    const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    emit selectionWasChanged();
}

void CommandLogView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    shareWidth();
}

// The command gets what the others leave, and the result a part of it: errors are sentences.
void CommandLogView::shareWidth()
{
    const auto set
        = [this](Column column, int width) { setColumnWidth(static_cast<int>(column), width); };
    const QFontMetrics metrics = fontMetrics();
    const int margin = metrics.averageCharWidth() * 3;
    const int time = metrics.horizontalAdvance(u"00:00:00.000"_s) + margin;
    const int node = std::min(
        metrics.horizontalAdvance(u"000.000.000.000:00000"_s) + margin, viewport()->width() / 5);
    const int duration = metrics.horizontalAdvance(u"00 min 00 s"_s) + margin;
    const int rest = viewport()->width() - time - node - duration;
    set(Column::Time, time);
    set(Column::Node, node);
    set(Column::Command, rest * 2 / 3);
    set(Column::Result, rest - rest * 2 / 3);
    set(Column::Duration, duration);
}

} // namespace hitlens
