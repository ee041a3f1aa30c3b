// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/slowlogpage.h"

#include "app/redis/permission.h"
#include "ui/monitoring/slowlogwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/rowtable.h"
#include "ui/widgets/whynot.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStackedWidget>
#include <QStyledItemDelegate>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;
using Column = SlowLogModel::Column;

namespace {

class SlowLogDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto column = static_cast<Column>(index.column());
        if (column == Column::Command)
            option->font = monospaceFont();
        else
            option->font = tabularFont(option->font);
        if (column == Column::Client || column == Column::Node)
            option->textElideMode = Qt::ElideMiddle;
        if (column != Column::Command && column != Column::Took)
            option->palette.setColor(QPalette::Text, themeOf(option->widget).muted);
    }
};

QLabel *makeSlowLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setAccessibleName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

SlowLogPage::SlowLogPage(Client &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_text(new QLineEdit(this))
    , m_commands(new QComboBox(this))
    , m_refresh(new QPushButton(icon(u"refresh"_s), tr("&Read again"), this))
    , m_limits(makeSlowLabel(tr("What the server notes"), this))
    , m_change(new QPushButton(tr("C&hange…"), this))
    , m_senders(makeSlowLabel(tr("Who sends it now"), this))
    , m_strip(new MessageStrip(this))
    , m_stack(new QStackedWidget(this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState({}, {}, this))
    , m_count(makeSlowLabel(tr("How many are shown"), this))
    , m_copy(new QPushButton(icon(u"copy"_s), tr("&Copy"), this))
    , m_showKey(new QPushButton(icon(u"key"_s), tr("Sh&ow this key"), this))
{
    m_commands->addItem(tr("All commands"));
    makeTable();
    makeLayout();
    connectParts();
    FocusPass::set(this, m_text);
    describe();
}

void SlowLogPage::makeTable()
{
    m_table->setModel(&m_filter);
    m_table->setItemDelegate(new SlowLogDelegate(m_table));
    prepareRowTable(m_table, tr("Slow commands"), fontMetrics().height() + 8);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setTextElideMode(Qt::ElideRight);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->horizontalHeader()->setSectionResizeMode(int(Column::Command), QHeaderView::Stretch);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(int(Column::When), Qt::DescendingOrder);
    auto *copyRows = new QAction(tr("&Copy"), m_table);
    copyRows->setShortcut(QKeySequence::Copy);
    copyRows->setShortcutContext(Qt::WidgetShortcut);
    connect(copyRows, &QAction::triggered, this, &SlowLogPage::copy);
    auto *open = new QAction(tr("Sh&ow this key"), m_table);
    connect(open, &QAction::triggered, this, &SlowLogPage::openKey);
    m_table->addActions({copyRows, open});
    m_table->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void SlowLogPage::makeLayout()
{
    auto *panel = new QFrame(this);
    setRole(panel, Role::Panel);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    setRole(m_limits, Role::Muted);
    setRole(m_change, Role::Quiet);
    auto *limits = new QHBoxLayout;
    limits->addWidget(m_limits, 1);
    limits->addWidget(m_change, 0, Qt::AlignTop);
    auto *rows = new QVBoxLayout(panel);
    rows->setContentsMargins(12, 12, 12, 12);
    rows->setSpacing(8);
    rows->addLayout(makeFilterRow());
    rows->addLayout(limits);
    rows->addWidget(m_strip);
    rows->addWidget(m_senders);
    rows->addWidget(m_stack, 1);
    rows->addLayout(makeButtonRow());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->addWidget(panel);
}

QLayout *SlowLogPage::makeFilterRow()
{
    m_text->setPlaceholderText(tr("Filter: part of a command, a key, a client or a node"));
    m_text->setAccessibleName(tr("Filter slow commands"));
    m_text->setClearButtonEnabled(true);
    m_commands->setAccessibleName(tr("Which command is shown"));
    m_commands->view()->setAccessibleName(m_commands->accessibleName());
    m_commands->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_refresh->setToolTip(tr("Ask every node for its log of slow commands (SLOWLOG GET)."));
    m_limits->setToolTip(u"slowlog-log-slower-than, slowlog-max-len"_s);
    m_change->setToolTip(tr("From where on the server notes a command, and how many it keeps."));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_text, 1);
    row->addWidget(m_commands);
    row->addWidget(m_refresh);
    return row;
}

QLayout *SlowLogPage::makeButtonRow()
{
    setRole(m_count, Role::Muted);
    m_showKey->setToolTip(tr("Open it in the database that is shown: the log does not say in which "
                             "one the command ran."));
    m_copy->setToolTip(tr("Copy the selected rows, with tabs between the cells."));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_count, 1);
    row->addWidget(m_copy);
    row->addWidget(m_showKey);
    return row;
}

void SlowLogPage::connectParts()
{
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_filter.setText(text);
        describe();
    });
    connect(m_commands, &QComboBox::currentIndexChanged, this, [this] {
        m_filter.setCommand(chosenCommand());
        describe();
        if (isVisible() && !chosenCommand().isEmpty() && chosenCommand() != m_asked)
            refresh();
    });
    connect(m_refresh, &QPushButton::clicked, this, &SlowLogPage::refresh);
    connect(m_copy, &QPushButton::clicked, this, &SlowLogPage::copy);
    connect(m_showKey, &QPushButton::clicked, this, &SlowLogPage::openKey);
    connect(m_table, &QTableView::activated, this, &SlowLogPage::openKey);
    connect(m_change, &QPushButton::clicked, this, [this] {
        emit settingsRequested({{"slowlog-log-slower-than", {}}, {"slowlog-max-len", {}}});
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
        &SlowLogPage::updateControls);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
        &SlowLogPage::updateControls);
    connect(&m_client, &Client::statusChanged, this, [this] {
        if (isVisible() && m_isOwed)
            refresh();
        updateControls();
    });
}

void SlowLogPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void SlowLogPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    shareWidth();
}

void SlowLogPage::refresh()
{
    m_isOwed = true; // until it is told
    if (!m_client.isReady())
        return;
    m_asked = chosenCommand();
    JobHandle job(std::make_unique<SlowLogJob>(m_asked));
    job.on(&SlowLogJob::finished, [this](const SlowLog &log) { take(log); });
    m_client.start(job);
    m_job = std::move(job);
    updateControls();
}

void SlowLogPage::take(const SlowLog &log)
{
    m_job.reset();
    m_isOwed = log.isCut;
    sayRefusal(log);
    if (log.isCut && log.told == 0)
        return describe(); // what was read before stays
    m_isLoaded = true;
    m_told = m_asked;
    const QModelIndex before = m_table->currentIndex();
    const QVariant entry = before.data(SlowLogModel::EntryRole);
    m_model.setLog(log);
    fillCommands();
    restoreCurrent(entry);
    describe();
    shareWidth();
}

// Who comes back from a key finds the row that led there.
void SlowLogPage::restoreCurrent(const QVariant &entry)
{
    for (int row = 0; entry.isValid() && row < m_filter.rowCount(); ++row) {
        if (m_filter.index(row, 0).data(SlowLogModel::EntryRole) == entry)
            return m_table->setCurrentIndex(m_filter.index(row, 0));
    }
}

// What is chosen stays, also when nothing of it is noted any more.
void SlowLogPage::fillCommands()
{
    const QByteArray chosen = chosenCommand();
    QByteArrayList names = m_model.commands();
    if (!chosen.isEmpty() && !names.contains(chosen))
        names.append(chosen);
    const QSignalBlocker silence(m_commands);
    while (m_commands->count() > 1)
        m_commands->removeItem(1);
    for (const QByteArray &name : std::as_const(names))
        m_commands->addItem(shownCommand(name), name);
    m_commands->setCurrentIndex(std::max(m_commands->findData(chosen), 0));
}

void SlowLogPage::showCommand(const QByteArray &command)
{
    const QByteArray name = command.split('|').value(0); // the log has the words apart
    m_text->clear();
    if (!name.isEmpty() && m_commands->findData(name) < 0)
        m_commands->addItem(shownCommand(name), name);
    m_commands->setCurrentIndex(name.isEmpty() ? 0 : m_commands->findData(name));
}

