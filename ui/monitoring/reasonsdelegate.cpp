// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/reasonsdelegate.h"

#include "app/monitoring/prefixtrafficmodel.h"

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Text beside a number stands apart from it.
const QString apart = u"   "_s;
constexpr int atTheEdges = 8;

} // namespace

QString ReasonsDelegate::shownText(const QModelIndex &index, const QFontMetrics &metrics, int width)
{
    QString text;
    for (const QString &wording : index.data(PrefixTrafficModel::WordingsRole).toStringList()) {
        text = apart + wording;
        if (metrics.horizontalAdvance(text) + atTheEdges <= width)
            break;
    }
    return text;
}

void ReasonsDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->text = shownText(index, option->fontMetrics, option->rect.width());
}

} // namespace hitlens
