// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDoubleSpinBox>

namespace hitlens {

// Asks for a number of up to six decimals, and shows no more of them than it has.
class FigureBox final : public QDoubleSpinBox
{
    Q_OBJECT

public:
    explicit FigureBox(QWidget *parent = nullptr);

    QString textFromValue(double value) const override;
};

} // namespace hitlens
