// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/foldersample.h"

#include <QWidget>

class QLabel;

namespace hitlens {

// How many of the keys that were sampled live how long: a row with a bar for each band.
class TtlSpread final : public QWidget
{
    Q_OBJECT

public:
    using Counts = std::array<qint64, FolderEstimate::ttlBands>;

    explicit TtlSpread(QWidget *parent = nullptr);

    void setCounts(const Counts &counts);
    // What is in the row of a band: "412 · 41.2 %".
    QString text(FolderEstimate::TtlBand band) const;

private:
    struct Row
    {
        QWidget *bar = nullptr;
        QLabel *share = nullptr;
    };

    std::array<Row, FolderEstimate::ttlBands> m_rows;
};

} // namespace hitlens
