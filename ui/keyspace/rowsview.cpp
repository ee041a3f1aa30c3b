// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/rowsview.h"

#include "app/keyspace/values/hashmodel.h"
#include "app/keyspace/values/listmodel.h"
#include "app/keyspace/values/setmodel.h"
#include "app/keyspace/values/sortedsetmodel.h"
#include "app/keyspace/values/streammodel.h"
#include "ui/keyspace/bytesdelegate.h"
#include "ui/keyspace/bytesview.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace hitlens {

namespace {

std::unique_ptr<ValueModel> makeModel(
    Client &client, const QByteArray &key, KeyType type, int rowsPerPage)
{
    switch (type) {
    case KeyType::Hash:
        return std::make_unique<HashModel>(client, key, rowsPerPage);
    case KeyType::List:
        return std::make_unique<ListModel>(client, key, rowsPerPage);
    case KeyType::Set:
        return std::make_unique<SetModel>(client, key, rowsPerPage);
    case KeyType::SortedSet:
        return std::make_unique<SortedSetModel>(client, key, rowsPerPage);
    case KeyType::Stream:
        return std::make_unique<StreamModel>(client, key, rowsPerPage);
    default:
        Q_UNREACHABLE();
    }
}

} // namespace

RowsView::RowsView(Client &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_table(new QTableView(this))
    , m_row(new BytesView(tr("Selected"), this))
    , m_count(new QLabel(this))
{
    build();
}

RowsView::~RowsView() = default;

void RowsView::build()
{
    setRole(m_table, Role::Mono);
    setRole(m_count, Role::Muted);
    m_table->setAccessibleName(tr("Rows of the value"));
    // Not a QTreeView: each time it lays out it would fetch another page, until it had them all.
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(m_table->fontMetrics().height() * 3 / 2);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    setFocusProxy(m_table);
    m_table->setItemDelegate(new BytesDelegate(m_table));
    m_table->setTextElideMode(Qt::ElideRight);
    m_row->setEditable(false);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_table);
    splitter->addWidget(m_row);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_count);
}

void RowsView::load(const QByteArray &key, KeyType type, std::optional<qint64> memory)
{
    leave();
    m_context = std::make_unique<QObject>();
    m_client.send(
        length(key, type), m_context.get(), [this, key, type, memory](const Result<qint64> &rows) {
            if (rows) {
                m_length = *rows;
                emit lengthKnown(*rows, type);
            }
            start(key, type, rowsPerPage(memory, m_length));
        });
}

void RowsView::leave()
{
    m_context.reset();
    m_length.reset();
    m_table->setModel(nullptr);
    m_model.reset();
    m_row->clear();
    m_row->hide();
    m_count->clear();
}

void RowsView::start(const QByteArray &key, KeyType type, int rowsPerPage)
{
    m_model = makeModel(m_client, key, type, rowsPerPage);
    connect(m_model.get(), &ValueModel::pageLoaded, this, &RowsView::showCount);
    connect(m_model.get(), &ValueModel::pageLoaded, this, &RowsView::fitColumns,
        Qt::SingleShotConnection);
    connect(m_model.get(), &ValueModel::failed, this,
        [this](const Error &error) { emit failed(error, tr("Loading the rows failed.")); });
    m_table->setModel(m_model.get());
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &RowsView::showRow);
    m_model->fetchMore({});
}

void RowsView::retry()
{
    if (m_model)
        m_model->retry();
}

void RowsView::showRow(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    // What stands in the last column is what people want to read: the value, the member.
    const QModelIndex last = index.siblingAtColumn(m_model->columnCount() - 1);
    const QByteArray bytes = last.data(ValueModel::BytesRole).toByteArray();
    m_row->setBytes(bytes, bytes.size());
    m_row->show();
}

void RowsView::showCount()
{
    const qint64 shown = m_model->rowCount({});
    if (m_model->isComplete())
        m_count->setText(tr("%1 rows, all of them").arg(formatCount(shown)));
    else if (m_length)
        m_count->setText(tr("%1 of %2 rows; more come as you scroll")
                             .arg(formatCount(shown), formatCount(*m_length)));
    else
        m_count->setText(tr("%1 rows; more come as you scroll").arg(formatCount(shown)));
}

void RowsView::fitColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(true);
    if (m_model->columnCount() < 2)
        return;
    const int widest = m_table->viewport()->width() * 2 / 5;
    m_table->resizeColumnToContents(0);
    header->resizeSection(0, std::min(header->sectionSize(0), widest));
}

} // namespace hitlens
