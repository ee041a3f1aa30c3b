// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/importtable.h"

#include "app/connections/import/serverimport.h"
#include "ui/shell/theme.h"

#include <QHeaderView>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int notesRole = Qt::UserRole;

QString wayOf(const Candidate &candidate)
{
    const Endpoint &endpoint = candidate.profile.endpoint;
    QStringList way;
    if (candidate.isCluster)
        way << ImportTable::tr("Cluster");
    if (endpoint.sentinel.isUsed())
        way << ImportTable::tr("Sentinel");
    if (endpoint.tls.enabled)
        way << ImportTable::tr("TLS");
    if (endpoint.ssh.enabled)
        way << ImportTable::tr("SSH");
    if (endpoint.proxy.kind != Proxy::Kind::None)
        way << ImportTable::tr("Proxy");
    return way.isEmpty() ? ImportTable::tr("Direct") : way.join(u" · "_s);
}

QString addressOf(const Endpoint &endpoint)
{
    const QString address = endpoint.displayName();
    return endpoint.db == 0
        ? address
        : ImportTable::tr("%1, database %2").arg(address, QString::number(endpoint.db));
}

// The name of the one that leads to the same place; empty when none does.
QString sameAs(const Profile &profile, const QList<Profile> &known)
{
    for (const Profile &other : known) {
        if (isSameServer(profile.endpoint, other.endpoint))
            return other.name;
    }
    return {};
}

} // namespace

ImportTable::ImportTable(QWidget *parent)
    : QTreeWidget(parent)
{
    setHeaderLabels({tr("Server"), tr("Address"), tr("Way"), tr("Notes")});
    setAccessibleName(tr("Servers in the file"));
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setTextElideMode(Qt::ElideRight);
    const int letter = fontMetrics().averageCharWidth();
    header()->setStretchLastSection(true);
    header()->resizeSection(int(Column::Name), 24 * letter);
    header()->resizeSection(int(Column::Address), 30 * letter);
    header()->resizeSection(int(Column::Way), 20 * letter);
    connect(this, &QTreeWidget::itemChanged, this, &ImportTable::chosenChanged);
}

void ImportTable::setPreview(const ImportPreview &preview, const QList<Profile> &existing)
{
    const QSignalBlocker blocker(this);
    clear();
    m_candidates = preview.candidates;
    QList<Profile> known = existing;
    for (const Candidate &candidate : preview.candidates) {
        add(candidate, sameAs(candidate.profile, known));
        known << candidate.profile;
    }
    for (const ImportPreview::Skipped &skipped : preview.skipped)
        add(skipped);
    setCurrentItem(topLevelItem(0));
}

void ImportTable::add(const Candidate &candidate, const QString &sameAs)
{
    auto *row = new QTreeWidgetItem(this);
    row->setText(int(Column::Name), candidate.profile.name);
    row->setText(int(Column::Address), addressOf(candidate.profile.endpoint));
    row->setText(int(Column::Way), wayOf(candidate));
    row->setCheckState(int(Column::Name), sameAs.isEmpty() ? Qt::Checked : Qt::Unchecked);
    QStringList notes = candidate.notes;
    if (!sameAs.isEmpty())
        notes.prepend(tr("“%1” leads to the same place already.").arg(sameAs));
    setNotes(row, notes);
}

void ImportTable::add(const ImportPreview::Skipped &skipped)
{
    auto *row = new QTreeWidgetItem(this);
    row->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable);
    row->setText(
        int(Column::Name), skipped.name.isEmpty() ? tr("A server without a name") : skipped.name);
    row->setText(int(Column::Address), u"–"_s);
    row->setText(int(Column::Way), u"–"_s);
    for (int column = 0; column < columnCount(); ++column)
        row->setForeground(column, themeOf(this).muted);
    setNotes(row, {tr("Skipped: %1").arg(skipped.reason)});
}

void ImportTable::setNotes(QTreeWidgetItem *row, const QStringList &notes)
{
    row->setText(int(Column::Notes), notes.join(u' '));
    row->setData(int(Column::Notes), notesRole, notes.join(u'\n'));
}

QList<Candidate> ImportTable::chosen() const
{
    QList<Candidate> chosen;
    for (qsizetype i = 0; i < m_candidates.size(); ++i) {
        if (topLevelItem(int(i))->checkState(int(Column::Name)) == Qt::Checked)
            chosen << m_candidates[i];
    }
    return chosen;
}

void ImportTable::chooseAll(bool isChosen)
{
    {
        const QSignalBlocker blocker(this);
        for (qsizetype i = 0; i < m_candidates.size(); ++i)
            topLevelItem(int(i))->setCheckState(
                int(Column::Name), isChosen ? Qt::Checked : Qt::Unchecked);
    }
    viewport()->update();
    emit chosenChanged();
}

QString ImportTable::currentNotes() const
{
    const QTreeWidgetItem *row = currentItem();
    return row ? row->data(int(Column::Notes), notesRole).toString() : QString();
}

} // namespace hitlens
