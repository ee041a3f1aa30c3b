// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/brotlidecoder.h"

#include "app/keyspace/decoders/leveltrial.h"
#include "app/keyspace/decoders/streamdecode.h"

#include <brotli/decode.h>
#include <brotli/encode.h>

#include <memory>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const uint8_t *unsignedOf(const char *data)
{
    return reinterpret_cast<const uint8_t *>(data);
}

StreamStep stepOf(BrotliDecoderState *state, QByteArrayView input, std::span<char> room)
{
    size_t left = static_cast<size_t>(input.size());
    size_t free = room.size();
    const uint8_t *in = unsignedOf(input.data());
    auto *out = reinterpret_cast<uint8_t *>(room.data());
    const auto result = BrotliDecoderDecompressStream(state, &left, &in, &free, &out, nullptr);
    StreamStep done;
    done.read = input.size() - static_cast<qsizetype>(left);
    done.written = static_cast<qsizetype>(room.size() - free);
    if (result == BROTLI_DECODER_RESULT_SUCCESS)
        done.state = StreamStep::State::End;
    if (result == BROTLI_DECODER_RESULT_ERROR) {
        const char *words = BrotliDecoderErrorString(BrotliDecoderGetErrorCode(state));
        done.state = StreamStep::State::Error;
        done.error = Decoder::tr("It is damaged: %1.").arg(QString::fromLatin1(words));
    }
    return done;
}

QByteArray compressed(QByteArrayView content, int quality)
{
    const auto size = static_cast<size_t>(content.size());
    size_t written = BrotliEncoderMaxCompressedSize(size);
    QByteArray out(static_cast<qsizetype>(written), Qt::Uninitialized);
    const bool isDone = BrotliEncoderCompress(quality, BROTLI_DEFAULT_WINDOW, BROTLI_MODE_GENERIC,
        size, unsignedOf(content.data()), &written, reinterpret_cast<uint8_t *>(out.data()));
    if (!isDone)
        return {};
    out.truncate(static_cast<qsizetype>(written));
    return out;
}

} // namespace

QByteArray BrotliDecoder::id() const
{
    return "brotli"_ba;
}

QString BrotliDecoder::name() const
{
    return u"Brotli"_s;
}

Confidence BrotliDecoder::detect(QByteArrayView bytes) const
{
    if (bytes.size() < 8 || isText(bytes))
        return Confidence::No;
    DecodeLimits limits;
    limits.output = 64 * 1024;
    return decode(bytes, limits).isOk() ? Confidence::Possible : Confidence::No;
}

Decoded BrotliDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    const std::unique_ptr<BrotliDecoderState, void (*)(BrotliDecoderState *)> state(
        BrotliDecoderCreateInstance(nullptr, nullptr, nullptr), BrotliDecoderDestroyInstance);
    return decodeStream(bytes, limits, [&](QByteArrayView input, std::span<char> room) {
        return stepOf(state.get(), input, room);
    });
}

Encoded BrotliDecoder::encode(QByteArrayView edited, QByteArrayView original) const
{
    const int quality = levelOf(
        *this, original, {BROTLI_DEFAULT_QUALITY, 4, 5, 6, 1, 2, 3, 7, 8, 9, 10, 0}, compressed);
    const QByteArray bytes = compressed(edited, quality);
    if (bytes.isEmpty())
        return notEncoded(0, tr("It is too large to be compressed."));
    return {bytes, -1, {}};
}

} // namespace hitlens
