// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace hitlens {

class KeyListing;
struct ScanProgress;

// How far the scan is, and the buttons that pause and stop it, let it go on, or start another.
class ScanBar final : public QWidget
{
    Q_OBJECT

public:
    // The listing must outlive it.
    explicit ScanBar(KeyListing &listing, QWidget *parent = nullptr);

    void update();
    // "1,000,000 keys · 1.5 s"; empty before the first scan.
    QString text() const;
    // Stands at the end of the buttons.
    void addButton(QPushButton *button);

signals:
    void rescanRequested();
    void resumeRequested();

private:
    void buildLayout();
    void showButtons();
    double fraction() const;
    QStringList words() const;
    static QStringList runningWords(const ScanProgress &progress);

    KeyListing &m_listing;
    QProgressBar *m_progress;
    QLabel *m_text;
    QPushButton *m_pause;
    QPushButton *m_stop;
    QPushButton *m_resume;
    QPushButton *m_rescan;
    QHBoxLayout *m_buttons;
};

} // namespace hitlens
