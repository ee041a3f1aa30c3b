// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keytreemodel.h"

#include <QAbstractItemView>
#include <QElapsedTimer>

namespace hitlens {

class KeySelector;
class KeyTreeDelegate;
class KeyTreeHeader;

// Shows a KeyTreeModel. All rows are equally high, so that nothing here takes longer with more
// rows: Qt's own tree and table views keep something per row. When the model gets a new store, the
// current row, what is selected, and what is on screen around it, stay where they are.
class KeyTreeView final : public QAbstractItemView
{
    Q_OBJECT

public:
    // The model must outlive the view.
    explicit KeyTreeView(KeyTreeModel *model, QWidget *parent = nullptr);

    struct Rows
    {
        int first = 0;
        int last = -1; // inclusive

        bool operator==(const Rows &) const = default;
        bool isEmpty() const { return last < first; }
    };
    Rows visibleRows() const;
    int currentRow() const { return currentIndex().row(); }
    void setCurrentRow(int row);
    void toggle(int row);
    // Opens the folders that the key is in and goes to it; false: it is not listed.
    bool reveal(QByteArrayView key);
    // What is selected; the selection model of Qt knows the current row alone.
    KeySelector &selector() const { return *m_selector; }
    // Columns and order.
    KeyTreeHeader &header() const { return *m_header; }

    QRect visualRect(const QModelIndex &index) const override;
    void scrollTo(const QModelIndex &index, ScrollHint hint = EnsureVisible) override;
    QModelIndex indexAt(const QPoint &point) const override;
    void keyboardSearch(const QString &text) override;

signals:
    // The person went to another row; not when rows moved beneath the current one.
    void rowChosen(int row);
    // Enter or double click on a key.
    void keyOpened(const QByteArray &key);
    // Ctrl+Enter or a middle click on one.
    void tabRequested(const QByteArray &key);
    // Of what is selected.
    void copyRequested();
    void removalRequested();
    void menuRequested(const QPoint &globalPosition);
    void visibleRowsChanged();

protected:
    int horizontalOffset() const override { return 0; }
    int verticalOffset() const override;
    bool isIndexHidden(const QModelIndex &index) const override;
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void setSelection(const QRect &rect, QItemSelectionModel::SelectionFlags command) override;
    QRegion visualRegionForSelection(const QItemSelection &selection) const override;

    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void changeEvent(QEvent *event) override;
    void updateGeometries() override;
    void scrollContentsBy(int dx, int dy) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void rowsInserted(const QModelIndex &parent, int start, int end) override;

private:
    // What stays in place when the model is reset.
    struct Anchor
    {
        QByteArray name;
        bool isFolder = false;
        int y = 0; // on the viewport
    };
    // What becomes of the selection when the current row is another one.
    enum class Going { Selects, Extends, ExtendsKeeping, LeavesIt };

    void adoptFonts();
    void placeHeader();
    QRect nameRect(int row) const;
    QString fullName(int row) const;
    Anchor anchorAt(int row) const;
    bool isShown(const Anchor &anchor) const;
    void rememberPlace();
    void restorePlace();
    void paintRow(QPainter *painter, int row);
    bool isOnChevron(const QPoint &point) const;
    static Going goingBy(Qt::KeyboardModifiers modifiers);
    void selectBy(Going going, int row);
    bool takeSelectionKey(const QKeyEvent *event);
    bool takeRowKey(const QKeyEvent *event, int row);
    void setHoveredRow(int row);
    bool goIn(int row);
    bool goOut(int row);
    int rowAt(int y) const;
    int yOf(int row) const;

    KeyTreeModel *m_model;
    KeySelector *m_selector;
    Going m_going = Going::Selects;
    KeyTreeDelegate *m_delegate;
    KeyTreeHeader *m_header;
    int m_rowHeight = 1;
    int m_hovered = -1;
    bool m_isRestoring = false;
    std::optional<Anchor> m_current;
    std::optional<Anchor> m_anchor;
    QString m_typed;
    QElapsedTimer m_typedAt;
};

} // namespace hitlens
