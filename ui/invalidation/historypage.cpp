// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/historypage.h"

#include "app/invalidation/auditexport.h"
#include "app/keyspace/decoders/background.h"
#include "ui/invalidation/historydetails.h"
#include "ui/invalidation/historyview.h"
#include "ui/invalidation/historywords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using Which = AuditLogFilter::Which;

HistoryPage::HistoryPage(
    Client &client, const Profile &profile, const BulkTraces &traces, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_profile(profile)
    , m_traces(traces)
    , m_model(traces.audit, historyWords())
    , m_filter(m_model)
    , m_text(new QLineEdit(this))
    , m_which(new QComboBox(this))
    , m_servers(new QComboBox(this))
    , m_strip(new MessageStrip(this))
    , m_stack(new QStackedWidget(this))
    , m_view(new HistoryView(m_filter, this))
    , m_details(new HistoryDetails(this))
    , m_empty(new EmptyState({}, {}, this))
    , m_showAll(m_empty->addButton(tr("Show all acts")))
    , m_count(new QLabel(this))
    , m_export(new QPushButton(tr("&Export…"), this))
{
    makeLayout();
    chooseServers();
    connectParts();
    refresh();
}

void HistoryPage::makeLayout()
{
    auto *panel = new QFrame(this);
    setRole(panel, Role::Panel);
    auto *splitter = new QSplitter(Qt::Vertical, this);
    splitter->addWidget(m_view);
    splitter->addWidget(m_details);
    splitter->setChildrenCollapsible(false);
    splitter->setStretchFactor(0, 1);
    const int line = fontMetrics().height();
    splitter->setSizes({24 * line, 18 * line});
    m_stack->addWidget(splitter);
    m_stack->addWidget(m_empty);
    auto *rows = new QVBoxLayout(panel);
    rows->setContentsMargins(12, 12, 12, 12);
    rows->setSpacing(8);
    rows->addLayout(makeFilterRow());
    rows->addWidget(m_strip);
    rows->addWidget(m_stack, 1);
    rows->addLayout(makeButtonRow());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(panel);
    FocusPass::set(this, m_text);
}

QLayout *HistoryPage::makeFilterRow()
{
    m_text->setPlaceholderText(tr("Filter: part of a pattern, a user, a recipe, a reason"));
    m_text->setAccessibleName(tr("Filter the history"));
    m_text->setClearButtonEnabled(true);
    m_which->setAccessibleName(tr("Which results are shown"));
    m_which->addItem(tr("All results"), QVariant::fromValue(Which::All));
    m_which->addItem(tr("Complete"), QVariant::fromValue(Which::Complete));
    m_which->addItem(tr("Stopped or with failures"), QVariant::fromValue(Which::Stopped));
    m_which->addItem(tr("Not finished"), QVariant::fromValue(Which::Unfinished));
    m_which->addItem(tr("Running now"), QVariant::fromValue(Which::Running));
    m_servers->setAccessibleName(tr("Of which servers"));
    m_servers->addItem(tr("This server"));
    m_servers->addItem(tr("All servers"));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_text, 1);
    row->addWidget(m_which);
    row->addWidget(m_servers);
    return row;
}

QLayout *HistoryPage::makeButtonRow()
{
    setRole(m_count, Role::Muted);
    m_count->setWordWrap(true);
    m_export->setToolTip(tr("Write the acts that are shown to a file, as CSV or JSON Lines."));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_count, 1);
    row->addWidget(m_export);
    return row;
}

void HistoryPage::connectParts()
{
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.setText(text);
        refresh();
    });
    connect(m_which, &QComboBox::currentIndexChanged, this, [this] {
        m_filter.setWhich(m_which->currentData().value<Which>());
        refresh();
    });
    connect(m_servers, &QComboBox::currentIndexChanged, this, [this] {
        chooseServers();
        refresh();
    });
    connect(&m_model, &AuditLogModel::loaded, this, &HistoryPage::refresh);
    connect(&m_model, &AuditLogModel::loadFailed, this, [this](const Error &error) {
        m_strip->showError(error, tr("The history was not read."));
        refresh();
    });
    connect(m_view, &HistoryView::currentRecordChanged, this, &HistoryPage::showCurrent);
    connect(&m_traces.snapshots, &SnapshotStore::changed, this, &HistoryPage::showCurrent);
    connect(&m_client, &Client::writeRefusalChanged, this, &HistoryPage::showCurrent);
    connect(m_showAll, &QPushButton::clicked, this, &HistoryPage::showAll);
    connect(m_export, &QPushButton::clicked, this, &HistoryPage::chooseFile);
    connect(m_details, &HistoryDetails::undoClicked, this, &HistoryPage::undo);
    connect(
        m_details, &HistoryDetails::removeSnapshotClicked, this, &HistoryPage::askToRemoveSnapshot);
}

void HistoryPage::chooseServers()
{
    const bool isThisOne = m_servers->currentIndex() == 0;
    m_view->setServerShown(!isThisOne);
    if (isThisOne)
        m_filter.setServer(m_profile.id, m_profile.endpoint.displayName());
    else
        m_filter.setServer({}, {});
}

void HistoryPage::showAll()
{
    m_text->clear();
    m_which->setCurrentIndex(0);
    m_servers->setCurrentIndex(1);
    m_view->setFocus();
}

