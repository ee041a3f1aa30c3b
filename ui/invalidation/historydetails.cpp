// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/historydetails.h"

#include "ui/invalidation/historywords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/formscroll.h"
#include "ui/widgets/whynot.h"

#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

namespace {

QString snapshotText(const AuditRecord &record, const std::optional<SnapshotInfo> &snapshot)
{
    if (!record.hasSnapshot)
        return HistoryDetails::tr("No undo snapshot was kept.");
    if (!snapshot)
        return HistoryDetails::tr("Its undo snapshot is not on this computer any more.");
    return HistoryDetails::tr("Its undo snapshot takes %1 and is kept until %2.")
        .arg(formatBytes(snapshot->bytes), historyTime(snapshot->removedAt));
}

} // namespace

HistoryDetails::HistoryDetails(QWidget *parent)
    : QWidget(parent)
    , m_facts(new QWidget(this))
    , m_form(new QFormLayout(m_facts))
    , m_snapshot(new QLabel(this))
    , m_undo(new QPushButton(tr("&Undo…"), this))
    , m_remove(new QPushButton(tr("Remove &snapshot"), this))
{
    m_form->setContentsMargins(0, 0, 8, 0);
    m_form->setHorizontalSpacing(16);
    m_form->setVerticalSpacing(4);
    auto *scroll = new FormScroll(m_facts, this);
    scroll->setAccessibleName(tr("Details of the act"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(scroll, 1);
    layout->addWidget(makeFoot());
    connect(m_undo, &QPushButton::clicked, this, &HistoryDetails::undoClicked);
    connect(m_remove, &QPushButton::clicked, this, &HistoryDetails::removeSnapshotClicked);
    clear();
}

QWidget *HistoryDetails::makeFoot()
{
    m_snapshot->setWordWrap(true);
    m_snapshot->setTextFormat(Qt::PlainText);
    m_undo->setToolTip(tr("See what comes back before anything is changed."));
    m_remove->setToolTip(tr("Free its room. The act cannot be undone any more then."));
    auto *foot = new QWidget(this);
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_snapshot, 1);
    row->addWidget(m_remove);
    row->addWidget(m_undo);
    return foot;
}

void HistoryDetails::show(
    const AuditRecord &record, const std::optional<SnapshotInfo> &snapshot, const QDateTime &undone)
{
    dropFacts();
    for (const HistoryFact &fact : historyFacts(record))
        addFact(fact.name, fact.text, fact.isMono);
    if (undone.isValid())
        addFact(tr("Undo begun"), historyTime(undone), false);
    m_snapshot->setText(snapshotText(record, snapshot));
    m_hasSnapshot = snapshot.has_value();
    updateButtons();
}

void HistoryDetails::clear()
{
    dropFacts();
    addFact(tr("Choose an act to see everything that is known of it."), {}, false);
    m_snapshot->clear();
    m_hasSnapshot = false;
    updateButtons();
}

void HistoryDetails::setWhyNotUndo(const QString &whyNot)
{
    m_whyNot = whyNot;
    updateButtons();
}

void HistoryDetails::updateButtons()
{
    m_undo->setVisible(m_hasSnapshot);
    m_remove->setVisible(m_hasSnapshot);
    enableUnless(m_undo, true, m_whyNot);
}

void HistoryDetails::addFact(const QString &name, const QString &text, bool isMono)
{
    auto *label = new QLabel(name, m_facts);
    setRole(label, Role::Muted);
    if (text.isEmpty())
        return m_form->addRow(label);
    auto *value = new QLabel(text, m_facts);
    value->setTextFormat(Qt::PlainText);
    value->setWordWrap(true);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    value->setAccessibleName(name);
    if (isMono)
        setRole(value, Role::Mono);
    m_form->addRow(label, value);
}

void HistoryDetails::dropFacts()
{
    while (m_form->rowCount() > 0)
        m_form->removeRow(0);
}

} // namespace hitlens
