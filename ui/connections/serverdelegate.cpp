// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/serverdelegate.h"

#include "app/connections/serverlistmodel.h"
#include "ui/connections/environment.h"

#include <QPainter>
#include <QPainterPath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int outerMargin = 8;
constexpr int padding = 8;

QFont scaled(const QFont &base, qreal factor)
{
    QFont font(base);
    font.setPointSizeF(base.pointSizeF() * factor);
    return font;
}

QFont detailFont(const QFont &base)
{
    return scaled(base, 0.87);
}

QFont headingFont(const QFont &base)
{
    QFont font = scaled(base, 0.82);
    font.setWeight(QFont::DemiBold);
    font.setCapitalization(QFont::AllUppercase);
    font.setLetterSpacing(QFont::PercentageSpacing, 106);
    return font;
}

// The shape says it, too: full, half, hollow, or a square where only the person can help.
void paintDot(QPainter &painter, const QRectF &dot, Status::State state, const Theme &theme)
{
    QColor color = theme.muted;
    if (state == Status::State::Ready)
        color = theme.good;
    else if (state == Status::State::Connecting)
        color = theme.accent;
    else if (state == Status::State::Waiting || state == Status::State::Failed)
        color = theme.danger;
    painter.setPen(QPen(color, 1.5));
    painter.setBrush(Qt::NoBrush);
    const QRectF ring = dot.adjusted(0.75, 0.75, -0.75, -0.75);
    switch (state) {
    case Status::State::Closed:
        painter.drawEllipse(ring);
        break;
    case Status::State::Connecting:
    case Status::State::Waiting:
        painter.drawEllipse(ring);
        painter.setBrush(color);
        painter.drawChord(ring, 90 * 16, 180 * 16);
        break;
    case Status::State::Ready:
        painter.setBrush(color);
        painter.drawEllipse(ring);
        break;
    case Status::State::Failed:
        painter.setBrush(color);
        painter.drawRect(ring);
        break;
    }
}

// Points down over what is open, right where it is folded.
void paintChevron(QPainter &painter, const QRectF &box, bool isFolded, const QColor &color)
{
    const QPointF center = box.center();
    const qreal reach = box.width() / 2;
    const QPointF along = isFolded ? QPointF(reach / 2, 0) : QPointF(0, reach / 2);
    const QPointF across = isFolded ? QPointF(0, reach) : QPointF(reach, 0);
    painter.setPen(QPen(color, 1.5, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(
        QPolygonF({center - along - across, center + along, center - along + across}));
}

Badge badgeFor(const Profile &profile, const Theme &theme)
{
    if (profile.id == demoProfileId)
        return {ServerDelegate::tr("DEMO"), theme.accent, false};
    return badgeOf(profile, theme);
}

QColor rowColor(const QStyleOptionViewItem &option, const Theme &theme)
{
    if (option.state.testFlag(QStyle::State_Selected))
        return theme.accentSoft;
    return option.state.testFlag(QStyle::State_MouseOver) ? theme.raised : QColor();
}

} // namespace

void ServerDelegate::paint(
    QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (index.data(ServerListModel::IsHeadingRole).toBool())
        paintHeading(*painter, option, index);
    else
        paintServer(*painter, option, index);
    painter->restore();
}

QSize ServerDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const int detail = QFontMetrics(detailFont(option.font)).height();
    if (index.data(ServerListModel::IsHeadingRole).toBool())
        return {0, QFontMetrics(headingFont(option.font)).height() + 2 * padding};
    return {0, QFontMetrics(option.font).height() + detail + 2 * padding};
}

void ServerDelegate::paintHeading(
    QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = themeOf(option.widget);
    const QRect row = option.rect.adjusted(outerMargin, 2, -outerMargin, -2);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter.setPen(QPen(theme.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
    painter.setFont(headingFont(option.font));
    const int mark = painter.fontMetrics().height() / 2;
    QRect text = option.rect.adjusted(outerMargin + padding, padding, -outerMargin - padding, 0);
    const QRectF chevron(text.left(), text.center().y() - mark / 2.0, mark, mark);
    paintChevron(painter, chevron, index.data(ServerListModel::IsFoldedRole).toBool(), theme.muted);
    text.setLeft(text.left() + mark + padding);
    painter.setPen(theme.muted);
    painter.drawText(text, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
}

void ServerDelegate::paintServer(
    QPainter &painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme &theme = themeOf(option.widget);
    const auto profile = qobject_cast<const ServerListModel *>(index.model())->profile(index);
    const QRect row = option.rect.adjusted(outerMargin, 1, -outerMargin, -1);
    if (const QColor color = rowColor(option, theme); color.isValid()) {
        const bool hasFocus = option.state.testFlag(QStyle::State_HasFocus);
        painter.setPen(hasFocus ? QPen(theme.accent, 1) : QPen(Qt::NoPen));
        painter.setBrush(color);
        painter.drawRoundedRect(QRectF(row).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    }
    if (!profile->color.isEmpty()) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colorOf(*profile, theme));
        painter.drawRoundedRect(QRectF(row.left(), row.top() + 6, 3, row.height() - 12), 1.5, 1.5);
    }

    QRect content = row.adjusted(padding, padding - 1, -padding, 1 - padding);
    const int dot = option.fontMetrics.height() / 2;
    const auto state = static_cast<Status::State>(index.data(ServerListModel::StateRole).toInt());
    paintDot(
        painter, QRectF(content.left(), content.center().y() - dot / 2.0, dot, dot), state, theme);
    content.setLeft(content.left() + dot + padding + 2);

    painter.setFont(option.font);
    if (const Badge badge = badgeFor(*profile, theme); !badge.text.isEmpty()) {
        QRect tag(QPoint(), badgeSize(badge, option.font));
        tag.moveCenter(content.center());
        tag.moveRight(content.right());
        paintBadge(painter, tag, badge, theme);
        content.setRight(tag.left() - padding);
    }

    painter.setPen(theme.text);
    painter.drawText(content, Qt::AlignLeft | Qt::AlignTop,
        option.fontMetrics.elidedText(profile->name, Qt::ElideRight, content.width()));
    painter.setFont(detailFont(option.font));
    const bool isAlerted = !index.data(ServerListModel::AlertRole).toString().isEmpty();
    painter.setPen(isAlerted ? theme.danger : theme.muted);
    painter.drawText(content, Qt::AlignLeft | Qt::AlignBottom,
        painter.fontMetrics().elidedText(
            index.data(ServerListModel::DetailRole).toString(), Qt::ElideRight, content.width()));
}

} // namespace hitlens
