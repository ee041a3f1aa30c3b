// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/prompt.h"

#include <QDialog>

#include <optional>

class QDialogButtonBox;
class QLineEdit;
class QPushButton;

namespace hitlens {

// Shows what a way in asks of the person, in the asking program's own words. Show it with show():
// other servers need not wait for the answer.
class PromptDialog final : public QDialog
{
    Q_OBJECT

public:
    PromptDialog(const QString &serverName, const Prompt &prompt, QWidget *parent);

    const Prompt &prompt() const { return m_prompt; }

signals:
    // Once. nullopt: the person would rather not.
    void answered(const std::optional<QString> &text);

private:
    bool isHostKey() const;
    QWidget *makeHead(const QString &serverName);
    QWidget *makeText();
    void addButtons(QDialogButtonBox *buttons);

    const Prompt m_prompt;
    QLineEdit *m_line;
};

} // namespace hitlens
