// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/jsontree.h"

#include "ui/shell/theme.h"
#include "ui/widgets/findbar.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QTreeView>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

JsonTree::JsonTree(QWidget *parent)
    : QWidget(parent)
    , m_model(new JsonTreeModel(this))
    , m_view(new QTreeView(this))
    , m_findBar(new FindBar(this))
    , m_note(new QLabel(this))
{
    build();
    connectParts();
}

void JsonTree::build()
{
    m_view->setModel(m_model);
    m_view->setUniformRowHeights(true); // all rows would be measured otherwise
    m_view->setAccessibleName(tr("JSON as a tree"));
    m_view->setFont(monospaceFont());
    m_view->setContextMenuPolicy(Qt::CustomContextMenu);
    m_view->header()->resizeSection(0, 24 * m_view->fontMetrics().averageCharWidth());
    m_view->installEventFilter(this);
    m_findBar->setReplacing(false);
    setRole(m_note, Role::Muted);
    m_note->setWordWrap(true);
    m_note->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addWidget(m_findBar);
    layout->addWidget(m_view, 1);
    layout->addWidget(m_note);
    FocusPass::set(this, m_view);
}

void JsonTree::connectParts()
{
    connect(m_model, &JsonTreeModel::ready, this, &JsonTree::onReady);
    connect(m_model, &JsonTreeModel::failed, this, [this] {
        m_note->setText(tr("This is no JSON, or has more than %1 values.")
                            .arg(formatCount(JsonIndex::mostNodes)));
    });
    connect(&m_search, &TextSearch::progressed, this, &JsonTree::onProgress);
    connect(m_findBar, &FindBar::queryChanged, this, [this] {
        m_wanted = true;
        restartSearch();
    });
    connect(m_findBar, &FindBar::nextRequested, this, &JsonTree::goOn);
    connect(m_findBar, &FindBar::closed, this, &JsonTree::closeFind);
    connect(m_view, &QWidget::customContextMenuRequested, this, &JsonTree::showMenu);
}

void JsonTree::setText(const QByteArray &json)
{
    m_search.stop();
    m_hit.reset();
    m_model->setText(json);
    m_note->setText(tr("The values are being read."));
    m_note->show();
}

void JsonTree::onReady()
{
    m_note->hide();
    const QModelIndex top = m_model->index(0, 0);
    m_view->expand(top);
    m_view->setCurrentIndex(top);
    if (m_findBar->isVisible())
        restartSearch();
}

JsonIndex::Node JsonTree::current() const
{
    return m_model->nodeOf(m_view->currentIndex());
}

void JsonTree::setPartial(bool isPartial)
{
    m_findBar->setPartial(isPartial);
}

void JsonTree::find()
{
    m_findBar->open({});
    restartSearch();
}

void JsonTree::closeFind()
{
    m_findBar->hide();
    m_search.stop();
    m_view->setFocus(Qt::ShortcutFocusReason);
}

void JsonTree::restartSearch()
{
    m_hit.reset();
    const JsonIndexPtr json = m_model->jsonIndex();
    if (!json)
        return;
    m_search.start(
        m_findBar->query(),
        [json](qsizetype from, qsizetype length) {
            return QByteArrayView(json->text()).sliced(from, length);
        },
        json->text().size());
}

void JsonTree::goOn(bool forward)
{
    if (!m_findBar->isVisible())
        return find();
    m_wanted = forward;
    onProgress();
}

void JsonTree::onProgress()
{
    if (m_wanted && goToWanted())
        m_wanted.reset();
    const auto &hits = m_search.hits();
    const QString count = formatCount(static_cast<qint64>(hits.size()));
    if (m_findBar->query().text.isEmpty())
        m_findBar->say({}, false);
    else if (!m_search.error().isEmpty())
        m_findBar->say(tr("This is no regular expression: %1.").arg(m_search.error()), true);
    else if (m_search.isRunning())
        m_findBar->say(tr("%1 hits so far").arg(count), false);
    else if (hits.empty())
        m_findBar->say(tr("Nothing found"), false);
    else if (m_search.isCut())
        m_findBar->say(tr("More than %1 hits").arg(count), false);
    else
        m_findBar->say(
            tr("%1 of %2").arg(formatCount(static_cast<qint64>(m_hit.value_or(0)) + 1), count),
            false);
}

