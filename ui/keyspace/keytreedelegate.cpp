// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keytreedelegate.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyle>
#include <QWidget>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono;

namespace {

constexpr int padding = 8;
constexpr int deepest = 32; // further in, rows would leave the column

// No cell shows more than this many bytes of a name, and a name can be a megabyte.
QByteArrayView beginning(QByteArrayView label)
{
    qsizetype end = std::min(label.size(), qsizetype(512));
    const auto isContinuation = [](char byte) { return (static_cast<uchar>(byte) & 0xc0) == 0x80; };
    while (end > 0 && end < label.size() && isContinuation(label[end]))
        --end;
    return label.first(end);
}

// Only the largest unit: the column is for comparing.
milliseconds coarse(milliseconds left)
{
    if (left >= days(1))
        return floor<days>(left);
    if (left >= hours(1))
        return floor<hours>(left);
    return left >= minutes(1) ? milliseconds(floor<minutes>(left)) : left;
}

} // namespace

KeyTreeDelegate::KeyTreeDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{ }

void KeyTreeDelegate::setFonts(const QFont &text, const QFont &mono)
{
    m_font = text;
    m_mono = mono;
}

int KeyTreeDelegate::rowHeight() const
{
    return std::max(QFontMetrics(m_font).height(), QFontMetrics(m_mono).height()) + padding + 2;
}

int KeyTreeDelegate::columnWidth(KeyTreeModel::Column column) const
{
    const QString widest
        = column == KeyTreeModel::Column::Keys ? formatCount(8888888) : formatBytes(1000 * 1024);
    return QFontMetrics(m_font).horizontalAdvance(widest) + 2 * padding;
}

int KeyTreeDelegate::nameWidth() const
{
    constexpr int letters = 14;
    return QFontMetrics(m_mono).averageCharWidth() * letters + 2 * padding;
}

QSize KeyTreeDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(option)
    return {columnWidth(static_cast<KeyTreeModel::Column>(index.column())), rowHeight()};
}

QRect KeyTreeDelegate::chevronRect(const QRect &cell, int depth) const
{
    const int step = QFontMetrics(m_font).height();
    return {cell.left() + padding / 2 + std::min(depth, deepest) * step, cell.top(), step,
        cell.height()};
}

void KeyTreeDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *model = static_cast<const KeyTreeModel *>(index.model());
    const auto column = static_cast<KeyTreeModel::Column>(index.column());
    const KeyTreeModel::Row row = model->row(index.row());
    if (column == KeyTreeModel::Column::Name) {
        paintName(painter, option, row);
        return;
    }
    const Theme &colors = themeOf(option.widget);
    painter->setFont(m_font);
    const bool isCount = column == KeyTreeModel::Column::Keys && row.isFolder;
    painter->setPen(isCount ? colors.text : colors.muted);
    // Ends where the heading above it ends.
    const int margin = option.widget->style()->pixelMetric(QStyle::PM_HeaderMargin);
    painter->drawText(option.rect.adjusted(padding, 0, -margin, 0),
        Qt::AlignRight | Qt::AlignVCenter | Qt::TextSingleLine, cellText(*model, row, column));
}

void KeyTreeDelegate::paintName(
    QPainter *painter, const QStyleOptionViewItem &option, const KeyTreeModel::Row &row) const
{
    const Theme &colors = themeOf(option.widget);
    const QRect chevron = chevronRect(option.rect, row.depth);
    painter->setPen(colors.muted);
    if (row.isFolder)
        paintChevron(painter, chevron, row.isExpanded);

    const QRect place
        = option.rect.adjusted(chevron.right() + 1 - option.rect.left(), 0, -padding, 0);
    const QString text = row.label.isEmpty() ? tr("(empty)") : displayBytes(beginning(row.label));
    if (!row.label.isEmpty())
        painter->setPen(colors.text);
    painter->setFont(m_mono);
    painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        painter->fontMetrics().elidedText(text, Qt::ElideMiddle, place.width()));
}

void KeyTreeDelegate::paintChevron(QPainter *painter, const QRect &box, bool isExpanded) const
{
    const double reach = QFontMetrics(m_font).xHeight() * 0.4;
    QPainterPath path;
    path.moveTo(-reach / 2, -reach);
    path.lineTo(reach / 2, 0);
    path.lineTo(-reach / 2, reach);

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(QRectF(box).center());
    if (isExpanded)
        painter->rotate(90);
    QPen pen = painter->pen();
    pen.setWidthF(1.5);
    pen.setCapStyle(Qt::RoundCap);
    pen.setJoinStyle(Qt::RoundJoin);
    painter->strokePath(path, pen);
    painter->restore();
}

QString KeyTreeDelegate::ttlText(const KeySummary *summary)
{
    const auto ttl = summary ? summary->ttlAt(steady_clock::now()) : std::nullopt;
    if (!ttl)
        return u"–"_s;
    if (ttl->state == Ttl::State::Persistent)
        return u"∞"_s;
    if (ttl->state == Ttl::State::Gone || ttl->left == 0ms)
        return tr("gone");
    return formatDuration(coarse(ttl->left));
}

QString KeyTreeDelegate::cellText(
    const KeyTreeModel &model, const KeyTreeModel::Row &row, KeyTreeModel::Column column)
{
    if (row.isFolder)
        return column == KeyTreeModel::Column::Keys ? formatCount(row.keys) : QString();
    const KeySummary *summary = model.summary(row.name);
    if (column == KeyTreeModel::Column::Ttl)
        return ttlText(summary);
    if (column == KeyTreeModel::Column::Size)
        return formatBytes(summary ? summary->bytes : std::nullopt);
    if (column == KeyTreeModel::Column::Idle)
        return summary && summary->idle ? formatDuration(coarse(*summary->idle)) : u"–"_s;
    if (column == KeyTreeModel::Column::Keys && summary)
        return QString::fromUtf8(summary->type);
    return {};
}

int KeyTreeDelegate::typeWidth(const KeyTreeModel &model, int row) const
{
    const QString type = cellText(model, model.row(row), KeyTreeModel::Column::Keys);
    return type.isEmpty() ? 0 : QFontMetrics(m_font).horizontalAdvance(type) + padding;
}

QString KeyTreeDelegate::rowText(const KeyTreeModel &model, int row)
{
    const KeyTreeModel::Row shown = model.row(row);
    const QString name = displayBytes(beginning(shown.name));
    if (shown.isFolder && shown.isExpanded)
        return tr("Open folder %1 with %2").arg(name, formatKeys(shown.keys));
    if (shown.isFolder)
        return tr("Closed folder %1 with %2").arg(name, formatKeys(shown.keys));
    const QString type = cellText(model, shown, KeyTreeModel::Column::Keys);
    return tr("Key %1, time to live %2, size %3, type %4")
        .arg(name, cellText(model, shown, KeyTreeModel::Column::Ttl),
            cellText(model, shown, KeyTreeModel::Column::Size), type.isEmpty() ? u"–"_s : type);
}

} // namespace hitlens
