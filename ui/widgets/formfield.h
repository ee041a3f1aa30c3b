// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QLabel;

namespace hitlens {

// One field of a form with room for a sentence under it: what is wrong with it, or else a hint.
class FormField final : public QWidget
{
    Q_OBJECT

public:
    // Takes the content over; it takes the focus for the field.
    explicit FormField(QWidget *content, QWidget *parent = nullptr);

    void setHint(const QString &hint);
    void setProblem(const QString &problem); // empty: none
    const QString &problem() const { return m_problem; }

private:
    void updateNote();

    QLabel *m_note;
    QString m_hint;
    QString m_problem;
};

} // namespace hitlens
