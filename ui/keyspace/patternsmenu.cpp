// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/patternsmenu.h"

#include <QInputDialog>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

auto of(const QString &pattern)
{
    return [pattern](const PatternBookmark &each) { return each.pattern == pattern; };
}

} // namespace

PatternsMenu::PatternsMenu(QWidget *parent)
    : QMenu(parent)
{
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &PatternsMenu::fill);
}

void PatternsMenu::note(const QString &pattern)
{
    m_recent.removeAll(pattern);
    m_recent.prepend(pattern);
    m_recent = m_recent.first(std::min(m_recent.size(), mostRecent));
    emit recentChanged();
}

void PatternsMenu::fill()
{
    clear();
    const bool isKept = std::ranges::any_of(m_bookmarks, of(m_current));
    QAction *add = addAction(m_current.isEmpty() ? tr("Bookmark the pattern")
                                                 : tr("Bookmark %1").arg(labelOf(m_current)),
        this, [this] { keep(m_current); });
    add->setEnabled(!m_current.isEmpty() && !isKept);
    if (isKept)
        add->setToolTip(tr("It is bookmarked already."));
    else if (m_current.isEmpty())
        add->setToolTip(tr("Type a filter, or scan the server for a pattern first."));
    addBookmarks();
    addRecent();
}

QString PatternsMenu::labelOf(const QString &text) const
{
    return fontMetrics()
        .elidedText(text, Qt::ElideMiddle, fontMetrics().averageCharWidth() * 48)
        .replace(u'&', u"&&"_s);
}

// The desktop's style may leave the text of a section out.
void PatternsMenu::addHeading(const QString &text)
{
    addSeparator();
    addAction(text)->setEnabled(false);
}

void PatternsMenu::addBookmarks()
{
    if (m_bookmarks.isEmpty())
        return;
    addHeading(tr("Bookmarks"));
    for (const PatternBookmark &bookmark : m_bookmarks) {
        const bool hasName = !bookmark.name.isEmpty();
        const QString text = hasName
            ? tr("%1: %2").arg(labelOf(bookmark.name), labelOf(bookmark.pattern))
            : labelOf(bookmark.pattern);
        addAction(text, this, [this, pattern = bookmark.pattern] { emit chosen(pattern); });
    }
    addEditing();
}

void PatternsMenu::addEditing()
{
    QMenu *rename = addMenu(tr("Name a bookmark"));
    QMenu *remove = addMenu(tr("Remove a bookmark"));
    for (qsizetype i = 0; i < m_bookmarks.size(); ++i) {
        const QString &pattern = m_bookmarks[i].pattern;
        rename->addAction(tr("%1…").arg(labelOf(pattern)), this, [this, i] { askName(i); });
        remove->addAction(labelOf(pattern), this, [this, pattern] { this->remove(pattern); });
    }
}

void PatternsMenu::addRecent()
{
    if (m_recent.isEmpty())
        return;
    addHeading(tr("Scanned last"));
    for (const QString &pattern : m_recent)
        addAction(labelOf(pattern), this, [this, pattern] { emit chosen(pattern); });
    addSeparator();
    addAction(tr("Clear the history"), this, [this] {
        m_recent.clear();
        emit recentChanged();
    });
}

void PatternsMenu::keep(const QString &pattern)
{
    m_bookmarks.append({pattern, {}});
    emit bookmarksChanged();
}

void PatternsMenu::askName(qsizetype bookmark)
{
    const PatternBookmark &before = m_bookmarks[bookmark];
    auto *dialog = new QInputDialog(parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Name of the bookmark"));
    dialog->setLabelText(tr("Your name for %1; empty for none:").arg(before.pattern));
    dialog->setTextValue(before.name);
    connect(dialog, &QInputDialog::textValueSelected, this,
        [this, pattern = before.pattern](const QString &name) { rename(pattern, name.trimmed()); });
    dialog->open();
}

void PatternsMenu::rename(const QString &pattern, const QString &name)
{
    const auto bookmark = std::ranges::find_if(m_bookmarks, of(pattern));
    if (bookmark == m_bookmarks.end())
        return;
    bookmark->name = name;
    emit bookmarksChanged();
}

void PatternsMenu::remove(const QString &pattern)
{
    m_bookmarks.removeIf(of(pattern));
    emit bookmarksChanged();
}

} // namespace hitlens
