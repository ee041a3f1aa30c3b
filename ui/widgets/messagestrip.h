// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/error.h"

#include <QFrame>

#include <functional>

class QHBoxLayout;
class QLabel;

namespace hitlens {

// Says what happened where it happened: a strip at the top of a page or dialog, hidden until there
// is something to say. Each show… replaces what stood there, actions included.
class MessageStrip final : public QFrame
{
    Q_OBJECT

public:
    explicit MessageStrip(QWidget *parent = nullptr);

    // "tried" is a whole sentence in our words ("Connecting to shop-cache failed."). The server's
    // words follow verbatim, then what can be done about it.
    void showError(const Error &error, const QString &tried);
    void showNote(const QString &text);
    void showSuccess(const QString &text);
    // A button in the strip, until the next show… or clear. Dropped calls when context is gone.
    void addAction(const QString &text, QObject *context, std::function<void()> function);
    void clear();

    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    enum class Kind { Error, Note, Success };

    void showMessage(Kind kind, const QString &title, const QString &details);
    void removeActions();
    void offerMore(const Error &error);
    void updateIcon();
    QColor color() const;

    Kind m_kind = Kind::Note;
    QLabel *m_icon;
    QLabel *m_title;
    QLabel *m_details;
    QLabel *m_more; // what is worth showing to who asks
    QHBoxLayout *m_actions;
};

} // namespace hitlens
