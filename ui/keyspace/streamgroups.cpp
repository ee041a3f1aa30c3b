// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/streamgroups.h"

#include "app/redis/permission.h"
#include "ui/keyspace/newgrouprow.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QVBoxLayout>

namespace hitlens {

namespace {

constexpr int pendingPerPage = 200;

void addRow(QTableWidget *table, const QStringList &cells)
{
    const int row = table->rowCount();
    table->insertRow(row);
    for (int column = 0; column < cells.size(); ++column)
        table->setItem(row, column, new QTableWidgetItem(cells[column]));
}

} // namespace

StreamGroups::StreamGroups(Client &client, QWidget *parent)
    : QScrollArea(parent)
    , m_client(client)
    , m_layout(new QVBoxLayout)
    , m_note(new QLabel(this))
    , m_strip(new MessageStrip(this))
    , m_newGroup(new NewGroupRow(this))
    , m_create(new QPushButton(tr("New group…"), this))
    , m_deleteGroup(new QPushButton(tr("Delete group…"), this))
    , m_deleteConsumer(new QPushButton(tr("Delete consumer…"), this))
    , m_acknowledge(new QPushButton(this))
    , m_more(new QPushButton(tr("Load more"), this))
{
    setRole(m_note, Role::Muted);
    m_note->setWordWrap(true);
    auto *page = new QWidget(this);
    page->setLayout(m_layout);
    m_layout->setContentsMargins({});
    m_layout->setSpacing(4);
    m_layout->addWidget(m_strip);
    m_layout->addWidget(m_note);
    m_groupTable = addTable(tr("Groups"),
        {tr("Group"), tr("Consumers"), tr("Pending"), tr("Last delivered"), tr("Lag")});
    m_layout->addWidget(m_newGroup);
    addButtons({m_create, m_deleteGroup});
    m_consumerTable
        = addTable(tr("Consumers of the group"), {tr("Consumer"), tr("Pending"), tr("Idle")});
    addButtons({m_deleteConsumer});
    m_pendingTable = addTable(tr("Pending entries of the group"),
        {tr("ID"), tr("Consumer"), tr("Delivered"), tr("Deliveries")});
    m_pendingTable->setSelectionMode(QAbstractItemView::ExtendedSelection);
    addButtons({m_acknowledge, m_more});
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidgetResizable(true);
    setWidget(page);
    for (QWidget *widget : {page, viewport()})
        widget->setBackgroundRole(QPalette::Base);
    FocusPass::set(this, m_groupTable);
    connect(m_more, &QPushButton::clicked, this, &StreamGroups::loadPending);
    connect(m_groupTable, &QTableWidget::itemSelectionChanged, this, &StreamGroups::showGroup);
    connectActs();
    leave();
}

StreamGroups::~StreamGroups() = default;

QTableWidget *StreamGroups::addTable(const QString &heading, const QStringList &columns)
{
    auto *title = new QLabel(heading, this);
    setRole(title, Role::Heading);
    auto *table = new QTableWidget(0, static_cast<int>(columns.size()), this);
    setRole(table, Role::Mono);
    table->setAccessibleName(heading);
    table->setHorizontalHeaderLabels(columns);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->verticalHeader()->hide();
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_layout->addWidget(title);
    m_layout->addWidget(table);
    return table;
}

void StreamGroups::addButtons(const QList<QPushButton *> &buttons)
{
    auto *row = new FlowLayout(8);
    row->setContentsMargins({});
    for (QPushButton *button : buttons) {
        button->setAutoDefault(false);
        row->addWidget(button);
    }
    m_layout->addLayout(row);
}

void StreamGroups::leave()
{
    m_context.reset();
    m_groupContext.reset();
    m_groups.clear();
    for (QTableWidget *table : {m_groupTable, m_consumerTable, m_pendingTable})
        table->setRowCount(0);
    m_wanted.clear();
    m_note->hide();
    m_more->hide();
    m_strip->clear();
    m_newGroup->hide();
    updateButtons();
}

void StreamGroups::load(const QByteArray &key)
{
    leave();
    m_key = key;
    m_context = std::make_unique<QObject>();
    m_client.send(
        xinfoGroups(key), m_context.get(), [this](const Result<QList<StreamGroup>> &groups) {
            if (!groups)
                return refuse(groups.error(), tr("Loading the consumer groups failed."));
            showGroups(*groups);
        });
}

void StreamGroups::refuse(const Error &error, const QString &tried)
{
    if (const QString rule = missingPermission(error); !rule.isEmpty()) {
        m_note->setText(tr("This needs a permission that your user lacks: %1.").arg(rule));
        m_note->show();
        return;
    }
    emit failed(error, tried);
}

void StreamGroups::showGroups(const QList<StreamGroup> &groups)
{
    m_groups = groups;
    int wanted = 0;
    for (const StreamGroup &group : groups)
        addRow(m_groupTable,
            {displayBytes(group.name), formatCount(group.consumers), formatCount(group.pending),
                QString::fromUtf8(group.lastDelivered),
                group.lag ? formatCount(*group.lag) : QStringLiteral("–")});
    for (int row = 0; row < groups.size(); ++row) {
        if (groups[row].name == m_wanted)
            wanted = row;
    }
    if (groups.isEmpty()) {
        m_note->setText(tr("This stream has no consumer groups."));
        m_note->show();
    } else {
        m_groupTable->selectRow(wanted);
    }
    updateButtons();
}

void StreamGroups::showGroup()
{
    m_consumerTable->setRowCount(0);
    m_pendingTable->setRowCount(0);
    m_lastPending.clear();
    m_groupContext = std::make_unique<QObject>();
    updateButtons();
    const auto shown = group();
    if (!shown)
        return;
    m_client.send(xinfoConsumers(m_key, shown->name), m_groupContext.get(),
        [this](const Result<QList<StreamConsumer>> &consumers) {
            if (!consumers)
                return refuse(consumers.error(), tr("Loading the consumers failed."));
            showConsumers(*consumers);
        });
    loadPending();
}

void StreamGroups::showConsumers(const QList<StreamConsumer> &consumers)
{
    for (const StreamConsumer &consumer : consumers)
        addRow(m_consumerTable,
            {displayBytes(consumer.name), formatCount(consumer.pending),
                formatDuration(consumer.idle)});
    m_consumers = consumers;
    updateButtons();
}

void StreamGroups::loadPending()
{
    const auto shown = group();
    if (!shown || !m_groupContext)
        return;
    const QByteArray from
        = m_lastPending.isEmpty() ? QByteArray("-") : nextStreamId(m_lastPending, Order::Ascending);
    // Asked for twice, the same page would come twice. Disabled, it loses the focus.
    const bool hadFocus = m_more->hasFocus();
    m_more->setEnabled(false);
    m_client.send(xpending(m_key, shown->name, from, pendingPerPage), m_groupContext.get(),
        [this, hadFocus](const Result<QList<PendingEntry>> &entries) {
            m_more->setEnabled(true);
            if (hadFocus)
                m_more->setFocus();
            if (!entries)
                return refuse(entries.error(), tr("Loading the pending entries failed."));
            addPending(*entries);
        });
}

void StreamGroups::addPending(const QList<PendingEntry> &entries)
{
    for (const PendingEntry &entry : entries) {
        addRow(m_pendingTable,
            {QString::fromUtf8(entry.id), displayBytes(entry.consumer),
                tr("%1 ago").arg(formatDuration(entry.idle)), formatCount(entry.deliveries)});
        m_lastPending = entry.id;
    }
    m_more->setVisible(entries.size() == pendingPerPage);
}

} // namespace hitlens
