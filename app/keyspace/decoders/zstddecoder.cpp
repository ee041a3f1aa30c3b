// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/zstddecoder.h"

#include "app/keyspace/decoders/leveltrial.h"
#include "app/keyspace/decoders/streamdecode.h"

#include <zstd.h>

#include <memory>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView magic("\x28\xb5\x2f\xfd", 4);

bool startsFrame(QByteArrayView bytes)
{
    const bool isSkippable = bytes.size() >= 4 && (static_cast<uchar>(bytes[0]) & 0xf0) == 0x50
        && bytes.sliced(1).startsWith("\x2a\x4d\x18");
    return bytes.startsWith(magic) || isSkippable;
}

StreamStep stepOf(ZSTD_DStream *stream, QByteArrayView input, std::span<char> room)
{
    ZSTD_inBuffer in{input.data(), static_cast<size_t>(input.size()), 0};
    ZSTD_outBuffer out{room.data(), room.size(), 0};
    const size_t left = ZSTD_decompressStream(stream, &out, &in);
    StreamStep done;
    done.read = static_cast<qsizetype>(in.pos);
    done.written = static_cast<qsizetype>(out.pos);
    if (ZSTD_isError(left)) {
        done.state = StreamStep::State::Error;
        done.error
            = Decoder::tr("It is damaged: %1.").arg(QString::fromLatin1(ZSTD_getErrorName(left)));
    } else if (left == 0 && !startsFrame(input.sliced(done.read))) {
        done.state = StreamStep::State::End;
    }
    return done;
}

// RFC 8878, 3.1.1.1: flags in the byte after the magic number, then the window where there is one.
struct FrameFlags
{
    bool hasContentSize = true;
    bool hasChecksum = false;
};

FrameFlags flagsOf(QByteArrayView original)
{
    if (!original.startsWith(magic) || original.size() < 5)
        return {};
    const auto size
        = ZSTD_getFrameContentSize(original.data(), static_cast<size_t>(original.size()));
    return {size != ZSTD_CONTENTSIZE_UNKNOWN, (original[4] & 0x04) != 0};
}

QByteArray compressed(QByteArrayView content, int level, FrameFlags flags)
{
    const std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx *)> context(
        ZSTD_createCCtx(), ZSTD_freeCCtx);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_contentSizeFlag, flags.hasContentSize ? 1 : 0);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, flags.hasChecksum ? 1 : 0);
    const auto size = static_cast<size_t>(content.size());
    QByteArray out(static_cast<qsizetype>(ZSTD_compressBound(size)), Qt::Uninitialized);
    ZSTD_inBuffer in{content.data(), size, 0};
    ZSTD_outBuffer to{out.data(), static_cast<size_t>(out.size()), 0};
    // A stream that is not ended at once chooses its tables without knowing the size.
    if (!flags.hasContentSize)
        ZSTD_compressStream2(context.get(), &to, &in, ZSTD_e_continue);
    if (ZSTD_compressStream2(context.get(), &to, &in, ZSTD_e_end) != 0)
        return {};
    out.truncate(static_cast<qsizetype>(to.pos));
    return out;
}

} // namespace

QByteArray ZstdDecoder::id() const
{
    return "zstd"_ba;
}

QString ZstdDecoder::name() const
{
    return u"Zstandard"_s;
}

Confidence ZstdDecoder::detect(QByteArrayView bytes) const
{
    return bytes.startsWith(magic) && bytes.size() > 8 ? Confidence::Certain : Confidence::No;
}

Decoded ZstdDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    const std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream *)> stream(
        ZSTD_createDStream(), ZSTD_freeDStream);
    return decodeStream(bytes, limits, [&](QByteArrayView input, std::span<char> room) {
        return stepOf(stream.get(), input, room);
    });
}

Encoded ZstdDecoder::encode(QByteArrayView edited, QByteArrayView original) const
{
    const FrameFlags flags = flagsOf(original);
    const int level = levelOf(*this, original, {ZSTD_CLEVEL_DEFAULT, 1, 2, 4, 5, 6, 7, 9, 19},
        [&](QByteArrayView content, int tried) { return compressed(content, tried, flags); });
    const QByteArray bytes = compressed(edited, level, flags);
    if (bytes.isEmpty())
        return notEncoded(0, tr("It is too large to be compressed."));
    return {bytes, -1, {}};
}

} // namespace hitlens
