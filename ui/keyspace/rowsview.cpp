// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/rowsview.h"

#include "app/keyspace/values/hashmodel.h"
#include "app/keyspace/values/listmodel.h"
#include "app/keyspace/values/setmodel.h"
#include "app/keyspace/values/sortedsetmodel.h"
#include "app/keyspace/values/streammodel.h"
#include "ui/keyspace/bytesdelegate.h"
#include "ui/keyspace/copying.h"
#include "ui/keyspace/fieldttlbar.h"
#include "ui/keyspace/rowsbar.h"
#include "ui/keyspace/streamgroups.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/rowtable.h"
#include "ui/widgets/whynot.h"

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

namespace hitlens {

using namespace std::chrono_literals;

namespace {

// So many are found before one has to scroll for more.
constexpr int firstMatches = 200;
// A search looks at more rows at once than it shows. A thousand cost the server less than 1 ms.
constexpr int rowsPerLook = 1000;

std::unique_ptr<ValueModel> makeModel(
    Client &client, const ValuePlace &place, int rowsPerPage, const RowQuery &query)
{
    const bool isScan
        = query.isSearch() && place.type != KeyType::List && place.type != KeyType::Stream;
    const int count = isScan ? std::max(rowsPerPage, rowsPerLook) : rowsPerPage;
    switch (place.type) {
    case KeyType::Hash:
        return std::make_unique<HashModel>(client, place.key, count, query);
    case KeyType::List:
        return std::make_unique<ListModel>(client, place.key, count, query);
    case KeyType::Set:
        return std::make_unique<SetModel>(client, place.key, count, query);
    case KeyType::SortedSet:
        return std::make_unique<SortedSetModel>(client, place.key, count, query);
    case KeyType::Stream:
        return std::make_unique<StreamModel>(client, place.key, count, query);
    default:
        Q_UNREACHABLE();
    }
}

} // namespace

RowsView::RowsView(Client &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_bar(new RowsBar(this))
    , m_table(new QTableView(this))
    , m_question(new QFrame(this))
    , m_questionText(new QLabel(m_question))
    , m_keep(new QPushButton(tr("Keep"), m_question))
    , m_removeNow(new QPushButton(m_question))
    , m_fieldTtl(new FieldTtlBar(this))
    , m_editor(new RowEditor(this))
    , m_count(new QLabel(this))
    , m_rowsPart(new QWidget(this))
    , m_tabs(new QTabBar(this))
    , m_groups(new StreamGroups(client, this))
{
    buildTable();
    buildTabs();
    buildQuestion();
    build();
    connectParts();
    updateOffers();
}

RowsView::~RowsView() = default;

void RowsView::build()
{
    setRole(m_count, Role::Muted);
    FocusPass::set(this, m_table);
    auto *lower = new QWidget(this);
    auto *lowerColumn = new QVBoxLayout(lower);
    lowerColumn->setContentsMargins({});
    lowerColumn->setSpacing(8);
    lowerColumn->addWidget(m_fieldTtl);
    lowerColumn->addWidget(m_editor, 1);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_table);
    splitter->addWidget(lower);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    auto *rows = new QVBoxLayout(m_rowsPart);
    rows->setContentsMargins({});
    rows->setSpacing(4);
    rows->addWidget(m_bar);
    rows->addWidget(m_question);
    rows->addWidget(splitter, 1);
    rows->addWidget(m_count);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addWidget(m_tabs);
    layout->addWidget(m_rowsPart, 1);
    layout->addWidget(m_groups, 1);
}

void RowsView::buildTabs()
{
    m_tabs->addTab(tr("Entries"));
    m_tabs->addTab(tr("Groups and pending"));
    m_tabs->setAccessibleName(tr("Parts of the stream"));
    m_tabs->setDrawBase(false);
    m_groups->hide();
    connect(m_groups, &StreamGroups::failed, this, &RowsView::failed);
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int tab) {
        m_rowsPart->setVisible(tab == 0);
        m_groups->setVisible(tab == 1);
        if (tab == 1 && !m_place.key.isNull())
            m_groups->load(m_place.key);
    });
}

