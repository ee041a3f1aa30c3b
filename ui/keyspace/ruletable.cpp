// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/ruletable.h"

#include "ui/shell/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QPushButton>
#include <QTableWidget>

#include <algorithm>

namespace hitlens {

RuleTable::RuleTable(const QString &name, const QStringList &headings, QWidget *parent)
    : QWidget(parent)
    , m_table(new QTableWidget(0, static_cast<int>(headings.size()), this))
    , m_buttons(new QWidget(this))
    , m_remove(new QPushButton(tr("Remove"), m_buttons))
{
    setRole(m_table, Role::Mono);
    m_hints.resize(headings.size());
    m_table->setAccessibleName(name);
    m_table->setHorizontalHeaderLabels(headings);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->verticalHeader()->hide();
    m_table->setTabKeyNavigation(false);
    auto *add = new QPushButton(tr("Add"), m_buttons);
    add->setAccessibleName(tr("Add to %1").arg(name));
    m_remove->setAccessibleName(tr("Remove from %1").arg(name));
    for (QPushButton *button : {add, m_remove})
        button->setAutoDefault(false);
    auto *row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(add);
    row->addWidget(m_remove);
    row->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_table);
    layout->addWidget(m_buttons);
    m_remove->setEnabled(false);
    connect(add, &QPushButton::clicked, this, [this] {
        addRow({});
        m_table->setCurrentCell(m_table->rowCount() - 1, 0);
        m_table->editItem(m_table->currentItem());
    });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        m_table->removeRow(m_table->currentRow());
        updateHeight();
    });
    connect(m_table, &QTableWidget::currentCellChanged, this,
        [this](int current) { m_remove->setEnabled(current >= 0); });
    updateHeight();
}

void RuleTable::setHint(int column, const QString &hint)
{
    m_hints[column] = hint;
    m_table->horizontalHeaderItem(column)->setToolTip(hint);
}

void RuleTable::addChooser(const QString &text, const Chooser &chooser)
{
    auto *button = new QPushButton(text, m_buttons);
    button->setAutoDefault(false);
    static_cast<QHBoxLayout *>(m_buttons->layout())->insertWidget(1, button);
    connect(button, &QPushButton::clicked, this,
        [this, chooser] { chooser([this](const QString &found) { addRow({found}); }); });
}

void RuleTable::setRows(const QList<QStringList> &rows)
{
    m_table->setRowCount(0);
    for (const QStringList &texts : rows)
        addRow(texts);
    updateHeight();
}

QList<QStringList> RuleTable::rows() const
{
    QList<QStringList> rows;
    for (int row = 0; row < m_table->rowCount(); ++row) {
        QStringList texts;
        for (int column = 0; column < m_table->columnCount(); ++column)
            texts << m_table->item(row, column)->text().trimmed();
        if (!std::all_of(texts.begin(), texts.end(), [](const QString &t) { return t.isEmpty(); }))
            rows << texts;
    }
    return rows;
}

void RuleTable::addRow(const QStringList &texts)
{
    const int row = m_table->rowCount();
    m_table->insertRow(row);
    for (int column = 0; column < m_table->columnCount(); ++column) {
        auto *item = new QTableWidgetItem(texts.value(column));
        item->setToolTip(m_hints.value(column));
        m_table->setItem(row, column, item);
    }
    updateHeight();
}

// As high as its rows, within reason.
void RuleTable::updateHeight()
{
    const int rows = std::clamp(m_table->rowCount(), 1, 5);
    const int header = m_table->horizontalHeader()->sizeHint().height();
    m_table->setFixedHeight(header + rows * m_table->verticalHeader()->defaultSectionSize()
        + 2 * m_table->frameWidth() + 2);
}

} // namespace hitlens
