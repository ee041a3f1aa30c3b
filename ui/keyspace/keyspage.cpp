// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keyspage.h"

#include "app/keyspace/globpattern.h"
#include "ui/keyspace/copykeysdialog.h"
#include "ui/keyspace/filterbar.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keytabs.h"
#include "ui/keyspace/newkeydialog.h"
#include "ui/keyspace/patternsmenu.h"
#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"

#include <QFrame>
#include <QSplitter>
#include <QVBoxLayout>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

QWidget *framed(QWidget *content)
{
    auto *panel = new QFrame(content->parentWidget());
    setRole(panel, Role::Panel);
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins({});
    layout->addWidget(content);
    return panel;
}

} // namespace

KeysPage::KeysPage(Client &client, const Profile &profile, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_profile(profile)
    , m_browser(new KeyBrowser(client, profile.keySeparator.toUtf8(), this))
    , m_keys(new KeyTabs(client, profile, m_browser->model(), this))
{
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(m_browser);
    splitter->addWidget(framed(m_keys));
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({440, 660});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(splitter);
    m_delay.setSingleShot(true);
    m_delay.setInterval(40ms);
    connectParts();
    connectFilter();
    connectActs();
    setProfile(profile);
    if (!profile.defaultPattern.isEmpty())
        m_browser->setFilter(profile.defaultPattern);
}

void KeysPage::connectParts()
{
    FocusPass::set(this, m_browser);
    connect(m_browser, &KeyBrowser::scanChanged, this, &KeysPage::scanChanged);
    connect(m_browser, &KeyBrowser::invalidateRequested, this, &KeysPage::invalidateRequested);
    const auto invalidateFolder = [this](const QByteArray &prefix) {
        emit invalidateRequested(GlobPattern::escape(prefix) + '*');
    };
    connect(m_browser, &KeyBrowser::invalidateFolderRequested, this, invalidateFolder);
    connect(m_keys, &KeyTabs::folderInvalidationRequested, this, invalidateFolder);
    connect(m_keys, &KeyTabs::folderExportRequested, this,
        [this](const QByteArray &prefix) { emit exportRequested(m_browser->keysIn(prefix)); });
    connect(m_browser, &KeyBrowser::invalidateSelectionRequested, this,
        &KeysPage::invalidateSelectionRequested);
    connect(m_browser, &KeyBrowser::exportRequested, this, &KeysPage::exportRequested);
    connect(m_browser, &KeyBrowser::keyChosen, this, [this](const QByteArray &key) {
        m_chosen = key;
        m_delay.start();
    });
    connect(m_browser, &KeyBrowser::folderChosen, this, [this](const QByteArray &prefix) {
        m_delay.stop();
        m_keys->showFolder(prefix);
    });
    connect(&m_delay, &QTimer::timeout, this, [this] { showKey(m_chosen); });
    connect(m_browser, &KeyBrowser::keyOpened, this, [this](const QByteArray &key) {
        showKey(key);
        m_keys->focusKey();
    });
    connect(m_browser, &KeyBrowser::deletionRequested, this, [this](const QByteArray &key) {
        m_delay.stop();
        m_keys->askToDelete(key);
    });
    connect(m_browser, &KeyBrowser::tabRequested, this, [this](const QByteArray &key) {
        m_delay.stop(); // or the first tab would come back to the front
        m_keys->pin(key);
    });
    connect(m_keys, &KeyTabs::keyDeleted, this, &KeysPage::removeKey);
    connect(m_keys, &KeyTabs::keyChanged, m_browser, &KeyBrowser::refreshSummary);
}

void KeysPage::connectActs()
{
    connect(m_browser, &KeyBrowser::newKeyRequested, this, &KeysPage::newKey);
    connect(m_browser, &KeyBrowser::renameRequested, this, [this](const QByteArray &key) {
        m_delay.stop();
        m_keys->rename(key);
    });
    connect(m_browser, &KeyBrowser::duplicateRequested, this, [this](const QByteArray &key) {
        m_delay.stop();
        m_keys->duplicate(key);
    });
    connect(m_browser, &KeyBrowser::copyRequested, this, [this](const QByteArray &key) {
        m_delay.stop();
        m_keys->copyElsewhere(key);
    });
    connect(m_browser, &KeyBrowser::copySelectionRequested, this, &KeysPage::copySelection);
    connect(m_keys, &KeyTabs::openRequested, this, &KeysPage::openKey);
    connect(m_keys, &KeyTabs::keyAdded, this, [this](const QByteArray &key) {
        m_browser->addKey(key, KeyBrowser::Added::Silently);
        m_browser->refreshSummary(key);
    });
    connect(m_keys, &KeyTabs::keyRenamed, this,
        [this](const QByteArray &from, const QByteArray &to, bool isInFirst) {
            removeKey(from);
            m_browser->addKey(
                to, isInFirst ? KeyBrowser::Added::AndChosen : KeyBrowser::Added::Silently);
        });
}

void KeysPage::newKey()
{
    auto *dialog = new NewKeyDialog(m_client, m_profile, m_browser->folder(), this);
    connect(dialog, &NewKeyDialog::created, this, &KeysPage::openKey);
    connect(dialog, &NewKeyDialog::openRequested, this, &KeysPage::openKey);
    // Beside the window, so that a key which is in the way can be looked at meanwhile.
    dialog->show();
}

void KeysPage::openKey(const QByteArray &key)
{
    m_browser->addKey(key, KeyBrowser::Added::AndChosen);
    showKey(key);
}

void KeysPage::setCopyTargets(const CopyTargets &targets)
{
    m_copyTargets = targets;
    m_keys->setCopyTargets(targets);
}

void KeysPage::copySelection()
{
    const StoredKeys keys = m_browser->selectedKeys();
    if (keys.ranges.isEmpty())
        return;
    (new CopyKeysDialog(m_client, m_profile, keys, m_copyTargets, this))->open();
}

void KeysPage::pauseOrContinue()
{
    m_browser->pauseOrContinue();
}

bool KeysPage::canPauseOrContinue() const
{
    return m_browser->canPauseOrContinue();
}

void KeysPage::connectFilter()
{
    const PatternsMenu *patterns = m_browser->filter()->patterns();
    connect(patterns, &PatternsMenu::bookmarksChanged, this, [this, patterns] {
        emit profileEdited([bookmarks = patterns->bookmarks()](
                               Profile &profile) { profile.bookmarks = bookmarks; });
    });
    connect(patterns, &PatternsMenu::recentChanged, this,
        [this, patterns] { emit recentPatternsChanged(patterns->recent()); });
    connect(m_browser, &KeyBrowser::refreshChosen, this, [this](std::chrono::seconds interval) {
        emit profileEdited([interval](Profile &profile) { profile.keyRefresh = interval; });
    });
}

void KeysPage::setProfile(const Profile &profile)
{
    m_profile = profile;
    m_browser->filter()->patterns()->setBookmarks(profile.bookmarks);
    m_browser->setRefreshInterval(profile.keyRefresh);
}

void KeysPage::setRecentPatterns(const QStringList &patterns)
{
    m_browser->filter()->patterns()->setRecent(patterns);
}

void KeysPage::setDecoders(DecoderLibrary &decoders)
{
    m_keys->setDecoders(decoders);
}

void KeysPage::goToFilter()
{
    m_browser->filter()->setFocus(Qt::ShortcutFocusReason);
}

void KeysPage::openPatterns()
{
    m_browser->filter()->openPatterns();
}

void KeysPage::showKey(const QByteArray &key)
{
    m_delay.stop();
    m_keys->showKey(key);
}

bool KeysPage::hasUnsavedEdits() const
{
    return m_keys->hasUnsavedEdits();
}

void KeysPage::rescan()
{
    m_browser->rescan();
}

void KeysPage::stop()
{
    m_browser->stop();
}

bool KeysPage::isScanning() const
{
    return m_browser->isScanning();
}

QString KeysPage::scanSummary() const
{
    return m_browser->scanSummary();
}

void KeysPage::setFilter(const QString &filter)
{
    m_browser->setFilter(filter);
}

void KeysPage::removeKey(const QByteArray &key)
{
    m_keys->forget(key);
    m_browser->removeKeys([key](QByteArrayView name) { return name == key; });
}

void KeysPage::removeMatching(const QByteArray &pattern)
{
    m_browser->removeKeys(
        [glob = GlobPattern(pattern)](QByteArrayView name) { return glob.matches(name); });
}

} // namespace hitlens
