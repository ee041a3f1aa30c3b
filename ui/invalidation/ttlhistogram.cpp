// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/ttlhistogram.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int gap = 4;

QString labelOf(size_t bucket)
{
    switch (static_cast<TtlBucket>(bucket)) {
    case TtlBucket::None:
        return TtlHistogram::tr("none");
    case TtlBucket::Second:
        return TtlHistogram::tr("<1s");
    case TtlBucket::TenSeconds:
        return TtlHistogram::tr("<10s");
    case TtlBucket::Minute:
        return TtlHistogram::tr("<1m");
    case TtlBucket::TenMinutes:
        return TtlHistogram::tr("<10m");
    case TtlBucket::Hour:
        return TtlHistogram::tr("<1h");
    case TtlBucket::Day:
        return TtlHistogram::tr("<1d");
    case TtlBucket::Longer:
        break;
    }
    return TtlHistogram::tr("≥1d");
}

} // namespace

TtlHistogram::TtlHistogram(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Time to live"));
}

void TtlHistogram::setCounts(const std::optional<Counts> &counts)
{
    m_counts = counts;
    QStringList parts;
    for (size_t bucket = 0; counts && bucket < ttlBuckets; ++bucket)
        parts << description(bucket);
    setAccessibleDescription(parts.join(u", "_s));
    update();
}

QSize TtlHistogram::sizeHint() const
{
    const QFontMetrics metrics(labelFont());
    return {static_cast<int>(ttlBuckets) * (metrics.horizontalAdvance(u"<10m"_s) + 2 * gap),
        6 * metrics.height()};
}

QSize TtlHistogram::minimumSizeHint() const
{
    return {sizeHint().width(), 3 * QFontMetrics(labelFont()).height()};
}

void TtlHistogram::paintEvent(QPaintEvent *)
{
    const Theme &colors = themeOf(this);
    QPainter painter(this);
    painter.setFont(labelFont());
    const int labels = painter.fontMetrics().height() + gap;
    const qint64 most = m_counts ? *std::max_element(m_counts->begin(), m_counts->end()) : 0;
    for (size_t bucket = 0; bucket < ttlBuckets; ++bucket) {
        const QRect area = column(bucket);
        QRect bar = area.adjusted(gap / 2, 0, -gap / 2, -labels);
        const qint64 count = m_counts ? m_counts->at(bucket) : 0;
        const int height = most > 0 ? static_cast<int>(bar.height() * count / most) : 0;
        // A single key among millions still shows.
        bar.setTop(bar.bottom() + 1 - (count > 0 ? std::max(height, 2) : 1));
        painter.fillRect(bar, count > 0 ? colors.accent : colors.line);
        painter.setPen(colors.muted);
        painter.drawText(area, Qt::AlignHCenter | Qt::AlignBottom, labelOf(bucket));
    }
}

bool TtlHistogram::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_counts)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    for (size_t bucket = 0; bucket < ttlBuckets; ++bucket) {
        if (column(bucket).contains(help->pos()))
            QToolTip::showText(help->globalPos(), description(bucket), this, column(bucket));
    }
    return true;
}

QFont TtlHistogram::labelFont() const
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    return small;
}

QRect TtlHistogram::column(size_t bucket) const
{
    const auto count = static_cast<int>(ttlBuckets);
    const int left = width() * static_cast<int>(bucket) / count;
    const int right = width() * static_cast<int>(bucket + 1) / count;
    return {left, 0, right - left, height()};
}

QString TtlHistogram::description(size_t bucket) const
{
    return labelOf(bucket) + u": "_s + formatKeys(m_counts->at(bucket));
}

} // namespace hitlens
