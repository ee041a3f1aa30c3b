// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/transferpanel.h"

#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"

#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QTableWidget>

namespace hitlens {

namespace {

constexpr qint64 rateWindow = 3000; // ms

} // namespace

TransferPanel::TransferPanel(QWidget *parent)
    : QWidget(parent)
    , m_title(new QLabel(this))
    , m_progressText(new QLabel(this))
    , m_reason(new QLabel(this))
    , m_progress(new QProgressBar(this))
    , m_pause(new QPushButton(tr("&Pause"), this))
    , m_stop(new QPushButton(tr("&Stop"), this))
    , m_figures(new QFormLayout)
    , m_failures(new QTableWidget(0, 2, this))
{
    makeTable();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(12);
    layout->addWidget(makeCard());
    layout->addWidget(m_failures, 1);
    layout->addStretch();
    connect(m_pause, &QPushButton::clicked, this, [this] {
        setPaused(!m_isPaused);
        if (m_isPaused)
            emit pauseRequested();
        else
            emit resumeRequested();
    });
    connect(m_stop, &QPushButton::clicked, this, &TransferPanel::stopRequested);
    m_tick.setInterval(500);
    connect(&m_tick, &QTimer::timeout, this, &TransferPanel::showRate);
    FocusPass::set(this, m_stop);
}

QWidget *TransferPanel::makeCard()
{
    setRole(m_title, Role::Heading);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    setRole(m_progressText, Role::Muted);
    m_progressText->setFont(tabularFont(m_progressText->font()));
    setRole(m_reason, Role::Muted);
    m_reason->setTextFormat(Qt::PlainText);
    m_reason->setWordWrap(true);
    m_reason->hide();
    m_progress->setTextVisible(false);
    m_progress->setRange(0, 1000);
    m_progress->setAccessibleName(tr("Progress"));
    for (QPushButton *button : {m_pause, m_stop})
        button->setAutoDefault(false);
    m_figures->setContentsMargins({});
    m_figures->setVerticalSpacing(4);
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_progressText);
    buttons->addStretch();
    buttons->addWidget(m_pause);
    buttons->addWidget(m_stop);
    auto *card = new QFrame(this);
    setRole(card, Role::Panel);
    auto *layout = new QVBoxLayout(card);
    layout->addWidget(m_title);
    layout->addWidget(m_progress);
    layout->addLayout(buttons);
    layout->addWidget(m_reason);
    layout->addLayout(m_figures);
    return card;
}

void TransferPanel::makeTable()
{
    m_failures->setHorizontalHeaderLabels({tr("Key"), tr("Why it was left out")});
    m_failures->setAccessibleName(tr("Keys that were left out"));
    m_failures->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_failures->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_failures->setShowGrid(false);
    m_failures->setTabKeyNavigation(false);
    m_failures->verticalHeader()->hide();
    m_failures->horizontalHeader()->setStretchLastSection(true);
    m_failures->horizontalHeader()->resizeSection(0, fontMetrics().averageCharWidth() * 36);
    m_failures->hide();
}

void TransferPanel::start(const QString &title)
{
    m_title->setText(title);
    m_failures->setRowCount(0);
    m_failures->hide();
    m_stop->setEnabled(true);
    showReason({});
    for (QWidget *widget : std::initializer_list<QWidget *>{m_progress, m_pause, m_stop})
        widget->show();
    m_clock.start();
    m_tick.start();
    showProgress(0, 0, {});
    setPaused(false);
}

void TransferPanel::setPaused(bool paused)
{
    m_isPaused = paused;
    m_pause->setText(paused ? tr("&Resume") : tr("&Pause"));
    m_pause->setEnabled(true);
    // What was slow because nothing was to be done says nothing about the rate.
    m_marks.clear();
    m_progressText->setText(progressText());
}

void TransferPanel::showProgress(qint64 keys, double fraction, const QList<Figure> &figures)
{
    m_keys = keys;
    m_fraction = fraction;
    m_progress->setValue(static_cast<int>(fraction * 1000));
    showRate();
    showFigures(figures);
}

void TransferPanel::showRate()
{
    const qint64 now = m_clock.elapsed();
    m_marks.push_back({now, m_keys, m_fraction});
    while (m_marks.size() > 2 && now - m_marks.front().at > rateWindow)
        m_marks.pop_front();
    m_progressText->setText(progressText());
}

std::optional<std::chrono::milliseconds> TransferPanel::timeLeft() const
{
    const double walked = m_marks.back().fraction - m_marks.front().fraction;
    if (walked <= 0)
        return std::nullopt;
    const auto span = static_cast<double>(m_marks.back().at - m_marks.front().at);
    const auto left = static_cast<qint64>(span * (1 - m_fraction) / walked);
    return std::chrono::milliseconds(std::max<qint64>(left, 1000));
}

QString TransferPanel::progressText() const
{
    const QString keys = formatKeys(m_keys);
    if (m_isPaused)
        return tr("%1, paused").arg(keys);
    if (m_marks.size() < 2 || m_marks.back().at == m_marks.front().at)
        return keys;
    const double perSecond = static_cast<double>(m_marks.back().keys - m_marks.front().keys) * 1000
        / static_cast<double>(m_marks.back().at - m_marks.front().at);
    const QString rate = tr("%1 · %2").arg(keys, formatRate(perSecond));
    const auto left = timeLeft();
    return left ? tr("%1 · %2 left").arg(rate, formatDuration(*left)) : rate;
}

void TransferPanel::showFigures(const QList<Figure> &figures)
{
    while (m_figures->rowCount() > 0)
        m_figures->removeRow(0);
    for (const Figure &figure : figures) {
        if (figure.value == 0 && &figure != &figures.first())
            continue;
        auto *label = new QLabel(formatCount(figure.value), this);
        label->setFont(tabularFont(label->font()));
        label->setAccessibleName(figure.name);
        label->setToolTip(figure.explanation);
        m_figures->addRow(figure.name, label);
    }
}

void TransferPanel::showReason(const QString &reason)
{
    m_reason->setText(reason);
    m_reason->setVisible(!reason.isEmpty());
}

void TransferPanel::showStopping()
{
    m_title->setText(tr("Stopping"));
    m_pause->setEnabled(false);
    m_stop->setEnabled(false);
}

void TransferPanel::showResult(
    const QString &title, const QList<Figure> &figures, const QList<KeyFailure> &failures)
{
    m_tick.stop();
    m_title->setText(title);
    m_progressText->clear();
    showReason({});
    for (QWidget *widget : std::initializer_list<QWidget *>{m_progress, m_pause, m_stop})
        widget->hide();
    showFigures(figures);
    m_failures->setRowCount(static_cast<int>(failures.size()));
    for (int row = 0; row < m_failures->rowCount(); ++row) {
        auto *key = new QTableWidgetItem(displayBytes(failures.at(row).key));
        key->setFont(monospaceFont());
        auto *why = new QTableWidgetItem(failures.at(row).text);
        why->setToolTip(failures.at(row).text);
        m_failures->setItem(row, 0, key);
        m_failures->setItem(row, 1, why);
    }
    m_failures->setVisible(!failures.isEmpty());
}

} // namespace hitlens
