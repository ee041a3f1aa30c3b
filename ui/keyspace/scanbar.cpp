// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/scanbar.h"

#include "app/keyspace/keylisting.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"

#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using Stage = KeyListing::Stage;

constexpr int steps = 1000;

QString durationText(std::chrono::milliseconds span)
{
    return span < std::chrono::seconds(10) ? ScanBar::tr("%1 s").arg(
               QLocale().toString(static_cast<double>(span.count()) / 1000, 'f', 1))
                                           : formatDuration(span);
}

} // namespace

ScanBar::ScanBar(KeyListing &listing, QWidget *parent)
    : QWidget(parent)
    , m_listing(listing)
    , m_progress(new QProgressBar(this))
    , m_text(new QLabel(this))
    , m_pause(new QPushButton(tr("Pause"), this))
    , m_stop(new QPushButton(tr("Stop"), this))
    , m_resume(new QPushButton(tr("Continue"), this))
    , m_rescan(new QPushButton(tr("Rescan"), this))
    , m_buttons(new QHBoxLayout(new QWidget(this)))
{
    m_progress->setRange(0, steps);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Part of the keyspace that has been scanned"));
    setRole(m_text, Role::Muted);
    m_pause->setToolTip(tr("Show all keys found so far, and ask the server for no more yet."));
    m_stop->setToolTip(tr("Stop scanning and keep the keys found so far."));
    m_resume->setToolTip(tr("Go on where the scan was left, with the keys found so far."));
    m_rescan->setToolTip(tr("Scan the keyspace again. What is open stays open."));
    buildLayout();
    connect(m_pause, &QPushButton::clicked, &m_listing, &KeyListing::pause);
    connect(m_stop, &QPushButton::clicked, &m_listing, &KeyListing::stop);
    connect(m_resume, &QPushButton::clicked, this, &ScanBar::resumeRequested);
    connect(m_rescan, &QPushButton::clicked, this, &ScanBar::rescanRequested);
    update();
}

void ScanBar::buildLayout()
{
    // Where the row is too narrow, they go to the next one together.
    m_buttons->setContentsMargins({});
    m_buttons->setSpacing(8);
    for (QPushButton *button : {m_pause, m_resume, m_stop, m_rescan})
        m_buttons->addWidget(button);
    auto *line = new FlowLayout(8);
    line->addWidget(m_text);
    line->addStretch();
    line->addWidget(m_buttons->parentWidget());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addWidget(m_progress);
    layout->addLayout(line);
}

void ScanBar::addButton(QPushButton *button)
{
    m_buttons->addWidget(button);
}

QString ScanBar::text() const
{
    return m_text->text();
}

void ScanBar::update()
{
    m_progress->setValue(static_cast<int>(fraction() * steps));
    m_text->setText(words().join(u" · "_s));
    showButtons();
}

double ScanBar::fraction() const
{
    return m_listing.stage() == Stage::Finished ? 1 : m_listing.progress().fraction;
}

QStringList ScanBar::words() const
{
    const ScanProgress &progress = m_listing.progress();
    const qint64 keys = m_listing.store()->count();
    switch (m_listing.stage()) {
    case Stage::Waiting:
        return {};
    case Stage::Scanning:
    case Stage::Settling:
        return runningWords(progress);
    case Stage::Finished:
        if (!m_listing.isEverything() && progress.total)
            return {tr("%1 of %2").arg(formatCount(keys), formatKeys(*progress.total)),
                durationText(progress.elapsed)};
        return {formatKeys(keys), durationText(progress.elapsed)};
    case Stage::Paused:
        return {formatKeys(keys), tr("paused at %1").arg(formatPercent(progress.fraction))};
    case Stage::Stopped:
    case Stage::Failed:
    case Stage::Lost:
        break;
    }
    return {formatKeys(keys), tr("%1 scanned").arg(formatPercent(progress.fraction))};
}

QStringList ScanBar::runningWords(const ScanProgress &progress)
{
    QStringList parts{formatKeys(progress.found), formatRate(progress.perSecond())};
    if (const auto left = progress.timeLeft())
        parts << tr("%1 left").arg(durationText(*left));
    return parts;
}

void ScanBar::showButtons()
{
    const Stage stage = m_listing.stage();
    QPushButton *const all[] = {m_pause, m_resume, m_stop, m_rescan};
    const auto focused = std::ranges::find_if(all, &QWidget::hasFocus);
    const bool hadFocus = focused != std::end(all);
    m_pause->setVisible(stage == Stage::Scanning);
    m_resume->setVisible(m_listing.canResume());
    m_stop->setVisible(m_listing.isScanning());
    m_rescan->setVisible(!m_listing.isScanning());
    // The focus stays with what takes the place of the button that went.
    if (!hadFocus || !(*focused)->isHidden())
        return;
    const auto next
        = std::ranges::find_if(all, [](const QWidget *button) { return !button->isHidden(); });
    if (next != std::end(all))
        (*next)->setFocus();
}

} // namespace hitlens
