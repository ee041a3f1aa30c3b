// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QApplication>
#include <QWidget>

// The least that a Qt Widgets program can do: what start_to_window is compared with.
int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    QWidget window;
    window.resize(1200, 800);
    window.show();
    return QApplication::exec();
}