// False: it cannot be known yet.
bool JsonTree::goToWanted()
{
    const size_t count = m_search.hits().size();
    const bool isEnd = !m_search.isRunning();
    size_t next = 0;
    if (m_hit && *m_wanted)
        next = *m_hit + 1;
    else if (!*m_wanted)
        next = m_hit.value_or(0) - 1; // before the first: too large, and so the last
    if (next >= count && !isEnd)
        return false;
    if (count == 0)
        return true;
    if (next >= count)
        next = *m_wanted ? 0 : count - 1;
    m_hit = next;
    const QModelIndex index
        = m_model->indexOf(m_model->jsonIndex()->nodeAt(m_search.hits()[next].from));
    m_view->scrollTo(index);
    m_view->setCurrentIndex(index);
    return true;
}

void JsonTree::copyValue()
{
    if (current() == JsonIndex::none)
        return;
    const QByteArrayView value = m_model->jsonIndex()->value(current());
    const bool isText = m_view->currentIndex().data(JsonTreeModel::IsTextRole).toBool();
    QApplication::clipboard()->setText(
        isText ? JsonIndex::unquoted(value) : QString::fromUtf8(value));
}

void JsonTree::copyKey()
{
    if (current() != JsonIndex::none)
        QApplication::clipboard()->setText(
            m_view->currentIndex().siblingAtColumn(0).data().toString());
}

void JsonTree::copyPath()
{
    if (current() != JsonIndex::none)
        QApplication::clipboard()->setText(m_model->jsonIndex()->path(current()));
}

// Level by level, so that what is left out is what lies deepest.
void JsonTree::expandBelow()
{
    QModelIndexList level{m_view->currentIndex().siblingAtColumn(0)};
    int rows = 0;
    while (!level.isEmpty() && rows < mostExpanded) {
        QModelIndexList next;
        for (const QModelIndex &index : std::as_const(level)) {
            const int children = m_model->rowCount(index);
            if (children == 0 || rows >= mostExpanded)
                continue;
            m_view->expand(index);
            rows += children;
            for (int row = 0; row < children; ++row)
                next << m_model->index(row, 0, index);
        }
        level = next;
    }
    m_note->setText(tr("Only the first %1 rows were opened.").arg(formatCount(mostExpanded)));
    m_note->setVisible(rows >= mostExpanded);
}

void JsonTree::showMenu(const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const bool isValue = current() != JsonIndex::none;
    menu->addAction(tr("Copy &value"), QKeySequence::Copy, this, &JsonTree::copyValue)
        ->setEnabled(isValue);
    menu->addAction(tr("Copy &name"), this, &JsonTree::copyKey)->setEnabled(isValue);
    menu->addAction(tr("Copy &path"), Qt::CTRL | Qt::SHIFT | Qt::Key_C, this, &JsonTree::copyPath)
        ->setEnabled(isValue);
    menu->addSeparator();
    menu->addAction(tr("&Expand all below"), this, &JsonTree::expandBelow)
        ->setEnabled(m_view->currentIndex().isValid());
    menu->addAction(tr("&Collapse all"), m_view, &QTreeView::collapseAll);
    menu->addSeparator();
    menu->addAction(tr("&Find…"), QKeySequence::Find, this, &JsonTree::find);
    menu->popup(m_view->viewport()->mapToGlobal(at));
}

bool JsonTree::takeKey(const QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find))
        find();
    else if (event->key() == Qt::Key_F3)
        goOn(!(event->modifiers() & Qt::ShiftModifier));
    else if (event->matches(QKeySequence::Copy))
        copyValue();
    else if (event->key() == Qt::Key_C
        && event->modifiers() == (Qt::ControlModifier | Qt::ShiftModifier))
        copyPath();
    else if (event->key() == Qt::Key_Asterisk)
        expandBelow();
    else
        return false;
    return true;
}

bool JsonTree::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress && takeKey(static_cast<QKeyEvent *>(event)))
        return true;
    return QWidget::eventFilter(watched, event);
}

} // namespace hitlens
