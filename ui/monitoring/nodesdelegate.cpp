// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/nodesdelegate.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace hitlens {

using namespace Qt::StringLiterals;
using Column = NodesModel::Column;

namespace {

constexpr int barHeight = 2;

QString orDash(const QString &text)
{
    return text.isEmpty() ? u"–"_s : text;
}

QString countText(const std::optional<qint64> &count)
{
    return count ? formatCount(*count) : u"–"_s;
}

QString memoryText(const NodeFigures &figures)
{
    const QString used = formatBytes(figures.usedMemory);
    if (!figures.usedMemory || figures.maxMemory.value_or(0) == 0)
        return used;
    const double part
        = static_cast<double>(*figures.usedMemory) / static_cast<double>(*figures.maxMemory);
    return NodesDelegate::tr("%1, %2", "memory, its part of maxmemory")
        .arg(used, formatPercent(part));
}

bool isRight(Column column)
{
    return column >= Column::Slots;
}

bool fits(const QStyleOptionViewItem &option)
{
    const QStyle *style = option.widget->style();
    const int margin = style->pixelMetric(QStyle::PM_FocusFrameHMargin, &option, option.widget) + 1;
    return QFontMetrics(option.font).horizontalAdvance(option.text)
        <= option.rect.width() - 2 * margin;
}

bool isBroken(const NodeRow &row)
{
    const Status::State state = row.node.status.state;
    return state == Status::State::Waiting || state == Status::State::Failed;
}

QString toolTip(const NodeRow &row, const QModelIndex &index)
{
    const auto column = static_cast<Column>(index.column());
    const QString announced = QString::fromUtf8(row.node.name);
    if (column == Column::Node && !row.isSum && announced != row.node.address.text())
        return NodesDelegate::tr("Its cluster announces it as %1.").arg(announced);
    if (column == Column::Slots)
        return QString::fromLatin1(row.slotRanges);
    if (const QVariant share = index.data(NodesModel::ShareRole); share.isValid())
        return NodesDelegate::tr("%1 of all primaries together")
            .arg(formatPercent(share.toDouble()));
    // What may not fit into its cell.
    return column == Column::State ? index.data().toString() : QString();
}

} // namespace

QString NodesDelegate::text(const NodeRow &row, Column column)
{
    const NodeFigures &figures = row.figures;
    switch (column) {
    case Column::Slots:
        return row.node.slotCount > 0 ? formatCount(row.node.slotCount) : u"–"_s;
    case Column::HitRate:
        return formatPercent(figures.hitRate);
    case Column::Operations:
        return figures.operations ? formatShortCount(*figures.operations) : u"–"_s;
    case Column::Memory:
        return memoryText(figures);
    case Column::Keys:
        return countText(figures.keys);
    case Column::Evicted:
        return formatRate(figures.evicted);
    case Column::Expired:
        return formatRate(figures.expired);
    case Column::Clients:
        return countText(figures.clients);
    default:
        return {};
    }
}

void NodesDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto *model = static_cast<const NodesModel *>(index.model());
    const NodeRow &row = model->rowAt(index.row());
    const auto column = static_cast<Column>(index.column());
    const Theme &colors = themeOf(option->widget);
    option->font = tabularFont(option->font);
    if (row.isSum)
        option->font.setWeight(QFont::DemiBold);
    if (isRight(column)) {
        option->text = text(row, column);
        // Half a percentage says less than none.
        if (column == Column::Memory && !fits(*option))
            option->text = formatBytes(row.figures.usedMemory);
        option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
    } else if (!row.isSum) {
        option->text = orDash(option->text);
    }
    if (column == Column::Node && row.node.role == NodeRole::Replica)
        option->text.prepend(u"\u2003"_s);
    if (column == Column::State && isBroken(row)) {
        option->palette.setColor(QPalette::Text, colors.danger);
        option->palette.setColor(QPalette::HighlightedText, colors.danger);
    }
    option->textElideMode = Qt::ElideRight;
}

void NodesDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, option, index);
    const QVariant level = index.data(NodesModel::LevelRole);
    if (!level.isValid())
        return;
    const Theme &colors = themeOf(option.widget);
    QRect bar = option.rect.adjusted(8, 0, -4, -3);
    bar.setTop(bar.bottom() - barHeight + 1);
    painter->fillRect(bar, colors.line);
    bar.setLeft(bar.right() - qRound(level.toDouble() * (bar.width() - 1)));
    painter->fillRect(bar, colors.accent);
}

bool NodesDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view,
    const QStyleOptionViewItem &option, const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip || !index.isValid())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const auto *model = static_cast<const NodesModel *>(index.model());
    QToolTip::showText(event->globalPos(), toolTip(model->rowAt(index.row()), index), view);
    return true;
}

} // namespace hitlens
