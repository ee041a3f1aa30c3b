// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/rowsbar.h"

#include "app/keyspace/values/escapedbytes.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpressionValidator>
#include <QSignalBlocker>

namespace hitlens {

using namespace std::chrono_literals;

RowsBar::RowsBar(QWidget *parent)
    : QWidget(parent)
{
    build();
    m_typing.setSingleShot(true);
    m_typing.setInterval(300ms);
    connect(&m_typing, &QTimer::timeout, this, &RowsBar::search);
    connect(m_add, &QPushButton::clicked, this, &RowsBar::addRequested);
    connect(m_remove, &QPushButton::clicked, this, &RowsBar::removeRequested);
    connect(m_up, &QPushButton::clicked, this, [this] { emit moveRequested(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { emit moveRequested(1); });
    connect(m_stop, &QPushButton::clicked, this, &RowsBar::stopRequested);
    for (QPushButton *toggle : {m_glob, m_descending})
        connect(toggle, &QPushButton::toggled, this, &RowsBar::search);
}

void RowsBar::build()
{
    new FlowLayout(8, this);
    layout()->setContentsMargins({});
    m_add = addButton(tr("Add…"), tr("Add a row (Insert)"));
    m_remove = addButton(tr("Delete"), tr("Delete the selected rows (Delete)"));
    m_up = addButton(tr("Up"), tr("Move the element towards the head (Alt+Up)"));
    m_down = addButton(tr("Down"), tr("Move the element towards the tail (Alt+Down)"));
    m_search = addField(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_glob = addButton(tr("Pattern"), tr("What is typed is a glob pattern: * ? [a-z]"));
    m_descending = addButton(tr("Newest first"), {});
    for (QPushButton *toggle : {m_glob, m_descending})
        toggle->setCheckable(true);
    m_from = addField(tr("From"));
    m_index
        = new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,18}")), this);
    m_to = addField(tr("To"));
    m_stop = addButton(tr("Stop"), tr("Look no further (Escape)"));
    m_stop->hide();
}

QPushButton *RowsBar::addButton(const QString &text, const QString &tip)
{
    auto *button = new QPushButton(text, this);
    button->setAutoDefault(false);
    button->setToolTip(tip);
    layout()->addWidget(button);
    return button;
}

QLineEdit *RowsBar::addField(const QString &name)
{
    auto *field = new QLineEdit(this);
    setRole(field, Role::Mono);
    field->setAccessibleName(name);
    field->installEventFilter(this);
    layout()->addWidget(field);
    connect(field, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(field, &QLineEdit::returnPressed, this, &RowsBar::search);
    return field;
}

void RowsBar::showType(KeyType type)
{
    m_type = type;
    m_typing.stop();
    for (QObject *control :
        std::initializer_list<QObject *>{m_search, m_from, m_to, m_glob, m_descending}) {
        const QSignalBlocker quiet(control);
        if (auto *field = qobject_cast<QLineEdit *>(control))
            field->clear();
        else
            qobject_cast<QPushButton *>(control)->setChecked(false);
    }
    m_last = {};
    const bool isList = type == KeyType::List;
    for (QPushButton *button : {m_up, m_down})
        button->setVisible(isList);
    m_search->setPlaceholderText(type == KeyType::Hash ? tr("Field contains…")
            : isList                                   ? tr("Element contains…")
            : type == KeyType::Stream                  ? tr("Any field contains…")
                                                       : tr("Member contains…"));
    m_search->setAccessibleName(m_search->placeholderText());
    m_search->setMinimumWidth(m_search->fontMetrics().averageCharWidth() * 20);
    showLimits();
    setSearching(false);
}

void RowsBar::showLimits()
{
    const bool isSorted = m_type == KeyType::SortedSet;
    const bool isStream = m_type == KeyType::Stream;
    m_descending->setVisible(isSorted || isStream);
    m_descending->setText(isSorted ? tr("Highest first") : tr("Newest first"));
    const bool isList = m_type == KeyType::List;
    m_from->setVisible(isSorted || isStream || isList);
    m_from->setValidator(isList ? m_index : nullptr);
    m_from->setToolTip(
        isList ? tr("The number of the first element to show; 0 is the head.") : QString());
    m_to->setVisible(isSorted || isStream);
    m_from->setPlaceholderText(isSorted ? tr("Score from")
            : isStream                  ? tr("ID from")
                                        : tr("From index"));
    m_to->setPlaceholderText(isSorted ? tr("Score to") : tr("ID to"));
    for (QLineEdit *field : {m_from, m_to}) {
        field->setAccessibleName(field->placeholderText());
        field->setMaximumWidth(field->fontMetrics().averageCharWidth() * (isStream ? 22 : 14));
    }
}

void RowsBar::offer(const Offer &offer)
{
    enableUnless(m_add, offer.add, offer.whyNot);
    enableUnless(m_remove, offer.remove > 0, offer.whyNot);
    enableUnless(m_up, offer.up, offer.whyNot);
    enableUnless(m_down, offer.down, offer.whyNot);
    m_remove->setText(
        offer.remove > 1 ? tr("Delete %1…").arg(formatCount(offer.remove)) : tr("Delete…"));
}

void RowsBar::setSearching(bool isSearching)
{
    m_stop->setVisible(isSearching);
}

RowQuery RowsBar::query() const
{
    RowQuery query;
    const QByteArray typed = m_search->text().toUtf8();
    query.match = m_glob->isChecked() ? typed : patternOfText(typed);
    query.isDescending = m_descending->isVisibleTo(this) && m_descending->isChecked();
    const QByteArray from = m_from->text().trimmed().toUtf8();
    if (m_type == KeyType::List) {
        query.firstIndex = from.toLongLong();
    } else {
        query.lowest = from;
        query.highest = m_to->text().trimmed().toUtf8();
    }
    return query;
}

void RowsBar::search()
{
    m_typing.stop();
    const RowQuery wanted = query();
    if (wanted == m_last)
        return;
    m_last = wanted;
    emit queryChanged();
}

bool RowsBar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress
        && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape) {
        if (m_stop->isVisible())
            emit stopRequested();
        else
            qobject_cast<QLineEdit *>(watched)->clear();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace hitlens
