// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/jsontreemodel.h"
#include "ui/widgets/textsearch.h"

#include <QWidget>

#include <optional>

class QLabel;
class QMenu;
class QTreeView;

namespace hitlens {

class FindBar;

// JSON as a tree to look into: to search, to copy from, to open all of a part of. The whole text is
// searched, keys and values alike, also where nothing was opened yet. GUI thread.
class JsonTree final : public QWidget
{
    Q_OBJECT

public:
    // Expanding all stops there.
    static constexpr int mostExpanded = 5000; // rows

    explicit JsonTree(QWidget *parent = nullptr);

    // Up to JsonIndex::largestText; is read on another thread.
    void setText(const QByteArray &json);
    const JsonTreeModel &model() const { return *m_model; }
    QTreeView *view() const { return m_view; }
    const TextSearch &search() const { return m_search; }

    void find();
    // Whether the JSON is a part of what it shows: the search says so.
    void setPartial(bool isPartial);
    void goOn(bool forward);
    // Texts without their quotes, everything else as it stands in the JSON.
    void copyValue();
    void copyKey();
    void copyPath();
    void expandBelow();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    void connectParts();
    void onReady();
    void restartSearch();
    void onProgress();
    bool goToWanted();
    void closeFind();
    void showMenu(const QPoint &at);
    bool takeKey(const QKeyEvent *event);
    JsonIndex::Node current() const;

    JsonTreeModel *m_model;
    QTreeView *m_view;
    FindBar *m_findBar;
    QLabel *m_note;
    TextSearch m_search;
    std::optional<size_t> m_hit; // that was gone to last
    std::optional<bool> m_wanted; // the next hit is, when true, or the one before
};

} // namespace hitlens
