// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/ttlform.h"

#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"

#include <QDateTimeEdit>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;
using std::chrono::milliseconds;

TtlForm::TtlForm(QWidget *parent)
    : QFrame(parent)
    , m_label(new QLabel(this))
    , m_duration(new QLineEdit(this))
    , m_instant(new QDateTimeEdit(this))
    , m_apply(new QPushButton(tr("Apply"), this))
    , m_preview(new QLabel(this))
{
    m_duration->setPlaceholderText(tr("90 s, 5 min, 1 h 30 min, 2 d"));
    m_duration->setMinimumWidth(m_duration->fontMetrics().averageCharWidth() * 20);
    m_instant->setDisplayFormat(u"yyyy-MM-dd HH:mm:ss"_s);
    m_instant->setCalendarPopup(true);
    m_duration->setAccessibleName(tr("Duration"));
    m_instant->setAccessibleName(tr("Date and time of expiry"));
    for (QLineEdit *field : m_instant->findChildren<QLineEdit *>())
        field->setAccessibleName(m_instant->accessibleName());
    m_preview->setWordWrap(true);
    auto *cancel = new QPushButton(tr("Cancel"), this);
    setRole(m_apply, Role::Primary);
    auto *row = new FlowLayout(8);
    for (QWidget *widget :
        std::initializer_list<QWidget *>{m_label, m_duration, m_instant, m_apply, cancel})
        row->addWidget(widget);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_preview);
    connect(m_duration, &QLineEdit::textChanged, this, &TtlForm::refresh);
    connect(m_duration, &QLineEdit::returnPressed, this, &TtlForm::apply);
    connect(m_instant, &QDateTimeEdit::dateTimeChanged, this, &TtlForm::refresh);
    connect(m_apply, &QPushButton::clicked, this, &TtlForm::apply);
    connect(cancel, &QPushButton::clicked, this, &TtlForm::dismissed);
}

void TtlForm::ask(Ask what, milliseconds left)
{
    m_ask = what;
    m_left = left;
    const bool at = what == Ask::At;
    if (!at)
        m_label->setText(what == Ask::Set ? tr("Expire in") : tr("Add"));
    m_duration->setAccessibleName(m_label->text());
    m_duration->setVisible(!at);
    m_instant->setVisible(at);
    m_duration->clear();
    if (at)
        m_instant->setDateTime(QDateTime::currentDateTime().addSecs(3600));
    show();
    refresh();
    QWidget *field = at ? static_cast<QWidget *>(m_instant) : m_duration;
    field->setFocus();
}

void TtlForm::setWhyNot(const QString &whyNot)
{
    m_whyNot = whyNot;
    refresh();
}

milliseconds TtlForm::wanted() const
{
    const milliseconds typed = parseDuration(m_duration->text()).duration;
    return m_ask == Ask::Add ? m_left + typed : typed;
}

// To the second, as it is shown.
QDateTime TtlForm::instant() const
{
    return QDateTime::fromSecsSinceEpoch(m_instant->dateTime().toSecsSinceEpoch());
}

QDateTime TtlForm::expiry() const
{
    return m_ask == Ask::At ? instant() : QDateTime::currentDateTime().addMSecs(wanted().count());
}

QString TtlForm::refusal() const
{
    if (!m_whyNot.isEmpty())
        return m_whyNot;
    const QDateTime now = QDateTime::currentDateTime();
    if (m_ask == Ask::At)
        return refusalOfExpiry(instant(), now);
    const DurationInput typed = parseDuration(m_duration->text());
    if (!typed.isOk())
        return typed.refusal;
    qint64 sum = 0;
    if (m_ask == Ask::Add
        && qAddOverflow(qint64(m_left.count()), qint64(typed.duration.count()), &sum))
        return refusalOfTtl(milliseconds::max(), now);
    return refusalOfTtl(wanted(), now);
}

void TtlForm::refresh()
{
    const QString why = refusal();
    // The zone of that day, which may be summer time when it is winter now; where an hour comes
    // twice, it tells which one is meant.
    if (m_ask == Ask::At)
        m_label->setText(tr("Expire at (%1)").arg(instant().timeZoneAbbreviation()));
    m_apply->setEnabled(why.isEmpty());
    const bool typing = m_ask != Ask::At && m_duration->text().isEmpty();
    setRole(m_preview, why.isEmpty() || typing ? Role::Muted : Role::Danger);
    if (!why.isEmpty()) {
        m_preview->setText(why);
        return;
    }
    const QDateTime now = QDateTime::currentDateTime();
    const milliseconds span(now.msecsTo(expiry()));
    m_preview->setText(
        tr("Expires in %1, at %2.")
            .arg(formatDuration(m_ask == Ask::At ? span : wanted()), formatInstant(expiry(), now)));
    m_preview->setToolTip(utcInstant(expiry()));
}

void TtlForm::apply()
{
    if (!refusal().isEmpty())
        return;
    const milliseconds typed = parseDuration(m_duration->text()).duration;
    if (m_ask == Ask::At)
        emit expiryEntered(instant());
    else if (m_ask == Ask::Add)
        emit additionEntered(typed);
    else
        emit ttlEntered(typed);
}

void TtlForm::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        emit dismissed();
    else if (event->matches(QKeySequence::InsertParagraphSeparator) && m_instant->hasFocus())
        apply();
    else
        QFrame::keyPressEvent(event);
}

QString formatInstant(const QDateTime &when, const QDateTime &now)
{
    const QDateTime local = when.toLocalTime();
    if (!local.isValid() || local.date().year() > 9999)
        return TtlForm::tr("a time after the year 9999");
    const QString time = local.toString(u"HH:mm:ss"_s);
    if (local.date() == now.toLocalTime().date())
        return TtlForm::tr("%1 today").arg(time);
    return QLocale().toString(local.date(), u"ddd d MMM yyyy"_s) + u", "_s + time;
}

QString utcInstant(const QDateTime &when)
{
    return when.toUTC().toString(u"yyyy-MM-dd HH:mm:ss 'UTC'"_s);
}

} // namespace hitlens
