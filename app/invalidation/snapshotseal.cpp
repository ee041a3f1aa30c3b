// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/snapshotseal.h"

#include "app/keyspace/transfer/transferfile.h"

#include <QCoreApplication>
#include <QtEndian>

#include <sodium.h>

namespace hitlens {

namespace {

using State = crypto_secretstream_xchacha20poly1305_state;

static_assert(SnapshotSeal::keySize == crypto_secretstream_xchacha20poly1305_KEYBYTES);
static_assert(SnapshotSeal::overhead
    >= SnapshotSeal::headSize + qsizetype(crypto_secretstream_xchacha20poly1305_ABYTES));
static_assert(alignof(State) == 1, "it is kept in a QByteArray");

constexpr qsizetype idSize = 16;
constexpr qsizetype crcSize = 4;

const uchar *bytesOf(QByteArrayView view)
{
    return reinterpret_cast<const uchar *>(view.data());
}

uchar *bytesOf(QByteArray &array)
{
    return reinterpret_cast<uchar *>(array.data());
}

State *stateIn(QByteArray &array)
{
    return reinterpret_cast<State *>(array.data());
}

size_t lengthOf(QByteArrayView view)
{
    return static_cast<size_t>(view.size());
}

template <typename T>
QByteArray numberBytes(T number)
{
    const T little = qToLittleEndian(number);
    return {reinterpret_cast<const char *>(&little), sizeof little};
}

// Without the system's source of randomness there is nothing that could be kept secret.
void begin()
{
    static const bool isReady = sodium_init() >= 0;
    if (!isReady)
        qFatal("libsodium finds no randomness on this system");
}

Error keyError(const char *text)
{
    return {Error::Kind::Local, "KEY", QCoreApplication::translate("hitlens::Snapshot", text)};
}

} // namespace

QByteArray SnapshotSeal::newKey()
{
    begin();
    QByteArray key(keySize, Qt::Uninitialized);
    crypto_secretstream_xchacha20poly1305_keygen(bytesOf(key));
    return key;
}

QByteArray SnapshotSeal::idOf(const QByteArray &key)
{
    begin();
    QByteArray id(idSize, Qt::Uninitialized);
    crypto_generichash(bytesOf(id), lengthOf(id), bytesOf(key), lengthOf(key), nullptr, 0);
    return id;
}

SnapshotSeal SnapshotSeal::forWriting(SnapshotFileHeader &header, const QByteArray &key)
{
    SnapshotSeal seal;
    header.isEncrypted = !key.isEmpty();
    if (header.isEncrypted) {
        Q_ASSERT(key.size() == keySize);
        begin();
        header.keyId = idOf(key);
        header.stream.resize(crypto_secretstream_xchacha20poly1305_HEADERBYTES);
        seal.m_state.resize(sizeof(State));
        crypto_secretstream_xchacha20poly1305_init_push(
            stateIn(seal.m_state), bytesOf(header.stream), bytesOf(key));
    }
    seal.setLine(toSnapshotLine(header));
    return seal;
}

Result<SnapshotSeal> SnapshotSeal::forReading(
    const SnapshotFileHeader &header, const QByteArray &line, const QByteArray &key)
{
    SnapshotSeal seal;
    seal.setLine(line);
    if (!header.isEncrypted)
        return seal;
    if (key.size() != keySize)
        return keyError(QT_TRANSLATE_NOOP("hitlens::Snapshot",
            "It is encrypted, and the keychain does not have its key any more."));
    if (idOf(key) != header.keyId)
        return keyError(QT_TRANSLATE_NOOP("hitlens::Snapshot",
            "It is encrypted by another key than the one that the keychain has now."));
    begin();
    seal.m_state.resize(sizeof(State));
    const bool isStream
        = header.stream.size() == qsizetype(crypto_secretstream_xchacha20poly1305_HEADERBYTES);
    if (!isStream
        || crypto_secretstream_xchacha20poly1305_init_pull(
               stateIn(seal.m_state), bytesOf(header.stream), bytesOf(key))
            != 0)
        return Error{Error::Kind::Local, "HEADER",
            QCoreApplication::translate("hitlens::Snapshot", "Its first line is damaged.")};
    return seal;
}

void SnapshotSeal::setLine(const QByteArray &line)
{
    m_line = line;
    m_checksum = transferChecksum(0, line);
}

quint32 SnapshotSeal::headChecksum(qint64 place, quint32 size) const
{
    const QByteArray covered = numberBytes(place) + numberBytes(size);
    return transferChecksum(m_checksum, covered);
}

QByteArray SnapshotSeal::sealed(QByteArrayView block, qint64 place, bool isLast)
{
    const bool isEncrypted = !m_state.isEmpty();
    const qsizetype more
        = isEncrypted ? qsizetype(crypto_secretstream_xchacha20poly1305_ABYTES) : crcSize;
    const auto size = static_cast<quint32>(block.size() + more);
    const quint32 checksum = headChecksum(place, size);
    QByteArray frame = numberBytes(size) + numberBytes(checksum);
    if (!isEncrypted)
        return frame + numberBytes(transferChecksum(checksum, block)) + block.toByteArray();
    const QByteArray context = m_line + frame;
    frame.resize(headSize + qsizetype(size));
    crypto_secretstream_xchacha20poly1305_push(stateIn(m_state), bytesOf(frame) + headSize, nullptr,
        bytesOf(block), lengthOf(block), bytesOf(context), lengthOf(context),
        isLast ? crypto_secretstream_xchacha20poly1305_TAG_FINAL : 0);
    return frame;
}

std::optional<qint64> SnapshotSeal::bodySize(QByteArrayView head, qint64 place) const
{
    if (head.size() != headSize)
        return std::nullopt;
    const auto size = qFromLittleEndian<quint32>(head.data());
    const auto checksum = qFromLittleEndian<quint32>(head.data() + crcSize);
    return checksum == headChecksum(place, size) ? std::optional<qint64>(size) : std::nullopt;
}

std::optional<QByteArray> SnapshotSeal::opened(QByteArrayView head, QByteArrayView body)
{
    if (m_state.isEmpty()) {
        if (body.size() < crcSize)
            return std::nullopt;
        const auto before = qFromLittleEndian<quint32>(head.data() + crcSize);
        const QByteArrayView block = body.sliced(crcSize);
        if (qFromLittleEndian<quint32>(body.data()) != transferChecksum(before, block))
            return std::nullopt;
        return block.toByteArray();
    }
    const qsizetype size = body.size() - qsizetype(crypto_secretstream_xchacha20poly1305_ABYTES);
    if (size < 0)
        return std::nullopt;
    const QByteArray context = m_line + head;
    QByteArray block(size, Qt::Uninitialized);
    uchar tag = 0;
    if (crypto_secretstream_xchacha20poly1305_pull(stateIn(m_state), bytesOf(block), nullptr, &tag,
            bytesOf(body), lengthOf(body), bytesOf(context), lengthOf(context))
        != 0)
        return std::nullopt;
    return block;
}

} // namespace hitlens
