// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/valuefacts.h"

#include "app/keyspace/values/recognise.h"
#include "app/redis/bitcommands.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace hitlens {

namespace {

constexpr int rowsToLookAt = 10;
// Counted unasked where all of it is loaded already.
constexpr qint64 mostCounted = 64 * 1024;
// Where the last bit that is set is looked for: SETBIT leaves few zeros behind it.
constexpr qint64 endBytes = 64 * 1024;

} // namespace

ValueFacts::ValueFacts(Client &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_fact(new QLabel(this))
    , m_button(new QPushButton(this))
{
    setRole(m_fact, Role::Muted);
    m_fact->setWordWrap(true);
    m_fact->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_button->setAutoDefault(false);
    m_button->setAccessibleName(tr("Look at more of this value"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins({});
    row->setSpacing(8);
    row->addWidget(m_fact, 1);
    row->addWidget(m_button, 0, Qt::AlignTop);
    connect(m_button, &QPushButton::clicked, this, [this] {
        m_button->hide();
        m_act();
    });
    hide();
}

ValueFacts::~ValueFacts() = default;

void ValueFacts::leave()
{
    m_context.reset();
    m_isStringAwaited = false;
    hide();
}

void ValueFacts::load(const QByteArray &key, KeyType type)
{
    leave();
    m_key = key;
    m_context = std::make_unique<QObject>();
    m_isStringAwaited = type == KeyType::String;
    if (type == KeyType::SortedSet)
        lookAtSortedSet();
}

void ValueFacts::showString(const QByteArray &beginning, qint64 total, bool isDecoded)
{
    if (!std::exchange(m_isStringAwaited, false))
        return;
    if (isHyperLogLog(beginning, total)) {
        showHyperLogLog(beginning);
    } else if (!isDecoded && mayBeBitmap(beginning)) {
        const QString what
            = tr("This is no text: a bitmap perhaps, %1 bits.").arg(formatCount(total * 8));
        if (beginning.size() == total && total <= mostCounted)
            return showBits(setBitsOf(beginning));
        offer(what, tr("Count the bits that are set"), [this, total] { countBits(total); });
    }
}

// PFCOUNT stores the count that it makes in the value: what is stored already is read first.
void ValueFacts::showHyperLogLog(QByteArrayView beginning)
{
    if (const auto count = storedCount(beginning))
        return sayElements(*count);
    const QString fact = tr("A HyperLogLog that has changed since its elements were counted last.");
    if (!whyNotWrite(m_client).isEmpty())
        return say(fact);
    offer(tr("%1 PFCOUNT counts them, and may update the count that is stored with it.").arg(fact),
        tr("Count its elements"), [this] {
            m_client.send(pfCount(m_key), m_context.get(), [this](const Result<qint64> &count) {
                if (count)
                    return sayElements(*count);
                emit failed(count.error(), tr("Counting the elements failed."));
                m_button->show();
            });
        });
}

void ValueFacts::sayElements(qint64 count)
{
    say(tr("A HyperLogLog of about %1 different elements (PFCOUNT).").arg(formatCount(count)));
}

void ValueFacts::countBits(qint64 bytes)
{
    m_bits = {};
    m_client.send(firstSetBit(m_key), m_context.get(), [this](const Result<qint64> &first) {
        if (first && *first >= 0)
            m_bits.first = *first;
    });
    const qint64 from = std::max<qint64>(bytes - endBytes, 0);
    m_client.send(getRange(m_key, from, bytes - 1), m_context.get(),
        [this, from](const Result<QByteArray> &end) {
            if (end)
                m_bits.last = lastSetBit(*end, from * 8);
        });
    // Answered last: the others are there, or not to be had.
    m_client.send(bitCount(m_key), m_context.get(), [this](const Result<qint64> &bits) {
        if (!bits)
            return emit failed(bits.error(), tr("Counting the bits failed."));
        m_bits.count = *bits;
        showBits(m_bits);
    });
}

void ValueFacts::showBits(const SetBits &bits)
{
    if (bits.count == 0)
        return say(tr("A bitmap perhaps, in which no bit is set."));
    const auto place
        = [](std::optional<qint64> bit) { return bit ? formatCount(*bit) : QStringLiteral("–"); };
    say(bits.count == 1
            ? tr("A bitmap perhaps, in which 1 bit is set, at %1.").arg(place(bits.first))
            : tr("A bitmap perhaps, in which %1 bits are set, the first at %2, the last "
                 "at %3.")
                  .arg(formatCount(bits.count), place(bits.first), place(bits.last)));
}

// What may not be looked at is not said: this is an extra.
void ValueFacts::lookAtSortedSet()
{
    m_client.send(zrangeWithScores(m_key, 0, rowsToLookAt - 1), m_context.get(),
        [this](const Result<BytesPairs> &rows) {
            if (rows && mayBePlaces(*rows))
                offer(tr("The scores may be places (GEOADD)."), tr("Show longitude and latitude"),
                    [this] {
                        emit placesWanted();
                        m_button->show(); // for the rows of the next search
                    });
        });
}

void ValueFacts::say(const QString &fact)
{
    m_fact->setText(fact);
    m_button->hide();
    show();
}

void ValueFacts::offer(const QString &fact, const QString &what, std::function<void()> act)
{
    m_act = std::move(act);
    say(fact);
    m_button->setText(what);
    m_button->setAccessibleName(what);
    m_button->show();
}

} // namespace hitlens
