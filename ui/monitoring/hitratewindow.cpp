// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/hitratewindow.h"

#include "ui/widgets/format.h"
#include "ui/widgets/stattile.h"

#include <QKeyEvent>
#include <QVBoxLayout>

namespace hitlens {

using namespace std::chrono_literals;

// A tool of no other window: it stays where the main window is minimised, and does not keep the
// program alive by itself.
HitRateWindow::HitRateWindow(const History &history, const QString &server)
    : QWidget(nullptr, Qt::Tool | Qt::WindowStaysOnTopHint)
    , m_history(history)
    , m_tile(new StatTile(tr("Hit rate, last 10 s"),
          tr("Keyspace hits divided by hits and misses, over the last 10 seconds. What Hitlens "
             "looks up itself is left out. Enter or a double click shows more."),
          &Theme::good, this))
{
    setAttribute(Qt::WA_ShowWithoutActivating);
    setAttribute(Qt::WA_QuitOnClose, false);
    setServer(server);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tile);
    resize(fontMetrics().averageCharWidth() * 32, sizeHint().height());
    connect(&m_history, &History::appended, this, &HitRateWindow::refresh);
    m_staleTimer.setInterval(1500ms); // longer than a sample takes to come
    connect(&m_staleTimer, &QTimer::timeout, this, &HitRateWindow::refresh);
}

void HitRateWindow::setServer(const QString &name)
{
    setWindowTitle(name);
    // Of a small window the title is cut short.
    m_tile->setCaption(tr("%1: hit rate, last 10 s").arg(name));
    setAccessibleName(tr("Hit rate of %1").arg(name));
}

void HitRateWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
    emit visibilityChanged();
}

void HitRateWindow::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_staleTimer.stop();
    emit visibilityChanged();
}

void HitRateWindow::moveEvent(QMoveEvent *event)
{
    QWidget::moveEvent(event);
    if (isVisible())
        emit placed();
}

void HitRateWindow::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    refresh();
    if (isVisible())
        emit placed();
}

void HitRateWindow::mouseDoubleClickEvent(QMouseEvent *event)
{
    Q_UNUSED(event)
    emit openRequested();
}

void HitRateWindow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        emit openRequested();
    else if (event->key() == Qt::Key_Escape)
        hide();
    else
        QWidget::keyPressEvent(event);
}

void HitRateWindow::refresh()
{
    if (!isVisible())
        return;
    m_staleTimer.start();
    const Instant now = monotonicNow();
    const bool isStale = m_history.isStale(now);
    const Instant end = isStale ? now : m_history.latest()->at;
    const Headline headline = m_history.headline(now);
    m_tile->setFigure(formatPercent(headline.hitRate));
    m_tile->setNote(
        isStale ? tr("No answer") : tr("%1 commands").arg(formatRate(headline.operations)));
    m_tile->setSeries(m_history.series(Metric::HitRate, end, window, m_tile->width()),
        m_history.toWall(end - window), m_history.toWall(end));
}

} // namespace hitlens
