// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keybrowser.h"

#include "app/keyspace/globpattern.h"
#include "app/redis/permission.h"
#include "ui/keyspace/conditionrow.h"
#include "ui/keyspace/scanbar.h"
#include "ui/keyspace/selectionbar.h"
#include "ui/shell/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/format.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

KeyBrowser::KeyBrowser(Client &client, const QByteArray &separator, QWidget *parent)
    : QFrame(parent)
    , m_client(client)
    , m_index(separator)
    , m_summaries(client, m_model)
    , m_filter(new QLineEdit(this))
    , m_conditions(new ConditionRow(this))
    , m_bar(new ScanBar(this))
    , m_strip(new MessageStrip(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState({}, {}, this))
    , m_tree(new KeyTreeView(&m_model, this))
    , m_selection(new SelectionBar(client, m_model, m_tree->selector(), this))
    , m_invalidateFolder(new QPushButton(this))
    , m_invalidateMatches(new QPushButton(tr("Invalidate matches…"), this))
{
    setRole(this, Role::Panel);
    buildLayout();
    connectParts();
    m_clock.setInterval(1s);
    updateEmptyState();
    updateButtons();
}

void KeyBrowser::buildLayout()
{
    setRole(m_filter, Role::Mono);
    m_filter->setPlaceholderText(tr("Filter: part of a name, or a pattern such as cache:*"));
    m_filter->setToolTip(tr("Press Enter to scan the server for matching keys. Text without * ? [ "
                            "or \\ finds the keys that contain it; with them it is a glob pattern "
                            "for the whole name. Upper and lower case differ."));
    m_filter->setAccessibleName(tr("Filter keys"));
    m_filter->setClearButtonEnabled(true);
    setRole(m_invalidateFolder, Role::Danger);
    setRole(m_invalidateMatches, Role::Danger);
    m_stack->addWidget(m_tree);
    m_stack->addWidget(m_empty);

    auto *buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(m_invalidateMatches);
    buttons->addWidget(m_invalidateFolder);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(8);
    layout->addWidget(m_filter);
    layout->addWidget(m_conditions);
    layout->addWidget(m_bar);
    layout->addWidget(m_strip);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_selection);
    layout->addLayout(buttons);
    setFocusProxy(m_tree);
}

void KeyBrowser::connectParts()
{
    connect(&m_client, &Client::statusChanged, this, &KeyBrowser::startWhenReady);
    connect(&m_client, &Client::writeRefusalChanged, this, &KeyBrowser::updateButtons);
    connect(&m_client, &Client::statusChanged, &m_summaries, &KeySummaries::refreshVisible);
    connect(&m_index, &KeyIndex::changed, this, &KeyBrowser::showKeys);
    connect(&m_index, &KeyIndex::settled, this, &KeyBrowser::showSettled);
    connect(&m_summaries, &KeySummaries::foundGone, &m_index, &KeyIndex::removeNames);
    connect(m_bar, &ScanBar::stopRequested, this, &KeyBrowser::stop);
    connect(m_bar, &ScanBar::rescanRequested, this, &KeyBrowser::rescan);
    connect(m_conditions, &ConditionRow::changed, this, &KeyBrowser::applyCondition);
    connect(m_filter, &QLineEdit::returnPressed, this, &KeyBrowser::applyFilter);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.isEmpty() && !m_pattern.isEmpty())
            applyFilter();
    });
    connect(m_tree, &KeyTreeView::rowChosen, this, &KeyBrowser::choose);
    connect(m_tree, &KeyTreeView::keyOpened, this, &KeyBrowser::keyOpened);
    connect(m_tree, &KeyTreeView::tabRequested, this, &KeyBrowser::tabRequested);
    connect(m_tree, &KeyTreeView::removalRequested, this, &KeyBrowser::remove);
    connect(m_tree, &KeyTreeView::copyRequested, this, &KeyBrowser::copy);
    connect(m_tree, &KeyTreeView::menuRequested, this, &KeyBrowser::showMenu);
    connect(m_tree, &KeyTreeView::visibleRowsChanged, this, &KeyBrowser::seeVisibleRows);
    connect(&m_tree->selector(), &KeySelector::changed, this, &KeyBrowser::onSelectionChanged);
    connect(m_selection, &SelectionBar::exportRequested, this, &KeyBrowser::exportRequested);
    connect(m_selection, &SelectionBar::invalidateRequested, this,
        &KeyBrowser::invalidateSelectionRequested);
    connect(m_selection, &SelectionBar::tooMany, this, &KeyBrowser::refuseToCopy);
    connect(m_selection, &SelectionBar::copied, m_strip, &MessageStrip::showSuccess);
    connect(m_selection, &SelectionBar::failed, m_strip, &MessageStrip::showError);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (const auto rows = m_tree->visibleRows(); !rows.isEmpty())
            m_model.refreshTtls(rows.first, rows.last);
    });
    connect(m_invalidateFolder, &QPushButton::clicked, this, [this] {
        if (const auto folder = currentFolder())
            emit invalidateFolderRequested(*folder);
    });
    connect(m_invalidateMatches, &QPushButton::clicked, this,
        [this] { emit invalidateRequested(m_pattern); });
}

