// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/findingspanel.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QDateTime>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>

#include <algorithm>
#include <utility>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// A panel in the panel, with a bar that tells how bad it is; the title begins with that in words
// for who cannot see it.
class CardFrame final : public QWidget
{
public:
    CardFrame(Finding::Severity severity, QWidget *parent)
        : QWidget(parent)
        , m_severity(severity)
    { }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &colors = themeOf(this);
        QPainter painter(this);
        painter.fillRect(rect(), colors.raised);
        const QColor bar = m_severity == Finding::Severity::Danger ? colors.danger
            : m_severity == Finding::Severity::Warning             ? colors.warning
                                                                   : colors.accent;
        painter.fillRect(0, 0, 3, height(), bar);
    }

private:
    const Finding::Severity m_severity;
};

QString severityWord(Finding::Severity severity)
{
    switch (severity) {
    case Finding::Severity::Danger:
        return FindingsPanel::tr("Urgent");
    case Finding::Severity::Warning:
        return FindingsPanel::tr("Warning");
    case Finding::Severity::Hint:
        break;
    }
    return FindingsPanel::tr("Hint");
}

QLabel *makeLabel(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

} // namespace

FindingsPanel::FindingsPanel(QWidget *parent)
    : QFrame(parent)
    , m_cards(new QVBoxLayout)
    , m_empty(makeLabel(tr("Nothing that was measured is worth telling."), this))
    , m_lookNote(makeLabel({}, this))
    , m_look(new QPushButton(tr("Look closer"), this))
    , m_wake(new QPushButton(this))
{
    setRole(this, Role::Panel);
    setRole(m_empty, Role::Muted);
    setRole(m_lookNote, Role::Muted);
    setRole(m_wake, Role::Quiet);
    connect(m_wake, &QAbstractButton::clicked, this, [this] {
        if (m_watch)
            m_watch->settings().wake(m_watch->server());
    });
    m_wake->hide();
    m_lookNote->hide();
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *list = new QWidget(scroll);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_empty);
    m_cards->setSpacing(8);
    column->addLayout(m_cards);
    column->addWidget(m_wake, 0, Qt::AlignLeft);
    column->addStretch();
    scroll->setWidget(list);
    for (QWidget *part : {list, scroll->viewport()})
        part->setAutoFillBackground(false); // it lies in the panel

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 8);
    layout->addLayout(makeHead());
    layout->addWidget(m_lookNote);
    layout->addWidget(scroll, 1);
}

QLayout *FindingsPanel::makeHead()
{
    auto *title = new QLabel(tr("Findings"), this);
    setRole(title, Role::Heading);
    m_look->setToolTip(tr("Asks for the TTL, the size and the encoding of 2,000 keys drawn at "
                          "random, and looks for 4 seconds "
                          "who connects. That takes the server about 20 milliseconds."));
    auto *limits = new QPushButton(tr("Limits…"), this);
    limits->setToolTip(tr("From where on something is told"));
    auto *alerts = new QPushButton(tr("Alerts…"), this);
    alerts->setToolTip(tr("What the desktop is to tell you of"));
    connect(m_look, &QAbstractButton::clicked, this, &FindingsPanel::lookRequested);
    connect(limits, &QAbstractButton::clicked, this, &FindingsPanel::limitsRequested);
    connect(alerts, &QAbstractButton::clicked, this, &FindingsPanel::alertsRequested);
    auto *head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch();
    for (QPushButton *button : {m_look, limits, alerts}) {
        setRole(button, Role::Quiet);
        head->addWidget(button);
    }
    return head;
}

void FindingsPanel::setLooking(bool isLooking)
{
    m_look->setEnabled(!isLooking);
    m_look->setText(isLooking ? tr("Looking…") : tr("Look closer"));
    describeLook();
}

void FindingsPanel::describeLook()
{
    const auto look = m_watch ? m_watch->closerLook() : std::nullopt;
    m_lookNote->setVisible(look.has_value());
    if (!look)
        return;
    const auto time = QDateTime::fromMSecsSinceEpoch(look->at).time();
    QString text = tr("Closer look at %1: %2 of %3.")
                       .arg(QLocale().toString(time, u"HH:mm"_s),
                           QLocale().toString(look->sample.size()), formatKeys(look->keys));
    if (look->refusal)
        text += u' ' + tr("Some of it was refused: %1").arg(look->refusal->text);
    m_lookNote->setText(text);
}

void FindingsPanel::setWatch(ServerWatch &watch)
{
    m_watch = &watch;
    connect(m_watch, &ServerWatch::findingsChanged, this, &FindingsPanel::refresh);
    refresh();
    describeLook();
}

