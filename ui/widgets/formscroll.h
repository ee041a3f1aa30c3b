// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QScrollArea>

namespace hitlens {

// A page that scrolls up and down where it does not fit. Unlike a plain QScrollArea it gives texts
// that wrap the height they need at its width.
class FormScroll final : public QScrollArea
{
    Q_OBJECT

public:
    explicit FormScroll(QWidget *page, QWidget *parent = nullptr);

    QSize sizeHint() const override; // all of the page, at the present width

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();
};

} // namespace hitlens
