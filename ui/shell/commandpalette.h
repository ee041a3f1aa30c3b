// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QIcon>
#include <QPointer>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QLineEdit;
class QListWidget;

namespace hitlens {

// How well what is typed fits a text: letters in order, not necessarily side by side, whatever
// their case. Higher is better; nullopt: not at all. Starts of words and runs count more.
std::optional<int> fuzzyScore(QStringView typed, QStringView text);

// Finds an action or a server by a few letters and does it. A child of the window that it lies
// over, made when it is opened and deleted when it closes.
class CommandPalette final : public QWidget
{
    Q_OBJECT

public:
    struct Entry
    {
        QString text;
        QString hint; // on the right: a shortcut, an address
        QIcon icon;
        std::function<void()> run;
    };

    CommandPalette(std::vector<Entry> entries, QWidget *parent);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void refill(const QString &typed);
    void runCurrent();
    void moveCurrent(int rows);
    void place();
    bool handleKey(int key);

    const std::vector<Entry> m_entries;
    QLineEdit *m_field;
    QListWidget *m_list;
    QPointer<QWidget> m_focusBefore;
};

} // namespace hitlens
