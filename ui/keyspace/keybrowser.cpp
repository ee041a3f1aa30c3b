// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keybrowser.h"

#include "app/keyspace/globpattern.h"
#include "app/redis/permission.h"
#include "ui/keyspace/filterbar.h"
#include "ui/keyspace/keytreeheader.h"
#include "ui/keyspace/nokeys.h"
#include "ui/keyspace/rankingbar.h"
#include "ui/keyspace/refreshbutton.h"
#include "ui/keyspace/scanbar.h"
#include "ui/keyspace/selectionbar.h"
#include "ui/shell/theme.h"
#include "ui/widgets/conditionrow.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/invalidationoffer.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/whynot.h"

#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

KeyBrowser::KeyBrowser(Client &client, const QByteArray &separator, QWidget *parent)
    : QFrame(parent)
    , m_client(client)
    , m_listing(client, separator)
    , m_refresh(m_listing)
    , m_summaries(client, m_model)
    , m_filter(new FilterBar(this))
    , m_moreFilters(new QPushButton(icon(u"filter"_s), {}, this))
    , m_conditions(new ConditionRow(this))
    , m_bar(new ScanBar(m_listing, this))
    , m_refreshButton(new RefreshButton(m_refresh, this))
    , m_strip(new MessageStrip(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState({}, {}, this))
    , m_tree(new KeyTreeView(&m_model, this))
    , m_ranking(new RankingBar(client, m_model, m_tree->header(), this))
    , m_selection(new SelectionBar(client, m_model, m_tree->selector(), this))
    , m_newKey(new QPushButton(icon(u"add"_s), tr("New key…"), this))
    , m_invalidateFolder(new QPushButton(this))
    , m_invalidateMatches(new QPushButton(this))
{
    setRole(this, Role::Panel);
    buildLayout();
    connectParts();
    connectScan();
    connectTree();
    m_clock.setInterval(1s);
    m_search.setStore(m_listing.store());
}

void KeyBrowser::buildLayout()
{
    m_moreFilters->setCheckable(true);
    m_moreFilters->setAccessibleName(tr("Choose what the keys have to be like"));
    m_moreFilters->setToolTip(tr("Scan for keys of a type, TTL, idle time or size."));
    m_filter->addButton(m_moreFilters);
    m_conditions->hide();
    m_bar->addButton(m_refreshButton);
    setMinimumWidth(fontMetrics().averageCharWidth() * 46);
    m_newKey->setToolTip(tr("Make a key, in the folder that is chosen"));
    m_stack->addWidget(m_tree);
    m_stack->addWidget(m_empty);

    auto *buttons = new FlowLayout(8);
    buttons->addWidget(m_newKey);
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
    layout->addWidget(m_ranking);
    layout->addWidget(m_stack, 1);
    layout->addWidget(m_selection);
    layout->addLayout(buttons);
    FocusPass::set(this, m_tree);
}

void KeyBrowser::connectParts()
{
    connect(
        m_filter, &FilterBar::queryChanged, this, [this] { m_search.setQuery(m_filter->query()); });
    connect(m_filter, &FilterBar::patternChosen, this, &KeyBrowser::askServer);
    connect(m_filter, &FilterBar::leaveRequested, m_tree, [this] { m_tree->setFocus(); });
    connect(m_moreFilters, &QPushButton::toggled, this, [this](bool isOpen) {
        m_conditions->setVisible(isOpen);
        if (!isOpen)
            m_conditions->clear();
    });
    connect(m_conditions, &ConditionRow::changed, this, &KeyBrowser::applyCondition);
    connect(&m_client, &Client::writeRefusalChanged, this, &KeyBrowser::updateButtons);
    connect(&m_client, &Client::statusChanged, this, &KeyBrowser::updateEmptyState);
    connect(&m_client, &Client::statusChanged, this, &KeyBrowser::updateButtons);
    connect(&m_client, &Client::statusChanged, &m_summaries, &KeySummaries::refreshVisible);
    connect(m_selection, &SelectionBar::exportRequested, this, &KeyBrowser::exportRequested);
    connect(m_selection, &SelectionBar::copyElsewhereRequested, this,
        &KeyBrowser::copySelectionRequested);
    connect(m_selection, &SelectionBar::invalidateRequested, this,
        &KeyBrowser::invalidateSelectionRequested);
    connect(m_selection, &SelectionBar::tooMany, this, &KeyBrowser::refuseToCopy);
    connect(m_selection, &SelectionBar::copied, m_strip, &MessageStrip::showSuccess);
    connect(m_selection, &SelectionBar::failed, m_strip, &MessageStrip::showError);
    connect(m_newKey, &QPushButton::clicked, this, &KeyBrowser::newKeyRequested);
    connect(m_invalidateFolder, &QPushButton::clicked, this, [this] {
        if (const auto folder = currentFolder())
            emit invalidateFolderRequested(*folder);
    });
    connect(m_invalidateMatches, &QPushButton::clicked, this, [this] {
        const QByteArray typed = m_filter->query().pattern();
        emit invalidateRequested(typed.isEmpty() ? m_listing.pattern() : typed);
    });
}

void KeyBrowser::connectScan()
{
    connect(m_bar, &ScanBar::rescanRequested, this, &KeyBrowser::rescan);
    connect(m_bar, &ScanBar::resumeRequested, this, &KeyBrowser::resume);
    connect(m_refreshButton, &RefreshButton::chosen, this, [this](std::chrono::seconds interval) {
        setRefreshInterval(interval);
        emit refreshChosen(interval);
    });
    connect(&m_refresh, &AutoRefresh::stateChanged, this, &KeyBrowser::sayWhenHeld);
    connect(&m_listing, &KeyListing::changed, this, &KeyBrowser::showScan);
    connect(&m_listing, &KeyListing::failed, this, &KeyBrowser::showFailure);
    connect(&m_listing, &KeyListing::settled, this, &KeyBrowser::onScanned);
    connect(&m_listing, &KeyListing::storeChanged, m_bar, &ScanBar::update);
    connect(&m_listing, &KeyListing::storeChanged, this,
        [this] { m_search.setStore(m_listing.store()); });
    connect(&m_search, &KeySearch::changed, this, &KeyBrowser::showKeys);
    connect(&m_search, &KeySearch::finished, this, &KeyBrowser::showFilter);
    connect(&m_summaries, &KeySummaries::foundGone, &m_listing, &KeyListing::removeNames);
    connect(&m_summaries, &KeySummaries::refused, this, &KeyBrowser::explainUnknown);
}

void KeyBrowser::connectTree()
{
    connect(m_tree, &KeyTreeView::rowChosen, this, &KeyBrowser::choose);
    connect(m_tree, &KeyTreeView::keyOpened, this, &KeyBrowser::keyOpened);
    connect(m_tree, &KeyTreeView::tabRequested, this, &KeyBrowser::tabRequested);
    connect(m_tree, &KeyTreeView::removalRequested, this, &KeyBrowser::remove);
    connect(m_tree, &KeyTreeView::copyRequested, this, &KeyBrowser::copy);
    connect(m_tree, &KeyTreeView::menuRequested, this, &KeyBrowser::showMenu);
    connect(m_tree, &KeyTreeView::visibleRowsChanged, this, &KeyBrowser::seeVisibleRows);
    connect(m_ranking, &RankingBar::failed, m_strip, &MessageStrip::showError);
    connect(&m_tree->selector(), &KeySelector::changed, this, &KeyBrowser::updateFolderButton);
    connect(&m_clock, &QTimer::timeout, this, [this] {
        if (const auto rows = m_tree->visibleRows(); !rows.isEmpty())
            m_model.refreshTtls(rows.first, rows.last);
    });
}

void KeyBrowser::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    m_clock.start();
    m_listing.setSeen(true);
}

