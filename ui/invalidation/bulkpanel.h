// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkplan.h"
#include "app/invalidation/bulkreport.h"
#include "ui/invalidation/progressrate.h"

#include <QTimer>
#include <QWidget>

class QFormLayout;
class QFrame;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableWidget;

namespace hitlens {

// A bulk change as it runs, and what came of it.
class BulkPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit BulkPanel(QWidget *parent = nullptr);

    // plan.shownKeys is what is expected.
    void start(const BulkPlan &plan);
    void showProgress(const BulkProgress &progress);
    void showPace(const PaceState &pace);
    // It is paused, and the person has to choose how it goes on.
    void askAboutSnapshot(qint64 bytes);
    // The job stops after the batches on their way.
    void showStopping();
    // undoneUntil: when the snapshot is removed; invalid where there is none.
    void showReport(const BulkReport &report, const QDateTime &undoneUntil);

signals:
    void pauseRequested();
    void resumeRequested();
    void cancelRequested();
    void goOnWithoutSnapshotRequested();
    void goOnWithSnapshotRequested(qint64 mostBytes);
    void undoRequested();

private:
    QWidget *makeCard();
    QLayout *makeButtons();
    QFrame *makeChoice();
    QLabel *addFigure(QFormLayout *layout, const QString &name, const QString &explanation);
    void setPaused(bool paused);
    void showFigures(const BulkCounts &counts);
    void showRate();
    QString progressText() const;
    void endChoice();
    void showSnapshot(qint64 keys, qint64 bytes, const QDateTime &undoneUntil);
    void showFailures(const QList<KeyFailure> &failures);

    BulkPlan m_plan;
    QLabel *m_title;
    QLabel *m_progressText;
    QLabel *m_pace;
    QProgressBar *m_progress;
    QFormLayout *m_figures = nullptr;
    QLabel *m_done = nullptr;
    QLabel *m_skipped = nullptr;
    QLabel *m_gone = nullptr;
    QLabel *m_failed = nullptr;
    QLabel *m_unknown = nullptr;
    QLabel *m_snapshot = nullptr;
    QFrame *m_choice = nullptr; // about a snapshot that is full
    QLabel *m_choiceText = nullptr;
    QPushButton *m_raise = nullptr;
    QPushButton *m_undo;
    QPushButton *m_pause;
    QPushButton *m_cancel;
    QTableWidget *m_failures;

    qint64 m_ended = 0; // keys whose turn is over
    qint64 m_mostBytes = 0;
    bool m_paused = false;
    ProgressRate m_rate;
    QTimer m_tick;
};

} // namespace hitlens
