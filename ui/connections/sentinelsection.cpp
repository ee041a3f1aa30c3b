// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/sentinelsection.h"

#include "ui/widgets/formfield.h"

#include <QLineEdit>
#include <QPlainTextEdit>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr quint16 usualPort = 26379;

} // namespace

SentinelSection::SentinelSection(QWidget *parent)
    : FormSection(parent)
{
    m_primary = addLine(tr("Name of the &primary"), tr("none: no Sentinel"));
    fieldOf(m_primary)->setHint(tr("As the sentinels call it. Host and port are then those of the "
                                   "first sentinel."));
    m_others = addLines(tr("Further sentinels"), tr("one host:port in each line"));
    m_user = addLine(tr("Sentinels' user name"), tr("default"));
    m_password = addSecret(tr("Sentinels' password"), &Secrets::sentinelPassword);
}

QStringList SentinelSection::otherLines() const
{
    QStringList lines;
    for (const QString &line : m_others->toPlainText().split(u'\n')) {
        if (!line.trimmed().isEmpty())
            lines << line.trimmed();
    }
    return lines;
}

void SentinelSection::setProfile(const Profile &profile)
{
    const Sentinel &sentinel = profile.endpoint.sentinel;
    m_primary->setText(sentinel.primaryName);
    QStringList lines;
    for (const HostPort &other : sentinel.others)
        lines << other.text();
    m_others->setPlainText(lines.join(u'\n'));
    m_user->setText(sentinel.username);
}

void SentinelSection::writeTo(Profile &profile) const
{
    Sentinel &sentinel = profile.endpoint.sentinel;
    sentinel.primaryName = m_primary->text().trimmed();
    sentinel.others.clear();
    for (const QString &line : otherLines()) {
        if (const auto other = HostPort::fromText(line, usualPort))
            sentinel.others << *other;
    }
    sentinel.username = m_user->text();
}

void SentinelSection::check()
{
    QString problem;
    for (const QString &line : otherLines()) {
        if (!HostPort::fromText(line, usualPort) && problem.isEmpty())
            problem = tr("“%1” is no host:port.").arg(line);
    }
    if (problem.isEmpty() && !otherLines().isEmpty() && m_primary->text().trimmed().isEmpty())
        fieldOf(m_primary)->setProblem(tr("Enter what the sentinels call the primary."));
    else
        fieldOf(m_primary)->setProblem({});
    fieldOf(m_others)->setProblem(problem);
}

} // namespace hitlens
