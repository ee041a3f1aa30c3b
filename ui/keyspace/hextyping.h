// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

namespace hitlens {

class ScintillaView;

// While digits are typed over others in a hexadecimal text, keeps the gaps between bytes: what is
// typed in front of one goes to the digit behind it. Insert switches, as everywhere. GUI thread;
// belongs to the view.
class HexTyping final : public QObject
{
    Q_OBJECT

public:
    explicit HexTyping(ScintillaView &view);

    // Begins with typing over; ending it, text is inserted again.
    void setActive(bool active);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void stepOverGap();

    ScintillaView &m_view;
    bool m_isActive = false;
};

} // namespace hitlens
