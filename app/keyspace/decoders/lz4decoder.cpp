// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/lz4decoder.h"

#include "app/keyspace/decoders/leveltrial.h"
#include "app/keyspace/decoders/streamdecode.h"

#include <lz4frame.h>

#include <memory>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr QByteArrayView magic("\x04\x22\x4d\x18", 4);

using Context = std::unique_ptr<LZ4F_dctx, LZ4F_errorCode_t (*)(LZ4F_dctx *)>;

Context newContext()
{
    LZ4F_dctx *context = nullptr;
    LZ4F_createDecompressionContext(&context, LZ4F_VERSION);
    return {context, LZ4F_freeDecompressionContext};
}

StreamStep stepOf(LZ4F_dctx *context, QByteArrayView input, std::span<char> room)
{
    size_t read = static_cast<size_t>(input.size());
    size_t written = room.size();
    const size_t left
        = LZ4F_decompress(context, room.data(), &written, input.data(), &read, nullptr);
    StreamStep done;
    if (LZ4F_isError(left)) {
        done.state = StreamStep::State::Error;
        done.error
            = Decoder::tr("It is damaged: %1.").arg(QString::fromLatin1(LZ4F_getErrorName(left)));
        return done;
    }
    done.read = static_cast<qsizetype>(read);
    done.written = static_cast<qsizetype>(written);
    if (left == 0 && !input.sliced(done.read).startsWith(magic))
        done.state = StreamStep::State::End;
    return done;
}

LZ4F_frameInfo_t frameInfoOf(QByteArrayView original)
{
    const Context context = newContext();
    LZ4F_frameInfo_t info = {};
    size_t size = static_cast<size_t>(original.size());
    if (LZ4F_isError(LZ4F_getFrameInfo(context.get(), &info, original.data(), &size)))
        return {};
    info.frameType = LZ4F_frame;
    info.dictID = 0;
    return info;
}

QByteArray compressed(QByteArrayView content, int level, const LZ4F_frameInfo_t &info)
{
    LZ4F_preferences_t preferences = {};
    preferences.frameInfo = info;
    preferences.compressionLevel = level;
    const auto size = static_cast<size_t>(content.size());
    QByteArray out(
        static_cast<qsizetype>(LZ4F_compressFrameBound(size, &preferences)), Qt::Uninitialized);
    const size_t written = LZ4F_compressFrame(
        out.data(), static_cast<size_t>(out.size()), content.data(), size, &preferences);
    if (LZ4F_isError(written))
        return {};
    out.truncate(static_cast<qsizetype>(written));
    return out;
}

} // namespace

QByteArray Lz4Decoder::id() const
{
    return "lz4"_ba;
}

QString Lz4Decoder::name() const
{
    return u"LZ4"_s;
}

Confidence Lz4Decoder::detect(QByteArrayView bytes) const
{
    return bytes.startsWith(magic) && bytes.size() > 10 ? Confidence::Certain : Confidence::No;
}

Decoded Lz4Decoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    const Context context = newContext();
    return decodeStream(bytes, limits, [&](QByteArrayView input, std::span<char> room) {
        return stepOf(context.get(), input, room);
    });
}

Encoded Lz4Decoder::encode(QByteArrayView edited, QByteArrayView original) const
{
    const LZ4F_frameInfo_t info = frameInfoOf(original);
    const int level = levelOf(*this, original, {0, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12},
        [&](QByteArrayView content, int tried) { return compressed(content, tried, info); });
    const QByteArray bytes = compressed(edited, level, info);
    if (bytes.isEmpty())
        return notEncoded(0, tr("It is too large to be compressed."));
    return {bytes, -1, {}};
}

} // namespace hitlens
