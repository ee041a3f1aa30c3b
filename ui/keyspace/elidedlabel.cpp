// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/elidedlabel.h"

#include <QPainter>

#include <algorithm>

namespace hitlens {

ElidedLabel::ElidedLabel(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text)
{
    m_text = text;
    setAccessibleName(text);
    // Names are data: without this, one that looks like markup would be shown as markup.
    setToolTip(u"<p style='white-space:pre-wrap'>"
        + text.toHtmlEscaped().replace(u'\n', QStringLiteral("<br>")) + u"</p>");
    updateGeometry();
    update();
}

QSize ElidedLabel::sizeHint() const
{
    // A little room below: underscores must not be cut off.
    return {fontMetrics().horizontalAdvance(m_text) + 2, fontMetrics().height() + 4};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {
        std::min(fontMetrics().averageCharWidth() * 12, sizeHint().width()), sizeHint().height()};
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
        fontMetrics().elidedText(m_text, Qt::ElideMiddle, width()));
}

} // namespace hitlens
