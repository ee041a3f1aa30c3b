// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/overviewpage.h"

#include "ui/monitoring/findingspanel.h"
#include "ui/monitoring/overviewbar.h"
#include "ui/monitoring/overviewexport.h"
#include "ui/monitoring/overviewpicture.h"
#include "ui/monitoring/overviewtiles.h"
#include "ui/monitoring/overviewwords.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/taborder.h"

#include <QDateTime>
#include <QInputDialog>
#include <QMenu>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>
#include <QVBoxLayout>

#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int spacing = 12;
constexpr std::chrono::milliseconds shortestSparkline = 15s;

} // namespace

OverviewPage::OverviewPage(Client &client, History &history, QWidget *parent)
    : OverviewPage(&client, history, parent)
{ }

OverviewPage::OverviewPage(History &history, QWidget *parent)
    : OverviewPage(nullptr, history, parent)
{ }

OverviewPage::OverviewPage(Client *client, History &history, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_history(history)
    , m_strip(new MessageStrip(this))
    , m_content(new QWidget(this))
    , m_tiles(new OverviewTiles(history, this))
    , m_scroll(new QScrollArea(this))
    , m_bar(new OverviewBar(this))
    , m_wall(new ChartWall(history, this))
{
    makeLayout();
    connectParts();
    fillExportMenu();
    refreshMarks();
    arrange();
    tabAsLaidOut(m_content);
    if (!m_client) {
        m_pausedAt = m_history.lastKnown().value_or(Instant(0));
        m_isPast = true;
        m_bar->setRecording();
    }
    m_bar->setWindow(m_window);
}

void OverviewPage::makeLayout()
{
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus); // it could not show it
    m_scroll->setWidget(m_content);
    m_wall->setViewport(m_scroll->viewport());
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_strip);
    outer->addWidget(m_scroll);
    auto *layout = new QVBoxLayout(m_content);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(spacing);
    layout->addWidget(m_tiles);
    layout->addWidget(m_bar);
    layout->addWidget(m_wall, 1);
    if (m_client) {
        m_findings = new FindingsPanel(m_wall);
        m_wall->setCompanion(m_findings);
        connect(m_findings, &FindingsPanel::placeRequested, this, &OverviewPage::placeRequested);
        connect(m_findings, &FindingsPanel::spreadRequested, this, &OverviewPage::spreadRequested);
        connect(
            m_findings, &FindingsPanel::settingsRequested, this, &OverviewPage::settingsRequested);
        connect(
            m_findings, &FindingsPanel::slowLogRequested, this, &OverviewPage::slowLogRequested);
        connect(m_findings, &FindingsPanel::limitsRequested, this, &OverviewPage::limitsRequested);
        connect(m_findings, &FindingsPanel::alertsRequested, this, &OverviewPage::alertsRequested);
        connect(m_findings, &FindingsPanel::lookRequested, this, &OverviewPage::lookCloser);
    }
}

void OverviewPage::connectParts()
{
    // Longer than a sample takes to come, so that it stays silent while they do.
    m_staleTimer.setInterval(1500ms);
    connect(&m_staleTimer, &QTimer::timeout, this, &OverviewPage::refresh);
    // How many points a line has depends on its width.
    m_resizeTimer.setSingleShot(true);
    m_resizeTimer.setInterval(0ms);
    connect(&m_resizeTimer, &QTimer::timeout, this, &OverviewPage::refreshAll);
    connect(&m_history, &History::appended, this, &OverviewPage::onSample);
    connect(&m_history, &History::eventsChanged, this, &OverviewPage::refreshMarks);
    if (m_client)
        connect(m_client, &Client::statusChanged, this, &OverviewPage::refresh);
    connect(m_wall, &ChartWall::rangeRequested, this, &OverviewPage::showRange);
    connect(m_wall, &ChartWall::hiddenLinesChanged, this,
        [this] { emit hiddenLinesChosen(m_wall->hiddenLines()); });
    connect(m_wall, &ChartWall::presentRequested, this, &OverviewPage::returnToPresent);
    connect(m_bar, &OverviewBar::windowChosen, this, [this](std::chrono::minutes window) {
        setWindow(window);
        emit windowChosen(window);
    });
    connect(m_bar, &OverviewBar::pauseToggled, this, [this] {
        if (isPaused())
            returnToPresent();
        else
            setPaused(true);
    });
    connect(m_bar, &OverviewBar::comparisonChosen, this, &OverviewPage::refreshAll);
    connect(m_bar, &OverviewBar::noteRequested, this,
        [this] { askForNote(m_history.toWall(shownInstant())); });
    auto *note = new QShortcut(QKeySequence(Qt::Key_N), this);
    note->setContext(Qt::WidgetWithChildrenShortcut);
    connect(note, &QShortcut::activated, this,
        [this] { askForNote(m_wall->hovered().value_or(m_history.toWall(shownInstant()))); });
    // What comes into view was not drawn while nobody saw it.
    connect(m_scroll->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (isVisible())
            refreshCharts(m_drawnEnd.value_or(shownInstant()), false);
    });
}

