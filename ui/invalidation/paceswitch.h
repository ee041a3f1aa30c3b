// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/pace.h"

#include <QWidget>

class QButtonGroup;
class QLabel;

namespace hitlens {

// Chooses how hard the server may be pressed, and says what that means.
class PaceSwitch final : public QWidget
{
    Q_OBJECT

public:
    explicit PaceSwitch(Pace pace, QWidget *parent = nullptr);

    Pace pace() const;

private:
    void explain();

    QButtonGroup *m_paces;
    QLabel *m_words;
};

} // namespace hitlens
