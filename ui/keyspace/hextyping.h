// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QObject>

namespace hitlens {

class ScintillaView;

// What a view of hexadecimal text needs while it is edited. Where digits are typed over others, the
// gaps between bytes stay: what is typed in front of one goes to the digit behind it. Insert
// switches, as everywhere. The margin tells the offset of each line's first byte, in hexadecimal,
// where other texts have line numbers. GUI thread; belongs to the view.
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
    void labelVisible();
    void label(qsizetype line, qsizetype offset);

    ScintillaView &m_view;
    bool m_isActive = false;
};

} // namespace hitlens
