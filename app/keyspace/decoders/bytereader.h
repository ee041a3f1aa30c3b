// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayView>
#include <QString>

namespace hitlens {

// Reads bytes from front to back. Once something failed it gives zeros and nothing, so that a
// parser needs to look at isOk() only where it loops. The bytes must outlive it.
class ByteReader final
{
public:
    explicit ByteReader(QByteArrayView bytes)
        : m_bytes(bytes)
    { }

    qsizetype at() const { return m_at; }
    qsizetype left() const { return m_bytes.size() - m_at; }
    bool atEnd() const { return left() == 0; }

    // The next byte, which stays; -1 at the end.
    int peek() const { return atEnd() ? -1 : static_cast<uchar>(m_bytes[m_at]); }
    int byte() { return static_cast<int>(bigEndian(1)); }
    quint64 bigEndian(int bytes); // up to 8
    quint64 littleEndian(int bytes); // up to 8
    QByteArrayView take(quint64 size);
    // What stands before the next such byte, which is taken too.
    QByteArrayView until(char end);
    bool takes(QByteArrayView expected);

    // The first failure is the one that counts.
    void fail(const QString &why, qsizetype at);
    void fail(const QString &why) { fail(why, m_at); }
    void failAtEnd();
    bool isOk() const { return m_errorAt < 0; }
    qsizetype errorAt() const { return m_errorAt; }
    const QString &error() const { return m_error; }

private:
    QByteArrayView m_bytes;
    qsizetype m_at = 0;
    qsizetype m_errorAt = -1;
    QString m_error;
};

} // namespace hitlens
