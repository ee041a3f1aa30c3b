// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/actform.h"

#include "app/keyspace/ttl.h"
#include "ui/invalidation/actwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDateTimeEdit>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QSpinBox>
#include <QStandardItemModel>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using std::chrono::milliseconds;
using Kind = BulkAction::Kind;
using Only = BulkAction::Only;
using Spread = BulkAction::Spread;

namespace {

// As parseDuration() reads it.
QString durationText(milliseconds span)
{
    if (span.count() % 1000 != 0)
        return u"%1 ms"_s.arg(span.count());
    const qint64 seconds = span.count() / 1000;
    return seconds % 60 == 0 && seconds > 60 ? u"%1 min"_s.arg(seconds / 60)
                                             : u"%1 s"_s.arg(seconds);
}

milliseconds typedIn(const QLineEdit *field)
{
    return parseDuration(field->text()).duration;
}

QString problemOf(const QLineEdit *field, const QDateTime &now)
{
    const DurationInput typed = parseDuration(field->text());
    return typed.isOk() ? refusalOfTtl(typed.duration, now) : typed.refusal;
}

// That any key may be given.
milliseconds longest(const BulkAction &action)
{
    const milliseconds more
        = action.spread == Spread::Jitter ? action.ttl / 100 * action.jitter : action.span;
    return more > milliseconds::max() - action.ttl ? milliseconds::max() : action.ttl + more;
}

} // namespace

