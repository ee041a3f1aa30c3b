// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/deflatedecoder.h"

#include "app/keyspace/decoders/leveltrial.h"
#include "app/keyspace/decoders/streamdecode.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using Wrapping = DeflateDecoder::Wrapping;

int windowBits(Wrapping wrapping, int bits)
{
    switch (wrapping) {
    case Wrapping::Gzip:
        return bits + 16;
    case Wrapping::Zlib:
        return bits;
    case Wrapping::None:
        return -bits;
    }
    return bits;
}

// zlib counts in unsigned int.
uInt clamped(size_t size)
{
    return static_cast<uInt>(std::min<size_t>(size, std::numeric_limits<uInt>::max()));
}

Bytef *bytesOf(const char *data)
{
    // zlib does not write to its input, it is only not declared so.
    return reinterpret_cast<Bytef *>(const_cast<char *>(data));
}

QString problem(int code, const z_stream &stream)
{
    if (code == Z_NEED_DICT)
        return Decoder::tr("It needs a dictionary that is not in it.");
    const QString words
        = stream.msg ? QString::fromLatin1(stream.msg) : Decoder::tr("the bytes make no sense");
    return Decoder::tr("It is damaged: %1.").arg(words);
}

class Inflater
{
public:
    explicit Inflater(Wrapping wrapping)
        : m_wrapping(wrapping)
    {
        inflateInit2(&m_stream, windowBits(wrapping, MAX_WBITS));
    }
    ~Inflater() { inflateEnd(&m_stream); }
    Q_DISABLE_COPY_MOVE(Inflater)

    StreamStep step(QByteArrayView input, std::span<char> room);
    z_stream *stream() { return &m_stream; }

private:
    Wrapping m_wrapping;
    z_stream m_stream = {};
};

StreamStep Inflater::step(QByteArrayView input, std::span<char> room)
{
    const uInt given = clamped(static_cast<size_t>(input.size()));
    const uInt free = clamped(room.size());
    m_stream.next_in = bytesOf(input.data());
    m_stream.avail_in = given;
    m_stream.next_out = bytesOf(room.data());
    m_stream.avail_out = free;
    const int code = inflate(&m_stream, Z_NO_FLUSH);
    StreamStep done;
    done.read = given - m_stream.avail_in;
    done.written = free - m_stream.avail_out;
    if (code == Z_STREAM_END) {
        const bool another
            = m_wrapping == Wrapping::Gzip && input.sliced(done.read).startsWith("\x1f\x8b");
        done.state = another ? StreamStep::State::More : StreamStep::State::End;
        if (another)
            inflateReset(&m_stream);
    } else if (code != Z_OK && code != Z_BUF_ERROR) {
        done.state = StreamStep::State::Error;
        done.error = problem(code, m_stream);
    }
    return done;
}

// The fields of a gzip header that say something about what was compressed.
class GzipHeader
{
public:
    explicit GzipHeader(QByteArrayView original);
    Q_DISABLE_COPY_MOVE(GzipHeader)

    // nullptr when there is none to keep.
    gz_header *fields() { return m_fields.done == 1 ? &m_fields : nullptr; }

private:
    gz_header m_fields = {};
    QByteArray m_extra = QByteArray(0xffff, '\0');
    QByteArray m_name = QByteArray(4096, '\0');
    QByteArray m_comment = QByteArray(4096, '\0');
};

GzipHeader::GzipHeader(QByteArrayView original)
{
    gz_header read = {};
    read.extra = bytesOf(m_extra.data());
    read.extra_max = clamped(static_cast<size_t>(m_extra.size()));
    read.name = bytesOf(m_name.data());
    read.name_max = clamped(static_cast<size_t>(m_name.size() - 1));
    read.comment = bytesOf(m_comment.data());
    read.comm_max = clamped(static_cast<size_t>(m_comment.size() - 1));
    Inflater inflater(Wrapping::Gzip);
    inflateGetHeader(inflater.stream(), &read);
    std::array<char, 1> room = {};
    inflater.step(original, room);
    m_fields = read;
}

struct Parameters
{
    int level = Z_DEFAULT_COMPRESSION;
    int memory = 8; // zlib's own; PHP takes 9
    int window = MAX_WBITS;
};

