// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <chrono>
#include <limits>

namespace hitlens {

// A JSON object that another tool wrote. Those write numbers as text and text as numbers, so both
// are taken for the other; what still is of a wrong type counts as missing, and is remembered by
// its name. The list must outlive it.
class ForeignObject final
{
public:
    ForeignObject(QJsonObject json, QStringList &wrong);

    bool has(const QString &name) const; // and it is not null
    QString text(const QString &name, const QString &missing = {}) const;
    bool flag(const QString &name, bool missing = false) const;
    int number(const QString &name, int missing, int least,
        int most = std::numeric_limits<int>::max()) const;
    quint16 port(const QString &name, quint16 missing) const;
    // Counted in units; missing also when it is 0 or less.
    std::chrono::milliseconds time(const QString &name, std::chrono::milliseconds unit,
        std::chrono::milliseconds missing) const;
    QString color(const QString &name) const; // "#rrggbb" or empty
    ForeignObject object(const QString &name) const; // empty when it is missing
    QJsonArray array(const QString &name) const;
    const QJsonObject &json() const { return m_json; }

private:
    void note(const QString &name) const;

    const QJsonObject m_json;
    QStringList &m_wrong;
};

} // namespace hitlens
