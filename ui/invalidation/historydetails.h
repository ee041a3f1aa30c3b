// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlog.h"
#include "app/invalidation/snapshotstore.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QPushButton;

namespace hitlens {

// Everything that is known of one act, and what can be done about it.
class HistoryDetails final : public QWidget
{
    Q_OBJECT

public:
    explicit HistoryDetails(QWidget *parent = nullptr);

    // snapshot: what is left to take it back by. undone: when that was done; invalid: never.
    void show(const AuditRecord &record, const std::optional<SnapshotInfo> &snapshot,
        const QDateTime &undone);
    void clear();
    // Why nothing can be taken back now; empty: it can.
    void setWhyNotUndo(const QString &whyNot);

signals:
    void undoClicked();
    void removeSnapshotClicked();

private:
    QWidget *makeFoot();
    void updateButtons();
    void addFact(const QString &name, const QString &text, bool isMono);
    void dropFacts();

    QWidget *m_facts;
    QFormLayout *m_form;
    QLabel *m_snapshot;
    QPushButton *m_undo;
    QPushButton *m_remove;
    bool m_hasSnapshot = false;
    QString m_whyNot;
};

} // namespace hitlens
