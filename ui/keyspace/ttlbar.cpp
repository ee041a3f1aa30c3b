// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/ttlbar.h"

#include "ui/keyspace/ttlform.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr int shareSteps = 1000;

} // namespace

TtlBar::TtlBar(Client &client, QWidget *parent)
    : QFrame(parent)
    , m_client(client)
    , m_label(new QLabel(this))
    , m_instant(new QLabel(this))
    , m_share(new QProgressBar(this))
    , m_remove(new QPushButton(tr("Remove expiry"), this))
    , m_buttons(new QWidget(this))
    , m_form(new TtlForm(this))
{
    build();
    m_ticker.setSingleShot(true);
    m_ticker.setTimerType(Qt::PreciseTimer);
    m_asker.setInterval(30s);
    connect(&m_ticker, &QTimer::timeout, this, &TtlBar::tick);
    connect(&m_asker, &QTimer::timeout, this, &TtlBar::ask);
    connect(&m_client, &Client::writeRefusalChanged, this, &TtlBar::updateButtons);
    connect(m_form, &TtlForm::ttlEntered, this, &TtlBar::setTtl);
    connect(m_form, &TtlForm::additionEntered, this, &TtlBar::addTtl);
    connect(m_form, &TtlForm::expiryEntered, this, &TtlBar::setExpiry);
    connect(m_form, &TtlForm::dismissed, m_form, &QWidget::hide);
    clear();
}

void TtlBar::build()
{
    setRole(this, Role::Panel);
    setRole(m_label, Role::Heading);
    setRole(m_instant, Role::Muted);
    m_label->setAccessibleDescription(tr("Time to live of the key"));
    m_share->setRange(0, shareSteps);
    m_share->setTextVisible(false);
    m_share->setMaximumHeight(fontMetrics().height() / 3);
    m_share->setAccessibleName(tr("Remaining share of the TTL"));
    m_remove->setToolTip(tr("Keep the key until it is deleted or evicted"));
    m_remove->setAutoDefault(false);
    auto *texts = new FlowLayout(8);
    texts->addWidget(m_label);
    texts->addWidget(m_instant);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addLayout(texts, 1);
    head->addWidget(m_remove, 0, Qt::AlignTop);

    auto *row = new FlowLayout(8, m_buttons);
    row->addWidget(buildPresets());
    QPushButton *set = addButton(tr("Set…"), tr("Let the key expire after a duration"));
    m_add = addButton(tr("Add…"), tr("Lengthen or shorten what is left"));
    QPushButton *at = addButton(tr("At…"), tr("Let the key expire at a date and time"));
    connect(set, &QPushButton::clicked, this, [this] { m_form->ask(TtlForm::Ask::Set, 0ms); });
    connect(
        m_add, &QPushButton::clicked, this, [this] { m_form->ask(TtlForm::Ask::Add, now().left); });
    connect(at, &QPushButton::clicked, this, [this] { m_form->ask(TtlForm::Ask::At, 0ms); });
    connect(m_remove, &QPushButton::clicked, this, &TtlBar::removeExpiry);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 12);
    layout->setSpacing(8);
    layout->addLayout(head);
    layout->addWidget(m_share);
    layout->addWidget(m_buttons);
    layout->addWidget(m_form);
    m_form->hide();
}

QWidget *TtlBar::buildPresets()
{
    struct Preset
    {
        QString text;
        milliseconds ttl;
    };
    const Preset presets[]
        = {{tr("1 m"), 1min}, {tr("5 m"), 5min}, {tr("1 h"), 1h}, {tr("1 d"), 24h}};
    auto *group = new QWidget(m_buttons);
    auto *row = new QHBoxLayout(group);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    for (const Preset &preset : presets) {
        auto *button = new QPushButton(preset.text, group);
        setRole(button, Role::Segment);
        button->setAutoDefault(false);
        button->setAccessibleName(tr("Expire in %1").arg(formatDuration(preset.ttl)));
        button->setToolTip(button->accessibleName());
        connect(button, &QPushButton::clicked, this, [this, ttl = preset.ttl] { setTtl(ttl); });
        row->addWidget(button);
    }
    return group;
}

QPushButton *TtlBar::addButton(const QString &text, const QString &tip)
{
    auto *button = new QPushButton(text, m_buttons);
    button->setAutoDefault(false);
    button->setToolTip(tip);
    m_buttons->layout()->addWidget(button);
    return button;
}

void TtlBar::showTtl(
    const QByteArray &key, const Result<Ttl> &ttl, Countdown::Clock::time_point when)
{
    if (key != m_key) {
        clear();
        m_key = key;
    }
    m_context = std::make_unique<QObject>();
    m_full = 0ms;
    if (ttl)
        return take(*ttl, when);
    m_countdown = {};
    m_ticker.stop();
    m_label->setText(tr("TTL –"));
    m_instant->setText(ttl.error().text);
    offer({.set = true, .remove = true}); // there is nothing to add to
    m_share->hide();
}

void TtlBar::clear()
{
    m_context.reset();
    m_key.clear();
    m_countdown = {};
    m_ticker.stop();
    m_form->hide();
    offer({});
    m_label->clear();
    m_instant->clear();
    m_share->hide();
}

void TtlBar::showGone()
{
    m_context.reset();
    m_countdown = {};
    m_ticker.stop();
    m_form->hide();
    offer({});
    m_label->setText(tr("Gone"));
    m_instant->setText(tr("There is no such key any more."));
    m_share->hide();
}

void TtlBar::ask()
{
    if (!m_context)
        return;
    m_client.send(pttl(m_key), m_context.get(), [this](const Result<Ttl> &ttl) {
        if (ttl)
            take(*ttl, Countdown::Clock::now());
    });
}