void KeyBrowser::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    m_clock.start();
    startWhenReady();
}

void KeyBrowser::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    m_clock.stop();
}

// ---- scanning

void KeyBrowser::startWhenReady()
{
    const bool isOwed = m_stage == Stage::Waiting || m_stage == Stage::Lost;
    if (isOwed && isVisible() && m_client.isReady())
        startScan(KeyIndex::Keep::UntilReplaced);
    updateEmptyState();
}

QByteArray KeyBrowser::patternOf(const QString &filter)
{
    if (filter.isEmpty())
        return {};
    const bool isGlob = filter.contains(u'*') || filter.contains(u'?') || filter.contains(u'[')
        || filter.contains(u'\\');
    return isGlob ? filter.toUtf8() : QByteArray('*' + filter.toUtf8() + '*');
}

void KeyBrowser::setFilter(const QString &filter)
{
    m_filter->setText(filter);
    applyFilter();
}

void KeyBrowser::applyFilter()
{
    const QByteArray pattern = patternOf(m_filter->text());
    const bool isSame = pattern == m_pattern;
    m_pattern = pattern;
    startScan(isSame ? KeyIndex::Keep::UntilReplaced : KeyIndex::Keep::Nothing);
}

void KeyBrowser::applyCondition()
{
    m_condition = m_conditions->condition();
    startScan(KeyIndex::Keep::Nothing);
    updateButtons();
}

bool KeyBrowser::isFiltered() const
{
    return !m_pattern.isEmpty() || m_condition.questions() > 0;
}

void KeyBrowser::rescan()
{
    startScan(KeyIndex::Keep::UntilReplaced);
}

void KeyBrowser::startScan(KeyIndex::Keep keep)
{
    m_strip->clear();
    m_index.restart(keep);
    m_progress = {};
    m_scan.reset();
    if (!m_client.isReady()) {
        m_stage = Stage::Waiting;
        m_bar->showIdle();
        updateEmptyState();
        return;
    }
    m_stage = Stage::Scanning;
    m_scan = JobHandle<KeyScan>(std::make_unique<KeyScan>(m_pattern));
    m_scan->setCondition(m_condition);
    m_scan.on(&KeyScan::found, [this](const NameBatch &names, const ScanProgress &progress) {
        m_progress = progress;
        m_bar->showRunning(progress);
        m_index.add(names);
        emit scanChanged();
    });
    m_scan.on(&KeyScan::finished, [this](const ScanProgress &at) { endScan(at, Stage::Finished); });
    m_scan.on(&KeyScan::stopped, [this](const ScanProgress &at) { endScan(at, Stage::Stopped); });
    m_scan.on(&KeyScan::failed, [this](const Error &error, const ScanProgress &at) {
        const bool isLost = error.kind == Error::Kind::Connection;
        showFailure(error);
        endScan(at, isLost ? Stage::Lost : Stage::Failed);
    });
    m_client.start(m_scan);
    m_bar->showRunning(m_progress);
    updateEmptyState();
    emit scanChanged();
}

void KeyBrowser::stop()
{
    if (m_scan)
        m_scan->cancel();
}

void KeyBrowser::endScan(const ScanProgress &progress, Stage outcome)
{
    m_progress = progress;
    m_outcome = outcome;
    m_stage = Stage::Settling;
    m_index.finish(outcome == Stage::Finished);
}

void KeyBrowser::showSettled()
{
    m_stage = m_outcome;
    const qint64 keys = m_index.store()->count();
    if (m_stage == Stage::Finished)
        m_bar->showFinished(m_progress, keys, isFiltered());
    else
        m_bar->showEndedEarly(m_progress, keys);
    if (m_stage == Stage::Finished && m_progress.outOfReach > 0)
        m_strip->showNote(tr("Keys left out, because your user may not look at them (ACL rule "
                             "~pattern): %1. Whether they fit is not known.")
                              .arg(formatCount(m_progress.outOfReach)));
    m_summaries.refreshVisible();
    updateEmptyState();
    emit scanChanged();
    startWhenReady();
}

