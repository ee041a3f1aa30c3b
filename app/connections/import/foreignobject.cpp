// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/import/foreignobject.h"

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostCharacters = 64 << 10; // a longer password or path is none

} // namespace

ForeignObject::ForeignObject(QJsonObject json, QStringList &wrong)
    : m_json(std::move(json))
    , m_wrong(wrong)
{ }

bool ForeignObject::has(const QString &name) const
{
    const QJsonValue value = m_json.value(name);
    return !value.isUndefined() && !value.isNull();
}

QString ForeignObject::text(const QString &name, const QString &missing) const
{
    if (!has(name))
        return missing;
    const QJsonValue value = m_json.value(name);
    const bool isText = value.isString() || value.isDouble();
    const QString text = value.toVariant().toString();
    if (isText && text.size() <= mostCharacters && !text.contains(QChar(0)))
        return text;
    note(name);
    return missing;
}

bool ForeignObject::flag(const QString &name, bool missing) const
{
    if (!has(name))
        return missing;
    const QJsonValue value = m_json.value(name);
    const QString word = value.toVariant().toString().toLower();
    if (value.isBool() || word == "true"_L1 || word == "false"_L1 || word == "1"_L1
        || word == "0"_L1)
        return value.toBool(word == "true"_L1 || word == "1"_L1);
    note(name);
    return missing;
}

int ForeignObject::number(const QString &name, int missing, int least, int most) const
{
    const QJsonValue value = m_json.value(name);
    if (!has(name) || (value.isString() && value.toString().isEmpty()))
        return missing;
    bool isNumber = value.isDouble() || value.isString();
    const qint64 number = value.isString() ? value.toString().trimmed().toLongLong(&isNumber)
                                           : value.toInteger(qint64{least} - 1);
    if (isNumber && number >= least && number <= most)
        return static_cast<int>(number);
    note(name);
    return missing;
}

quint16 ForeignObject::port(const QString &name, quint16 missing) const
{
    return static_cast<quint16>(number(name, missing, 1, 65535));
}

std::chrono::milliseconds ForeignObject::time(
    const QString &name, std::chrono::milliseconds unit, std::chrono::milliseconds missing) const
{
    constexpr int most = 24 * 60 * 60 * 1000; // a day: whoever wrote more meant no limit
    const qint64 count = number(name, 0, std::numeric_limits<int>::min());
    const qint64 longest = std::min<qint64>(count, most / unit.count());
    return count > 0 ? std::chrono::milliseconds(longest * unit.count()) : missing;
}

QString ForeignObject::color(const QString &name) const
{
    const QString color = has(name) && m_json.value(name).isString() ? text(name) : QString();
    const bool isColor = color.size() == 7 && color.startsWith(u'#')
        && std::all_of(color.begin() + 1, color.end(),
            [](QChar c) { return u"0123456789abcdefABCDEF"_s.contains(c); });
    return isColor ? color.toLower() : QString();
}

ForeignObject ForeignObject::object(const QString &name) const
{
    if (has(name) && !m_json.value(name).isObject())
        note(name);
    return {m_json.value(name).toObject(), m_wrong};
}

QJsonArray ForeignObject::array(const QString &name) const
{
    if (has(name) && !m_json.value(name).isArray())
        note(name);
    return m_json.value(name).toArray();
}

void ForeignObject::note(const QString &name) const
{
    if (!m_wrong.contains(name))
        m_wrong << name;
}

} // namespace hitlens
