// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;
class QSpinBox;

namespace hitlens {

// Asks for the number of a line. Enter goes there, Escape leaves.
class GoToBar final : public QWidget
{
    Q_OBJECT

public:
    explicit GoToBar(QWidget *parent = nullptr);

    // Lines count from 1.
    void open(int current, int last);

signals:
    void chosen(int line);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QSpinBox *m_line;
    QLabel *m_last;
};

} // namespace hitlens
