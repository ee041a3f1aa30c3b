// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QAbstractListModel>

namespace hitlens {

// Bytes as offset, hexadecimal and ASCII, one row for each 16 (or 8) of them. A row's text is made
// when it is looked at, so that size costs nothing.
class HexModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    using QAbstractListModel::QAbstractListModel;

    // offset: of the first byte in the value that they are a part of.
    void setBytes(const QByteArray &bytes, qint64 offset = 0);
    void setBytesPerRow(int count);
    int bytesPerRow() const { return m_perRow; }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    QByteArray m_bytes;
    qint64 m_offset = 0;
    int m_perRow = 16;
};

} // namespace hitlens
