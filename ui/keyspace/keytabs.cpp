// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keytabs.h"

#include "ui/keyspace/folderpage.h"
#include "ui/keyspace/keypage.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QShortcut>
#include <QStackedWidget>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const char *const keyProperty = "hitlensKey";

// A name can be a megabyte, and a tab shows little of it.
QString shortName(const QByteArray &key)
{
    return displayBytes(QByteArrayView(key).first(std::min<qsizetype>(key.size(), 256)));
}

} // namespace

KeyTabs::KeyTabs(Client &client, const Profile &profile, const KeyTreeModel &model, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_profile(profile)
    , m_strip(new MessageStrip(this))
    , m_tabs(new QTabWidget(this))
    , m_firstTab(new QStackedWidget(m_tabs))
    , m_first(addPage())
    , m_folder(new FolderPage(client, model, m_firstTab))
{
    m_tabs->setDocumentMode(true);
    m_tabs->setTabBarAutoHide(true);
    m_tabs->setTabsClosable(true);
    m_tabs->setElideMode(Qt::ElideMiddle);
    m_tabs->setAccessibleName(tr("Open keys"));
    // It would hand the focus to its bar, and while that is hidden Tab would lead nowhere.
    m_tabs->setFocusProxy(nullptr);
    m_tabs->setFocusPolicy(Qt::NoFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_tabs, 1);
    buildFirst();
    connect(m_tabs, &QTabWidget::tabCloseRequested, this, &KeyTabs::close);
    // Ctrl+W closes the tab of the server.
    auto *shortcut = new QShortcut(Qt::CTRL | Qt::Key_F4, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &KeyTabs::closeCurrent);
}

void KeyTabs::buildFirst()
{
    m_firstTab->addWidget(m_first);
    m_firstTab->addWidget(m_folder);
    m_tabs->addTab(m_firstTab, tr("No key"));
    for (const auto side : {QTabBar::LeftSide, QTabBar::RightSide})
        m_tabs->tabBar()->setTabButton(0, side, nullptr);
    connect(
        m_folder, &FolderPage::invalidateRequested, this, &KeyTabs::folderInvalidationRequested);
    connect(m_folder, &FolderPage::exportRequested, this, &KeyTabs::folderExportRequested);
}

KeyPage *KeyTabs::addPage()
{
    auto *page = new KeyPage(m_client, m_profile, m_tabs);
    connect(page, &KeyPage::keyDeleted, this, &KeyTabs::keyDeleted);
    connect(page, &KeyPage::keyChanged, this, &KeyTabs::keyChanged);
    if (m_decoders)
        page->setDecoders(*m_decoders);
    connect(page, &KeyPage::keyAdded, this, &KeyTabs::keyAdded);
    connect(page, &KeyPage::keyRenamed, this, &KeyTabs::onRenamed);
    connect(page, &KeyPage::openRequested, this, &KeyTabs::openRequested);
    page->setCopyTargets(m_targets);
    return page;
}

void KeyTabs::setDecoders(DecoderLibrary &decoders)
{
    m_decoders = &decoders;
    for (int tab = 0; tab < m_tabs->count(); ++tab)
        page(tab)->setDecoders(decoders);
}

KeyPage *KeyTabs::page(int tab) const
{
    return tab == 0 ? m_first : static_cast<KeyPage *>(m_tabs->widget(tab));
}

void KeyTabs::setKey(int tab, const QByteArray &key)
{
    page(tab)->setProperty(keyProperty, key);
    setTitle(tab, key);
    page(tab)->showKey(key);
}

void KeyTabs::setTitle(int tab, const QByteArray &keyOrFolder)
{
    const int widest = 24 * fontMetrics().averageCharWidth();
    const QString name = shortName(keyOrFolder);
    const QString title = fontMetrics().elidedText(name, Qt::ElideMiddle, widest);
    m_tabs->setTabText(
        tab, title.isEmpty() ? tr("(empty)") : QString(title).replace(u'&', u"&&"_s));
    m_tabs->setTabToolTip(tab,
        tab == 0 ? tr("%1: what is selected in the tree").arg(name)
                 : tr("%1: close with Ctrl+F4").arg(name));
}

void KeyTabs::showKey(const QByteArray &key)
{
    m_tabs->setCurrentIndex(0);
    m_firstTab->setCurrentWidget(m_first);
    if (key == m_shown && !m_shown.isNull())
        return setTitle(0, key);
    m_shown = key;
    setKey(0, key);
}

void KeyTabs::showFolder(const QByteArray &prefix)
{
    m_tabs->setCurrentIndex(0);
    m_firstTab->setCurrentWidget(m_folder);
    m_folder->showFolder(prefix);
    setTitle(0, prefix);
}

void KeyTabs::pin(const QByteArray &key)
{
    for (int tab = 1; tab < m_tabs->count(); ++tab) {
        if (page(tab)->property(keyProperty).toByteArray() == key) {
            m_tabs->setCurrentIndex(tab);
            return;
        }
    }
    const int tab = m_tabs->addTab(addPage(), QString());
    setKey(tab, key);
    m_tabs->setCurrentIndex(tab);
}

void KeyTabs::askToDelete(const QByteArray &key)
{
    showKey(key);
    m_first->askToDelete();
}

void KeyTabs::rename(const QByteArray &key)
{
    showKey(key);
    m_first->rename();
}

void KeyTabs::duplicate(const QByteArray &key)
{
    showKey(key);
    m_first->duplicate();
}

void KeyTabs::copyElsewhere(const QByteArray &key)
{
    showKey(key);
    m_first->copyElsewhere();
}

void KeyTabs::setCopyTargets(const CopyTargets &targets)
{
    m_targets = targets;
    for (int tab = 0; tab < m_tabs->count(); ++tab)
        page(tab)->setCopyTargets(targets);
}

// Every tab that shows it goes with it.
void KeyTabs::onRenamed(const QByteArray &from, const QByteArray &to)
{
    const bool isInFirst = m_shown == from && !m_shown.isNull();
    if (isInFirst) {
        m_shown = to;
        setKey(0, to);
    }
    for (int tab = 1; tab < m_tabs->count(); ++tab) {
        if (page(tab)->property(keyProperty).toByteArray() == from)
            setKey(tab, to);
    }
    emit keyRenamed(from, to, isInFirst && m_tabs->currentIndex() == 0);
}

void KeyTabs::forget(const QByteArray &key)
{
    if (key == m_shown)
        m_shown = QByteArray();
}

void KeyTabs::close(int tab)
{
    if (tab <= 0 || tab >= m_tabs->count())
        return;
    KeyPage *closing = page(tab);
    if (!closing->hasUnsavedEdits())
        return drop(closing);
    m_tabs->setCurrentIndex(tab);
    m_strip->showNote(tr("%1 is edited and not saved.")
                          .arg(shortName(closing->property(keyProperty).toByteArray())));
    m_strip->addAction(tr("Close and drop the edit"), closing, [this, closing] { drop(closing); });
}

void KeyTabs::closeCurrent()
{
    close(m_tabs->currentIndex());
}

void KeyTabs::drop(KeyPage *page)
{
    m_strip->clear();
    m_tabs->removeTab(m_tabs->indexOf(page));
    // Later, because the request may come from inside the page.
    page->deleteLater();
}

void KeyTabs::focusKey()
{
    page(m_tabs->currentIndex())->setFocus();
}

bool KeyTabs::hasUnsavedEdits() const
{
    for (int tab = 0; tab < m_tabs->count(); ++tab) {
        if (page(tab)->hasUnsavedEdits())
            return true;
    }
    return false;
}

} // namespace hitlens
