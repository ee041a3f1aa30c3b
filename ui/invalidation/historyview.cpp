// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/historyview.h"

#include "ui/shell/theme.h"

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace hitlens {

using namespace Qt::StringLiterals;
using Column = AuditLogModel::Column;

namespace {

class HistoryDelegate final : public QStyledItemDelegate
{
public:
    HistoryDelegate(AuditLogFilter &filter, HistoryView *view)
        : QStyledItemDelegate(view)
        , m_filter(filter)
        , m_view(*view)
    { }

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto column = static_cast<Column>(index.column());
        const AuditRecord &record = m_filter.recordAt(index.row());
        if (column == Column::Begun || column == Column::Duration || column == Column::Keys)
            option->font = tabularFont(option->font);
        if (column == Column::Result)
            colorResult(option, record);
        else if (column == Column::Begun || column == Column::Who || column == Column::Server)
            setColor(option, themeOf(&m_view).muted);
    }

private:
    void colorResult(QStyleOptionViewItem *option, const AuditRecord &record) const
    {
        const Theme &colors = themeOf(&m_view);
        const bool isUnfinished = !record.outcome && !record.isRunning;
        option->font.setBold(!record.outcome);
        if (isUnfinished)
            setColor(option, colors.danger);
        else if (!record.outcome)
            setColor(option, colors.accent);
        else if (record.outcome->end != BulkReport::End::Complete
            || record.outcome->counts.failed + record.outcome->counts.unknown > 0)
            setColor(option, colors.warning);
    }
    static void setColor(QStyleOptionViewItem *option, const QColor &color)
    {
        option->palette.setColor(QPalette::Text, color);
        option->palette.setColor(QPalette::HighlightedText, color);
    }

    AuditLogFilter &m_filter;
    HistoryView &m_view;
};

} // namespace

HistoryView::HistoryView(AuditLogFilter &filter, QWidget *parent)
    : QTableView(parent)
    , m_filter(filter)
{
    setModel(&filter);
    setItemDelegate(new HistoryDelegate(filter, this));
    setAccessibleName(tr("Acts on many keys"));
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    setShowGrid(false);
    setWordWrap(false);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 10);
}

std::optional<AuditRecord> HistoryView::currentRecord() const
{
    const QModelIndex current = currentIndex();
    return current.isValid() ? std::optional(m_filter.recordAt(current.row())) : std::nullopt;
}

void HistoryView::setServerShown(bool isShown)
{
    setColumnHidden(static_cast<int>(Column::Server), !isShown);
    shareWidth();
}

void HistoryView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    emit currentRecordChanged();
}

void HistoryView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    shareWidth();
}

// What was done gets what the others leave.
void HistoryView::shareWidth()
{
    const QFontMetrics metrics = fontMetrics();
    const int letter = metrics.averageCharWidth();
    const int all = viewport()->width();
    const std::pair<Column, int> fixed[]
        = {{Column::Begun, metrics.horizontalAdvance(u"00/00/0000 00:00:00"_s) + 3 * letter},
            {Column::Who, std::min(20 * letter, all / 9)},
            {Column::Server, std::min(22 * letter, all / 9)},
            {Column::Keys, std::min(34 * letter, all / 7)},
            {Column::Duration, metrics.horizontalAdvance(u"00 min 00 s"_s) + 3 * letter},
            {Column::Result, std::min(24 * letter, all / 7)}};
    int rest = all;
    for (const auto &[column, width] : fixed) {
        if (isColumnHidden(static_cast<int>(column)))
            continue;
        setColumnWidth(static_cast<int>(column), width);
        rest -= width;
    }
    setColumnWidth(static_cast<int>(Column::What), rest);
}

} // namespace hitlens
