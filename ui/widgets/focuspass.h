// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QPointer>
#include <QWidget>

namespace hitlens {

// Hands the focus that is given to a widget on to one of those it is made of. In place of
// QWidget::setFocusProxy(), which makes the whole a stop of Tab and puts it behind the part in the
// order of Tab: where the part is made of others itself, Tab comes back to it from the last of
// them, for ever. GUI thread only.
class FocusPass final : public QObject
{
    Q_OBJECT

public:
    // Owned by whole. A second one for the same whole takes the place of the first.
    static void set(QWidget *whole, QWidget *part);
    // Where the focus goes that is given to this widget.
    static QWidget *target(QWidget *widget);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    explicit FocusPass(QWidget *whole);
    static FocusPass *of(const QWidget *whole);

    QPointer<QWidget> m_part;
};

} // namespace hitlens
