// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractButton>
#include <QColor>

class QHBoxLayout;

namespace hitlens {

// One round sample of a colour, to be chosen among its siblings with the mouse or the arrow keys.
class ColorSwatch final : public QAbstractButton
{
    Q_OBJECT

public:
    ColorSwatch(const QString &name, const QString &color, QWidget *parent);

    // What is stored; empty stands for the environment's colour.
    const QString &color() const { return m_color; }
    void setShownColor(const QColor &color);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    const QString m_color;
    QColor m_shown;
};

// A row of colours to choose one from; the first is the environment's own.
class ColorRow final : public QWidget
{
    Q_OBJECT

public:
    explicit ColorRow(QWidget *parent = nullptr);

    QString color() const; // "#rrggbb", or empty for the environment's
    void setColor(const QString &color);
    // What the first sample looks like.
    void setDefaultColor(const QColor &color);

private:
    ColorSwatch *addSwatch(const QString &name, const QString &color);

    QHBoxLayout *m_layout;
    QList<ColorSwatch *> m_swatches;
};

} // namespace hitlens
