// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/scanbar.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int steps = 1000;

QString keysText(qint64 keys)
{
    return ScanBar::tr("%1 keys").arg(formatCount(keys));
}

QString durationText(std::chrono::milliseconds span)
{
    return span < std::chrono::seconds(10) ? ScanBar::tr("%1 s").arg(
               QLocale().toString(static_cast<double>(span.count()) / 1000, 'f', 1))
                                           : formatDuration(span);
}

} // namespace

ScanBar::ScanBar(QWidget *parent)
    : QWidget(parent)
    , m_progress(new QProgressBar(this))
    , m_text(new QLabel(this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_rescan(new QPushButton(tr("Rescan"), this))
{
    m_progress->setRange(0, steps);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Part of the keyspace that has been scanned"));
    setRole(m_text, Role::Muted);
    m_stop->setToolTip(tr("Stop scanning and keep the keys found so far."));
    m_rescan->setToolTip(tr("Scan the keyspace again. What is open stays open."));

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(m_progress, 1);
    layout->addWidget(m_text);
    layout->addWidget(m_stop);
    layout->addWidget(m_rescan);
    connect(m_stop, &QPushButton::clicked, this, &ScanBar::stopRequested);
    connect(m_rescan, &QPushButton::clicked, this, &ScanBar::rescanRequested);
    showIdle();
}

QString ScanBar::text() const
{
    return m_text->text();
}

void ScanBar::showIdle()
{
    show(0, {}, false);
}

void ScanBar::showRunning(const ScanProgress &progress)
{
    QStringList parts{keysText(progress.found), formatRate(progress.perSecond())};
    if (const auto left = progress.timeLeft())
        parts << tr("%1 left").arg(durationText(*left));
    show(progress.fraction, parts, true);
}

void ScanBar::showFinished(const ScanProgress &progress, qint64 keys, bool matching)
{
    QStringList parts{keysText(keys)};
    if (matching && progress.total)
        parts.first() = tr("%1 of %2 keys").arg(formatCount(keys), formatCount(*progress.total));
    show(1, parts << durationText(progress.elapsed), false);
}

void ScanBar::showEndedEarly(const ScanProgress &progress, qint64 keys)
{
    const QString percent = formatPercent(progress.fraction);
    show(progress.fraction, {keysText(keys), tr("%1 scanned").arg(percent)}, false);
}

void ScanBar::show(double fraction, const QStringList &parts, bool isRunning)
{
    const bool hadFocus = m_stop->hasFocus() || m_rescan->hasFocus();
    m_progress->setValue(static_cast<int>(fraction * steps));
    m_text->setText(parts.join(u" · "_s));
    m_stop->setVisible(isRunning);
    m_rescan->setVisible(!isRunning);
    if (hadFocus)
        (isRunning ? m_stop : m_rescan)->setFocus();
}

} // namespace hitlens
