// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/figurebox.h"

namespace hitlens {

FigureBox::FigureBox(QWidget *parent)
    : QDoubleSpinBox(parent)
{
    setDecimals(6);
}

QString FigureBox::textFromValue(double value) const
{
    QLocale plain = locale();
    plain.setNumberOptions(QLocale::OmitGroupSeparator);
    return plain.toString(value, 'f', QLocale::FloatingPointShortest);
}

} // namespace hitlens
