// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/dryrun.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QProgressBar;

namespace hitlens {

class TtlHistogram;

// What a dry run says, as it runs and in the end: count, memory, types, time to live.
class DryRunPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit DryRunPanel(QWidget *parent = nullptr);

    void clear();
    void showProgress(const DryRunProgress &progress);
    void showResult(const DryRunResult &result);

private:
    QWidget *makeFigures();
    QWidget *makeTtlCard();
    QLabel *addFigure(QFormLayout *layout, const QString &name);
    void showMemory(const DryRunResult &result);
    void showTypes(const DryRunResult &result);
    void showTtls(const DryRunResult &result);

    QLabel *m_walked;
    QProgressBar *m_progress;
    QLabel *m_found = nullptr;
    QLabel *m_memory = nullptr;
    QLabel *m_types = nullptr;
    QLabel *m_withoutTtl = nullptr;
    QLabel *m_ttlBasis;
    TtlHistogram *m_ttls;
};

} // namespace hitlens
