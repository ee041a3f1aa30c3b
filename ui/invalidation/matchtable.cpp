// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/matchtable.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/rowtable.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QStyledItemDelegate>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Column = MatchListModel::Column;

namespace {

class MatchDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

protected:
    void initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        const auto *model = static_cast<const MatchListModel *>(index.model());
        const KeyFacts &facts = model->factsAt(index.row());
        switch (static_cast<Column>(index.column())) {
        case Column::Key:
            option->text = displayBytes(model->nameAt(index.row()));
            option->font = monospaceFont();
            option->textElideMode = Qt::ElideMiddle;
            return;
        case Column::Type:
            option->text = facts.type ? displayBytes(*facts.type) : u"–"_s;
            return;
        case Column::Ttl:
            option->text = ttlText(facts.ttl);
            break;
        case Column::Size:
            option->text = formatBytes(facts.bytes);
            break;
        }
        option->displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
        option->font = tabularFont(option->font);
    }

private:
    static QString ttlText(const std::optional<Ttl> &ttl)
    {
        if (!ttl || ttl->state == Ttl::State::Gone)
            return u"–"_s;
        return ttl->state == Ttl::State::Persistent ? u"∞"_s : formatDuration(ttl->left);
    }
};

} // namespace

MatchTable::MatchTable(Client &client, QWidget *parent)
    : QTableView(parent)
    , m_client(client)
{
    setModel(&m_matches);
    setItemDelegate(new MatchDelegate(this));
    prepareRowTable(this, tr("Keys that match"), fontMetrics().height() + 8);
    QHeaderView *header = horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Interactive);
    header->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int column = 1; column < MatchListModel::columns; ++column)
        header->resizeSection(column, fontMetrics().horizontalAdvance(u"000 min 000 s"_s));

    m_settled.setSingleShot(true);
    m_settled.setInterval(50ms);
    connect(&m_settled, &QTimer::timeout, this, &MatchTable::askVisible);
    connect(
        verticalScrollBar(), &QScrollBar::valueChanged, &m_settled, qOverload<>(&QTimer::start));
}

void MatchTable::clear()
{
    m_asked.clear();
    m_matches.clear();
}

void MatchTable::append(const NameList &names)
{
    m_matches.append(names);
    if (!m_settled.isActive())
        m_settled.start();
}

QSize MatchTable::sizeHint() const
{
    constexpr int rows = 3;
    const int height = horizontalHeader()->sizeHint().height()
        + rows * verticalHeader()->defaultSectionSize() + 2 * frameWidth();
    return {QTableView::sizeHint().width(), height};
}

void MatchTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    m_settled.start();
}

void MatchTable::askVisible()
{
    if (!isVisible() || m_matches.rowCount() == 0)
        return;
    const int first = std::max(rowAt(0), 0);
    const int last = rowAt(viewport()->height() - 1);
    for (int row = first; row <= (last < 0 ? m_matches.rowCount() - 1 : last); ++row) {
        if (!m_asked.contains(row))
            ask(row);
    }
}

void MatchTable::ask(int row)
{
    m_asked.insert(row);
    const QByteArray key = m_matches.nameAt(row);
    m_client.send(typeName(key), this, [this, row, key](const Result<QByteArray> &type) {
        if (type)
            learn(row, key, [&](KeyFacts &facts) { facts.type = *type; });
    });
    m_client.send(pttl(key), this, [this, row, key](const Result<Ttl> &ttl) {
        if (ttl)
            learn(row, key, [&](KeyFacts &facts) { facts.ttl = *ttl; });
    });
    m_client.send(
        memoryUsage(key), this, [this, row, key](const Result<std::optional<qint64>> &bytes) {
            if (bytes)
                learn(row, key, [&](KeyFacts &facts) { facts.bytes = *bytes; });
        });
}

void MatchTable::learn(
    int row, const QByteArray &key, const std::function<void(KeyFacts &)> &change)
{
    // The answer may come when the row stands for another key, or none.
    if (row >= m_matches.rowCount() || m_matches.nameAt(row) != key)
        return;
    KeyFacts facts = m_matches.factsAt(row);
    change(facts);
    m_matches.setFacts(row, facts);
}

} // namespace hitlens
