// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/keysample.h"

#include <QWidget>

namespace hitlens {

// How long the keys of a dry run still live, as one bar for each TtlBucket.
class TtlHistogram final : public QWidget
{
    Q_OBJECT

public:
    using Counts = std::array<qint64, ttlBuckets>;

    explicit TtlHistogram(QWidget *parent = nullptr);
    // Empty bars while nothing is known.
    void setCounts(const std::optional<Counts> &counts);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    QFont labelFont() const;
    QRect column(size_t bucket) const;
    QString description(size_t bucket) const;

    std::optional<Counts> m_counts;
};

} // namespace hitlens
