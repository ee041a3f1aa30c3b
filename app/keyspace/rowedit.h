// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/guardededit.h"
#include "app/keyspace/rowchange.h"

namespace hitlens {

// How it went with a change of rows.
struct RowReport
{
    GuardedEdit::Outcome outcome = GuardedEdit::Outcome::Failed;
    QByteArray current; // when Changed or RowTaken: what the row holds now
    RowCheck check; // when Changed, RowGone or RowTaken: the row that stands against it
    std::optional<Error> error; // when Failed or Unknown
    RowSight sight; // when Saved
    std::optional<RowChange> undo; // when Saved, and there is a way back
};

// Carries out a change of rows if all of them are still what the person saw.
class RowEdit final : public GuardedEdit
{
    Q_OBJECT

public:
    explicit RowEdit(RowChange change);

signals:
    // Once, at the end.
    void finished(const hitlens::RowReport &report);

protected:
    void read() override;
    std::optional<Report> objection() const override;
    QList<QByteArrayList> writes() const override;
    void ended(const Report &report, const QByteArrayList &replies) override;

private:
    void readRow(qsizetype at);
    void readFieldExpiry(qsizetype at);
    std::optional<Report> objectionTo(qsizetype at) const;

    const RowChange m_change;
    bool m_exists = false;
    bool m_hasFieldExpiry = true; // not known to be missing
    Ttl m_ttl;
    RowSight m_sight;
    mutable qsizetype m_against = -1; // the check that did not hold
};

} // namespace hitlens

Q_DECLARE_METATYPE(hitlens::RowReport)
