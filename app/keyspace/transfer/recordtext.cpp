// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/recordtext.h"

#include "app/keyspace/transfer/transfertext.h"

namespace hitlens {

namespace {

char opening(const QByteArray &type)
{
    return type == "hash" || type == "zset" ? '{' : '[';
}

char closing(const QByteArray &type)
{
    return type == "hash" || type == "zset" ? '}' : ']';
}

QByteArray isoOf(qint64 instant)
{
    return QDateTime::fromMSecsSinceEpoch(instant).toUTC().toString(Qt::ISODateWithMs).toLatin1();
}

void appendCsvField(QByteArray &out, QByteArrayView text)
{
    out += '"';
    appendCsvText(out, text);
    out += '"';
}

} // namespace

QByteArray RecordText::heading(TextFormat format)
{
    return format == TextFormat::Csv ? "key,type,ttl_ms,expires_at,value\r\n" : "";
}

void RecordText::begin(
    const QByteArray &key, const QByteArray &type, const Expiry &expiry, std::optional<qint64> now)
{
    m_type = type;
    const bool expires = expiry.state == Ttl::State::Expires;
    if (m_format == TextFormat::Csv) {
        appendCsvField(m_text, toTransferText(key));
        m_text += ',' + type + ',';
        if (expires && now)
            m_text += QByteArray::number(expiry.at - *now);
        m_text += ',';
        if (expires)
            m_text += isoOf(expiry.at);
        m_text += ",\"";
    } else {
        m_text += "{\"key\":";
        appendJsonString(m_text, key);
        m_text += ",\"type\":\"" + type + "\",\"expireAt\":"
            + (expires ? QByteArray::number(expiry.at) : QByteArray("null")) + ",\"value\":";
    }
    if (type != "string")
        m_text += opening(type);
}

void RecordText::addString(QByteArrayView value)
{
    if (m_format == TextFormat::Csv)
        appendCsvText(m_text, toTransferText(value));
    else
        appendJsonString(m_text, value);
}

void RecordText::addElement(QByteArrayView element)
{
    QByteArray json;
    appendJsonString(json, element);
    next();
    addJson(json);
}

void RecordText::addPair(QByteArrayView name, QByteArrayView value)
{
    QByteArray json;
    appendJsonString(json, name);
    json += ':';
    appendJsonString(json, value);
    next();
    addJson(json);
}

void RecordText::addEntry(const StreamEntry &entry)
{
    QByteArray json = "{\"id\":";
    appendJsonString(json, entry.id);
    json += ",\"fields\":[";
    for (const auto &[field, value] : entry.fields) {
        appendJsonString(json, field);
        json += ',';
        appendJsonString(json, value);
        json += ',';
    }
    if (json.endsWith(','))
        json.chop(1);
    json += "]}";
    next();
    addJson(json);
}

void RecordText::end()
{
    if (m_type != "string")
        m_text += closing(m_type);
    m_text += m_format == TextFormat::Csv ? "\"\r\n" : "}\n";
}

void RecordText::next()
{
    if (!std::exchange(m_isFirst, false))
        m_text += ',';
}

void RecordText::addJson(QByteArrayView json)
{
    if (m_format == TextFormat::Csv)
        appendCsvText(m_text, json);
    else
        m_text.append(json.data(), json.size());
}

} // namespace hitlens
