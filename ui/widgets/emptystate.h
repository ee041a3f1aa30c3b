// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace hitlens {

// What a page shows while it has nothing to show: one sentence that says why, one that says what to
// do, and the buttons that do it.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(const QString &title, const QString &hint, QWidget *parent = nullptr);
    void setTexts(const QString &title, const QString &hint);
    // One of our icons, drawn large above the title.
    void setIcon(const QString &name);
    // In a row under the hint. The first is the main one.
    QPushButton *addButton(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateIcon();

    QString m_iconName;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_hint;
    QHBoxLayout *m_buttons;
};

} // namespace hitlens
