// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/conditionrow.h"

#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"

#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

// What the choices of the expiry stand for; larger ones are milliseconds to live at most.
constexpr qint64 anyExpiry = 0;
constexpr qint64 persistent = 1;
constexpr qint64 expires = 2;

QString listed(QStringList words)
{
    if (words.size() == 1)
        return words.first();
    const QString last = words.takeLast();
    return ConditionRow::tr("%1 and %2").arg(words.join(u", "_s), last);
}

} // namespace

ConditionRow::ConditionRow(QWidget *parent)
    : QWidget(parent)
    , m_type(addChoice(tr("Type of the keys"), tr("Only keys of this type (TYPE)")))
    , m_expiry(addChoice(tr("Expiry of the keys"), tr("Only keys that expire so (PTTL)")))
    , m_idle(addChoice(tr("Idle time of the keys"),
          tr("Only keys that nobody has read or written for so long (OBJECT IDLETIME)")))
    , m_size(addChoice(
          tr("Size of the keys"), tr("Only keys that take so much memory (MEMORY USAGE)")))
    , m_cost(new QLabel(this))
{
    addTypes();
    addExpiries();
    addIdleTimes();
    addSizes();
    setRole(m_cost, Role::Muted);
    m_cost->setWordWrap(true);
    auto *choices = new FlowLayout(8);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addLayout(choices);
    layout->addWidget(m_cost);
    for (QComboBox *box : {m_type, m_expiry, m_idle, m_size}) {
        choices->addWidget(box);
        connect(box, &QComboBox::currentIndexChanged, this, [this] {
            explain();
            emit changed();
        });
    }
    explain();
}

QComboBox *ConditionRow::addChoice(const QString &name, const QString &tip)
{
    auto *box = new QComboBox(this);
    box->setAccessibleName(name);
    box->setToolTip(tip);
    return box;
}

void ConditionRow::addTypes()
{
    m_type->addItem(tr("All types"), QByteArray());
    for (const char *word : {"string", "hash", "list", "set", "zset", "stream"})
        m_type->addItem(QString::fromLatin1(word), QByteArray(word));
}

void ConditionRow::addExpiries()
{
    m_expiry->addItem(tr("TTL: any"), anyExpiry);
    m_expiry->addItem(tr("No TTL"), persistent);
    m_expiry->addItem(tr("With a TTL"), expires);
    for (const milliseconds most : {milliseconds(1min), milliseconds(10min), milliseconds(1h),
             milliseconds(24h), milliseconds(24h * 7)})
        m_expiry->addItem(tr("TTL < %1").arg(formatDuration(most)), qint64(most.count()));
}

void ConditionRow::addIdleTimes()
{
    m_idle->addItem(tr("Idle: any"), qint64(0));
    for (const seconds least : {seconds(10min), seconds(1h), seconds(24h), seconds(24h * 7)})
        m_idle->addItem(tr("Idle > %1").arg(formatDuration(least)), qint64(least.count()));
}

void ConditionRow::addSizes()
{
    m_size->addItem(tr("Size: any"), qint64(0));
    for (const qint64 least : {1 << 10, 10 << 10, 100 << 10, 1 << 20, 10 << 20})
        m_size->addItem(tr("Size > %1").arg(formatBytes(least)), least);
}

KeyCondition ConditionRow::condition() const
{
    KeyCondition condition;
    condition.type = m_type->currentData().toByteArray();
    const qint64 expiry = m_expiry->currentData().toLongLong();
    if (expiry != anyExpiry)
        condition.expiry = expiry == persistent ? KeyCondition::Expiry::Persistent
                                                : KeyCondition::Expiry::Expires;
    if (expiry > expires)
        condition.ttlBelow = milliseconds(expiry);
    if (const qint64 idle = m_idle->currentData().toLongLong(); idle > 0)
        condition.idleLonger = seconds(idle);
    if (const qint64 size = m_size->currentData().toLongLong(); size > 0)
        condition.largerThan = size;
    return condition;
}

void ConditionRow::clear()
{
    for (QComboBox *box : {m_type, m_expiry, m_idle, m_size})
        box->setCurrentIndex(0);
}

void ConditionRow::explain()
{
    const KeyCondition condition = this->condition();
    QStringList asked;
    if (!condition.type.isEmpty())
        asked << tr("type");
    if (condition.expiry != KeyCondition::Expiry::Any)
        asked << tr("TTL");
    if (condition.idleLonger)
        asked << tr("idle time");
    if (condition.largerThan)
        asked << tr("size");
    m_cost->setVisible(!asked.isEmpty());
    if (!asked.isEmpty())
        m_cost->setText(tr("Asks every key for its %1: the scan takes about %2 times as long.")
                            .arg(listed(asked), QString::number(1 + 2 * condition.questions())));
}

} // namespace hitlens
