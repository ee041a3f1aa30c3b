// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/settingsdialog.h"

#include "ui/keyspace/decodersettingspage.h"
#include "ui/shell/theme.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace hitlens {

SettingsDialog::SettingsDialog(DecoderLibrary &library, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Settings: decoding of values"));
    auto *page = new DecoderSettingsPage(library, this);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(page);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *buttons = new QDialogButtonBox(this);
    QPushButton *cancel = buttons->addButton(QDialogButtonBox::Cancel);
    QPushButton *save = buttons->addButton(tr("Save"), QDialogButtonBox::ApplyRole);
    setRole(save, Role::Primary);
    // Enter ends the editing of a cell, and nothing else.
    for (QPushButton *button : {cancel, save})
        button->setAutoDefault(false);
    connect(save, &QPushButton::clicked, page, &DecoderSettingsPage::save);
    connect(page, &DecoderSettingsPage::saved, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 16);
    layout->addWidget(scroll, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(16, 0, 16, 0);
    foot->addWidget(buttons);
    layout->addLayout(foot);
    resize(fontMetrics().averageCharWidth() * 100, fontMetrics().height() * 36);
}

} // namespace hitlens
