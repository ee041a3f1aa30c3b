// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <chrono>

class QAbstractButton;
class QButtonGroup;
class QComboBox;
class QMenu;

namespace hitlens {

// The row of choices above the charts: how long a time they show, what it is compared with, and
// what can be done with it.
class OverviewBar final : public QWidget
{
    Q_OBJECT

public:
    enum class Comparison { None, Before, DayBefore, WeekBefore };

    explicit OverviewBar(QWidget *parent = nullptr);

    // Marks it as chosen, where it is among the choices.
    void setWindow(std::chrono::milliseconds window);
    void setPaused(bool isPaused);
    // Instead of a pause, it leads to the end of the recording.
    void setRecording();
    Comparison comparison() const;
    QMenu *exportMenu() const { return m_menu; }

signals:
    void windowChosen(std::chrono::minutes window);
    void pauseToggled();
    void comparisonChosen();
    void noteRequested();

private:
    void makeWindowButtons();

    QButtonGroup *m_windows;
    QComboBox *m_comparison;
    QAbstractButton *m_pause;
    QMenu *m_menu;
};

} // namespace hitlens
