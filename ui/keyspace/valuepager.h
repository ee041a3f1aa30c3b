// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

#include <optional>

class QLineEdit;
class QPushButton;

namespace hitlens {

// Goes through a value that is too large to be loaded, a page at a time, or to an offset.
class ValuePager final : public QWidget
{
    Q_OBJECT

public:
    static constexpr qint64 pageBytes = 256 * 1024;

    explicit ValuePager(QWidget *parent = nullptr);

    // What is shown: in bytes, of a value of total bytes.
    void showPage(qint64 offset, qint64 total);

signals:
    // One page from there on is asked for.
    void pageAsked(qint64 offset);

private:
    QPushButton *addButton(const QString &text, const QString &tip);
    void goToTyped();
    void goTo(qint64 offset);

    qint64 m_offset = 0;
    qint64 m_total = 0;
    QPushButton *m_first;
    QPushButton *m_previous;
    QLineEdit *m_typed;
    QPushButton *m_next;
    QPushButton *m_last;
};

// An offset as a person types it: "1048576", "1,048,576" or "0x100000". nullopt: it is none.
std::optional<qint64> offsetFrom(const QString &typed);

} // namespace hitlens
