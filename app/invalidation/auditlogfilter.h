// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/auditlogmodel.h"

#include <QSortFilterProxyModel>

namespace hitlens {

// Those acts of the audit log that a person wants to see, in its order.
class AuditLogFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Which {
        All,
        Complete,
        Stopped, // ended before they were through, or with keys that were refused or are unknown
        Unfinished, // Hitlens ended before they were done
        Running,
    };
    Q_ENUM(Which)

    // The model must outlive it.
    explicit AuditLogFilter(AuditLogModel &model, QObject *parent = nullptr);

    void setText(const QString &text); // all of its words have to be somewhere in an act
    void setWhich(Which which);
    // Of which server: by its id, or by its address where the act has none. Both empty: of all.
    void setServer(const QString &profileId, const QString &address);

    const AuditRecord &recordAt(int row) const;
    QList<AuditRecord> records() const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    bool isOfServer(const AuditRecord &record) const;

    AuditLogModel &m_model;
    QStringList m_words; // in lower case
    Which m_which = Which::All;
    QString m_server;
    QString m_address;
};

} // namespace hitlens
