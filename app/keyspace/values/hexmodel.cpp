// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/hexmodel.h"

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;

QString hexPart(QByteArrayView bytes, int perRow)
{
    QString text;
    for (int i = 0; i < perRow; ++i) {
        if (i == 8)
            text += u' ';
        text
            += i < bytes.size() ? u"%1 "_s.arg(uchar(bytes[i]), 2, 16, QLatin1Char('0')) : u"   "_s;
    }
    return text;
}

QString asciiPart(QByteArrayView bytes)
{
    QString text;
    for (const char c : bytes)
        text += c >= 0x20 && c < 0x7f ? QLatin1Char(c) : QLatin1Char('.');
    return text;
}

} // namespace

void HexModel::setBytes(const QByteArray &bytes, qint64 offset)
{
    beginResetModel();
    m_bytes = bytes;
    m_offset = offset;
    endResetModel();
}

void HexModel::setBytesPerRow(int count)
{
    if (count == m_perRow)
        return;
    beginResetModel();
    m_perRow = count;
    endResetModel();
}

int HexModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>((m_bytes.size() + m_perRow - 1) / m_perRow);
}

QVariant HexModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || role != Qt::DisplayRole)
        return {};
    const qsizetype from = qsizetype(index.row()) * m_perRow;
    const QByteArrayView row = QByteArrayView(m_bytes).sliced(
        from, std::min<qsizetype>(m_perRow, m_bytes.size() - from));
    return u"%1  %2 %3"_s.arg(m_offset + from, 8, 16, QLatin1Char('0'))
        .arg(hexPart(row, m_perRow), asciiPart(row));
}

} // namespace hitlens
