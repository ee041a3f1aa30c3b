// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/trafficpage.h"

#include "app/keyspace/globpattern.h"
#include "ui/monitoring/hotkeyspanel.h"
#include "ui/monitoring/reasonsdelegate.h"
#include "ui/monitoring/trafficsetup.h"
#include "ui/monitoring/trafficwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/rowtable.h"
#include "ui/widgets/tablenote.h"
#include "ui/widgets/whynot.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QStackedWidget>
#include <QTabWidget>
#include <QTableView>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Column = PrefixTrafficModel::Column;

namespace {

constexpr int trafficMargin = 16;
constexpr auto patienceAtTheEnd = 1500ms;

void prepareTable(QTableView *table, const QString &name)
{
    table->setFont(tabularFont(table->font()));
    prepareRowTable(table, name, table->fontMetrics().height() * 2);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
}

QLabel *makeWatchLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    setRole(label, Role::Muted);
    return label;
}

} // namespace

TrafficPage::TrafficPage(Client &client, const Server &server, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_server(server)
    , m_strip(new MessageStrip(this))
    , m_stack(new QStackedWidget(this))
    , m_hotKeys(new HotKeysPanel(client, this))
    , m_lists(new QTabWidget(this))
    , m_setup(new TrafficSetup(server.separator, this))
    , m_sorted(new QSortFilterProxyModel(this))
    , m_table(makeTable())
    , m_status(makeWatchLabel(this))
    , m_cost(makeWatchLabel(this))
    , m_sample(new QPushButton(icon(u"search"_s), tr("Sa&mple reads now"), this))
    , m_stop(new QPushButton(icon(u"stop"_s), tr("Sto&p watching"), this))
    , m_anew(new QPushButton(icon(u"refresh"_s), tr("&Watch anew…"), this))
    , m_showKeys(new QPushButton(icon(u"key"_s), tr("Sh&ow these keys"), this))
    , m_invalidate(new QPushButton(icon(u"invalidate"_s), tr("&Invalidate…"), this))
{
    auto *scroll = new QScrollArea(this);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setWidget(m_setup);
    m_stack->addWidget(scroll);
    m_stack->addWidget(makeResults());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 1);
    FocusPass::set(this, m_setup);

    connect(m_setup, &TrafficSetup::startRequested, this, &TrafficPage::start);
    connect(m_setup, &TrafficSetup::hotKeysRequested, this, &TrafficPage::showHotKeys);
    connect(m_stop, &QPushButton::clicked, this, &TrafficPage::stop);
    connect(m_sample, &QPushButton::clicked, this, &TrafficPage::sampleNow);
    connect(m_anew, &QPushButton::clicked, this, &TrafficPage::showSetup);
    connect(&m_client, &Client::statusChanged, this, &TrafficPage::updateControls);
    connect(&m_client, &Client::writeRefusalChanged, this, &TrafficPage::updateControls);
    // What was counted is of the database before.
    connect(&m_client, &Client::databaseSelected, this, &TrafficPage::stop);
    updateControls();
}

TrafficPage::~TrafficPage()
{
    if (m_job)
        m_job->stopAndWait(patienceAtTheEnd);
}

QTableView *TrafficPage::makeTable()
{
    auto *table = new QTableView(this);
    m_sorted->setSourceModel(&m_model);
    m_sorted->setSortRole(PrefixTrafficModel::SortRole);
    table->setModel(m_sorted);
    prepareTable(table, tr("Prefixes"));
    table->setSortingEnabled(true);
    table->sortByColumn(int(Column::Misses), Qt::DescendingOrder);
    QHeaderView *header = table->horizontalHeader();
    const int letter = table->fontMetrics().averageCharWidth();
    for (int i = 0; i < PrefixTrafficModel::columns; ++i) {
        const QString name = m_model.headerData(i, Qt::Horizontal).toString();
        header->resizeSection(i, header->fontMetrics().horizontalAdvance(name) + letter * 4);
    }
    header->resizeSection(int(Column::Prefix), letter * 14);
    header->resizeSection(int(Column::HitRate),
        table->fontMetrics().horizontalAdvance(u"100.0 % ± 10.0 %"_s) + letter * 2);
    table->setItemDelegateForColumn(int(Column::Reasons), new ReasonsDelegate(table));
    header->setSectionResizeMode(int(Column::Reasons), QHeaderView::Stretch);
    header->setMinimumSectionSize(letter * 9);
    new TableNote(tr("No event of a key in this database has come yet."), table);
    connect(table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &TrafficPage::updateControls);
    connect(table, &QTableView::activated, this, [this] {
        if (!currentPattern().isNull())
            emit keysRequested(currentPattern());
    });
    return table;
}