void KeyBrowser::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    m_clock.stop();
    m_listing.setSeen(false);
}

// ---- scanning

QByteArray KeyBrowser::patternOf(const QString &filter)
{
    const bool isGlob = FilterBar::looksLikePattern(filter);
    return KeyQuery{filter.toUtf8(), isGlob ? KeyQuery::Mode::Glob : KeyQuery::Mode::Substring}
        .pattern();
}

void KeyBrowser::setFilter(const QString &filter)
{
    askServer(patternOf(filter));
}

// What was typed is the server's pattern now, and no filter any more.
void KeyBrowser::askServer(const QByteArray &pattern)
{
    m_filter->showServerPattern(pattern);
    m_filter->clear();
    m_strip->clear();
    m_listing.scan(pattern, m_listing.condition());
    updateButtons();
}

void KeyBrowser::setCondition(const KeyCondition &condition)
{
    m_moreFilters->setChecked(true);
    m_conditions->setCondition(condition);
    applyCondition();
}

void KeyBrowser::applyCondition()
{
    if (!m_conditions->problem().isEmpty())
        return; // the row says it
    m_strip->clear();
    m_listing.scan(m_listing.pattern(), m_conditions->condition());
    updateButtons();
}

void KeyBrowser::rescan()
{
    m_strip->clear();
    m_listing.rescan();
}

