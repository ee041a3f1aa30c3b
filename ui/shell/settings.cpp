// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/settings.h"

#include "app/connections/sharedsettings.h"

#include <QMetaEnum>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const QString schemeKey = u"view/scheme"_s;
const QString desktopDarkKey = u"view/desktopWasDark"_s;
const QString geometryKey = u"window/geometry"_s;
const QString splitterKey = u"window/splitter"_s;
const QString sidebarKey = u"window/sidebar"_s;
const QString keyColumnsKey = u"keys/columns"_s;
const QString monitoringKey = u"overview/monitoring"_s;
const QString chartWindowKey = u"overview/minutes"_s;
const QString hiddenLinesKey = u"overview/hiddenLines"_s;
const QString hitRateGroup = u"hitRateWindow"_s;
const QString pageKey = u"window/page"_s;
const QString foldedKey = u"servers/folded"_s;
const QString lastUsedFirstKey = u"servers/lastUsedFirst"_s;
const QString reopenKey = u"servers/reopen"_s;
const QString openKey = u"servers/open"_s;
const QString patternsGroup = u"patterns"_s;
const QString decodersKey = u"values/decoders"_s;
const QString frontKey = u"servers/front"_s;

} // namespace

Settings::Settings()
    : m_settings(QSettings::IniFormat, QSettings::UserScope, u"hitlens"_s, u"hitlens"_s)
{ }

Settings::Settings(const QString &path)
    : m_settings(path, QSettings::IniFormat)
{ }

// Some are told once a second, and for each one that is set the whole file is written.
void Settings::keep(const QString &key, const QVariant &value)
{
    if (m_settings.value(key) != value)
        m_settings.setValue(key, value);
}

SchemeChoice Settings::schemeChoice() const
{
    const QString choice = m_settings.value(schemeKey).toString();
    if (choice == u"light")
        return SchemeChoice::Light;
    return choice == u"dark" ? SchemeChoice::Dark : SchemeChoice::System;
}

void Settings::setSchemeChoice(SchemeChoice choice)
{
    // Words, so that the file can be read and edited.
    const QString words[] = {u"system"_s, u"light"_s, u"dark"_s};
    keep(schemeKey, words[static_cast<int>(choice)]);
}

bool Settings::wasDesktopDark() const
{
    return m_settings.value(desktopDarkKey).toBool();
}

void Settings::setWasDesktopDark(bool isDark)
{
    keep(desktopDarkKey, isDark);
}

QByteArray Settings::windowGeometry() const
{
    return m_settings.value(geometryKey).toByteArray();
}

void Settings::setWindowGeometry(const QByteArray &geometry)
{
    keep(geometryKey, geometry);
}

QByteArray Settings::splitterState() const
{
    return m_settings.value(splitterKey).toByteArray();
}

void Settings::setSplitterState(const QByteArray &state)
{
    keep(splitterKey, state);
}

bool Settings::isSidebarVisible() const
{
    return m_settings.value(sidebarKey, true).toBool();
}

void Settings::setSidebarVisible(bool isVisible)
{
    keep(sidebarKey, isVisible);
}

int Settings::lastPage() const
{
    return m_settings.value(pageKey, 0).toInt() == 1 ? 1 : 0;
}

void Settings::setLastPage(int page)
{
    keep(pageKey, page);
}

std::chrono::minutes Settings::chartWindow() const
{
    return std::chrono::minutes(
        std::clamp(m_settings.value(chartWindowKey, 1).toInt(), 1, 7 * 24 * 60));
}

KeyColumns Settings::keyColumns() const
{
    const auto words = QMetaEnum::fromType<KeyTreeModel::Column>();
    const QStringList usual{u"Ttl"_s, u"Size"_s};
    KeyColumns columns;
    for (const QString &word : m_settings.value(keyColumnsKey, usual).toStringList()) {
        bool isKnown = false;
        const int column = words.keyToValue(word.toLatin1().constData(), &isKnown);
        if (isKnown)
            columns << static_cast<KeyTreeModel::Column>(column);
    }
    return columns;
}