void RowsView::buildTable()
{
    setRole(m_table, Role::Mono);
    // Not a QTreeView: each time it lays out it would fetch another page, until it had them all.
    prepareRowTable(m_table, tr("Rows of the value"), m_table->fontMetrics().height() * 3 / 2);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setItemDelegate(new BytesDelegate(m_table));
    m_table->setTextElideMode(Qt::ElideRight);
    m_table->installEventFilter(this);
    offerCopy(m_table);
}

void RowsView::buildQuestion()
{
    setRole(m_question, Role::Panel);
    setRole(m_removeNow, Role::Danger);
    m_removeNow->setAccessibleName(tr("Delete the selected rows"));
    m_questionText->setWordWrap(true);
    m_questionText->setTextFormat(Qt::PlainText);
    auto *buttons = new FlowLayout(8);
    for (QPushButton *button : {m_keep, m_removeNow}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    auto *column = new QVBoxLayout(m_question);
    column->setContentsMargins(12, 8, 12, 12);
    column->setSpacing(8);
    column->addWidget(m_questionText);
    column->addLayout(buttons);
    m_question->installEventFilter(this);
    for (QPushButton *button : {m_keep, m_removeNow})
        button->installEventFilter(this);
    m_question->hide();
}

void RowsView::connectParts()
{
    m_second.setInterval(1s);
    connect(&m_second, &QTimer::timeout, this, [this] {
        if (!hash() || !isVisible())
            return;
        const int last = m_table->rowAt(m_table->viewport()->height() - 1);
        hash()->tick(m_table->rowAt(0), last < 0 ? hash()->rowCount() : last);
        updateOffers(); // what is left of the selected fields
    });
    connect(&m_client, &Client::writeRefusalChanged, this, &RowsView::updateOffers);
    connect(m_bar, &RowsBar::addRequested, this, &RowsView::add);
    connect(m_bar, &RowsBar::removeRequested, this, &RowsView::askToRemove);
    connect(m_bar, &RowsBar::moveRequested, this, &RowsView::move);
    connect(m_bar, &RowsBar::queryChanged, this, [this] {
        if (m_model)
            start();
    });
    connect(m_bar, &RowsBar::stopRequested, this, [this] {
        if (!m_model)
            return;
        m_model->stop();
        onPage();
    });
    connect(m_keep, &QPushButton::clicked, this, [this] {
        m_question->hide();
        m_table->setFocus();
    });
    connect(m_removeNow, &QPushButton::clicked, this, &RowsView::removeRows);
    connect(m_editor, &RowEditor::saveRequested, this, [this] { save(); });
    connect(m_editor, &RowEditor::dismissed, this, [this] {
        // What was reverted may have begun with what the row was before somebody changed it.
        const std::optional<ValueRow> current = currentRow();
        if (!m_editor->isModified() && current && m_editor->row() != *current)
            showRow(m_table->currentIndex());
        m_table->setFocus();
    });
    connect(m_fieldTtl, &FieldTtlBar::ttlEntered, this, [this](std::chrono::milliseconds ttl) {
        expireFields([this, ttl](const QByteArrayList &fields) {
            return hitlens::expireFields(m_place.key, fields, ttl);
        });
    });
    connect(
        m_fieldTtl, &FieldTtlBar::additionEntered, this, [this](std::chrono::milliseconds more) {
            expireFields([this, more](const QByteArrayList &fields) {
                return prolongFields(m_place.key, fields, more);
            });
        });
    connect(m_fieldTtl, &FieldTtlBar::expiryEntered, this, [this](const QDateTime &when) {
        expireFields([this, at = when.toMSecsSinceEpoch()](const QByteArrayList &fields) {
            return expireFieldsAt(m_place.key, fields, at);
        });
    });
    connect(m_fieldTtl, &FieldTtlBar::removalRequested, this, [this] {
        expireFields(
            [this](const QByteArrayList &fields) { return persistFields(m_place.key, fields); });
    });
}

HashModel *RowsView::hash() const
{
    return qobject_cast<HashModel *>(m_model.get());
}

ListModel *RowsView::list() const
{
    return qobject_cast<ListModel *>(m_model.get());
}

void RowsView::load(const QByteArray &key, KeyType type, std::optional<qint64> memory)
{
    // Loaded again, it shows the same part of it.
    const bool isOther = key != m_place.key || type != m_place.type;
    leave();
    m_place = {key, type};
    if (isOther) {
        m_tabs->setCurrentIndex(0);
        m_bar->showType(type);
    } else if (m_groups->isVisibleTo(this)) {
        m_groups->load(key);
    }
    m_tabs->setVisible(type == KeyType::Stream);
    m_editor->setType(type);
    m_editor->setKey(key);
    m_context = std::make_unique<QObject>();
    m_client.send(
        length(key, type), m_context.get(), [this, type, memory](const Result<qint64> &rows) {
            if (rows) {
                m_length = *rows;
                emit lengthKnown(*rows, type);
            }
            m_rowsPerPage = rowsPerPage(memory, m_length);
            start();
        });
}

void RowsView::leave()
{
    keepDraft();
    m_context.reset();
    m_length.reset();
    m_place = {};
    m_conflict.reset();
    m_second.stop();
    m_table->setModel(nullptr);
    m_model.reset();
    m_groups->leave();
    m_question->hide();
    m_editor->clear();
    m_count->clear();
    updateOffers();
}

void RowsView::askLength()
{
    m_client.send(
        length(m_place.key, m_place.type), m_context.get(), [this](const Result<qint64> &rows) {
            if (!rows)
                return;
            m_length = *rows;
            showCount();
            emit lengthKnown(*rows, m_place.type);
        });
}

void RowsView::start()
{
    keepDraft();
    m_editor->clear();
    m_question->hide();
    m_table->setModel(nullptr);
    m_model = makeModel(m_client, m_place, m_rowsPerPage, m_bar->query());
    ValueModel *model = m_model.get();
    connect(model, &ValueModel::pageLoaded, this, &RowsView::onPage);
    connect(model, &ValueModel::pageLoaded, this, &RowsView::fitColumns, Qt::SingleShotConnection);
    connect(model, &QAbstractItemModel::columnsInserted, this, &RowsView::fitColumns);
    connect(model, &ValueModel::failed, this,
        [this](const Error &error) { emit failed(error, tr("Loading the rows failed.")); });
    // An edit that is not typed here shows at once what the row has become.
    connect(model, &QAbstractItemModel::dataChanged, this,
        [this](const QModelIndex &from, const QModelIndex &to, const QList<int> &roles) {
            const int row = m_table->currentIndex().row();
            if (!roles.isEmpty())
                return; // nothing that the editor shows
            if (from.row() <= row && row <= to.row() && !m_editor->isModified())
                showRow(m_table->currentIndex());
        });
    connect(model, &QAbstractItemModel::rowsInserted, this, [this] {
        const int row = m_awaited.isNull() ? -1 : m_model->rowOf(m_awaited);
        if (row >= 0) {
            m_awaited = {};
            m_table->selectRow(row);
        }
    });
    if (hash())
        connect(hash(), &HashModel::ttlsKnown, this, &RowsView::updateOffers);
    m_table->setModel(model);
    connect(
        m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, &RowsView::showRow);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &RowsView::updateOffers);
    if (hash() && hash()->hasFieldTtl())
        m_second.start();
    m_model->fetchMore({});
    updateOffers();
    onPage();
}