void KeyBrowser::resume()
{
    m_strip->clear();
    m_listing.resume();
}

void KeyBrowser::stop()
{
    m_listing.stop();
}

void KeyBrowser::pauseOrContinue()
{
    if (m_listing.canResume())
        resume();
    else
        m_listing.pause();
}

bool KeyBrowser::canPauseOrContinue() const
{
    return m_listing.canResume() || m_listing.stage() == KeyListing::Stage::Scanning;
}

void KeyBrowser::setRefreshInterval(std::chrono::milliseconds interval)
{
    if (interval == m_refresh.interval())
        return;
    m_refresh.setInterval(interval);
    sayWhenHeld();
}

void KeyBrowser::sayWhenHeld()
{
    if (m_refresh.state() != AutoRefresh::State::Held)
        return;
    m_strip->showNote(
        tr("The keys are not refreshed automatically: each time the server would have "
           "to list more than %1 keys.")
            .arg(formatCount(AutoRefresh::mostKeys)));
    m_strip->addAction(tr("Refresh anyway"), this, [this] {
        m_strip->clear();
        m_refresh.allowMany();
    });
}

QString KeyBrowser::scanSummary() const
{
    return m_bar->text();
}

void KeyBrowser::showScan()
{
    m_bar->update();
    updateEmptyState();
    emit scanChanged();
}

void KeyBrowser::onScanned()
{
    const qint64 outOfReach = m_listing.progress().outOfReach;
    if (m_listing.stage() == KeyListing::Stage::Finished && outOfReach > 0)
        m_strip->showNote(tr("Keys left out, because your user may not look at them (ACL rule "
                             "~pattern): %1. Whether they fit is not known.")
                              .arg(formatCount(outOfReach)));
    m_summaries.refreshVisible();
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
    QList<GlobPattern> patterns;
    for (const QByteArray &pattern : {m_listing.pattern(), m_search.query().pattern()}) {
        if (!pattern.isEmpty())
            patterns << GlobPattern(pattern);
    }
    m_tree->selector().setPatterns(patterns);
    m_tree->selector().setByName(m_listing.condition().questions() > 0);
    m_model.setStore(m_search.result());
    if (!m_wanted.isNull() && m_tree->reveal(m_wanted))
        m_wanted = QByteArray();
    showFilter();
}

void KeyBrowser::addKey(const QByteArray &key, Added added)
{
    m_listing.addName(key);
    if (added == Added::AndChosen && !m_tree->reveal(key))
        m_wanted = key;
}

void KeyBrowser::showFilter()
{
    m_filter->showMatches(
        m_search.result()->count(), m_search.store()->count(), m_search.isSearching());
    updateEmptyState();
    updateButtons();
}

void KeyBrowser::removeKeys(const KeyFilter &isRemoved)
{
    m_listing.remove(isRemoved);
}

void KeyBrowser::seeVisibleRows()
{
    const KeyTreeView::Rows rows = m_tree->visibleRows();
    m_summaries.setParts(KeySummaries::partsFor(m_tree->header().shown()));
    m_summaries.setVisibleRows(rows.first, rows.last);
}