void Settings::setKeyColumns(const KeyColumns &columns)
{
    const auto words = QMetaEnum::fromType<KeyTreeModel::Column>();
    QStringList chosen;
    for (const KeyTreeModel::Column column : columns)
        chosen << QString::fromLatin1(words.valueToKey(static_cast<int>(column)));
    keep(keyColumnsKey, chosen);
}

void Settings::setChartWindow(std::chrono::minutes window)
{
    keep(chartWindowKey, static_cast<int>(window.count()));
}

QStringList Settings::hiddenLines() const
{
    return m_settings.value(hiddenLinesKey).toStringList();
}

void Settings::setHiddenLines(const QStringList &lines)
{
    keep(hiddenLinesKey, lines);
}

QByteArray Settings::hitRatePlace(const QString &id) const
{
    return m_settings.value(hitRateGroup + u'/' + id).toByteArray();
}

void Settings::setHitRatePlace(const QString &id, const QByteArray &geometry)
{
    keep(hitRateGroup + u'/' + id, geometry);
}

QStringList Settings::foldedServers() const
{
    return m_settings.value(foldedKey).toStringList();
}

void Settings::setFoldedServers(const QStringList &sections)
{
    keep(foldedKey, sections);
}

bool Settings::isLastUsedFirst() const
{
    return m_settings.value(lastUsedFirstKey, false).toBool();
}

void Settings::setLastUsedFirst(bool isFirst)
{
    keep(lastUsedFirstKey, isFirst);
}

bool Settings::reopensServers() const
{
    return m_settings.value(reopenKey, true).toBool();
}

void Settings::setReopensServers(bool reopens)
{
    keep(reopenKey, reopens);
}

bool Settings::opensProductionReadOnly() const
{
    return m_settings.value(productionLockKey).toBool();
}

void Settings::setOpensProductionReadOnly(bool isReadOnly)
{
    keep(productionLockKey, isReadOnly);
}

QStringList Settings::openServers() const
{
    return m_settings.value(openKey).toStringList();
}

QString Settings::frontServer() const
{
    return m_settings.value(frontKey).toString();
}

void Settings::setOpenServers(const QStringList &ids, const QString &front)
{
    keep(openKey, ids);
    keep(frontKey, front);
}

QStringList Settings::recentPatterns(const QString &id) const
{
    return m_settings.value(patternsGroup + u'/' + id).toStringList();
}

void Settings::setRecentPatterns(const QString &id, const QStringList &patterns)
{
    const QString key = patternsGroup + u'/' + id;
    if (patterns.isEmpty())
        m_settings.remove(key);
    else
        keep(key, patterns);
}

void Settings::keepOnly(const QStringList &ids)
{
    for (const QString &group : {QString(patternsGroup), hitRateGroup}) {
        m_settings.beginGroup(group);
        for (const QString &id : m_settings.childKeys()) {
            if (!ids.contains(id))
                m_settings.remove(id);
        }
        m_settings.endGroup();
    }
}

QByteArray Settings::monitoringSettings() const
{
    return m_settings.value(monitoringKey).toByteArray();
}

void Settings::setMonitoringSettings(const QByteArray &json)
{
    keep(monitoringKey, json);
}

QByteArray Settings::decoderSettings() const
{
    return m_settings.value(decodersKey).toString().toUtf8();
}

void Settings::setDecoderSettings(const QByteArray &json)
{
    keep(decodersKey, QString::fromUtf8(json));
}

BulkSettings Settings::bulkSettings() const
{
    constexpr int mostHours = 24 * 366;
    const int hours = m_settings.value(snapshotHoursKey, 24).toInt();
    return {std::chrono::hours(std::clamp(hours, 1, mostHours)),
        m_settings.value(auditCopyKey).toString(), m_settings.value(streamServerKey).toString(),
        m_settings.value(streamKeyKey).toString()};
}

void Settings::setBulkSettings(const BulkSettings &settings)
{
    keep(snapshotHoursKey, static_cast<int>(settings.keptFor.count()));
    keep(auditCopyKey, settings.auditCopy);
    keep(streamServerKey, settings.streamServer);
    keep(streamKeyKey, settings.streamKey);
}

} // namespace hitlens