void RowsView::setDecoders(DecoderLibrary &decoders)
{
    m_editor->setDecoders(decoders);
}

void RowsView::retry()
{
    if (m_model)
        m_model->retry();
}

void RowsView::onPage()
{
    const bool isSearch = m_model->query().isSearch();
    if (isSearch && m_model->rowCount() < firstMatches)
        m_model->fetchMore({});
    m_bar->setSearching(isSearch && m_model->isLoading() && !m_model->isStopped());
    showCount();
    updateOffers();
}

ValueRow RowsView::rowAt(int row) const
{
    ValueRow found = m_model->row(row);
    if (const ListModel *elements = list())
        found.index = elements->indexOf(row);
    return found;
}

QList<ValueRow> RowsView::selectedRows() const
{
    QList<ValueRow> rows;
    if (!m_model)
        return rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows << rowAt(index.row());
    return rows;
}

std::optional<ValueRow> RowsView::currentRow() const
{
    const int row = m_model ? m_table->currentIndex().row() : -1;
    return row >= 0 ? std::optional(rowAt(row)) : std::nullopt;
}

void RowsView::showRow(const QModelIndex &index)
{
    keepDraft();
    if (!index.isValid())
        return m_editor->clear();
    m_editor->showRow(rowAt(index.row()));
    restoreDraft();
    updateOffers();
}