void TtlBar::take(const Ttl &ttl, Countdown::Clock::time_point when)
{
    if (ttl.state == Ttl::State::Gone) {
        const bool expired = m_full > 0ms && now().state == Ttl::State::Gone;
        showGone();
        emit gone(expired);
        return;
    }
    m_countdown = Countdown(ttl, when);
    m_full = std::max(m_full, ttl.left);
    tick();
}

void TtlBar::tick()
{
    const Ttl current = now();
    showCountdown(current);
    const bool expires = current.state == Ttl::State::Expires;
    offer({.set = true, .add = expires, .remove = expires});
    if (!isVisible())
        return;
    if (current.state == Ttl::State::Gone)
        ask(); // somebody may have prolonged it meanwhile
    else if (current.state == Ttl::State::Expires)
        m_ticker.start(current.left % 1s + 1ms); // when the shown second changes
}

void TtlBar::showCountdown(const Ttl &current)
{
    if (current.state == Ttl::State::Persistent) {
        m_label->setText(tr("Does not expire"));
        m_instant->setText(tr("It stays until it is deleted or evicted."));
        m_instant->setToolTip({});
        m_share->hide();
        return;
    }
    const QDateTime today = QDateTime::currentDateTime();
    const QDateTime when = today.addMSecs(current.left.count());
    m_label->setText(current.left < 1s ? tr("Expires now")
                                       : tr("Expires in %1").arg(formatDuration(current.left)));
    m_instant->setText(formatInstant(when, today));
    m_instant->setToolTip(utcInstant(when));
    m_share->setValue(m_full > 0ms
            ? static_cast<int>(shareSteps * (double(current.left.count()) / double(m_full.count())))
            : 0);
    m_share->setToolTip(tr("Of %1").arg(formatDuration(m_full)));
    m_share->show();
}

void TtlBar::offer(const Offer &offer)
{
    m_offer = offer;
    updateButtons();
}

void TtlBar::updateButtons()
{
    const QString whyNot = whyNotWrite(m_client);
    for (QPushButton *button : m_buttons->findChildren<QPushButton *>())
        enableUnless(button, button == m_add ? m_offer.add : m_offer.set, whyNot);
    enableUnless(m_remove, m_offer.remove, whyNot);
    m_form->setWhyNot(whyNot);
}

void TtlBar::setTtl(milliseconds ttl)
{
    change(pexpire(m_key, ttl), tr("Setting the expiry failed."),
        tr("The key expires in %1.").arg(formatDuration(ttl)));
}

void TtlBar::addTtl(milliseconds more)
{
    // What is left is asked afresh: somebody may have changed it since it was shown.
    m_client.send(pttl(m_key), m_context.get(), [this, more](const Result<Ttl> &ttl) {
        if (!ttl)
            return emit failed(ttl.error(), tr("Asking for the expiry failed."));
        take(*ttl, Countdown::Clock::now());
        if (ttl->state != Ttl::State::Expires)
            return;
        const QString refusal = refusalOfTtl(ttl->left + more, QDateTime::currentDateTime());
        if (refusal.isEmpty())
            return setTtl(ttl->left + more);
        emit failed({Error::Kind::Server, {}, refusal}, tr("The expiry was not changed."));
    });
}

void TtlBar::setExpiry(const QDateTime &when)
{
    if (!m_context)
        return;
    // The server goes by its own clock, and deletes the key at once where that time has passed.
    m_client.send(time(), m_context.get(), [this, when](const Result<QDateTime> &now) {
        if (now && when <= *now)
            return emit failed(
                {Error::Kind::Local, {},
                    tr("On the server's clock it is %1 already. This deletes the key: use Delete.")
                        .arg(formatInstant(*now, QDateTime::currentDateTime()))},
                tr("The expiry was not changed."));
        change(pexpireAt(m_key, when), tr("Setting the expiry failed."),
            tr("The key expires at %1.").arg(formatInstant(when, QDateTime::currentDateTime())));
    });
}

void TtlBar::removeExpiry()
{
    change(persist(m_key), tr("Removing the expiry failed."), tr("The key no longer expires."));
}

void TtlBar::change(Command<bool> command, const QString &tried, const QString &done)
{
    if (!m_context)
        return;
    m_form->hide();
    const bool removes = command.argv.first() == "PERSIST";
    m_client.send(std::move(command), m_context.get(),
        [this, tried, done, removes, before = m_countdown](const Result<bool> &made) {
            if (!made)
                return emit failed(made.error(), tried);
            m_full = 0ms;
            ask(); // also tells a key that is gone from one that had no expiry to remove
            if (*made)
                emit changed(done, [this, key = m_key, before] {
                    if (key == m_key)
                        undoTo(before);
                });
            else if (!removes)
                take({Ttl::State::Gone, 0ms}, Countdown::Clock::now());
        });
}

void TtlBar::undoTo(const Countdown &before)
{
    const Ttl ttl = before.at(Countdown::Clock::now());
    switch (ttl.state) {
    case Ttl::State::Persistent:
        return removeExpiry();
    case Ttl::State::Expires:
        return setTtl(ttl.left);
    case Ttl::State::Gone:
        emit failed({Error::Kind::Server, {}, tr("It would have expired by now.")},
            tr("The earlier expiry cannot be put back."));
    }
}

void TtlBar::showEvent(QShowEvent *event)
{
    QFrame::showEvent(event);
    m_asker.start();
    if (m_context)
        tick();
}

void TtlBar::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    m_asker.stop();
    m_ticker.stop();
}

} // namespace hitlens