QByteArray compressed(
    QByteArrayView content, Wrapping wrapping, Parameters parameters, gz_header *header)
{
    z_stream stream = {};
    const int bits = windowBits(wrapping, parameters.window);
    if (deflateInit2(
            &stream, parameters.level, Z_DEFLATED, bits, parameters.memory, Z_DEFAULT_STRATEGY)
        != Z_OK)
        return {};
    if (header)
        deflateSetHeader(&stream, header);
    QByteArray out(
        static_cast<qsizetype>(deflateBound(&stream, static_cast<uLong>(content.size()))),
        Qt::Uninitialized);
    stream.next_in = bytesOf(content.data());
    stream.avail_in = clamped(static_cast<size_t>(content.size()));
    stream.next_out = bytesOf(out.data());
    stream.avail_out = clamped(static_cast<size_t>(out.size()));
    const int code = deflate(&stream, Z_FINISH);
    out.truncate(static_cast<qsizetype>(stream.total_out));
    deflateEnd(&stream);
    return code == Z_STREAM_END ? out : QByteArray();
}

Parameters hinted(QByteArrayView original, Wrapping wrapping)
{
    Parameters parameters;
    if (wrapping == Wrapping::Gzip && original.size() > 8)
        parameters.level = original[8] == 2 ? 9 : original[8] == 4 ? 1 : Z_DEFAULT_COMPRESSION;
    if (wrapping == Wrapping::Zlib && original.size() > 1) {
        constexpr std::array levels{1, 5, Z_DEFAULT_COMPRESSION, 9};
        parameters.level = levels[static_cast<uchar>(original[1]) >> 6];
        parameters.window = std::clamp((static_cast<uchar>(original[0]) >> 4) + 8, 9, MAX_WBITS);
    }
    return parameters;
}

// What the bytes of a header do not tell is found by making the original again.
Parameters parametersOf(
    const DeflateDecoder &decoder, QByteArrayView original, Wrapping wrapping, gz_header *header)
{
    const Parameters hint = hinted(original, wrapping);
    const std::optional<QByteArray> content = contentToTry(decoder, original);
    if (!content)
        return hint;
    for (const int memory : {8, MAX_MEM_LEVEL}) {
        for (const int level : {Z_DEFAULT_COMPRESSION, 9, 1, 5, 2, 3, 4, 7, 8, 0}) {
            const Parameters tried{level, memory, hint.window};
            if (compressed(*content, wrapping, tried, header) == original)
                return tried;
        }
    }
    return hint;
}

bool hasZlibHeader(QByteArrayView bytes)
{
    if (bytes.size() < 8)
        return false;
    const int method = static_cast<uchar>(bytes[0]);
    const int flags = static_cast<uchar>(bytes[1]);
    return (method & 0x0f) == 8 && (method >> 4) <= 7 && (method * 256 + flags) % 31 == 0
        && (flags & 0x20) == 0;
}

} // namespace

QByteArray DeflateDecoder::id() const
{
    switch (m_wrapping) {
    case Wrapping::Gzip:
        return "gzip"_ba;
    case Wrapping::Zlib:
        return "zlib"_ba;
    case Wrapping::None:
        return "deflate"_ba;
    }
    return {};
}

QString DeflateDecoder::name() const
{
    switch (m_wrapping) {
    case Wrapping::Gzip:
        return u"gzip"_s;
    case Wrapping::Zlib:
        return u"zlib"_s;
    case Wrapping::None:
        return tr("Deflate, without a header");
    }
    return {};
}

// Two bytes tell zlib from text badly ("x^2" is a header), so a start of it is decompressed. Bare
// deflate has nothing to be told by.
Confidence DeflateDecoder::detect(QByteArrayView bytes) const
{
    if (m_wrapping == Wrapping::Gzip) {
        const bool is = bytes.size() >= 18 && bytes.startsWith("\x1f\x8b\x08")
            && (static_cast<uchar>(bytes[3]) & 0xe0) == 0;
        return is ? Confidence::Certain : Confidence::No;
    }
    if (m_wrapping == Wrapping::None || !hasZlibHeader(bytes))
        return Confidence::No;
    DecodeLimits limits;
    limits.output = 64 * 1024;
    return decode(bytes, limits).isOk() ? Confidence::Certain : Confidence::No;
}

Decoded DeflateDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    Inflater inflater(m_wrapping);
    return decodeStream(bytes, limits,
        [&](QByteArrayView input, std::span<char> room) { return inflater.step(input, room); });
}

Encoded DeflateDecoder::encode(QByteArrayView edited, QByteArrayView original) const
{
    std::optional<GzipHeader> header;
    if (m_wrapping == Wrapping::Gzip)
        header.emplace(original);
    gz_header *fields = header ? header->fields() : nullptr;
    const Parameters parameters = parametersOf(*this, original, m_wrapping, fields);
    Encoded encoded{compressed(edited, m_wrapping, parameters, fields), -1, {}};
    if (encoded.bytes.isEmpty())
        return notEncoded(0, tr("It is too large to be compressed."));
    return encoded;
}

} // namespace hitlens