void TrafficPage::addList(TrafficList &list, const QString &name, const QString &ifEmpty)
{
    auto *table = new QTableView(this);
    prepareList(table, list, name);
    new TableNote(ifEmpty, table);
    m_lists->addTab(table, name);
}

void TrafficPage::prepareList(QTableView *table, TrafficList &list, const QString &name)
{
    table->setModel(&list);
    prepareTable(table, name);
    table->setToolTip(tr("Press Enter to open the key."));
    table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    table->horizontalHeader()->setSectionResizeMode(0, QHeaderView::Stretch);
    connect(table, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit keyRequested(index.data(TrafficList::keyRole).toByteArray());
    });
}

QWidget *TrafficPage::makeBar()
{
    auto *bar = new QWidget(this);
    auto *words = new QVBoxLayout;
    words->addWidget(m_status);
    words->addWidget(m_cost);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(words, 1);
    for (QPushButton *button : {m_sample, m_stop, m_anew})
        layout->addWidget(button, 0, Qt::AlignTop);
    return bar;
}

QWidget *TrafficPage::makeActions()
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addStretch();
    for (QPushButton *button : {m_showKeys, m_invalidate})
        layout->addWidget(button);
    connect(
        m_showKeys, &QPushButton::clicked, this, [this] { emit keysRequested(currentPattern()); });
    connect(m_invalidate, &QPushButton::clicked, this,
        [this] { emit invalidateRequested(currentPattern()); });
    return row;
}

QWidget *TrafficPage::makeResults()
{
    auto *upper = new QWidget(this);
    auto *table = new QVBoxLayout(upper);
    table->setContentsMargins(0, 0, 0, 0);
    table->setSpacing(8);
    table->addWidget(m_table, 1);
    table->addWidget(makeActions());
    m_lists->setDocumentMode(true);
    addList(m_stampedes, tr("Stampedes"),
        tr("No event has told of a key that was missed %1 times or more before somebody wrote it.")
            .arg(Stampedes::least));
    addList(m_topKeys, tr("Most read keys"), tr("No sample of reads has shown a key yet."));
    addList(m_repeated, tr("Written again unchanged"),
        tr("No sample has shown a key that was written with the value that it had already."));
    prepareList(m_hotKeys->table(), m_hotKeys->list(), tr("Hot by LFU"));
    m_lists->addTab(m_hotKeys, tr("Hot by LFU"));
    m_lists->setTabToolTip(0,
        tr("Keys that were missed %1 times or more before somebody wrote them")
            .arg(Stampedes::least));
    m_lists->setTabToolTip(2, tr("Keys that were written with the value that they had already"));
    m_lists->setTabToolTip(3, tr("Keys with the highest counter by which an LFU policy evicts"));
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(upper);
    splitter->addWidget(m_lists);
    splitter->setChildrenCollapsible(false);
    splitter->setHandleWidth(trafficMargin);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    auto *results = new QWidget(this);
    auto *layout = new QVBoxLayout(results);
    layout->setContentsMargins(trafficMargin, trafficMargin, trafficMargin, trafficMargin);
    layout->setSpacing(12);
    layout->addWidget(makeBar());
    layout->addWidget(splitter, 1);
    return results;
}

