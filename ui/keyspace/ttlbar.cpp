// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/ttlbar.h"

#include "app/redis/permission.h"
#include "ui/keyspace/ttlform.h"
#include "ui/keyspace/ttlhistoryview.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;

namespace {

constexpr int shareSteps = 1000;

Ttl ttlOf(const Expiry &expiry, qint64 now)
{
    return {expiry.state, milliseconds(expiry.state == Ttl::State::Expires ? expiry.at - now : 0)};
}

QString pastOn(const QDateTime &clock)
{
    return TtlBar::tr("On the server's clock it is %1 already. This deletes the key: use Delete.")
        .arg(formatInstant(clock, QDateTime::currentDateTime()));
}

// The command alone would be allowed.
bool isGuardRefused(const Error &error)
{
    static const QStringList guards{
        u"+watch"_s, u"+unwatch"_s, u"+multi"_s, u"+exec"_s, u"+time"_s, u"+pttl"_s, u"+ping"_s};
    return error.kind == Error::Kind::Permission && guards.contains(missingPermission(error));
}

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
    , m_showHistory(new QPushButton(tr("History"), this))
    , m_historyView(new TtlHistoryView(this))
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
    m_showHistory->setCheckable(true);
    m_showHistory->setAutoDefault(false);
    setRole(m_showHistory, Role::Quiet);
    m_showHistory->setToolTip(tr("What became of the TTL while this key was shown"));
    connect(m_showHistory, &QPushButton::toggled, m_historyView, &QWidget::setVisible);
    auto *texts = new FlowLayout(8);
    texts->addWidget(m_label);
    texts->addWidget(m_instant);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    head->addLayout(texts, 1);
    head->addWidget(m_showHistory, 0, Qt::AlignTop);
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
    layout->addWidget(m_historyView);
    m_form->hide();
    m_historyView->hide();
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
    m_history.clear();
    m_historyView->showHistory(m_history);
    m_ticker.stop();
    m_form->hide();
    offer({});
    m_label->clear();
    m_instant->clear();
    m_share->hide();
}

