// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPushButton>

#include <chrono>

namespace hitlens {

class AutoRefresh;

// Says whether the keys are scanned again by themselves, and lets one choose how often.
class RefreshButton final : public QPushButton
{
    Q_OBJECT

public:
    // It must outlive the button.
    explicit RefreshButton(AutoRefresh &refresh, QWidget *parent = nullptr);

signals:
    // By the person; zero: off.
    void chosen(std::chrono::seconds interval);

private:
    void fill(QMenu *menu);
    void showState();

    AutoRefresh &m_refresh;
};

} // namespace hitlens