void TrafficPage::start()
{
    if (m_job || !m_client.isReady())
        return;
    TrafficOptions options = m_setup->options();
    options.serverId = m_server.id;
    options.serverName = m_server.name;
    options.settingsFolder = m_server.settingsFolder;
    m_isByExpression = options.rule.isExpression();
    m_isStopping = false;
    JobHandle job(std::make_unique<PrefixTrafficJob>(options));
    job.on(
        &PrefixTrafficJob::reported, [this](const TrafficReport &report) { showReport(report); });
    job.on(&PrefixTrafficJob::ended, [this](const TrafficReport &report) { onEnded(report); });
    m_client.start(job);
    m_job = std::move(job);
    m_strip->clear();
    m_problems.clear();
    showReport({});
    m_stack->setCurrentIndex(1);
    FocusPass::set(this, m_table);
    m_table->setFocus();
    updateControls();
}

void TrafficPage::stop()
{
    if (!m_job || std::exchange(m_isStopping, true))
        return;
    m_job->stop();
    updateControls();
}

void TrafficPage::sampleNow()
{
    if (m_job)
        m_job->sampleNow();
}

void TrafficPage::showHotKeys()
{
    if (!isWatching() && m_report == TrafficReport())
        m_status->setText(tr("Nothing is watched."));
    m_stack->setCurrentIndex(1);
    m_lists->setCurrentWidget(m_hotKeys);
    FocusPass::set(this, m_hotKeys);
    m_hotKeys->setFocus();
}

void TrafficPage::showReport(const TrafficReport &report)
{
    m_report = report;
    m_model.setTraffic(report.traffic);
    for (TrafficList *list : {&m_stampedes, &m_topKeys, &m_repeated})
        list->setTraffic(report.traffic);
    m_status->setText(trafficStatus(report));
    m_cost->setText(trafficCost(report.traffic));
    m_cost->setVisible(!m_cost->text().isEmpty());
    const QStringList problems = trafficProblems(report, m_client.endpoint().readOnly);
    if (std::exchange(m_problems, problems) != problems) {
        if (problems.isEmpty())
            m_strip->clear();
        else
            m_strip->showNote(problems.join(u'\n'));
    }
    emit reported(report.traffic);
}

void TrafficPage::onEnded(const TrafficReport &report)
{
    m_job.reset();
    m_problems.clear();
    showReport(report);
    m_status->setText(tr("Stopped. %1").arg(trafficStatus(report)));
    updateControls();
}

void TrafficPage::showSetup()
{
    m_strip->clear();
    m_stack->setCurrentIndex(0);
    FocusPass::set(this, m_setup);
    m_setup->setFocus();
}

void TrafficPage::updateControls()
{
    const bool isReady = m_client.isReady();
    m_setup->setWhyNot(isReady ? QString() : tr("The server is not connected."));
    m_setup->setReadOnly(m_client.endpoint().readOnly || m_server.settingsFolder.isEmpty());
    m_stop->setVisible(isWatching());
    m_stop->setEnabled(!m_isStopping);
    m_sample->setVisible(isWatching());
    m_sample->setEnabled(isReady && !m_isStopping);
    m_anew->setVisible(!isWatching());
    const bool hasPattern = !currentPattern().isNull();
    m_showKeys->setEnabled(hasPattern);
    // What an expression finds may stand anywhere in a key: a pattern of it would hit others, too.
    enableUnless(m_invalidate, hasPattern && !m_isByExpression,
        m_isByExpression ? tr("Prefixes of an expression are no patterns of keys.")
                         : whyNotWrite(m_client));
}

QByteArray TrafficPage::currentPattern() const
{
    const QVariant prefix
        = m_table->currentIndex().siblingAtColumn(0).data(PrefixTrafficModel::PrefixRole);
    if (!prefix.isValid() || prefix.toByteArray().isEmpty())
        return {};
    const QByteArray literal = GlobPattern::escape(prefix.toByteArray());
    QByteArray pattern = literal + '*';
    if (m_isByExpression)
        pattern.prepend('*');
    return pattern;
}

} // namespace hitlens