void OverviewPage::fillExportMenu()
{
    QMenu *menu = m_bar->exportMenu();
    const ExportDone done
        = [this](const QString &text, const std::optional<Error> &error) { say(text, error); };
    connect(menu->addAction(tr("Figures as CSV…")), &QAction::triggered, this, [this, done] {
        exportCsv(this, m_history, shownInstant(), m_shownWindow, fileName(), done);
    });
    // Before the dialog: the picture is of what the person saw.
    connect(menu->addAction(tr("Picture as PNG…")), &QAction::triggered, this,
        [this, done] { exportPicture(this, picture(), fileName(), done); });
    menu->addSeparator();
    connect(menu->addAction(tr("Save recording…")), &QAction::triggered, this,
        [this, done] { saveRecording(this, m_history, m_marks, fileName(), done); });
    connect(menu->addAction(tr("Open recording…")), &QAction::triggered, this,
        [this, done] { openRecording(this, done); });
}

QString OverviewPage::fileName() const
{
    return fileNameOf(m_name, m_history.toWall(shownInstant()));
}

QImage OverviewPage::picture()
{
    const Instant end = shownInstant();
    m_wall->draw({end, m_shownWindow, earlier()}, true);
    const double until = m_history.toWall(end);
    const double from = m_history.toWall(end - m_shownWindow);
    return pictureOf(
        m_content, m_bar, rangeTitle(m_name, from, until), markLines(allMarks(), from, until));
}

void OverviewPage::say(const QString &text, const std::optional<Error> &error)
{
    if (error)
        m_strip->showError(*error, text);
    else
        m_strip->showSuccess(text);
}

void OverviewPage::setWatch(ServerWatch &watch)
{
    m_watch = &watch;
    if (!m_findings)
        return;
    m_findings->setWatch(watch);
    // Behind the panel, which has new parts by then: Tab comes to them before the other charts.
    connect(&watch, &ServerWatch::findingsChanged, this, [this] { tabAsLaidOut(m_content); });
}

void OverviewPage::setHiddenLines(const QStringList &lines)
{
    m_wall->setHiddenLines(lines);
}

void OverviewPage::lookCloser()
{
    if (!m_watch)
        return;
    JobHandle look(std::make_unique<CloserLookJob>());
    look.on(&CloserLookJob::finished, [this](const CloserLook &found) {
        m_watch->setLook(found);
        m_findings->setLooking(false);
    });
    m_findings->setLooking(true);
    m_client->start(look);
    m_look = std::move(look);
}

void OverviewPage::arrange()
{
    const int figure = fontMetrics().averageCharWidth() * 24;
    const int columns = width() >= 6 * figure ? 6 : 3;
    if (columns == m_columns)
        return;
    m_columns = columns;
    m_tiles->arrange(columns);
    m_wall->arrange(columns == 6 ? 3 : 2);
}

void OverviewPage::setWindow(std::chrono::milliseconds window)
{
    m_window = window;
    m_shownWindow = window;
    m_bar->setWindow(window);
    refreshAll();
}

void OverviewPage::setPaused(bool isPaused)
{
    if (isPaused == m_pausedAt.has_value() || !m_client)
        return;
    m_pausedAt = isPaused ? std::optional(shownInstant()) : std::nullopt;
    m_isPast = false;
    m_bar->setPaused(isPaused);
    refreshAll();
}

void OverviewPage::showRange(double from, double until)
{
    const std::chrono::milliseconds window(std::llround(until - from));
    m_shownWindow = std::clamp<std::chrono::milliseconds>(window, 10s, History::longestWindow);
    const Instant middle = m_history.fromWall((from + until) / 2);
    m_pausedAt = std::min(middle + m_shownWindow / 2,
        m_client ? monotonicNow() : m_history.lastKnown().value_or(Instant(0)));
    if (m_client)
        m_bar->setPaused(true);
    m_bar->setWindow(m_shownWindow);
    m_isPast = true;
    m_drawnEnd.reset();
    refresh();
}

void OverviewPage::returnToPresent()
{
    m_shownWindow = m_window;
    m_bar->setWindow(m_window);
    if (!m_client)
        m_pausedAt = m_history.lastKnown().value_or(Instant(0));
    if (m_client && isPaused())
        setPaused(false);
    else
        refreshAll();
}

std::chrono::milliseconds OverviewPage::earlier() const
{
    switch (m_bar->comparison()) {
    case OverviewBar::Comparison::None:
        return 0ms;
    case OverviewBar::Comparison::Before:
        return m_shownWindow;
    case OverviewBar::Comparison::DayBefore:
        return 24h;
    case OverviewBar::Comparison::WeekBefore:
        break;
    }
    return 7 * 24h;
}

void OverviewPage::setMarks(const QList<ChartMark> &marks)
{
    m_marks = marks;
    refreshMarks();
}

