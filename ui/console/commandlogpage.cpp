// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/console/commandlogpage.h"

#include "app/console/commandlogfile.h"
#include "app/keyspace/backgroundpool.h"
#include "ui/console/commandlogview.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPromise>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

CommandLogPage::CommandLogPage(Client &client, const QString &serverName, QWidget *parent)
    : QWidget(parent)
    , m_serverName(serverName)
    , m_model(client)
    , m_filter(m_model)
    , m_text(new QLineEdit(this))
    , m_which(new QComboBox(this))
    , m_background(new QCheckBox(tr("Background commands"), this))
    , m_strip(new MessageStrip(this))
    , m_stack(new QStackedWidget(this))
    , m_view(new CommandLogView(m_filter, this))
    , m_empty(new EmptyState({}, {}, this))
    , m_showAll(m_empty->addButton(tr("Show all commands")))
    , m_count(new QLabel(this))
    , m_pause(new QPushButton(tr("Pause"), this))
    , m_clear(new QPushButton(tr("Clear"), this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_save(new QPushButton(tr("Save…"), this))
{
    makeLayout();
    connectParts();
    refresh();
}

void CommandLogPage::makeLayout()
{
    auto *panel = new QFrame(this);
    setRole(panel, Role::Panel);
    m_stack->addWidget(m_view);
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

QLayout *CommandLogPage::makeFilterRow()
{
    m_text->setPlaceholderText(tr("Filter: part of a command, a node or a result"));
    m_text->setAccessibleName(tr("Filter commands"));
    m_text->setClearButtonEnabled(true);
    m_which->setAccessibleName(tr("Which commands are shown"));
    m_which->addItem(tr("All results"));
    m_which->addItem(tr("Only failed"));
    for (const auto least : {1000us, 10000us, 100000us, 1000000us})
        m_which->addItem(tr("%1 and slower")
                             .arg(formatDuration(duration_cast<std::chrono::milliseconds>(least))),
            static_cast<qint64>(least.count()));
    m_background->setToolTip(tr("What Hitlens sends by itself: connecting, INFO for the figures, "
                                "questions about the roles and slots of the nodes."));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_text, 1);
    row->addWidget(m_which);
    row->addWidget(m_background);
    return row;
}

QLayout *CommandLogPage::makeButtonRow()
{
    setRole(m_count, Role::Muted);
    m_count->setWordWrap(true);
    m_pause->setCheckable(true);
    m_pause->setToolTip(tr("Stop the list while you read. What is sent meanwhile comes after."));
    m_clear->setToolTip(tr("Forget the commands that were sent so far."));
    m_copy->setToolTip(
        tr("Copy the selected commands as redis-cli takes them. What is shortened or hidden "
           "begins with a #."));
    m_save->setToolTip(tr("Write the commands that are shown to a file, as text or CSV."));
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_count, 1);
    for (QPushButton *button : {m_pause, m_clear, m_copy, m_save})
        row->addWidget(button);
    return row;
}

void CommandLogPage::connectParts()
{
    connect(m_text, &QLineEdit::textChanged, &m_filter, &CommandLogFilter::setText);
    connect(m_which, &QComboBox::currentIndexChanged, this, &CommandLogPage::chooseWhich);
    connect(m_background, &QCheckBox::toggled, &m_filter, &CommandLogFilter::setBackgroundShown);
    // After the filter has heard of it.
    connect(m_text, &QLineEdit::textChanged, this, &CommandLogPage::refresh);
    connect(m_background, &QCheckBox::toggled, this, &CommandLogPage::refresh);
    for (QAbstractItemModel *model :
        std::initializer_list<QAbstractItemModel *>{&m_model, &m_filter}) {
        connect(model, &QAbstractItemModel::rowsInserted, this, &CommandLogPage::refresh);
        connect(model, &QAbstractItemModel::rowsRemoved, this, &CommandLogPage::refresh);
        connect(model, &QAbstractItemModel::modelReset, this, &CommandLogPage::refresh);
    }
    connect(m_showAll, &QPushButton::clicked, this, &CommandLogPage::showAll);
    connect(m_pause, &QPushButton::toggled, this, &CommandLogPage::setPaused);
    connect(m_clear, &QPushButton::clicked, this, &CommandLogPage::clear);
    connect(m_copy, &QPushButton::clicked, this, &CommandLogPage::copy);
    connect(m_save, &QPushButton::clicked, this, &CommandLogPage::chooseFile);
    connect(m_view, &CommandLogView::copyRequested, this, &CommandLogPage::copy);
    connect(m_view, &CommandLogView::selectionWasChanged, this, &CommandLogPage::updateButtons);
}

void CommandLogPage::chooseWhich(int index)
{
    const QVariant least = m_which->itemData(index);
    m_filter.setFailedOnly(index == 1);
    m_filter.setSlowerThan(least.isValid()
            ? std::optional(std::chrono::microseconds(least.toLongLong()))
            : std::nullopt);
    refresh();
}

void CommandLogPage::showAll()
{
    m_text->clear();
    m_which->setCurrentIndex(0);
    m_background->setChecked(true);
    m_view->setFocus();
}

void CommandLogPage::setPaused(bool isPaused)
{
    m_model.setPaused(isPaused);
    m_pause->setText(isPaused ? tr("Continue") : tr("Pause"));
    refresh();
}

void CommandLogPage::clear()
{
    m_strip->clear();
    m_model.clear();
}

void CommandLogPage::copy()
{
    const QList<CommandRecord> records = m_view->selectedRecords();
    if (!records.isEmpty())
        QGuiApplication::clipboard()->setText(asRedisCliLines(records));
}

void CommandLogPage::chooseFile()
{
    auto *chooser = new QFileDialog(this, tr("Save the commands"), QDir::homePath());
    chooser->setAttribute(Qt::WA_DeleteOnClose);
    chooser->setAcceptMode(QFileDialog::AcceptSave);
    chooser->setNameFilters({tr("Plain text (*.txt)"), tr("Table (*.csv)")});
    chooser->setDefaultSuffix(u"txt"_s);
    connect(chooser, &QFileDialog::filterSelected, chooser, [chooser](const QString &filter) {
        chooser->setDefaultSuffix(filter.contains("*.csv"_L1) ? u"csv"_s : u"txt"_s);
    });
    chooser->selectFile(tr("%1 commands").arg(m_serverName).replace(u'/', u'-'));
    connect(chooser, &QFileDialog::fileSelected, this, &CommandLogPage::save);
    chooser->open();
}

void CommandLogPage::save(const QString &path)
{
    // Ten thousand long commands take many frames to put into words.
    const QList<CommandRecord> records = shownRecords();
    const auto promise = std::make_shared<QPromise<Result<Done>>>();
    auto *watcher = new QFutureWatcher<Result<Done>>(this);
    connect(watcher, &QFutureWatcher<Result<Done>>::finished, this,
        [this, watcher, path, count = records.size()] {
            watcher->deleteLater();
            onSaved(path, count, watcher->result());
        });
    watcher->setFuture(promise->future());
    promise->start();
    m_isSaving = true;
    updateButtons();
    BackgroundPool::instance().run([promise, path, records] {
        promise->addResult(writeCommandLog(path, records));
        promise->finish();
    });
}

void CommandLogPage::onSaved(const QString &path, qsizetype count, const Result<Done> &written)
{
    m_isSaving = false;
    updateButtons();
    if (!written)
        m_strip->showError(written.error(), tr("The commands were not saved."));
    else
        m_strip->showSuccess(count == 1
                ? tr("1 command is in %1, which only you can read.").arg(path)
                : tr("%1 commands are in %2, which only you can read.")
                      .arg(formatCount(count), path));
}

QList<CommandRecord> CommandLogPage::shownRecords() const
{
    QList<CommandRecord> records;
    for (int row = 0; row < m_filter.rowCount(); ++row)
        records << m_filter.recordAt(row);
    return records;
}

void CommandLogPage::refresh()
{
    const int all = m_model.rowCount();
    const int shown = m_filter.rowCount();
    if (all == 0)
        m_empty->setTexts(tr("No command yet"),
            tr("Every command that Hitlens sends to this server will stand here, with the node, "
               "the time it took and what came of it. Look at some keys, for example."));
    else
        m_empty->setTexts(tr("No command is shown"),
            tr("So many were sent: %1. Another filter shows them; those that Hitlens sends by "
               "itself are in the background commands.")
                .arg(formatCount(all)));
    m_showAll->setVisible(all > 0);
    m_stack->setCurrentWidget(shown == 0 ? static_cast<QWidget *>(m_empty) : m_view);
    QString count = all == 1 ? tr("%1 of 1 command").arg(formatCount(shown))
        : all == CommandLog::capacity
        ? tr("%1 of the last %2 commands").arg(formatCount(shown), formatCount(all))
        : tr("%1 of %2 commands").arg(formatCount(shown), formatCount(all));
    if (m_model.isPaused())
        count += tr(" · paused");
    m_count->setText(count);
    updateButtons();
}

void CommandLogPage::updateButtons()
{
    m_clear->setEnabled(m_model.rowCount() > 0);
    m_copy->setEnabled(m_view->selectionModel()->hasSelection());
    m_save->setEnabled(m_filter.rowCount() > 0 && !m_isSaving);
}

} // namespace hitlens
