// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyfailure.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <deque>
#include <optional>

class QFormLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace hitlens {

// An export or import of keys as it runs, and what came of it.
class TransferPanel final : public QWidget
{
    Q_OBJECT

public:
    // One number of the result. Those that are 0 are left out, but for the first.
    struct Figure
    {
        QString name;
        qint64 value = 0;
        QString explanation; // a tooltip; may be empty
    };

    explicit TransferPanel(QWidget *parent = nullptr);

    void start(const QString &title);
    // fraction: of the work, 0 to 1.
    void showProgress(qint64 keys, double fraction, const QList<Figure> &figures);
    // Why it goes slower than it could, a sentence; empty: it does not.
    void showReason(const QString &reason);
    // It stops as soon as it can.
    void showStopping();
    void showResult(
        const QString &title, const QList<Figure> &figures, const QList<KeyFailure> &failures);

signals:
    void pauseRequested();
    void resumeRequested();
    void stopRequested();

private:
    struct Mark
    {
        qint64 at; // ms on m_clock
        qint64 keys;
        double fraction;
    };

    QWidget *makeCard();
    void makeTable();
    void setPaused(bool paused);
    void showFigures(const QList<Figure> &figures);
    void showRate();
    QString progressText() const;
    std::optional<std::chrono::milliseconds> timeLeft() const;

    QLabel *m_title;
    QLabel *m_progressText;
    QLabel *m_reason;
    QProgressBar *m_progress;
    QPushButton *m_pause;
    QPushButton *m_stop;
    QFormLayout *m_figures;
    QTableWidget *m_failures;

    qint64 m_keys = 0;
    double m_fraction = 0;
    bool m_isPaused = false;
    QElapsedTimer m_clock;
    QTimer m_tick;
    std::deque<Mark> m_marks; // of the last seconds: the rate is over these
};

} // namespace hitlens
