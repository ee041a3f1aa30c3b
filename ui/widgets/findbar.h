// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/textsearch.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace hitlens {

// What is looked for in an editor, and what takes its place.
class FindBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FindBar(QWidget *parent = nullptr);

    // Begins with that text when it is not empty, and with what was there before otherwise.
    void open(const QString &text);
    TextQuery query() const;
    QString replacement() const;
    void setReplacing(bool isPossible);
    // A sentence; red when something is wrong.
    void say(const QString &text, bool isWrong);
    // Whether the text is a part of what it shows: then that is said beside what was found.
    void setPartial(bool isPartial);

signals:
    void queryChanged();
    void nextRequested(bool forward);
    void replaceRequested();
    void replaceAllRequested();
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QPushButton *addSwitch(const QString &text, const QString &name, const QString &hint);
    QPushButton *addButton(const QString &text, const QString &hint);
    void build();
    void connectParts();
    void showSaid();

    QLineEdit *m_text;
    QPushButton *m_case;
    QPushButton *m_words;
    QPushButton *m_pattern;
    QLabel *m_said;
    QString m_found;
    bool m_isPartial = false;
    QPushButton *m_previous;
    QPushButton *m_next;
    QPushButton *m_close;
    QWidget *m_replaceRow;
    QLineEdit *m_with;
    QPushButton *m_replace;
    QPushButton *m_replaceAll;
};

} // namespace hitlens