// Why a column has only dashes.
void KeyBrowser::explainUnknown(KeySummaries::Part part, const Error &error)
{
    const bool isByUse = error.text.contains("LFU maxmemory policy"_L1);
    m_tree->header().explain(KeySummaries::columnOf(part),
        isByUse ? tr("Idle times are unknown: this server evicts by LFU (maxmemory-policy), and "
                     "keeps how often a key is used instead of when.")
                : tr("The server does not tell: %1").arg(error.text));
}

void KeyBrowser::updateEmptyState()
{
    const bool isEmpty = m_model.rowCount() == 0;
    const QWidget *focus = window()->focusWidget();
    const bool hadFocus = focus == m_tree || focus == m_empty;
    // A list without rows takes no keys: what to look for does. While it scans they may come yet,
    // and the focus waits for them.
    const bool isToStay = isEmpty && m_listing.stage() == KeyListing::Stage::Finished;
    m_empty->setFocusPolicy(isToStay ? Qt::NoFocus : Qt::StrongFocus);
    QWidget *shown = isEmpty ? static_cast<QWidget *>(m_empty) : m_tree;
    m_stack->setCurrentWidget(shown);
    FocusPass::set(this, isToStay ? m_filter : shown);
    if (hadFocus)
        setFocus();
    const NoKeys why = whyNoKeys(m_listing, m_search, m_client.endpoint().db);
    m_empty->setTexts(why.title, why.hint);
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
    updateFolderButton();
    updateMatchesButton();
    enableUnless(m_newKey, m_client.isReady(), whyNotWrite(m_client));
}

// Where a folder shows only some of its keys, its name would promise too little.
void KeyBrowser::updateFolderButton()
{
    m_invalidateFolder->setVisible(showsWholeFolders() && !m_selection->offersInvalidation());
    const auto folder = currentFolder();
    m_invalidateFolder->setEnabled(folder.has_value());
    if (!folder) {
        offerInvalidation(m_invalidateFolder, m_client, tr("folder"), {});
        m_invalidateFolder->setToolTip(tr("Choose a folder first."));
        return;
    }
    const QString name = displayBytes(folder->first(std::min(folder->size(), qsizetype(256))));
    QString fits
        = fontMetrics().elidedText(name, Qt::ElideMiddle, fontMetrics().averageCharWidth() * 24);
    offerInvalidation(m_invalidateFolder, m_client, fits.replace(u'&', u"&&"_s),
        tr("Shows what is in %1 before anything is deleted.").arg(name));
}

bool KeyBrowser::showsWholeFolders() const
{
    return m_listing.isEverything() && m_search.query().text.isEmpty();
}

void KeyBrowser::updateMatchesButton()
{
    const bool isTyped = !m_search.query().text.isEmpty();
    const bool isAsked = !m_listing.pattern().isEmpty();
    offerInvalidation(m_invalidateMatches, m_client, tr("matches"),
        tr("Shows what matches before anything is deleted."));
    // A pattern alone would hit keys that the conditions leave out.
    m_invalidateMatches->setVisible((isTyped || isAsked) && m_listing.condition().questions() == 0);
    m_invalidateMatches->setEnabled(isTyped != isAsked);
    if (isTyped && isAsked)
        m_invalidateMatches->setToolTip(tr("The filter and the pattern on the server are no single "
                                           "pattern. Select the keys, or clear one of the two."));
}

void KeyBrowser::choose(int row)
{
    updateButtons();
    const KeyTreeModel::Row there = m_model.row(row);
    if (there.isFolder)
        emit folderChosen(there.name.toByteArray());
    else
        emit keyChosen(there.name.toByteArray());
}

void KeyBrowser::remove()
{
    const int row = m_tree->currentRow();
    const bool isOneRow = row >= 0 && m_tree->selector().isAlone(row);
    if (!isOneRow || (m_model.row(row).isFolder && !showsWholeFolders())) {
        emit invalidateSelectionRequested(m_tree->selector().selection());
        return;
    }
    const KeyTreeModel::Row there = m_model.row(row);
    if (there.isFolder)
        emit invalidateFolderRequested(there.name.toByteArray());
    else
        emit deletionRequested(there.name.toByteArray());
}

} // namespace hitlens