void TtlBar::showGone()
{
    if (!m_history.entries().empty())
        noteTtl({Ttl::State::Gone, 0ms}, Countdown::Clock::now());
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
    noteTtl(ttl, when);
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

void TtlBar::noteTtl(const Ttl &ttl, Countdown::Clock::time_point when)
{
    m_history.note(ttl, when, QDateTime::currentDateTime());
    m_historyView->showHistory(m_history);
}

void TtlBar::setTtl(milliseconds ttl)
{
    start({m_key, {ExpiryChange::Kind::In, ttl.count(), {}}, tr("Setting the expiry failed."),
        tr("The key expires in %1.").arg(formatDuration(ttl))});
}

void TtlBar::addTtl(milliseconds more)
{
    const milliseconds size = std::chrono::abs(more);
    start({m_key, {ExpiryChange::Kind::Add, more.count(), {}}, tr("The expiry was not changed."),
        (more > 0ms ? tr("The key expires %1 later.") : tr("The key expires %1 earlier."))
            .arg(formatDuration(size))});
}

void TtlBar::setExpiry(const QDateTime &when)
{
    start({m_key, {ExpiryChange::Kind::At, when.toMSecsSinceEpoch(), {}},
        tr("The expiry was not changed."),
        tr("The key expires at %1.").arg(formatInstant(when, QDateTime::currentDateTime()))});
}

void TtlBar::removeExpiry()
{
    start({m_key, {}, tr("Removing the expiry failed."), tr("The key no longer expires.")});
}

void TtlBar::start(const Wish &wish)
{
    if (!m_context)
        return;
    m_form->hide();
    run(m_client, changeExpiry(wish.key, wish.change), this,
        [this, wish](const KeyTransaction::Report &report) { onChanged(wish, report); });
}

// The person may have gone on to another key meanwhile.
QString TtlBar::nameIn(const Wish &wish, const QString &sentence) const
{
    return wish.key == m_key ? sentence : displayBytes(wish.key) + u": "_s + sentence;
}

void TtlBar::onChanged(const Wish &wish, const KeyTransaction::Report &report)
{
    if (report.outcome != KeyTransaction::Outcome::Done)
        return onRefused(wish, report);
    const Expiry before = report.seen.keys.first().expiry;
    const Expiry made = report.expiry;
    if (wish.key == m_key) {
        m_full = 0ms;
        const auto now = Countdown::Clock::now();
        const Ttl ttl = ttlOf(made, report.seen.now);
        if (before != made)
            m_history.noteOwn(ttl, now, QDateTime::currentDateTime());
        take(ttl, now);
        ask(); // the change took a moment itself
    }
    if (before == made)
        return;
    emit changed(
        nameIn(wish, wish.done),
        wish.putBack ? UndoList::Undo()
                     : [this, key = wish.key, before, made](
                           const UndoList::PutBack &putBack) { undo(key, before, made, putBack); });
}

void TtlBar::onRefused(const Wish &wish, const KeyTransaction::Report &report)
{
    const QString tried = nameIn(wish, wish.tried);
    const auto say = [this, &tried](const QString &why) {
        emit failed({Error::Kind::Local, {}, why}, tried);
    };
    if (wish.putBack && report.outcome != KeyTransaction::Outcome::Declined)
        wish.putBack();
    if (report.outcome == KeyTransaction::Outcome::Unknown)
        return emit failed(
            *report.error, tr("Whether the expiry was changed is not known: no answer came."));
    if (report.outcome == KeyTransaction::Outcome::Failed) {
        if (isGuardRefused(*report.error) && wish.change.kind != ExpiryChange::Kind::Add
            && !wish.change.expected)
            return changeUnguarded(wish);
        return emit failed(*report.error, tried);
    }
    switch (report.obstacle) {
    case Obstacle::Gone:
        if (wish.key == m_key)
            return take({Ttl::State::Gone, 0ms}, Countdown::Clock::now());
        return say(tr("This key is gone."));
    case Obstacle::NoExpiry:
        if (wish.key == m_key)
            ask();
        return say(tr("The key does not expire any more: there is nothing to add to."));
    case Obstacle::Changed:
        if (wish.key == m_key)
            ask();
        return say(tr("Somebody has changed it since. It stays as they left it."));
    default:
        return say(wish.change.expected ? tr("It would have expired by now.")
                                        : pastOn(QDateTime::fromMSecsSinceEpoch(report.seen.now)));
    }
}

// For a user who may run the command and not what guards it. There is nothing to undo by.
void TtlBar::changeUnguarded(const Wish &wish)
{
    const milliseconds span(wish.change.milliseconds);
    if (wish.change.kind == ExpiryChange::Kind::At)
        return expireUnguardedAt(wish);
    sendUnguarded(wish,
        wish.change.kind == ExpiryChange::Kind::In ? pexpire(wish.key, span) : persist(wish.key));
}

// An instant that has passed for the server would delete the key. Whoever may not ask for its clock
// gets the time that is left until then by ours.
void TtlBar::expireUnguardedAt(const Wish &wish)
{
    const QDateTime when = QDateTime::fromMSecsSinceEpoch(wish.change.milliseconds);
    m_client.send(time(), this, [this, wish, when](const Result<QDateTime> &clock) {
        const bool isUnknown = !clock && clock.error().kind == Error::Kind::Permission;
        if (!clock && !isUnknown)
            return emit failed(clock.error(), nameIn(wish, wish.tried));
        const QDateTime now = clock ? *clock : QDateTime::currentDateTime();
        if (when <= now)
            return emit failed({Error::Kind::Local, {}, pastOn(now)}, nameIn(wish, wish.tried));
        sendUnguarded(wish,
            clock ? pexpireAt(wish.key, when) : pexpire(wish.key, milliseconds(now.msecsTo(when))));
    });
}

void TtlBar::sendUnguarded(const Wish &wish, const Command<bool> &command)
{
    m_client.send(command, this, [this, wish](const Result<bool> &made) {
        if (!made)
            return emit failed(made.error(), nameIn(wish, wish.tried));
        if (wish.key == m_key) {
            m_full = 0ms;
            ask(); // also tells a key that is gone from one that had no expiry to remove
        }
        if (*made)
            emit changed(nameIn(wish, wish.done), {});
    });
}

void TtlBar::undo(const QByteArray &key, const Expiry &before, const Expiry &made,
    const UndoList::PutBack &putBack)
{
    const Wish wish{key, backTo(before, made), tr("The earlier expiry cannot be put back."),
        tr("The expiry is what it was before."), putBack};
    run(m_client, changeExpiry(key, wish.change), this,
        [this, wish](const KeyTransaction::Report &report) { onChanged(wish, report); });
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
