// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/nomatchpanel.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QLabel>
#include <QListWidget>
#include <QVBoxLayout>

namespace hitlens {

NoMatchPanel::NoMatchPanel(QWidget *parent)
    : QWidget(parent)
    , m_hint(new QLabel(this))
    , m_list(new QListWidget(this))
{
    auto *title = new QLabel(tr("No key matches this pattern: there is nothing to change."), this);
    setRole(title, Role::Heading);
    title->setWordWrap(true);
    setRole(m_hint, Role::Muted);
    m_hint->setWordWrap(true);
    setRole(m_list, Role::Mono);
    m_list->setAccessibleName(tr("Closest names"));
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) {
        emit chosen(item->data(Qt::UserRole).toByteArray());
    });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 12, 0, 0);
    layout->addWidget(title);
    layout->addWidget(m_hint);
    layout->addWidget(m_list);
    layout->addStretch();
}

void NoMatchPanel::showSearching()
{
    m_hint->setText(tr("Looking for the names that come closest…"));
    m_list->clear();
    m_list->hide();
}

void NoMatchPanel::showNames(const QByteArrayList &names)
{
    m_hint->setText(names.isEmpty()
            ? tr("No name in this database comes close to it.")
            : tr("These names do exist and come closest. Double-click one, or press Enter on it, "
                 "to take it as the pattern."));
    for (const QByteArray &name : names) {
        auto *item = new QListWidgetItem(displayBytes(name), m_list);
        item->setData(Qt::UserRole, name);
    }
    m_list->setVisible(!names.isEmpty());
    m_list->setMaximumHeight(
        m_list->sizeHintForRow(0) * static_cast<int>(names.size()) + 2 * m_list->frameWidth());
}

} // namespace hitlens
