// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"

#include <QMenu>

namespace hitlens {

// The patterns a person has asked the server for: those that were kept, by name, and the last ones.
class PatternsMenu final : public QMenu
{
    Q_OBJECT

public:
    static constexpr qsizetype mostRecent = 20;

    explicit PatternsMenu(QWidget *parent);

    void setBookmarks(const QList<PatternBookmark> &bookmarks) { m_bookmarks = bookmarks; }
    const QList<PatternBookmark> &bookmarks() const { return m_bookmarks; }
    // Newest first.
    void setRecent(const QStringList &patterns) { m_recent = patterns; }
    const QStringList &recent() const { return m_recent; }
    // What can be kept; empty: nothing.
    void setCurrent(const QString &pattern) { m_current = pattern; }
    // The server was asked for it just now.
    void note(const QString &pattern);

signals:
    void chosen(const QString &pattern);
    // By the person.
    void bookmarksChanged();
    void recentChanged();

private:
    void fill();
    void addHeading(const QString &text);
    void addBookmarks();
    void addEditing();
    void addRecent();
    void keep(const QString &pattern);
    void askName(qsizetype bookmark);
    void rename(const QString &pattern, const QString &name);
    void remove(const QString &pattern);
    QString labelOf(const QString &text) const;

    QList<PatternBookmark> m_bookmarks;
    QStringList m_recent;
    QString m_current;
};

} // namespace hitlens
