// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkplan.h"
#include "app/invalidation/dryrun.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;

namespace hitlens {

// Chooses whether the act can be taken back, and how large the file for that may become.
class SnapshotForm final : public QWidget
{
    Q_OBJECT

public:
    SnapshotForm(const BulkPlan &plan, std::chrono::seconds keptFor, QWidget *parent = nullptr);

    bool keepsSnapshot() const;
    qint64 mostBytes() const;

    void setAction(const BulkAction &action);
    // What the dry run says of the keys; empty while it says nothing.
    void setExpected(const std::optional<SampleSummary> &sample);

private:
    void addSizes(qint64 chosen);
    void explain();
    QString expectation() const;

    const std::chrono::seconds m_keptFor;
    BulkAction m_action;
    std::optional<SampleSummary> m_sample;
    QCheckBox *m_keeps;
    QComboBox *m_most;
    QLabel *m_words;
};

} // namespace hitlens
