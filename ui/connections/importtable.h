// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/import/importpreview.h"

#include <QTreeWidget>

namespace hitlens {

// What a file brings: the servers to choose from, then what is skipped and why.
class ImportTable final : public QTreeWidget
{
    Q_OBJECT

public:
    explicit ImportTable(QWidget *parent = nullptr);

    // Those that lead to where one of the existing ones, or an earlier one, leads are not chosen.
    void setPreview(const ImportPreview &preview, const QList<Profile> &existing);
    qsizetype candidateCount() const { return m_candidates.size(); }
    QList<Candidate> chosen() const;
    void chooseAll(bool isChosen);
    // All that there is to say about the current row, in sentences; empty when there is nothing.
    QString currentNotes() const;

signals:
    void chosenChanged();

private:
    enum class Column { Name, Address, Way, Notes };

    void add(const Candidate &candidate, const QString &sameAs);
    void add(const ImportPreview::Skipped &skipped);
    void setNotes(QTreeWidgetItem *row, const QStringList &notes);

    QList<Candidate> m_candidates; // the first rows
};

} // namespace hitlens
