// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/series.h"
#include "ui/shell/theme.h"

#include <QWidget>

namespace hitlens {

// A small line without axes: how a figure came to be what it is.
class Sparkline final : public QWidget
{
    Q_OBJECT

public:
    explicit Sparkline(QColor Theme::*color, QWidget *parent = nullptr);

    // The line between two instants of the series' x axis.
    void setSeries(const Series &series, double from, double until);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QColor Theme::*m_color;
    Series m_series;
    double m_from = 0;
    double m_until = 1;
};

} // namespace hitlens
