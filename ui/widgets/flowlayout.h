// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QLayout>

namespace hitlens {

// Lays widgets out like words: in rows that break where the width ends. Keeps toolbars whole on
// narrow windows and with longer translations.
class FlowLayout final : public QLayout
{
    Q_OBJECT

public:
    explicit FlowLayout(int spacing, QWidget *parent = nullptr);
    ~FlowLayout() override;

    // What follows in the same row is moved to its right end.
    void addStretch();

    void addItem(QLayoutItem *item) override; // takes ownership, as QLayout does
    int count() const override { return static_cast<int>(m_items.size()); }
    QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    Qt::Orientations expandingDirections() const override { return {}; }
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    enum class Mode { Measure, Place };
    int arrange(const QRect &rect, Mode mode) const;
    void placeRow(const QList<QLayoutItem *> &row, QPoint from, QSize room) const;

    QList<QLayoutItem *> m_items;
};

} // namespace hitlens
