// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/clustersection.h"

#include "ui/widgets/formfield.h"

#include <QCheckBox>
#include <QPlainTextEdit>
#include <QRegularExpression>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// "announced → real"; what divides them may be typed in several ways. Empty when it is no such
// line.
QStringList pairIn(const QString &line)
{
    static const QRegularExpression divider(u"\\s*(?:→|->|=>|=|\\s)\\s*"_s);
    const QStringList parts = line.trimmed().split(divider, Qt::SkipEmptyParts);
    const bool areAddresses = parts.size() == 2 && HostPort::fromText(parts[0], 6379)
        && HostPort::fromText(parts[1], 6379);
    if (!areAddresses)
        return {};
    return {HostPort::fromText(parts[0], 6379)->text(), HostPort::fromText(parts[1], 6379)->text()};
}

} // namespace

ClusterSection::ClusterSection(QWidget *parent)
    : FormSection(parent)
    , m_thisNodeOnly(new QCheckBox(tr("This &node only"), this))
{
    addRow(tr("Cluster"), {m_thisNodeOnly});
    fieldOf(m_thisNodeOnly)->setHint(tr("Otherwise a node stands for its whole cluster."));
    connect(m_thisNodeOnly, &QCheckBox::toggled, this, &ClusterSection::edited);
    m_addresses = addLines(tr("&Addresses"), tr("10.0.0.5:6379 → cache.example.com:7001"));
    fieldOf(m_addresses)
        ->setHint(tr(
            "For nodes and sentinels that announce what cannot be reached from here: one in each "
            "line, as announced → where to go."));
}

void ClusterSection::setProfile(const Profile &profile)
{
    m_thisNodeOnly->setChecked(profile.endpoint.thisNodeOnly);
    QStringList lines;
    const auto &map = profile.endpoint.addressMap;
    for (auto entry = map.begin(); entry != map.end(); ++entry)
        lines << entry.key() + u" → "_s + entry.value();
    m_addresses->setPlainText(lines.join(u'\n'));
}

void ClusterSection::writeTo(Profile &profile) const
{
    profile.endpoint.thisNodeOnly = m_thisNodeOnly->isChecked();
    profile.endpoint.addressMap.clear();
    for (const QString &line : m_addresses->toPlainText().split(u'\n')) {
        if (const QStringList pair = pairIn(line); !pair.isEmpty())
            profile.endpoint.addressMap[pair[0]] = pair[1];
    }
}

void ClusterSection::check()
{
    QString problem;
    for (const QString &line : m_addresses->toPlainText().split(u'\n')) {
        if (!line.trimmed().isEmpty() && pairIn(line).isEmpty() && problem.isEmpty())
            problem = tr("“%1” is not two addresses, announced → where to go.").arg(line.trimmed());
    }
    fieldOf(m_addresses)->setProblem(problem);
}

} // namespace hitlens
