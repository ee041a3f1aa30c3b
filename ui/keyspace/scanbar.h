// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keyscan.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace hitlens {

// How far the scan is, and the buttons that stop it or start another.
class ScanBar final : public QWidget
{
    Q_OBJECT

public:
    explicit ScanBar(QWidget *parent = nullptr);

    void showIdle();
    void showRunning(const ScanProgress &progress);
    // keys: how many different ones there are. matching: only some were asked for.
    void showFinished(const ScanProgress &progress, qint64 keys, bool matching);
    // Stopped by the person, or broken off by an error.
    void showEndedEarly(const ScanProgress &progress, qint64 keys);
    QString text() const;

signals:
    void stopRequested();
    void rescanRequested();

private:
    void show(double fraction, const QStringList &parts, bool isRunning);

    QProgressBar *m_progress;
    QLabel *m_text;
    QPushButton *m_stop;
    QPushButton *m_rescan;
};

} // namespace hitlens