RowsView::RowKey RowsView::keyOf(const ValuePlace &where, const ValueRow &row)
{
    // An index alone is that of another element once somebody has pushed or popped.
    return {where.key,
        where.type == KeyType::List ? QByteArray::number(row.index) + ' ' + row.value : row.name};
}

void RowsView::keepDraft()
{
    if (!m_editor->isModified() || m_place.key.isNull())
        return;
    const RowEditor::Draft draft = m_editor->draft();
    if (m_editor->isAdding())
        m_additions.insert(m_place.key, draft);
    else
        m_drafts.insert(keyOf(draft.row), draft);
}

void RowsView::restoreDraft()
{
    const ValueRow row = m_editor->row();
    const RowKey key = draftOf(row);
    if (!m_drafts.contains(key) || !whyNotWrite(m_client).isEmpty())
        return;
    RowEditor::Draft draft = m_drafts.take(key);
    if (draft.row.value == row.value)
        draft.row.index = row.index; // where it has been moved to
    m_editor->restore(draft);
}

bool RowsView::isModified() const
{
    return m_editor->isModified();
}

bool RowsView::hasUnsavedEdits() const
{
    return isModified() || !m_drafts.isEmpty() || !m_additions.isEmpty();
}

void RowsView::showCount()
{
    if (!m_model)
        return;
    const qint64 shown = m_model->rowCount({});
    const QString count = formatCount(shown);
    const QString all = m_length ? formatCount(*m_length) : QStringLiteral("–");
    if (m_model->query().isSearch() && m_model->isComplete())
        m_count->setText(tr("%1 found, all rows were looked at").arg(count));
    else if (m_model->query().isSearch())
        m_count->setText(tr("%1 found, about %2 of %3 rows looked at")
                             .arg(count, formatCount(m_model->lookedAt()), all));
    else if (m_model->isComplete())
        m_count->setText(
            shown == 1 ? tr("1 row, the only one") : tr("%1 rows, all of them").arg(count));
    else if (m_length)
        m_count->setText(
            tr("%1 of %2; more come as you scroll").arg(count, countText(m_place.type, *m_length)));
    else
        m_count->setText(tr("%1; more come as you scroll").arg(countText(m_place.type, shown)));
}

void RowsView::fitColumns()
{
    QHeaderView *header = m_table->horizontalHeader();
    if (m_model->columnCount() < 2)
        return header->setStretchLastSection(true);
    const int width = m_table->viewport()->width();
    m_table->resizeColumnToContents(0);
    header->resizeSection(0, std::min(header->sectionSize(0), width * 2 / 5));
    // The column that people want to read gets what is left.
    header->setStretchLastSection(m_model->columnCount() == 2);
    if (m_model->columnCount() > 2)
        header->setSectionResizeMode(1, QHeaderView::Stretch);
}

void RowsView::updateOffers()
{
    const QString whyNot = whyNotWrite(m_client);
    const bool isBusy = this->isBusy();
    const QList<ValueRow> rows = selectedRows();
    const int current = m_model && rows.size() == 1 ? m_table->currentIndex().row() : -1;
    const bool mayMove = list() && !m_model->query().isSearch() && !isBusy && current >= 0;
    m_bar->offer({m_model && !isBusy, isBusy ? 0 : static_cast<int>(rows.size()),
        mayMove && current > 0, mayMove && current + 1 < m_model->rowCount(), whyNot});
    m_editor->setWritable(whyNot, isBusy);
    m_fieldTtl->setVisible(hash() && hash()->hasFieldTtl() && !rows.isEmpty());
    m_fieldTtl->setWhyNot(whyNot);
    std::optional<std::chrono::milliseconds> shortest;
    for (const ValueRow &row : rows) {
        const int at = hash() ? m_model->rowOf(row.name) : -1;
        const Ttl ttl = at < 0 ? Ttl() : hash()->ttlOf(at);
        if (at >= 0 && ttl.state == Ttl::State::Expires)
            shortest = std::min(shortest.value_or(ttl.left), ttl.left);
    }
    m_fieldTtl->showFields(isBusy ? 0 : static_cast<int>(rows.size()), shortest);
    if (!whyNot.isEmpty())
        m_question->hide();
}

} // namespace hitlens