// Figures change all the time: who reads a card, or is about to press its button, keeps it.
void FindingsPanel::refresh()
{
    const QList<Finding> &findings = m_watch->findings();
    const auto isOf = [](const Card &card, const Finding &finding) {
        return card.kind == finding.kind && card.severity == finding.severity;
    };
    if (!std::ranges::equal(m_shown, findings, isOf))
        rebuild();
    for (qsizetype i = 0; i < findings.size(); ++i)
        fill(m_shown[i], findings[i]);
    m_empty->setVisible(findings.isEmpty());
    m_wake->setText(tr("Show %n that sleep", nullptr, m_watch->snoozedCount()));
    m_wake->setVisible(m_watch->snoozedCount() > 0);
}

void FindingsPanel::rebuild()
{
    std::optional<FindingKind> focused;
    for (const Card &card : std::exchange(m_shown, {})) {
        if (card.action->hasFocus())
            focused = card.kind;
        // Later: a click on one of its buttons may be what brought us here.
        m_cards->removeWidget(card.widget);
        card.widget->hide();
        card.widget->deleteLater();
    }
    for (const Finding &finding : m_watch->findings()) {
        m_shown.append(makeCard(finding));
        m_cards->addWidget(m_shown.last().widget);
        m_shown.last().widget->show(); // a layout does it later, and the focus would not come
        if (focused == finding.kind)
            m_shown.last().action->setFocus();
    }
}

FindingsPanel::Card FindingsPanel::makeCard(const Finding &finding)
{
    auto *frame = new CardFrame(finding.severity, this);
    const Card card{finding.kind, finding.severity, frame, makeLabel({}, frame),
        makeLabel({}, frame), makeLabel({}, frame), new QPushButton(finding.action, frame)};
    QFont bold = card.title->font();
    bold.setBold(true);
    card.title->setFont(bold);
    setRole(card.evidence, Role::Muted);
    connect(card.action, &QAbstractButton::clicked, this, [this, card] { follow(card); });
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(card.action);
    buttons->addStretch();
    buttons->addWidget(makeSnooze(finding.kind, frame));
    auto *layout = new QVBoxLayout(frame);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->setSpacing(4);
    for (QLabel *part : {card.title, card.evidence, card.reason})
        layout->addWidget(part);
    layout->addLayout(buttons);
    return card;
}

QPushButton *FindingsPanel::makeSnooze(FindingKind kind, QWidget *card)
{
    auto *sleep = new QPushButton(tr("Snooze"), card);
    setRole(sleep, Role::Quiet);
    auto *times = new QMenu(sleep);
    const QList<std::pair<QString, std::chrono::hours>> choices{
        {tr("For an hour"), 1h}, {tr("For a day"), 24h}, {tr("For 30 days"), 30 * 24h}};
    for (const auto &[text, time] : choices) {
        connect(times->addAction(text), &QAction::triggered, this,
            [this, kind, time = time] { snooze(kind, time); });
    }
    sleep->setMenu(times);
    return sleep;
}

void FindingsPanel::fill(const Card &card, const Finding &finding)
{
    card.title->setText(finding.title);
    card.title->setAccessibleName(tr("%1: %2").arg(severityWord(finding.severity), finding.title));
    card.evidence->setText(finding.evidence);
    card.reason->setText(finding.reason);
    for (auto *button : card.widget->findChildren<QPushButton *>())
        button->setAccessibleDescription(finding.title);
}

void FindingsPanel::follow(const Card &card)
{
    const auto finding = std::ranges::find(m_watch->findings(), card.kind, &Finding::kind);
    if (finding == m_watch->findings().end())
        return;
    switch (finding->place) {
    case Finding::Place::Spread:
        emit spreadRequested(finding->prefix, finding->at);
        break;
    case Finding::Place::Settings:
        emit settingsRequested(finding->settings, finding->nodes);
        break;
    case Finding::Place::SlowLog:
        emit slowLogRequested(finding->command);
        break;
    case Finding::Place::Look:
        if (m_look->isEnabled()) // not while one runs
            emit lookRequested();
        break;
    default:
        emit placeRequested(finding->place);
    }
}

void FindingsPanel::snooze(FindingKind kind, std::chrono::hours time)
{
    const qint64 until
        = QDateTime::currentMSecsSinceEpoch() + std::chrono::milliseconds(time).count();
    m_watch->settings().snooze(m_watch->server(), kind, until);
}

} // namespace hitlens