ActForm::ActForm(const BulkAction &action, QWidget *parent)
    : QWidget(parent)
    , m_kinds(new QButtonGroup(this))
    , m_words(new QLabel(this))
    , m_parts(new QWidget(this))
{
    // Names the rows for those who cannot see how they stand together.
    setAccessibleName(tr("What is done to the keys"));
    new FlowLayout(8, m_parts);
    addKinds();
    addExpiry();
    m_words->setWordWrap(true);
    m_words->setAccessibleName(tr("What will be done"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addWidget(m_parts);
    layout->addWidget(m_words);
    take(action);
    showParts();
}

template <typename W>
W *ActForm::add(W *widget)
{
    m_parts->layout()->addWidget(widget);
    return widget;
}

void ActForm::addKinds()
{
    const auto addKind = [this](Kind kind, const QString &text, const QString &tip) {
        auto *button = add(new QRadioButton(text, m_parts));
        button->setToolTip(tip);
        m_kinds->addButton(button, static_cast<int>(kind));
    };
    addKind(Kind::Unlink, tr("&Delete (UNLINK)"), tr("By DEL where the server has no UNLINK."));
    addKind(Kind::Expire, tr("&Expire"), tr("Gives the keys a TTL, or another one (PEXPIREAT)."));
    addKind(Kind::Soften, tr("So&ft invalidate"),
        tr("Lets them expire soon, each at its own moment, so that their readers do not all "
           "miss at once (PEXPIREAT … LT)."));
    addKind(Kind::Persist, tr("Re&move expiry"), tr("Takes the TTL off (PERSIST)."));
    connect(m_kinds, &QButtonGroup::idToggled, this, [this](int id, bool isOn) {
        Q_UNUSED(id)
        if (isOn)
            showParts();
    });
}

QLineEdit *ActForm::addDuration(const QString &name, const QString &text)
{
    auto *field = add(new QLineEdit(text, m_parts));
    field->setAccessibleName(name);
    field->setToolTip(tr("A duration, such as 90 s, 5 min or 1 h 30 min."));
    field->setMaximumWidth(field->fontMetrics().averageCharWidth() * 14);
    connect(field, &QLineEdit::textChanged, this, &ActForm::explain);
    return field;
}

void ActForm::addExpiry()
{
    const auto addBox = [this](const QString &name, const QStringList &choices) {
        auto *box = add(new QComboBox(m_parts));
        box->setAccessibleName(name);
        box->addItems(choices);
        connect(box, &QComboBox::currentIndexChanged, this, &ActForm::showParts);
        return box;
    };
    m_when = addBox(tr("In a time or at an instant"), {tr("in"), tr("at")});
    m_ttl = addDuration(tr("Expire in"), u"5 min"_s);
    m_at = add(new QDateTimeEdit(QDateTime::currentDateTime().addSecs(3600), m_parts));
    m_at->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    m_at->setCalendarPopup(true);
    m_at->setAccessibleName(tr("Date and time of expiry"));
    for (QLineEdit *field : m_at->findChildren<QLineEdit *>())
        field->setAccessibleName(m_at->accessibleName());
    connect(m_at, &QDateTimeEdit::dateTimeChanged, this, &ActForm::explain);
    m_zone = add(new QLabel(m_parts));
    m_only = addBox(
        tr("Which expiries are changed"), {tr("always"), tr("only shorten"), tr("only lengthen")});
    m_spread = addBox(
        tr("At once or spread"), {tr("all at once"), tr("with jitter"), tr("spread over")});
    m_jitter = add(new QSpinBox(m_parts));
    m_jitter->setRange(1, 100);
    m_jitter->setValue(10);
    m_jitter->setPrefix(tr("± "));
    m_jitter->setSuffix(tr(" %"));
    m_jitter->setAccessibleName(tr("Jitter in per cent"));
    connect(m_jitter, &QSpinBox::valueChanged, this, &ActForm::explain);
    m_span = addDuration(tr("Spread over"), u"1 min"_s);
    m_withinLabel = add(new QLabel(tr("within"), m_parts));
    m_within = addDuration(tr("Expire within"), u"30 s"_s);
}

void ActForm::take(const BulkAction &action)
{
    const bool at = action.kind == Kind::ExpireAt;
    m_kinds->button(static_cast<int>(at ? Kind::Expire : action.kind))->setChecked(true);
    m_when->setCurrentIndex(at ? At : In);
    if (at)
        m_at->setDateTime(QDateTime::fromMSecsSinceEpoch(action.at));
    if (action.ttl > 0ms)
        (action.kind == Kind::Soften ? m_within : m_ttl)->setText(durationText(action.ttl));
    m_only->setCurrentIndex(static_cast<int>(action.only));
    m_spread->setCurrentIndex(static_cast<int>(action.spread));
    if (action.jitter > 0)
        m_jitter->setValue(action.jitter);
    if (action.span > 0ms)
        m_span->setText(durationText(action.span));
}

bool ActForm::isAt() const
{
    return m_when->currentIndex() == At;
}

Kind ActForm::kind() const
{
    const auto chosen = static_cast<Kind>(m_kinds->checkedId());
    return chosen == Kind::Expire && isAt() ? Kind::ExpireAt : chosen;
}

Spread ActForm::spread() const
{
    return static_cast<Spread>(m_spread->currentIndex());
}

BulkAction ActForm::action() const
{
    BulkAction action;
    action.kind = kind();
    if (action.kind == Kind::Soften)
        action.ttl = typedIn(m_within);
    if (action.kind != Kind::Expire && action.kind != Kind::ExpireAt)
        return action;
    if (isAt()) // to the second, as it is shown
        action.at = m_at->dateTime().toSecsSinceEpoch() * 1000;
    else
        action.ttl = typedIn(m_ttl);
    action.only = static_cast<Only>(m_only->currentIndex());
    action.spread = spread();
    if (action.spread == Spread::Jitter)
        action.jitter = m_jitter->value();
    if (action.spread == Spread::Even)
        action.span = typedIn(m_span);
    return action;
}

QString ActForm::problem() const
{
    const Kind now = kind();
    if (now == Kind::Soften)
        return problemOf(m_within, QDateTime::currentDateTime());
    return now == Kind::Expire || now == Kind::ExpireAt ? expiryProblem() : QString();
}

QString ActForm::expiryProblem() const
{
    const QDateTime now = QDateTime::currentDateTime();
    const BulkAction wanted = action();
    QString problem = isAt() ? refusalOfExpiry(QDateTime::fromMSecsSinceEpoch(wanted.at), now)
                             : problemOf(m_ttl, now);
    if (problem.isEmpty() && wanted.spread == Spread::Even)
        problem = problemOf(m_span, now);
    if (problem.isEmpty() && !isAt())
        problem = refusalOfTtl(longest(wanted), now);
    return problem;
}

void ActForm::showParts()
{
    const bool expires = m_kinds->checkedId() == static_cast<int>(Kind::Expire);
    const bool softens = m_kinds->checkedId() == static_cast<int>(Kind::Soften);
    // Per cent of what, when it is an instant?
    auto *spreads = qobject_cast<QStandardItemModel *>(m_spread->model());
    spreads->item(static_cast<int>(Spread::Jitter))->setEnabled(!isAt());
    if (isAt() && spread() == Spread::Jitter)
        m_spread->setCurrentIndex(static_cast<int>(Spread::None));
    m_when->setVisible(expires);
    m_ttl->setVisible(expires && !isAt());
    m_at->setVisible(expires && isAt());
    m_zone->setVisible(expires && isAt());
    m_only->setVisible(expires);
    m_spread->setVisible(expires);
    m_jitter->setVisible(expires && spread() == Spread::Jitter);
    m_span->setVisible(expires && spread() == Spread::Even);
    m_withinLabel->setVisible(softens);
    m_within->setVisible(softens);
    explain();
}

void ActForm::explain()
{
    const QString why = problem();
    m_zone->setText(m_at->dateTime().timeZoneAbbreviation());
    m_zone->setToolTip(m_at->dateTime().toUTC().toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s));
    setRole(m_words, why.isEmpty() ? Role::Muted : Role::Danger);
    m_words->setText(why.isEmpty() ? describeAct(action()) : why);
    emit changed();
}

} // namespace hitlens
