// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/trafficsetup.h"

#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/whynot.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QLabel *makeSetupText(const QString &text, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    return label;
}

} // namespace

TrafficSetup::TrafficSetup(const QString &separator, QWidget *parent)
    : QWidget(parent)
    , m_changes(makeSetupText({}, this))
    , m_bySeparator(new QRadioButton(tr("Up to the separator"), this))
    , m_separator(new QLineEdit(separator, this))
    , m_depth(new QSpinBox(this))
    , m_byExpression(new QRadioButton(tr("By a regular expression"), this))
    , m_expression(new QLineEdit(this))
    , m_fault(makeSetupText({}, this))
    , m_interval(new QComboBox(this))
    , m_span(new QComboBox(this))
    , m_start(new QPushButton(tr("Start wa&tching"), this))
{
    auto *title = new QLabel(tr("Traffic by prefix"), this);
    setRole(title, Role::Title);
    auto *what
        = makeSetupText(tr("Counts misses, and why keys were missed, expirations, evictions, "
                           "deletes and writes of each prefix by the events of the server, and "
                           "the hit rate from short samples of reads. Only of the database that "
                           "is shown, and only from when you start."),
            this);
    auto *events = makeSetupText(
        tr("What it costs: events cost nothing where keys are found. Where nearly every read "
           "misses we measured up to a third of the server's throughput."),
        this);
    auto *samples = makeSetupText(
        tr("A sample is the command MONITOR. While it runs we measured 25 to 98 % less throughput, "
           "the more the larger the values are. What yours cost is shown after each one."),
        this);
    setRole(m_fault, Role::Danger);
    setRole(m_start, Role::Primary);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(12);
    for (QWidget *part : {static_cast<QWidget *>(title), static_cast<QWidget *>(what),
             static_cast<QWidget *>(events), static_cast<QWidget *>(samples),
             static_cast<QWidget *>(m_changes), makeRules(), makeSamples()})
        layout->addWidget(part);
    auto *hotKeys = new QPushButton(tr("Hot keys by LFU…"), this);
    hotKeys->setToolTip(tr("The keys with the highest counter by which an LFU policy evicts. "
                           "Nothing is watched for them."));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_start);
    buttons->addWidget(hotKeys);
    buttons->addStretch();
    layout->addLayout(buttons);
    layout->addStretch();
    setMaximumWidth(fontMetrics().averageCharWidth() * 110);
    FocusPass::set(this, m_start);
    connect(m_start, &QPushButton::clicked, this, &TrafficSetup::startRequested);
    connect(hotKeys, &QPushButton::clicked, this, &TrafficSetup::hotKeysRequested);
    setReadOnly(false);
    check();
}

QWidget *TrafficSetup::makeRules()
{
    m_bySeparator->setChecked(true);
    m_separator->setAccessibleName(tr("Separator"));
    m_separator->setMaximumWidth(fontMetrics().averageCharWidth() * 8);
    m_depth->setAccessibleName(tr("Number of separators in a prefix"));
    m_depth->setRange(1, 8);
    m_expression->setAccessibleName(tr("Regular expression"));
    m_expression->setPlaceholderText(u"^(?:v\\d+:)?(\\w+):"_s);
    m_expression->setToolTip(tr("What its first group finds in a key is the prefix, or all that it "
                                "finds where it has no group."));
    for (QLineEdit *edit : {m_separator, m_expression})
        setRole(edit, Role::Mono);
    auto *rules = new QWidget(this);
    auto *grid = new QGridLayout(rules);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(m_bySeparator, 0, 0);
    grid->addWidget(m_separator, 0, 1);
    grid->addWidget(m_depth, 0, 2);
    m_depth->setSuffix(tr(" deep"));
    grid->addWidget(m_byExpression, 1, 0);
    grid->addWidget(m_expression, 1, 1, 1, 3);
    grid->addWidget(m_fault, 2, 1, 1, 3);
    grid->setColumnStretch(3, 1);
    connect(m_byExpression, &QRadioButton::toggled, this, &TrafficSetup::check);
    connect(m_expression, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (!text.isEmpty())
            m_byExpression->setChecked(true);
        check();
    });
    return rules;
}

QWidget *TrafficSetup::makeSamples()
{
    m_interval->setAccessibleName(tr("How often reads are sampled"));
    for (const auto &[text, seconds] : {std::pair(tr("only when I ask"), 0),
             std::pair(tr("every 10 s"), 10), std::pair(tr("every 30 s"), 30),
             std::pair(tr("every minute"), 60), std::pair(tr("every 5 minutes"), 300)})
        m_interval->addItem(text, seconds * 1000);
    m_interval->setCurrentIndex(3);
    m_span->setAccessibleName(tr("How long a sample lasts"));
    for (const int span : {100, 250, 500, 1000})
        m_span->addItem(tr("for %1 s").arg(QLocale().toString(span / 1000.0)), span);
    m_span->setCurrentIndex(1);
    auto *samples = new QWidget(this);
    auto *row = new QHBoxLayout(samples);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(new QLabel(tr("Sample reads"), samples));
    row->addWidget(m_interval);
    row->addWidget(m_span);
    row->addStretch();
    return samples;
}

TrafficOptions TrafficSetup::options() const
{
    TrafficOptions options;
    options.rule = m_byExpression->isChecked()
        ? PrefixRule::byExpression(m_expression->text())
        : PrefixRule::byDepth(m_separator->text().toUtf8(), m_depth->value());
    options.sampleInterval = std::chrono::milliseconds(m_interval->currentData().toInt());
    options.sampleSpan = std::chrono::milliseconds(m_span->currentData().toInt());
    return options;
}

void TrafficSetup::setWhyNot(const QString &reason)
{
    m_whyNot = reason;
    check();
}

void TrafficSetup::setReadOnly(bool isReadOnly)
{
    m_changes->setText(isReadOnly
            ? tr("This server is read-only in Hitlens: its setting notify-keyspace-events is left "
                 "alone, and only events that are on already are counted.")
            : tr("While it runs, what is missing is added to the server's setting "
                 "notify-keyspace-events. What it was is noted on this computer before, and put "
                 "back when you stop or close the server; after a crash the next start offers "
                 "it."));
}

void TrafficSetup::check()
{
    QString fault;
    if (m_byExpression->isChecked()) {
        const QRegularExpression expression(m_expression->text());
        if (m_expression->text().isEmpty())
            fault = tr("Say an expression.");
        else if (!expression.isValid())
            fault = tr("At character %1: %2.")
                        .arg(QString::number(expression.patternErrorOffset() + 1),
                            expression.errorString());
    }
    m_fault->setText(fault);
    m_fault->setVisible(!fault.isEmpty());
    enableUnless(m_start, true, m_whyNot.isEmpty() ? fault : m_whyNot);
}

} // namespace hitlens
