// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/conditionrow.h"

#include "app/keyspace/ttl.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono;
using namespace std::chrono_literals;

namespace {

// What an item of a box asks for. Its limit stands beside it, or is typed.
enum Kind { Any, WithoutTtl, WithTtl, Below, Above };
constexpr int valueRole = Qt::UserRole + 1;
constexpr int leastRole = Qt::UserRole + 2; // of an item with two limits: the lower one

QString listed(QStringList words)
{
    if (words.size() == 1)
        return words.first();
    const QString last = words.takeLast();
    return ConditionRow::tr("%1 and %2").arg(words.join(u", "_s), last);
}

// As parseDuration() and parseSize() read them, to the last millisecond and byte.
QString typedDuration(milliseconds span)
{
    if (span.count() % 1000 != 0)
        return u"%1 ms"_s.arg(span.count());
    return span.count() % 60000 == 0 ? u"%1 min"_s.arg(span.count() / 60000)
                                     : u"%1 s"_s.arg(span.count() / 1000);
}

QString typedSize(qint64 bytes)
{
    return bytes % 1024 == 0 && bytes > 0 ? u"%1 KiB"_s.arg(bytes / 1024) : QString::number(bytes);
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
    m_cost->setWordWrap(true);
    auto *choices = new FlowLayout(8);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addLayout(choices);
    layout->addWidget(m_cost);
    for (const Choice &choice : {m_type, m_expiry, m_idle, m_size}) {
        choices->addWidget(choice.box);
        choices->addWidget(choice.own);
    }
    connectParts();
    explain();
}

void ConditionRow::connectParts()
{
    for (const Choice &choice : {m_type, m_expiry, m_idle, m_size}) {
        connect(choice.box, &QComboBox::currentIndexChanged, this, [this] {
            explain();
            emit changed();
        });
        connect(choice.own, &QLineEdit::textEdited, this, [this] {
            explain();
            emit edited();
        });
        connect(choice.own, &QLineEdit::editingFinished, this, [this, own = choice.own] {
            if (own->isModified())
                emit changed();
            own->setModified(false);
        });
    }
}

ConditionRow::Choice ConditionRow::addChoice(const QString &name, const QString &tip)
{
    auto *box = new QComboBox(this);
    box->setAccessibleName(name);
    box->setToolTip(tip);
    auto *own = new QLineEdit(this);
    own->setAccessibleName(tr("%1: the limit").arg(name));
    own->setToolTip(tip);
    own->setMaximumWidth(own->fontMetrics().averageCharWidth() * 16);
    own->hide();
    return {box, own};
}

void ConditionRow::addStep(const Choice &choice, const QString &text, int kind, qint64 value)
{
    choice.box->addItem(text, kind);
    choice.box->setItemData(choice.box->count() - 1, value, valueRole);
}

void ConditionRow::addOwn(const Choice &choice, const QString &text, int kind)
{
    choice.box->addItem(text, kind);
}

void ConditionRow::addTypes()
{
    m_type.box->addItem(tr("All types"), QByteArray());
    for (const char *word : {"string", "hash", "list", "set", "zset", "stream"})
        m_type.box->addItem(QString::fromLatin1(word), QByteArray(word));
}

void ConditionRow::addExpiries()
{
    m_expiry.own->setPlaceholderText(tr("90 s, 2 d"));
    addStep(m_expiry, tr("TTL: any"), Any, 0);
    addStep(m_expiry, tr("No TTL"), WithoutTtl, 0);
    addStep(m_expiry, tr("With a TTL"), WithTtl, 0);
    for (const milliseconds most : {milliseconds(1min), milliseconds(10min), milliseconds(1h),
             milliseconds(24h), milliseconds(24h * 7)})
        addStep(m_expiry, tr("TTL < %1").arg(formatDuration(most)), Below, most.count());
    addOwn(m_expiry, tr("TTL below…"), Below);
    for (const milliseconds least :
        {milliseconds(1h), milliseconds(24h), milliseconds(24h * 7), milliseconds(24h * 30)})
        addStep(m_expiry, tr("TTL > %1").arg(formatDuration(least)), Above, least.count());
    addOwn(m_expiry, tr("TTL above…"), Above);
}

void ConditionRow::addIdleTimes()
{
    m_idle.own->setPlaceholderText(tr("90 s, 2 d"));
    addStep(m_idle, tr("Idle: any"), Any, 0);
    for (const seconds least : {seconds(10min), seconds(1h), seconds(24h), seconds(24h * 7)})
        addStep(m_idle, tr("Idle > %1").arg(formatDuration(least)), Above, least.count());
    addOwn(m_idle, tr("Idle longer than…"), Above);
}

void ConditionRow::addSizes()
{
    m_size.own->setPlaceholderText(tr("4096, 10 KiB"));
    addStep(m_size, tr("Size: any"), Any, 0);
    for (const qint64 least : {1 << 10, 10 << 10, 100 << 10, 1 << 20, 10 << 20})
        addStep(m_size, tr("Size > %1").arg(formatBytes(least)), Above, least);
    addOwn(m_size, tr("Larger than…"), Above);
}

bool ConditionRow::isOwn(const Choice &choice)
{
    const QVariant kind = choice.box->currentData();
    return (kind == int(Below) || kind == int(Above))
        && !choice.box->currentData(valueRole).isValid();
}

QString ConditionRow::problemOf(const Choice &choice) const
{
    const QString text = choice.own->text();
    if (!isOwn(choice))
        return {};
    if (choice.box == m_size.box)
        return parseSize(text) ? QString()
                               : tr("Enter a size, such as 4096, 10 KiB or 1.5 MiB: larger keys.");
    const DurationInput typed = parseDuration(text);
    if (typed.isOk() && typed.duration <= 0ms)
        return tr("Enter a duration of more than nothing.");
    return typed.refusal;
}

QString ConditionRow::problem() const
{
    for (const Choice &choice : {m_expiry, m_idle, m_size}) {
        if (const QString problem = problemOf(choice); !problem.isEmpty())
            return problem;
    }
    return {};
}

// In milliseconds, seconds or bytes.
std::optional<qint64> ConditionRow::valueOf(const Choice &choice) const
{
    if (!isOwn(choice))
        return choice.box->currentData(valueRole).toLongLong();
    if (!problemOf(choice).isEmpty())
        return std::nullopt;
    if (choice.box == m_size.box)
        return parseSize(choice.own->text());
    const milliseconds typed = parseDuration(choice.own->text()).duration;
    return choice.box == m_idle.box ? ceil<seconds>(typed).count() : typed.count();
}

KeyCondition ConditionRow::condition() const
{
    KeyCondition condition;
    condition.type = m_type.box->currentData().toByteArray();
    const int expiry = m_expiry.box->currentData().toInt();
    const std::optional<qint64> ttl = valueOf(m_expiry);
    if (expiry != Any && ttl)
        condition.expiry = expiry == WithoutTtl ? KeyCondition::Expiry::Persistent
                                                : KeyCondition::Expiry::Expires;
    if (expiry == Below && ttl)
        condition.ttlBelow = milliseconds(*ttl);
    if (const QVariant least = m_expiry.box->currentData(leastRole); least.isValid())
        condition.ttlAbove = milliseconds(least.toLongLong());
    if (expiry == Above && ttl)
        condition.ttlAbove = milliseconds(*ttl);
    if (const auto idle = valueOf(m_idle); idle && m_idle.box->currentData() == int(Above))
        condition.idleLonger = seconds(*idle);
    if (const auto size = valueOf(m_size); size && m_size.box->currentData() == int(Above))
        condition.largerThan = size;
    return condition;
}

void ConditionRow::setCondition(const KeyCondition &condition)
{
    const QSignalBlocker blocker(this);
    if (m_type.box->findData(condition.type) < 0)
        m_type.box->addItem(displayBytes(condition.type), condition.type);
    m_type.box->setCurrentIndex(m_type.box->findData(condition.type));
    chooseExpiry(condition);
    const auto idle = condition.idleLonger;
    choose(m_idle, idle ? Above : Any, idle ? idle->count() : qint64(0),
        idle ? typedDuration(*idle) : QString());
    const auto size = condition.largerThan;
    choose(m_size, size ? Above : Any, size.value_or(0), size ? typedSize(*size) : QString());
    explain();
}

void ConditionRow::chooseExpiry(const KeyCondition &condition)
{
    if (condition.ttlBelow && condition.ttlAbove)
        return chooseSpan(*condition.ttlAbove, *condition.ttlBelow);
    const auto limit = condition.ttlBelow ? condition.ttlBelow : condition.ttlAbove;
    int kind = condition.ttlBelow ? Below : Above;
    if (condition.expiry == KeyCondition::Expiry::Any)
        kind = Any;
    else if (condition.expiry == KeyCondition::Expiry::Persistent)
        kind = WithoutTtl;
    else if (!limit)
        kind = WithTtl;
    const bool isLimited = kind == Below || kind == Above;
    choose(m_expiry, kind, isLimited ? limit->count() : qint64(0),
        isLimited ? typedDuration(*limit) : QString());
}

void ConditionRow::chooseSpan(milliseconds least, milliseconds most)
{
    addStep(m_expiry, tr("TTL %1 to %2").arg(formatDuration(least), formatDuration(most)), Below,
        most.count());
    const int index = m_expiry.box->count() - 1;
    m_expiry.box->setItemData(index, qint64(least.count()), leastRole);
    m_expiry.box->setCurrentIndex(index);
}

// The step, or else the item for a limit of one's own with the text in its field.
void ConditionRow::choose(
    const Choice &choice, int kind, std::optional<qint64> value, const QString &text)
{
    for (int i = 0; i < choice.box->count(); ++i) {
        const QVariant step = choice.box->itemData(i, valueRole);
        if (choice.box->itemData(i) != kind || (step.isValid() && step.toLongLong() != value))
            continue;
        choice.box->setCurrentIndex(i);
        choice.own->setText(step.isValid() ? QString() : text);
        if (step.isValid())
            return;
    }
}

void ConditionRow::clear()
{
    for (const Choice &choice : {m_type, m_expiry, m_idle, m_size}) {
        choice.own->clear();
        choice.box->setCurrentIndex(0);
    }
}

void ConditionRow::explain()
{
    bool isTyping = true;
    for (const Choice &choice : {m_expiry, m_idle, m_size}) {
        choice.own->setVisible(isOwn(choice));
        isTyping = isTyping && (problemOf(choice).isEmpty() || choice.own->text().isEmpty());
    }
    const QString why = problem();
    setRole(m_cost, why.isEmpty() || isTyping ? Role::Muted : Role::Danger);
    m_cost->setVisible(true);
    if (why.isEmpty())
        sayCost();
    else
        m_cost->setText(why);
}

void ConditionRow::sayCost()
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
