// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlogfilter.h"

#include <QTableView>

namespace hitlens {

// The acts of the audit log as rows; one can be chosen.
class HistoryView final : public QTableView
{
    Q_OBJECT

public:
    // The filter must outlive it.
    explicit HistoryView(AuditLogFilter &filter, QWidget *parent = nullptr);

    std::optional<AuditRecord> currentRecord() const;
    // Where all acts are of one server it need not stand in each row.
    void setServerShown(bool isShown);

signals:
    void currentRecordChanged();

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void shareWidth();

    AuditLogFilter &m_filter;
};

} // namespace hitlens