void SlowLogPage::sayRefusal(const SlowLog &log)
{
    if (!log.refusal)
        return m_strip->clear();
    const QString permission = missingPermission(*log.refusal);
    const QString node = log.limits.size() > 1
        ? tr("The log of slow commands of %1 cannot be read.").arg(displayBytes(log.refusedBy))
        : tr("The log of slow commands cannot be read.");
    m_strip->showError(*log.refusal,
        permission.isEmpty() ? node : node + u' ' + tr("Its user lacks %1.").arg(permission));
}

void SlowLogPage::describe()
{
    const SlowLog &log = m_model.log();
    const QByteArray command = chosenCommand();
    m_limits->setText(noteLimits(log));
    m_senders->setVisible(!command.isEmpty() && m_isLoaded && m_told == command);
    if (m_senders->isVisibleTo(this))
        m_senders->setText(whoSends(log, command));
    const int shown = m_filter.rowCount();
    m_count->setText(m_isLoaded
            ? tr("%1 of %2 noted commands").arg(formatCount(shown), formatCount(m_model.rowCount()))
            : QString());
    m_empty->setTexts(m_isLoaded ? tr("No slow command") : tr("Not read yet"), emptyHint());
    m_stack->setCurrentWidget(shown > 0 ? static_cast<QWidget *>(m_table) : m_empty);
    m_table->setColumnHidden(int(Column::Node), log.limits.size() < 2);
    updateControls();
}

QString SlowLogPage::emptyHint() const
{
    const SlowLog &log = m_model.log();
    if (!m_isLoaded)
        return tr("The log of slow commands is read as soon as the server is connected.");
    if (log.refusal)
        return tr("The server did not say.");
    if (m_model.rowCount() > 0)
        return tr("None of those that are noted is like that. Clear the filter to see all.");
    const bool isOff = !log.limits.isEmpty()
        && std::ranges::all_of(log.limits,
            [](const SlowLog::Limits &limits) { return limits.slowerThan.value_or(0) < 0; });
    return isOff ? tr("The server notes none: slowlog-log-slower-than is negative.")
                 : tr("Nothing that the server did since it started, or since its log was "
                      "cleared, took long enough to be noted.");
}

QByteArray SlowLogPage::chosenCommand() const
{
    return m_commands->currentData().toByteArray();
}

QByteArray SlowLogPage::currentKey() const
{
    return m_table->currentIndex().siblingAtColumn(0).data(SlowLogModel::KeyRole).toByteArray();
}

void SlowLogPage::openKey()
{
    if (!currentKey().isNull())
        emit keyRequested(currentKey());
}

void SlowLogPage::copy()
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows << index.row();
    std::ranges::sort(rows);
    QStringList lines;
    for (const int row : std::as_const(rows)) {
        QStringList cells;
        for (int column = 0; column < SlowLogModel::columns; ++column) {
            if (!m_table->isColumnHidden(column))
                cells << m_filter.index(row, column).data().toString();
        }
        lines << cells.join(u'\t');
    }
    if (!lines.isEmpty())
        QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

void SlowLogPage::updateControls()
{
    const bool isReady = m_client.isReady();
    m_refresh->setEnabled(isReady && !m_job);
    m_change->setEnabled(isReady);
    const bool hasRow = m_table->currentIndex().isValid();
    m_copy->setEnabled(m_table->selectionModel()->hasSelection());
    enableUnless(m_showKey, hasRow,
        hasRow && currentKey().isNull()
            ? tr("This command names no key, or the server has cut its name.")
            : QString());
    m_table->actions().last()->setEnabled(m_showKey->isEnabled());
}

// The command gets what the others leave.
void SlowLogPage::shareWidth()
{
    const QFontMetrics letters = m_table->fontMetrics();
    const int margin = letters.averageCharWidth() * 3;
    const int all = m_table->viewport()->width();
    const auto set
        = [this](Column column, int width) { m_table->setColumnWidth(int(column), width); };
    m_table->resizeColumnToContents(int(Column::When));
    set(Column::When, std::min(m_table->columnWidth(int(Column::When)) + margin, all / 4));
    set(Column::Client,
        std::min(
            letters.horizontalAdvance(u"application (000.000.000.000:00000)"_s), all * 3 / 10));
    set(Column::Node,
        std::min(letters.horizontalAdvance(u"000.000.000.000:00000"_s) + margin, all / 5));
    set(Column::Took, letters.horizontalAdvance(u"000.0 ms"_s) + margin * 2);
}

} // namespace hitlens
