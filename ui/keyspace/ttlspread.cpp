// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/ttlspread.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QGridLayout>
#include <QLabel>
#include <QPainter>

#include <numeric>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr double radius = 3;

class ShareBar final : public QWidget
{
public:
    using QWidget::QWidget;

    void setShare(double share)
    {
        m_share = share;
        update();
    }
    QSize sizeHint() const override { return {120, fontMetrics().height() / 2}; }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        Q_UNUSED(event)
        const Theme &colors = themeOf(this);
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const double thickness = fontMetrics().height() / 2.0;
        QRectF bar(0, (height() - thickness) / 2, width(), thickness);
        painter.setBrush(colors.raised);
        painter.drawRoundedRect(bar, radius, radius);
        if (m_share <= 0)
            return;
        // One key of a million is still there to be seen.
        bar.setWidth(std::max(2 * radius, bar.width() * m_share));
        painter.setBrush(colors.accent);
        painter.drawRoundedRect(bar, radius, radius);
    }

private:
    double m_share = 0;
};

QString bandText(FolderEstimate::TtlBand band)
{
    switch (band) {
    case FolderEstimate::Minute:
        return TtlSpread::tr("Under a minute");
    case FolderEstimate::Hour:
        return TtlSpread::tr("Up to an hour");
    case FolderEstimate::Day:
        return TtlSpread::tr("Up to a day");
    case FolderEstimate::Week:
        return TtlSpread::tr("Up to a week");
    case FolderEstimate::Longer:
        return TtlSpread::tr("Longer");
    case FolderEstimate::Never:
        return TtlSpread::tr("No expiry");
    }
    return {};
}

} // namespace

TtlSpread::TtlSpread(QWidget *parent)
    : QWidget(parent)
{
    auto *grid = new QGridLayout(this);
    grid->setContentsMargins({});
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    for (int band = 0; band < FolderEstimate::ttlBands; ++band) {
        auto *name = new QLabel(bandText(static_cast<FolderEstimate::TtlBand>(band)), this);
        Row &row = m_rows[static_cast<size_t>(band)];
        row.bar = new ShareBar(this);
        row.share = new QLabel(this);
        row.share->setFont(tabularFont(font()));
        row.share->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        setRole(row.share, Role::Muted);
        grid->addWidget(name, band, 0);
        grid->addWidget(row.bar, band, 1);
        grid->addWidget(row.share, band, 2);
    }
    setCounts({});
}

void TtlSpread::setCounts(const Counts &counts)
{
    const qint64 all = std::accumulate(counts.begin(), counts.end(), qint64(0));
    for (size_t band = 0; band < counts.size(); ++band) {
        const double share
            = all > 0 ? static_cast<double>(counts[band]) / static_cast<double>(all) : 0;
        static_cast<ShareBar *>(m_rows[band].bar)->setShare(share);
        m_rows[band].share->setText(
            all > 0 ? tr("%1 · %2").arg(formatCount(counts[band]), formatPercent(share)) : u"–"_s);
    }
}

QString TtlSpread::text(FolderEstimate::TtlBand band) const
{
    return m_rows[static_cast<size_t>(band)].share->text();
}

} // namespace hitlens
