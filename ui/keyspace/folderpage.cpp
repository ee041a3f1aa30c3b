// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/folderpage.h"

#include "app/keyspace/globpattern.h"
#include "ui/keyspace/copying.h"
#include "ui/keyspace/elidedlabel.h"
#include "ui/keyspace/foldersamplecard.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/invalidationoffer.h"
#include "ui/widgets/scaledfont.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

FolderPage::FolderPage(Client &client, const KeyTreeModel &model, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_model(model)
    , m_title(new ElidedLabel(this))
    , m_count(new QLabel(this))
    , m_copy(new QPushButton(tr("Copy pattern"), this))
    , m_export(new QPushButton(tr("Export…"), this))
    , m_invalidate(new QPushButton(this))
    , m_sample(new FolderSampleCard(client, this))
{
    build();
    connect(&client, &Client::writeRefusalChanged, this, &FolderPage::updateInvalidation);
    connect(&model, &QAbstractItemModel::modelReset, this, &FolderPage::updateCount);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(
            copiedText(QByteArray(GlobPattern::escape(m_prefix) + '*')));
    });
    connect(m_export, &QPushButton::clicked, this, [this] { emit exportRequested(m_prefix); });
    connect(
        m_invalidate, &QPushButton::clicked, this, [this] { emit invalidateRequested(m_prefix); });
}

void FolderPage::build()
{
    setRole(m_title, Role::Mono);
    m_title->setFont(scaledFont(m_title->font(), 1.15));
    setRole(m_count, Role::Muted);
    auto *badge = new QLabel(tr("folder"), this);
    setRole(badge, Role::Badge);
    m_copy->setToolTip(tr("Copy the glob pattern that matches all keys of the folder."));
    m_export->setToolTip(tr("Write the keys of the folder that are listed to a file."));
    auto *facts = new QHBoxLayout;
    facts->setSpacing(8);
    facts->addWidget(badge);
    facts->addWidget(m_count);
    facts->addStretch();
    auto *buttons = new FlowLayout(8);
    for (QPushButton *button : {m_copy, m_export, m_invalidate}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 12, 16, 12);
    layout->setSpacing(12);
    layout->addWidget(m_title);
    layout->addLayout(facts);
    layout->addLayout(buttons);
    layout->addWidget(m_sample);
    layout->addStretch();
    updateInvalidation();
}

void FolderPage::showFolder(const QByteArray &prefix)
{
    if (prefix == m_prefix)
        return;
    constexpr qsizetype most = 2000; // a prefix can be a megabyte
    m_prefix = prefix;
    m_title->setText(displayBytes(QByteArrayView(prefix).first(std::min(prefix.size(), most))));
    m_sample->clear();
    updateCount();
}

void FolderPage::updateCount()
{
    if (m_prefix.isNull())
        return;
    const KeyStore::Range keys = m_model.store()->range(m_prefix);
    m_count->setText(formatKeys(keys.size()));
    m_export->setEnabled(keys.size() > 0);
    m_sample->setKeys(m_model.store(), keys);
}

void FolderPage::updateInvalidation()
{
    offerInvalidation(m_invalidate, m_client, {},
        tr("Shows all that is in the folder, also what is not listed here, before anything is "
           "deleted."));
}

} // namespace hitlens
