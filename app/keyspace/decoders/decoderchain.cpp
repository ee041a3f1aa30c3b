// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderchain.h"

#include <algorithm>

namespace hitlens {

namespace {

constexpr int mostSteps = 4;
// Text this short can be made of anything, and proves nothing about the step before.
constexpr qsizetype tellingText = 8;

struct Reading
{
    const Decoder *decoder;
    Confidence confidence;
};

enum class Search { All, UntilCertain };

std::vector<Reading> readingsFor(const DecoderSet &decoders, QByteArrayView bytes, Search search)
{
    std::vector<Reading> found;
    for (const auto &decoder : decoders.all()) {
        const Confidence confidence = decoder->detect(bytes);
        if (confidence == Confidence::Certain && search == Search::UntilCertain)
            return {{decoder.get(), confidence}};
        if (confidence != Confidence::No)
            found.push_back({decoder.get(), confidence});
    }
    std::stable_sort(found.begin(), found.end(),
        [](const Reading &a, const Reading &b) { return a.confidence > b.confidence; });
    return found;
}

DecoderIds detect(
    const DecoderSet &decoders, QByteArrayView bytes, const DecodeLimits &limits, int stepsLeft);

// What lies inside of what this decoder gives, with the decoder itself in front.
DecoderIds withInside(const DecoderSet &decoders, const Decoder &decoder, QByteArrayView bytes,
    const DecodeLimits &limits, int stepsLeft)
{
    DecoderIds ids{decoder.id()};
    if (decoder.isLast())
        return ids;
    const Decoded decoded = decoder.decode(bytes, limits);
    if (decoded.isOk() && decoded.kind == Decoded::Kind::Bytes)
        ids += detect(decoders, decoded.content, limits, stepsLeft - 1);
    return ids;
}

// One that is only possible is believed when it decodes, and to something that is known.
DecoderIds proven(const DecoderSet &decoders, const Decoder &decoder, QByteArrayView bytes,
    const DecodeLimits &limits, int stepsLeft)
{
    const Decoded decoded = decoder.decode(bytes, limits);
    if (!decoded.isOk() || decoded.kind != Decoded::Kind::Bytes
        || decoded.content.size() < tellingText)
        return {};
    const DecoderIds inside = detect(decoders, decoded.content, limits, stepsLeft - 1);
    return inside.isEmpty() ? DecoderIds() : DecoderIds{decoder.id()} + inside;
}

DecoderIds detect(
    const DecoderSet &decoders, QByteArrayView bytes, const DecodeLimits &limits, int stepsLeft)
{
    if (stepsLeft == 0 || bytes.isEmpty())
        return {};
    const std::vector<Reading> found = readingsFor(decoders, bytes, Search::UntilCertain);
    for (const Reading &reading : found) {
        if (reading.confidence != Confidence::Possible)
            continue;
        const DecoderIds ids = proven(decoders, *reading.decoder, bytes, limits, stepsLeft);
        if (!ids.isEmpty())
            return ids;
    }
    if (found.empty() || found.front().confidence == Confidence::Possible)
        return {};
    return withInside(decoders, *found.front().decoder, bytes, limits, stepsLeft);
}

Decoded unknownDecoder(const QByteArray &id)
{
    Decoded decoded;
    decoded.errorAt = 0;
    decoded.error = Decoder::tr("There is no decoder called %1.").arg(QString::fromUtf8(id));
    return decoded;
}

bool hasCut(const DecodedChain &chain)
{
    return std::any_of(chain.steps.begin(), chain.steps.end(),
        [](const DecoderStep &step) { return step.decoded.isCut; });
}

} // namespace

Decoded DecodedChain::result() const
{
    if (!steps.isEmpty())
        return steps.back().decoded;
    Decoded asItIs;
    asItIs.content = original;
    return asItIs;
}

bool DecodedChain::isEditable(const DecoderSet &decoders) const
{
    return std::all_of(steps.begin(), steps.end(), [&](const DecoderStep &step) {
        const Decoder *decoder = decoders.find(step.id);
        return decoder && decoder->hasInverse() && step.decoded.isOk() && !step.decoded.isCut
            && step.decoded.isEditable;
    });
}

DecoderIds detectChain(const DecoderSet &decoders, QByteArrayView bytes, const DecodeLimits &limits)
{
    return detect(decoders, bytes, limits, mostSteps);
}

DecoderIds candidates(const DecoderSet &decoders, QByteArrayView bytes)
{
    DecoderIds ids;
    for (const Reading &reading : readingsFor(decoders, bytes, Search::All))
        ids += reading.decoder->id();
    return ids;
}

DecodedChain decodeChain(const DecoderSet &decoders, QByteArrayView bytes, const DecoderIds &ids,
    const DecodeLimits &limits)
{
    DecodedChain chain{bytes.toByteArray(), {}};
    for (const QByteArray &id : ids) {
        const Decoder *decoder = decoders.find(id);
        const QByteArray given
            = chain.steps.isEmpty() ? chain.original : chain.steps.back().decoded.content;
        chain.steps.append(
            {id, given, decoder ? decoder->decode(given, limits) : unknownDecoder(id)});
        const Decoded &decoded = chain.steps.back().decoded;
        const bool isOpen = decoded.isOk() && decoded.kind == Decoded::Kind::Bytes;
        if (hasCut(chain) && !decoded.isOk() && decoded.content.isEmpty())
            chain.steps.removeLast();
        if (!isOpen)
            break;
    }
    return chain;
}

Encoded encodeChain(const DecoderSet &decoders, const DecodedChain &chain, QByteArrayView edited)
{
    if (edited == chain.result().content && chain.result().isOk() && !chain.result().isCut)
        return {chain.original, -1, {}};
    if (!chain.isEditable(decoders))
        return {{}, 0, Decoder::tr("This value is shown only and cannot be written back.")};
    Encoded encoded{edited.toByteArray(), -1, {}};
    for (auto step = chain.steps.rbegin(); step != chain.steps.rend() && encoded.isOk(); ++step)
        encoded = decoders.find(step->id)->encode(encoded.bytes, step->original);
    return encoded;
}

} // namespace hitlens
