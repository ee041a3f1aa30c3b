// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/valuefacts.h"

#include "app/keyspace/values/recognise.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace hitlens {

namespace {

constexpr int placesToShow = 10;

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
        m_client.send(pfCount(m_key), m_context.get(), [this](const Result<qint64> &count) {
            if (count)
                say(tr("A HyperLogLog of about %1 different elements (PFCOUNT).")
                        .arg(formatCount(*count)));
        });
    } else if (!isDecoded && mayBeBitmap(beginning)) {
        offer(tr("This is no text: a bitmap perhaps, %1 bits.").arg(formatCount(total * 8)),
            tr("Count the bits that are set"), [this] { countBits(); });
    }
}

void ValueFacts::countBits()
{
    m_client.send(bitCount(m_key), m_context.get(), [this](const Result<qint64> &bits) {
        if (!bits)
            return emit failed(bits.error(), tr("Counting the bits failed."));
        say(tr("%1 bits are set (BITCOUNT).").arg(formatCount(*bits)));
    });
}

// What may not be looked at is not said: this is an extra.
void ValueFacts::lookAtSortedSet()
{
    m_client.send(zrangeWithScores(m_key, 0, placesToShow - 1), m_context.get(),
        [this](const Result<BytesPairs> &rows) {
            if (rows && mayBePlaces(*rows))
                offer(tr("The scores may be places (GEOADD)."), tr("Show the first places"),
                    [this, rows = *rows] { showPlaces(rows); });
        });
}

void ValueFacts::showPlaces(const BytesPairs &rows)
{
    QByteArrayList members;
    for (const auto &[member, score] : rows)
        members << member;
    m_client.send(
        geoPos(m_key, members), m_context.get(), [this, members](const Result<BytesPairs> &places) {
            if (!places)
                return emit failed(places.error(), tr("Asking for the places failed."));
            QStringList lines;
            for (qsizetype i = 0; i < places->size() && i < members.size(); ++i) {
                const auto &[longitude, latitude] = places->at(i);
                if (!longitude.isEmpty())
                    lines << tr("%1: longitude %2, latitude %3")
                                 .arg(displayBytes(members[i]), QString::fromUtf8(longitude),
                                     QString::fromUtf8(latitude));
            }
            say(lines.join(u'\n'));
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
