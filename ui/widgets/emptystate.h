// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;

namespace hitlens {

// What a page shows while it has nothing to show: one sentence that says why, one that says what to
// do.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(const QString &title, const QString &hint, QWidget *parent = nullptr);
    void setTexts(const QString &title, const QString &hint);

private:
    QLabel *m_title;
    QLabel *m_hint;
};

} // namespace hitlens
