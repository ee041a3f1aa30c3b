// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/moresection.h"

#include "ui/shell/theme.h"
#include "ui/widgets/formfield.h"

#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSpinBox>

#include <optional>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// "3 = sessions"; nullopt when it is no such line.
std::optional<std::pair<int, QString>> databaseIn(const QString &line)
{
    const qsizetype divider = line.indexOf(u'=');
    bool isNumber = false;
    const int number = line.left(divider).trimmed().toInt(&isNumber);
    const QString name = line.mid(divider + 1).trimmed();
    if (divider < 0 || !isNumber || number < 0 || name.isEmpty())
        return std::nullopt;
    return std::pair(number, name);
}

} // namespace

MoreSection::MoreSection(QWidget *parent)
    : FormSection(parent)
{
    m_separator = addLine(tr("&Key separator"), tr("none: one flat list of keys"));
    m_pattern = addLine(tr("Default pattern"), tr("all keys"));
    for (QLineEdit *line : {m_separator, m_pattern})
        setRole(line, Role::Mono);
    m_databases = addLines(tr("Database names"), tr("3 = sessions"));
    m_connectTimeout = addMilliseconds(tr("Give up connecting after"));
    m_commandTimeout = addMilliseconds(tr("Give up a command after"));
    m_pollInterval = addMilliseconds(tr("Look at the figures every"));
    setProfile({});
}

QSpinBox *MoreSection::addMilliseconds(const QString &label)
{
    QSpinBox *box = makeNumber(1, 3'600'000);
    box->setSuffix(tr(" ms"));
    box->setSingleStep(500);
    addRow(label, {box});
    return box;
}

void MoreSection::setProfile(const Profile &profile)
{
    m_separator->setText(profile.keySeparator);
    m_pattern->setText(profile.defaultPattern);
    QStringList lines;
    for (auto entry = profile.databaseNames.begin(); entry != profile.databaseNames.end(); ++entry)
        lines << u"%1 = %2"_s.arg(entry.key()).arg(entry.value());
    m_databases->setPlainText(lines.join(u'\n'));
    m_connectTimeout->setValue(static_cast<int>(profile.endpoint.connectTimeout.count()));
    m_commandTimeout->setValue(static_cast<int>(profile.endpoint.commandTimeout.count()));
    m_pollInterval->setValue(static_cast<int>(profile.pollInterval.count()));
}

void MoreSection::writeTo(Profile &profile) const
{
    profile.keySeparator = m_separator->text();
    profile.defaultPattern = m_pattern->text();
    profile.databaseNames.clear();
    for (const QString &line : m_databases->toPlainText().split(u'\n')) {
        if (const auto database = databaseIn(line))
            profile.databaseNames[database->first] = database->second;
    }
    profile.endpoint.connectTimeout = std::chrono::milliseconds(m_connectTimeout->value());
    profile.endpoint.commandTimeout = std::chrono::milliseconds(m_commandTimeout->value());
    profile.pollInterval = std::chrono::milliseconds(m_pollInterval->value());
}

void MoreSection::check()
{
    QString problem;
    for (const QString &line : m_databases->toPlainText().split(u'\n')) {
        if (!line.trimmed().isEmpty() && !databaseIn(line) && problem.isEmpty())
            problem = tr("“%1” is not a number and its name, as in 3 = sessions.").arg(line);
    }
    fieldOf(m_databases)->setProblem(problem);
}

} // namespace hitlens