QString KeyBrowser::scanSummary() const
{
    return m_bar->text();
}

void KeyBrowser::showFailure(const Error &error)
{
    const QString missing = missingPermission(error);
    if (missing == "+scan"_L1)
        m_strip->showError(
            error, tr("Listing the keys needs permission for SCAN (ACL rule +scan)."));
    else if (!missing.isEmpty())
        m_strip->showError(error,
            tr("What you want to know of each key needs a permission (ACL rule %1).").arg(missing));
    else
        m_strip->showError(error, tr("Scanning the keys broke off. What was found stays."));
    m_strip->addAction(tr("Rescan"), this, [this] { rescan(); });
}

// ---- keys

void KeyBrowser::showKeys()
{
    m_model.setStore(m_index.store());
    updateEmptyState();
    updateButtons();
}

void KeyBrowser::removeKeys(const KeyFilter &isRemoved)
{
    m_index.remove(isRemoved);
}

void KeyBrowser::seeVisibleRows()
{
    const KeyTreeView::Rows rows = m_tree->visibleRows();
    m_summaries.setVisibleRows(rows.first, rows.last);
}

void KeyBrowser::updateEmptyState()
{
    m_stack->setCurrentWidget(m_model.rowCount() == 0 ? static_cast<QWidget *>(m_empty) : m_tree);
    if (m_stage == Stage::Scanning || m_stage == Stage::Settling)
        m_empty->setTexts(
            tr("Looking for keys…"), tr("They appear here as the server lists them."));
    else if (m_stage == Stage::Waiting || m_stage == Stage::Lost)
        m_empty->setTexts(tr("Not connected"), tr("The keys are listed once the server answers."));
    else if (m_stage == Stage::Stopped)
        m_empty->setTexts(tr("Nothing found yet"), tr("The scan was stopped. Rescan to go on."));
    else if (m_stage == Stage::Failed)
        m_empty->setTexts(tr("No keys to show"), tr("The server refused to list them."));
    else if (m_condition.questions() > 0)
        m_empty->setTexts(tr("No key is like this"),
            tr("Choose other conditions above, or none, to see more keys."));
    else if (!m_pattern.isEmpty())
        m_empty->setTexts(tr("No key matches %1").arg(displayBytes(m_pattern)),
            tr("Upper and lower case differ. Clear the filter to see all keys."));
    else
        m_empty->setTexts(tr("Database %1 is empty").arg(m_client.endpoint().db),
            tr("Write a key and rescan, or choose another database in the server's settings."));
}

std::optional<QByteArray> KeyBrowser::currentFolder() const
{
    int row = m_tree->currentRow();
    if (row >= 0 && !m_model.row(row).isFolder)
        row = m_model.parentRow(row);
    if (row < 0)
        return std::nullopt;
    return m_model.row(row).name.toByteArray();
}

void KeyBrowser::updateButtons()
{
    const auto folder = currentFolder();
    const QString whyNot = whyNotWrite(m_client);
    m_invalidateFolder->setEnabled(folder.has_value());
    QString name = folder ? displayBytes(folder->first(std::min(folder->size(), qsizetype(256))))
                          : QString();
    m_invalidateFolder->setToolTip(!folder ? tr("Choose a folder first.")
            : whyNot.isEmpty() ? tr("Shows what is in %1 before anything is deleted.").arg(name)
                               : tr("Shows what is in %1. %2").arg(name, whyNot));
    m_invalidateMatches->setToolTip(whyNot);
    name = fontMetrics().elidedText(name, Qt::ElideMiddle, fontMetrics().averageCharWidth() * 24);
    m_invalidateFolder->setText(
        invalidationText(folder ? name.replace(u'&', u"&&"_s) : tr("folder")));
    m_invalidateMatches->setText(invalidationText(tr("matches")));
    // A pattern alone would hit keys that the conditions leave out.
    m_invalidateMatches->setVisible(!m_pattern.isEmpty() && m_condition.questions() == 0);
    for (QPushButton *button : {m_invalidateFolder, m_invalidateMatches})
        setRole(button, whyNot.isEmpty() ? Role::Danger : Role::Quiet);
}

