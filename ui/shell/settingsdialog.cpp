// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/settingsdialog.h"

#include "ui/invalidation/bulksettingspage.h"
#include "ui/keyspace/decodersettingspage.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formscroll.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QPushButton>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

namespace hitlens {

SettingsDialog::SettingsDialog(DecoderLibrary &library, const Bulk &bulk, QWidget *parent)
    : QDialog(parent)
    , m_bulk(new BulkSettingsPage(bulk.settings, bulk.servers, bulk.auditPath, this))
    , m_problem(new QLabel(this))
{
    setWindowTitle(tr("Settings"));
    auto *decoders = new DecoderSettingsPage(library, this);
    auto *tabs = new QTabWidget(this);
    tabs->setDocumentMode(true);
    for (QWidget *widget : std::initializer_list<QWidget *>{tabs, tabs->tabBar()})
        widget->setAccessibleName(tr("Kinds of settings"));
    tabs->addTab(new FormScroll(decoders, this), tr("&Decoding of values"));
    tabs->addTab(new FormScroll(m_bulk, this), tr("Changes to &many keys"));
    auto *buttons = new QDialogButtonBox(this);
    QPushButton *cancel = buttons->addButton(QDialogButtonBox::Cancel);
    m_save = buttons->addButton(tr("Save"), QDialogButtonBox::ApplyRole);
    setRole(m_save, Role::Primary);
    setRole(m_problem, Role::Danger);
    m_problem->setWordWrap(true);
    // Enter ends the editing of a cell, and nothing else.
    for (QPushButton *button : {cancel, m_save})
        button->setAutoDefault(false);
    connect(m_save, &QPushButton::clicked, this, [tabs, decoders] {
        tabs->setCurrentIndex(0); // where it says what is wrong
        decoders->save();
    });
    connect(decoders, &DecoderSettingsPage::saved, this, [this] {
        emit bulkChosen(m_bulk->settings());
        accept();
    });
    connect(m_bulk, &BulkSettingsPage::edited, this, &SettingsDialog::showBulkProblem);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 16);
    layout->addWidget(tabs, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 0, 16, 0);
    foot->addWidget(m_problem, 1);
    foot->addWidget(buttons);
    layout->addLayout(foot);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 36);
}

void SettingsDialog::showBulkProblem()
{
    m_problem->setText(m_bulk->problem());
    m_save->setEnabled(m_bulk->problem().isEmpty());
}

} // namespace hitlens