QList<ChartMark> OverviewPage::allMarks() const
{
    QList<ChartMark> marks = m_marks;
    for (const HistoryEvent &event : m_history.events()) {
        const auto at = static_cast<double>(event.at);
        marks.append({at, at, describe(event)});
    }
    return marks;
}

void OverviewPage::refreshMarks()
{
    m_wall->setMarks(allMarks());
}

// Of an instant that has a note already it is the words of that one that are asked for.
void OverviewPage::askForNote(double x)
{
    std::optional<HistoryEvent> there;
    const double near = static_cast<double>(m_shownWindow.count()) / 100;
    for (const HistoryEvent &event : m_history.events()) {
        if (event.kind == HistoryEvent::Kind::Note
            && std::abs(static_cast<double>(event.at) - x) <= near)
            there = event;
    }
    auto *dialog = new QInputDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(there ? tr("Change note") : tr("Add note"));
    const auto time = QDateTime::fromMSecsSinceEpoch(there ? there->at : std::llround(x));
    dialog->setLabelText(there ? tr("What happened at %1? Without words the note goes.")
                                     .arg(time.toString(u"ddd HH:mm:ss"_s))
                               : tr("What happened at %1?").arg(time.toString(u"ddd HH:mm:ss"_s)));
    if (there)
        dialog->setTextValue(there->text);
    connect(dialog, &QInputDialog::textValueSelected, this, [this, x, there](const QString &text) {
        if (there)
            m_history.removeNote(*there);
        if (!text.trimmed().isEmpty())
            m_history.addNote(there ? static_cast<double>(there->at) : x, text.trimmed());
    });
    dialog->open();
}

void OverviewPage::showFailure(const Error &error)
{
    m_hasFailed = true;
    m_strip->showError(error, tr("The server does not answer INFO, which all figures come from."));
}

void OverviewPage::onSample()
{
    if (m_hasFailed)
        m_strip->clear();
    m_hasFailed = false;
    if (!isPaused())
        refresh();
}

// The picture ends at the latest sample, or now while samples are missing.
Instant OverviewPage::shownInstant() const
{
    if (m_pausedAt)
        return *m_pausedAt;
    const Instant now = monotonicNow();
    return m_history.isStale(now) ? now : m_history.latest()->at;
}

void OverviewPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refreshAll();
}

void OverviewPage::refreshAll()
{
    m_drawsAll = true;
    m_drawnEnd.reset();
    refresh();
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange();
    m_resizeTimer.start();
}

void OverviewPage::refresh()
{
    if (!isVisible() || isPaused())
        m_staleTimer.stop();
    else
        m_staleTimer.start();
    if (!isVisible())
        return;
    const Instant end = shownInstant();
    refreshFigures(end);
    // Of a long time a picture moves by a pixel in minutes.
    const bool isFirst = !m_drawnEnd;
    if (isFirst || m_shownWindow <= 1h || end - *m_drawnEnd >= m_shownWindow / 600) {
        refreshSparklines(end);
        refreshCharts(end, std::exchange(m_drawsAll, false));
    }
    refreshState();
}

void OverviewPage::refreshFigures(Instant end)
{
    if (m_isPast) {
        m_tiles->showPast(end, m_shownWindow);
        m_wall->setForecast({});
        // The end of a time is no part of it.
        const double last = m_history.toWall(end) - 1;
        m_wall->setCurrent([this, last](Metric metric) { return m_history.valueAt(metric, last); });
        return;
    }
    if (isPaused())
        return;
    m_isLive = m_client->isReady() && !m_history.isStale(end);
    const FillTime untilFull = m_isLive ? fillTime(m_history, end) : FillTime();
    m_tiles->showPresent(end, m_isLive, untilFull);
    m_wall->setForecast(fillNote(untilFull));
    m_wall->setCurrent([this, end](Metric metric) {
        return m_isLive ? m_history.current(metric, end) : std::nullopt;
    });
}

void OverviewPage::refreshSparklines(Instant end)
{
    // They have no axis: what is not sampled yet would only be an empty stretch.
    const auto window = m_isPast || m_shownWindow > 1h
        ? m_shownWindow
        : std::clamp(m_history.span(end), shortestSparkline, m_shownWindow);
    m_tiles->showLines(end, window);
    if (!m_isPast)
        m_tiles->showPeak(end, m_shownWindow);
}

void OverviewPage::refreshCharts(Instant end, bool all)
{
    m_drawnEnd = end;
    m_wall->draw({end, m_shownWindow, earlier()}, all);
}

void OverviewPage::refreshState()
{
    QString note;
    if (m_isPast)
        note = tr("Until %1").arg(clockTime(m_history, *m_pausedAt));
    else if (m_pausedAt && !m_history.isEmpty())
        note = tr("Paused at %1").arg(clockTime(m_history, *m_pausedAt));
    else if (!m_client->isReady())
        note = tr("Not connected");
    else if (!m_isLive && !m_history.isEmpty())
        note = tr("No answer since %1").arg(clockTime(m_history, m_history.latest()->at));
    m_wall->setNote(note);
}

} // namespace hitlens
