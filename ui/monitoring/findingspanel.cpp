// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/findingspanel.h"

#include "ui/shell/theme.h"

#include <QClipboard>
#include <QDateTime>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

// A panel in the panel, with a bar that tells how bad it is; the title begins with that in words
// for who cannot see it.
class Card final : public QWidget
{
public:
    Card(Finding::Severity severity, QWidget *parent)
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
    , m_wake(new QPushButton(this))
{
    setRole(this, Role::Panel);
    setRole(m_empty, Role::Muted);
    auto *title = new QLabel(tr("Findings"), this);
    setRole(title, Role::Heading);
    auto *limits = new QPushButton(tr("Limits…"), this);
    limits->setToolTip(tr("From where on something is told"));
    auto *alerts = new QPushButton(tr("Alerts…"), this);
    alerts->setToolTip(tr("What the desktop is to tell you of"));
    for (QPushButton *button : {limits, alerts, m_wake})
        setRole(button, Role::Quiet);
    connect(limits, &QAbstractButton::clicked, this, &FindingsPanel::limitsRequested);
    connect(alerts, &QAbstractButton::clicked, this, &FindingsPanel::alertsRequested);
    connect(m_wake, &QAbstractButton::clicked, this, [this] {
        if (m_watch)
            m_watch->settings().wake(m_watch->server());
    });
    m_wake->hide();
    auto *head = new QHBoxLayout;
    head->addWidget(title);
    head->addStretch();
    head->addWidget(limits);
    head->addWidget(alerts);

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

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 8);
    layout->addLayout(head);
    layout->addWidget(scroll, 1);
}

void FindingsPanel::setWatch(ServerWatch &watch)
{
    m_watch = &watch;
    connect(m_watch, &ServerWatch::findingsChanged, this, &FindingsPanel::refresh);
    refresh();
}

void FindingsPanel::refresh()
{
    while (QLayoutItem *item = m_cards->takeAt(0)) {
        // Later: a click on one of its buttons may be what brought us here.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (const Finding &finding : m_watch->findings())
        m_cards->addWidget(makeCard(finding));
    m_empty->setVisible(m_watch->findings().isEmpty());
    m_wake->setText(tr("Show %n that sleep", nullptr, m_watch->snoozedCount()));
    m_wake->setVisible(m_watch->snoozedCount() > 0);
}

QWidget *FindingsPanel::makeCard(const Finding &finding)
{
    auto *card = new Card(finding.severity, this);
    auto *title = makeLabel(finding.title, card);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    title->setAccessibleName(tr("%1: %2").arg(severityWord(finding.severity), finding.title));
    auto *evidence = makeLabel(finding.evidence, card);
    setRole(evidence, Role::Muted);
    auto *action = new QPushButton(finding.action, card);
    action->setAccessibleDescription(finding.title);
    if (finding.place == Finding::Place::Command)
        action->setToolTip(tr("Puts “%1” into the clipboard, for redis-cli.").arg(finding.command));
    connect(action, &QAbstractButton::clicked, this,
        [this, finding, action] { follow(finding, action); });
    auto *sleep = new QPushButton(tr("Snooze"), card);
    sleep->setAccessibleDescription(finding.title);
    setRole(sleep, Role::Quiet);
    auto *times = new QMenu(sleep);
    const QList<std::pair<QString, std::chrono::hours>> choices{
        {tr("For an hour"), 1h}, {tr("For a day"), 24h}, {tr("For 30 days"), 30 * 24h}};
    for (const auto &[text, time] : choices) {
        connect(times->addAction(text), &QAction::triggered, this,
            [this, kind = finding.kind, time = time] { snooze(kind, time); });
    }
    sleep->setMenu(times);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(action);
    buttons->addStretch();
    buttons->addWidget(sleep);
    auto *layout = new QVBoxLayout(card);
    layout->setContentsMargins(12, 8, 8, 8);
    layout->setSpacing(4);
    for (QWidget *part : {title, evidence, makeLabel(finding.reason, card)})
        layout->addWidget(part);
    layout->addLayout(buttons);
    return card;
}

void FindingsPanel::follow(const Finding &finding, QPushButton *button)
{
    if (finding.place != Finding::Place::Command) {
        emit placeRequested(finding.place);
        return;
    }
    QGuiApplication::clipboard()->setText(finding.command);
    button->setText(tr("Copied: %1").arg(finding.command));
}

void FindingsPanel::snooze(FindingKind kind, std::chrono::hours time)
{
    const qint64 until
        = QDateTime::currentMSecsSinceEpoch() + std::chrono::milliseconds(time).count();
    m_watch->settings().snooze(m_watch->server(), kind, until);
}

} // namespace hitlens
