// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/valuepager.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>

#include <algorithm>

namespace hitlens {

std::optional<qint64> offsetFrom(const QString &typed)
{
    QString digits = typed.simplified();
    digits.remove(QLocale().groupSeparator()).remove(u' ').remove(u'_');
    const bool isHex = digits.startsWith(u"0x", Qt::CaseInsensitive);
    bool isNumber = false;
    const qint64 offset
        = isHex ? digits.mid(2).toLongLong(&isNumber, 16) : digits.toLongLong(&isNumber, 10);
    return isNumber && offset >= 0 ? std::optional(offset) : std::nullopt;
}

ValuePager::ValuePager(QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(4);
    m_first = addButton(tr("First"), tr("To the beginning of the value"));
    m_previous = addButton(tr("Previous"), tr("Back by %1").arg(formatBytes(pageBytes)));
    m_typed = new QLineEdit(this);
    setRole(m_typed, Role::Mono);
    m_typed->setAccessibleName(tr("Go to offset"));
    m_typed->setToolTip(tr("Go to this byte: an offset, or one in hexadecimal after 0x"));
    m_typed->setMinimumWidth(12 * m_typed->fontMetrics().averageCharWidth());
    row->addWidget(m_typed);
    m_next = addButton(tr("Next"), tr("Forward by %1").arg(formatBytes(pageBytes)));
    m_last = addButton(tr("Last"), tr("To the end of the value"));
    connect(m_first, &QPushButton::clicked, this, [this] { goTo(0); });
    connect(m_previous, &QPushButton::clicked, this, [this] { goTo(m_offset - pageBytes); });
    connect(m_next, &QPushButton::clicked, this, [this] { goTo(m_offset + pageBytes); });
    connect(m_last, &QPushButton::clicked, this, [this] { goTo(m_total - pageBytes); });
    connect(m_typed, &QLineEdit::returnPressed, this, &ValuePager::goToTyped);
}

QPushButton *ValuePager::addButton(const QString &text, const QString &tip)
{
    auto *button = new QPushButton(text, this);
    button->setToolTip(tip);
    button->setAutoDefault(false);
    layout()->addWidget(button);
    return button;
}

void ValuePager::showPage(qint64 offset, qint64 total)
{
    m_offset = offset;
    m_total = total;
    m_typed->setText(QLocale().toString(offset));
    m_first->setEnabled(offset > 0);
    m_previous->setEnabled(offset > 0);
    m_next->setEnabled(offset + pageBytes < total);
    m_last->setEnabled(offset + pageBytes < total);
}

void ValuePager::goToTyped()
{
    if (const auto offset = offsetFrom(m_typed->text()))
        return goTo(std::min(*offset, m_total - 1));
    m_typed->selectAll(); // what is no number is typed over
}

void ValuePager::goTo(qint64 offset)
{
    emit pageAsked(std::max<qint64>(0, offset));
}

} // namespace hitlens