// Where nothing may be deleted, what would be hit can be looked at all the same.
QString KeyBrowser::invalidationText(const QString &what) const
{
    return m_client.writeRefusal() ? tr("Dry run: %1…").arg(what) : tr("Invalidate %1…").arg(what);
}

void KeyBrowser::choose(int row)
{
    updateButtons();
    const KeyTreeModel::Row there = m_model.row(row);
    if (!there.isFolder)
        emit keyChosen(there.name.toByteArray());
}

void KeyBrowser::remove()
{
    const int row = m_tree->currentRow();
    if (row < 0 || !m_tree->selector().isAlone(row)) {
        emit invalidateSelectionRequested(m_tree->selector().selection());
        return;
    }
    const KeyTreeModel::Row there = m_model.row(row);
    if (there.isFolder)
        emit invalidateFolderRequested(there.name.toByteArray());
    else
        emit deletionRequested(there.name.toByteArray());
}

void KeyBrowser::copy()
{
    const int row = m_tree->currentRow();
    if (row < 0 || !m_tree->selector().isAlone(row)) {
        m_selection->copyNames();
        return;
    }
    const QByteArrayView name = m_model.row(row).name;
    const QString text = QString::fromUtf8(name);
    const bool isText = text.toUtf8() == name;
    QGuiApplication::clipboard()->setText(isText ? text : displayBytes(name));
}

void KeyBrowser::onSelectionChanged()
{
    m_invalidateFolder->setVisible(!m_selection->offersInvalidation());
}

void KeyBrowser::refuseToCopy(qsizetype keys)
{
    m_strip->showNote(tr("%1 keys are too many for the clipboard, which takes up to %2.")
                          .arg(formatCount(keys), formatCount(SelectionBar::mostCopied)));
    m_strip->addAction(
        tr("Export…"), this, [this] { emit exportRequested(m_tree->selector().selection()); });
}

void KeyBrowser::showMenu(const QPoint &globalPosition)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (m_tree->selector().isAlone(m_tree->currentRow()))
        addRowActions(menu, m_tree->currentRow());
    else
        addSelectionActions(menu);
    menu->popup(globalPosition);
}

void KeyBrowser::addSelectionActions(QMenu *menu)
{
    menu->addAction(tr("Copy names"), m_selection, &SelectionBar::copyNames);
    menu->addAction(tr("Copy commands for redis-cli"), m_selection, &SelectionBar::copyCommands);
    menu->addAction(
        tr("Export…"), this, [this] { emit exportRequested(m_tree->selector().selection()); });
    menu->addSeparator();
    menu->addAction(invalidationText(tr("selected keys")), this,
        [this] { emit invalidateSelectionRequested(m_tree->selector().selection()); });
}

void KeyBrowser::addRowActions(QMenu *menu, int row)
{
    const KeyTreeModel::Row there = m_model.row(row);
    const QByteArray name = there.name.toByteArray();
    if (there.isFolder) {
        menu->addAction(there.isExpanded ? tr("Close folder") : tr("Open folder"), m_tree,
            [this, name] { m_tree->toggle(m_model.rowOf(name, true)); });
    } else {
        menu->addAction(tr("Open"), this, [this, name] { emit keyOpened(name); });
        menu->addAction(tr("Open in a new tab"), this, [this, name] { emit tabRequested(name); });
    }
    menu->addAction(tr("Copy name"), this, &KeyBrowser::copy);
    menu->addAction(tr("Copy pattern"), this, [name, isFolder = there.isFolder] {
        QByteArray pattern = GlobPattern::escape(name);
        if (isFolder)
            pattern += '*';
        QGuiApplication::clipboard()->setText(QString::fromUtf8(pattern));
    });
    if (there.isFolder)
        menu->addAction(tr("Copy names of its keys"), m_selection, &SelectionBar::copyNames);
    else
        menu->addAction(tr("Copy value"), m_selection, &SelectionBar::copyValue);
    menu->addAction(tr("Copy commands for redis-cli"), m_selection, &SelectionBar::copyCommands);
    menu->addSeparator();
    menu->setToolTipsVisible(true);
    if (there.isFolder)
        menu->addAction(invalidationText(tr("folder")), this,
            [this, name] { emit invalidateFolderRequested(name); });
    else
        enableUnless(
            menu->addAction(tr("Delete…"), this, [this, name] { emit deletionRequested(name); }),
            true, whyNotWrite(m_client));
}

} // namespace hitlens
