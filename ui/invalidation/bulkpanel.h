// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkjob.h"

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include <deque>

class QFormLayout;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace hitlens {

// A bulk delete as it runs, and what came of it.
class BulkPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit BulkPanel(QWidget *parent = nullptr);

    void start(qint64 expected);
    void showCounts(const BulkCounts &counts);
    void showReport(const BulkReport &report);
    // The job stops after the batches on their way.
    void showCancelling();

signals:
    void pauseRequested();
    void resumeRequested();
    void cancelRequested();

private:
    struct Mark
    {
        qint64 at; // ms on m_clock
        qint64 done;
    };

    QWidget *makeCard();
    QLabel *addFigure(QFormLayout *layout, const QString &name, const QString &explanation);
    void setPaused(bool paused);
    void showFigures(const BulkCounts &counts);
    std::optional<double> rate() const;
    void showRate();
    QString progressText(qint64 done) const;

    QLabel *m_title;
    QLabel *m_progressText;
    QProgressBar *m_progress;
    QLabel *m_deleted = nullptr;
    QLabel *m_gone = nullptr;
    QLabel *m_failed = nullptr;
    QLabel *m_unknown = nullptr;
    QPushButton *m_pause;
    QPushButton *m_cancel;
    QTableWidget *m_failures;

    qint64 m_expected = 0;
    qint64 m_done = 0;
    bool m_paused = false;
    QElapsedTimer m_clock;
    QTimer m_tick;
    std::deque<Mark> m_marks; // of the last seconds: the rate is over these
};

} // namespace hitlens
