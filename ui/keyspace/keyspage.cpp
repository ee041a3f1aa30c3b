// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keyspage.h"

#include "app/invalidation/globpattern.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/widgets/emptystate.h"

#include <QSplitter>
#include <QVBoxLayout>

namespace hitlens {

KeysPage::KeysPage(Client &client, const Profile &profile, QWidget *parent)
    : QWidget(parent)
    , m_browser(new KeyBrowser(client, profile.keySeparator.toUtf8(), this))
{
    auto *splitter = new QSplitter(Qt::Horizontal, this);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(12);
    splitter->addWidget(m_browser);
    splitter->addWidget(new EmptyState(tr("No key chosen"), tr("Choose a key on the left."), this));
    splitter->setStretchFactor(0, 2);
    splitter->setStretchFactor(1, 3);
    splitter->setSizes({440, 660});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(splitter);

    connect(m_browser, &KeyBrowser::scanChanged, this, &KeysPage::scanChanged);
    connect(m_browser, &KeyBrowser::invalidateRequested, this, &KeysPage::invalidateRequested);
    connect(
        m_browser, &KeyBrowser::invalidateFolderRequested, this, [this](const QByteArray &prefix) {
            emit invalidateRequested(GlobPattern::escape(prefix) + '*');
        });
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
    m_browser->removeKeys([key](QByteArrayView name) { return name == key; });
}

void KeysPage::removeMatching(const QByteArray &pattern)
{
    m_browser->removeKeys(
        [glob = GlobPattern(pattern)](QByteArrayView name) { return glob.matches(name); });
}

} // namespace hitlens
