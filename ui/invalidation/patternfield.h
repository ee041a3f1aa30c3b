// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLineEdit>

namespace hitlens {

// Edits a glob pattern, with what is special in it marked, and explained to who cannot see that.
// Patterns are bytes: those that are no UTF-8 pass through the text unharmed, each as one
// placeholder character.
class PatternField final : public QLineEdit
{
    Q_OBJECT

public:
    explicit PatternField(QWidget *parent = nullptr);

    QByteArray pattern() const;
    void setPattern(const QByteArray &pattern);
    // Makes the selected text, or all of it, match only itself.
    void escapeSelection();

protected:
    void changeEvent(QEvent *event) override;

private:
    void explain();
    void mark();
};

} // namespace hitlens
