// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/dryrun.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QProgressBar;
class QPushButton;

namespace hitlens {

class TtlHistogram;

// What a dry run says, as it runs and in the end: count, memory, types, prefixes, time to live.
class DryRunPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit DryRunPanel(QWidget *parent = nullptr);

    void clear();
    void showProgress(const DryRunProgress &progress);
    void showResult(const DryRunResult &result);

signals:
    // The dry run again, with the size of every key.
    void exactSizeRequested();
    // The dry run again, with all names into a file.
    void allNamesRequested();

private:
    QWidget *makeFigures();
    QWidget *makeTtlCard();
    QLabel *addFigure(const QString &name);
    void showMemory(const DryRunResult &result);
    void showTypes(const DryRunResult &result);
    void showTtls(const DryRunResult &result);
    void showPrefixes(const DryRunResult &result);
    void showOutOfReach(qint64 keys);

    QLabel *m_walked;
    QProgressBar *m_progress;
    QLabel *m_found = nullptr;
    QLabel *m_memory = nullptr;
    QLabel *m_types = nullptr;
    QLabel *m_withoutTtl = nullptr;
    QLabel *m_prefixes = nullptr;
    QLabel *m_outOfReach = nullptr;
    QFormLayout *m_figures = nullptr;
    QLabel *m_ttlBasis;
    TtlHistogram *m_ttls;
    QPushButton *m_measure;
    QPushButton *m_save;
};

} // namespace hitlens