void HistoryPage::showAct(const QString &id)
{
    m_wanted = id;
    refresh();
}

void HistoryPage::refresh()
{
    const int all = m_model.rowCount();
    const int shown = m_filter.rowCount();
    if (m_model.isLoading())
        m_empty->setTexts(tr("Reading the history…"), {});
    else if (all == 0)
        m_empty->setTexts(tr("No act on many keys yet"),
            tr("Whatever is invalidated or given another expiry by pattern, by selection or by "
               "recipe will stand here: when, by whom, what it hit and how it ended. hitlens-cli "
               "writes here, too."));
    else
        m_empty->setTexts(tr("No act is shown"),
            tr("So many are in the history: %1. Another filter shows them.").arg(formatCount(all)));
    m_showAll->setVisible(all > 0);
    m_stack->setCurrentIndex(shown == 0 ? 1 : 0);
    QString count = all == 1 ? tr("%1 of 1 act").arg(formatCount(shown))
                             : tr("%1 of %2 acts").arg(formatCount(shown), formatCount(all));
    if (m_model.unreadable() > 0)
        count += tr(" · %1 lines of the file cannot be read").arg(m_model.unreadable());
    m_count->setText(m_model.isLoading() ? QString() : count);
    m_count->setToolTip(m_traces.audit.path());
    m_export->setEnabled(shown > 0 && !m_isExporting);
    const int wanted = m_wanted.isEmpty() ? -1 : m_model.rowOf(m_wanted);
    if (wanted >= 0) {
        m_view->setCurrentIndex(m_filter.mapFromSource(m_model.index(wanted, 0)));
        m_wanted.clear();
    } else if (!m_view->currentIndex().isValid() && shown > 0) {
        m_view->setCurrentIndex(m_filter.index(0, 0));
    }
    showCurrent();
}

void HistoryPage::showCurrent()
{
    const auto record = m_view->currentRecord();
    if (!record)
        return m_details->clear();
    m_details->setWhyNotUndo(whyNotUndo(*record));
    m_details->show(*record,
        record->hasSnapshot ? m_traces.snapshots.snapshot(record->id) : std::nullopt,
        undoneAt(record->id));
}

QString HistoryPage::whyNotUndo(const AuditRecord &record) const
{
    const bool isHere = record.serverId.isEmpty()
        ? record.address == m_client.endpoint().displayName()
        : record.serverId == m_profile.id;
    if (!isHere)
        return tr("This was done on another server. Open that one to undo it.");
    if (record.db != m_client.endpoint().db)
        return tr("This was done in database %1. Go to that one to undo it.").arg(record.db);
    if (record.isRunning)
        return tr("It is still running.");
    return whyNotWrite(m_client);
}

QDateTime HistoryPage::undoneAt(const QString &id) const
{
    for (int row = 0; row < m_model.rowCount(); ++row) {
        if (m_model.recordAt(row).undoes == id)
            return m_model.recordAt(row).begun;
    }
    return {};
}

void HistoryPage::undo()
{
    const auto record = m_view->currentRecord();
    const auto snapshot = record ? m_traces.snapshots.snapshot(record->id) : std::nullopt;
    if (snapshot)
        emit undoRequested(*snapshot);
}

void HistoryPage::askToRemoveSnapshot()
{
    const auto record = m_view->currentRecord();
    if (!record)
        return;
    m_strip->showNote(
        tr("Without its snapshot the act of %1 cannot be undone.").arg(historyTime(record->begun)));
    m_strip->addAction(
        tr("Remove the snapshot"), this, [this, id = record->id] { removeSnapshot(id); });
}

void HistoryPage::removeSnapshot(const QString &id)
{
    const auto removed = m_traces.snapshots.remove(id);
    if (removed)
        m_strip->clear();
    else
        m_strip->showError(removed.error(), tr("The snapshot was not removed."));
    showCurrent();
}

void HistoryPage::chooseFile()
{
    auto *chooser = new QFileDialog(this, tr("Export the history"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setNameFilters({tr("Table (*.csv)"), tr("JSON Lines (*.jsonl)")});
    chooser->setDefaultSuffix(u"csv"_s);
    connect(chooser, &QFileDialog::filterSelected, chooser, [chooser](const QString &filter) {
        chooser->setDefaultSuffix(filter.contains("*.csv"_L1) ? u"csv"_s : u"jsonl"_s);
    });
    chooser->selectFile(tr("%1 history").arg(m_profile.name).replace(u'/', u'-'));
    connect(chooser, &QFileDialog::fileSelected, this, &HistoryPage::exportTo);
    chooser->open();
}

void HistoryPage::exportTo(const QString &path)
{
    m_isExporting = true;
    refresh();
    const QList<AuditRecord> records = m_filter.records();
    inBackground(
        this, [path, records] { return writeAudit(path, records); },
        [this, path, count = records.size()](
            const Result<Done> &written) { onExported(path, count, written); });
}

void HistoryPage::onExported(const QString &path, qsizetype count, const Result<Done> &written)
{
    m_isExporting = false;
    refresh();
    if (!written)
        m_strip->showError(written.error(), tr("The history was not exported."));
    else
        m_strip->showSuccess(count == 1
                ? tr("1 act is in %1, which only you can read.").arg(path)
                : tr("%1 acts are in %2, which only you can read.").arg(formatCount(count), path));
}

} // namespace hitlens
