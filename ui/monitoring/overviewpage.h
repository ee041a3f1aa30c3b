// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/closerlookjob.h"
#include "app/monitoring/serverwatch.h"
#include "app/redis/client.h"
#include "ui/monitoring/chartwall.h"

#include <QTimer>

class QScrollArea;

namespace hitlens {

class FindingsPanel;
class MessageStrip;
class OverviewBar;
class OverviewTiles;

// How the server does as a cache: six figures, findings, and charts over one window of time. Draws
// the history it is given, which must outlive it, and only while it is seen.
class OverviewPage final : public QWidget
{
    Q_OBJECT

public:
    OverviewPage(Client &client, History &history, QWidget *parent = nullptr);
    // Of a recording: no server, nothing that comes.
    explicit OverviewPage(History &history, QWidget *parent = nullptr);

    // Of the server or the recording, for files.
    // Lines that are not drawn, as ChartWall names them.
    void setHiddenLines(const QStringList &lines);
    void setName(const QString &name) { m_name = name; }
    // What is shown as a picture that tells by itself what it is of.
    QImage picture();
    // Where findings come from; it must outlive the page.
    void setWatch(ServerWatch &watch);

    std::chrono::milliseconds window() const { return m_window; }
    bool isPaused() const { return m_pausedAt.has_value(); }

public slots:
    void setWindow(std::chrono::milliseconds window);
    // Freezes the picture; sampling goes on.
    void setPaused(bool isPaused);
    // What happened on the server, for all charts.
    void setMarks(const QList<hitlens::ChartMark> &marks);
    // Says why there are no samples: for Monitor::failed.
    void showFailure(const hitlens::Error &error);

signals:
    // The person chose another one.
    void windowChosen(std::chrono::minutes window);
    void hiddenLinesChosen(const QStringList &lines);
    // Where a finding is mended.
    void placeRequested(hitlens::Finding::Place place);
    void spreadRequested(const QByteArray &prefix, qint64 at);
    void settingsRequested(
        const QList<hitlens::SettingValue> &settings, const QByteArrayList &nodes);
    void slowLogRequested(const QByteArray &command);
    void limitsRequested();
    void alertsRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    OverviewPage(Client *client, History &history, QWidget *parent);
    void makeLayout();
    void connectParts();
    void fillExportMenu();
    void arrange();

    Instant shownInstant() const;
    void onSample();
    void refresh();
    void refreshFigures(Instant end);
    void refreshSparklines(Instant end);
    void refreshCharts(Instant end, bool all);
    void refreshState();
    QString fileName() const;
    QList<ChartMark> allMarks() const;
    void refreshMarks();
    void showRange(double from, double until);
    void returnToPresent();
    void askForNote(double x);
    void lookCloser();
    void say(const QString &text, const std::optional<Error> &error);
    // How much earlier the time lies that the person compares with.
    std::chrono::milliseconds earlier() const;
    void refreshAll();

    Client *const m_client; // null: a recording
    History &m_history;
    QString m_name;
    std::chrono::milliseconds m_window = std::chrono::minutes(1);
    std::chrono::milliseconds m_shownWindow = m_window; // another while zoomed
    std::optional<Instant> m_pausedAt;
    bool m_isPast = false; // a time that the person chose, or a recording
    bool m_drawsAll = false; // at the next refresh, also what cannot be seen
    std::optional<Instant> m_drawnEnd; // of the charts
    QList<ChartMark> m_marks; // of others; what the history knows comes to them
    bool m_hasFailed = false; // as the strip says, until the server answers
    bool m_isLive = false; // connected, and the answer that was due came
    MessageStrip *m_strip;
    QWidget *m_content;
    OverviewTiles *m_tiles;
    QScrollArea *m_scroll;
    OverviewBar *m_bar;
    ChartWall *m_wall;
    ServerWatch *m_watch = nullptr; // null: nothing is looked for
    JobHandle<CloserLookJob> m_look; // while it runs
    FindingsPanel *m_findings = nullptr; // null in a recording
    int m_columns = 0; // of tiles, as arranged now
    QTimer m_resizeTimer; // until the charts have their new sizes
    QTimer m_staleTimer; // moves the picture on while no samples come
};

} // namespace hitlens
