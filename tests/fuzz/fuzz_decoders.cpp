// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What has to hold of every decoder, and of the JSON formatter and index, whatever bytes they are
// given.

#include "app/keyspace/decoders/decoderchain.h"
#include "app/keyspace/decoders/protodecoder.h"
#include "app/keyspace/values/jsonformat.h"
#include "app/keyspace/values/jsonindex.h"
#include "tests/fuzz/fuzztarget.h"

#include <cstdio>
#include <cstdlib>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// Encoding tries levels, which is slow for what is large.
constexpr qsizetype mostToEncode = 2048;

QByteArray target;

void hold(bool condition, const char *what)
{
    if (condition)
        return;
    std::fprintf(stderr, "%s: %s\n", target.constData(), what);
    std::abort();
}

const DecoderSet &decoders()
{
    static DecoderSet set;
    if (!set.find("proto:shop.Order")) {
        QString error;
        const auto schema
            = ProtoSchema::load(QStringLiteral(HITLENS_DECODER_DATA "/order.proto"), {}, &error);
        hold(schema != nullptr, "the schema is missing");
        set.add(std::make_unique<ProtoDecoder>(schema, u"shop.Order"_s));
    }
    return set;
}

void checkDecoded(const Decoded &decoded, QByteArrayView bytes, const DecodeLimits &limits)
{
    hold(decoded.content.size() <= limits.output, "more than the limit");
    hold(decoded.errorAt >= -1 && decoded.errorAt <= bytes.size(), "an error outside of the bytes");
    hold(decoded.isOk() == decoded.error.isEmpty(), "an error without words");
    const bool isText = decoded.kind == Decoded::Kind::Text || decoded.kind == Decoded::Kind::Json;
    hold(!isText || invalidUtf8At(decoded.content) < 0, "text that is no UTF-8");
    hold(decoded.kind != Decoded::Kind::Json
            || layOutJson(decoded.content, JsonLayout::Compact).isOk(),
        "JSON that is none");
}

// What was decoded can be encoded, and means the same again.
void checkInverse(const Decoder &decoder, const Decoded &decoded, QByteArrayView bytes,
    const DecodeLimits &limits)
{
    const Encoded encoded = decoder.encode(decoded.content, bytes);
    hold(encoded.isOk(), "what was decoded cannot be encoded");
    const Decoded again = decoder.decode(encoded.bytes, limits);
    hold(again.isOk(), "what was encoded cannot be decoded");
    hold(again.content == decoded.content, "it came back as something else");
}

void checkDecoder(const Decoder &decoder, QByteArrayView bytes)
{
    DecodeLimits limits;
    limits.output = 256 * 1024;
    decoder.detect(bytes);
    const Decoded decoded = decoder.decode(bytes, limits);
    checkDecoded(decoded, bytes, limits);
    if (!decoder.hasInverse())
        return;
    if (decoded.isOk() && decoded.isEditable && decoded.content.size() <= mostToEncode)
        checkInverse(decoder, decoded, bytes, limits);
    if (bytes.size() > mostToEncode)
        return;
    // The same bytes as what a person typed, and as an original of which only parameters are read.
    const Encoded typed = decoder.encode(bytes, {});
    hold(typed.errorAt >= -1 && typed.errorAt <= bytes.size(), "an error outside of the text");
    hold(typed.isOk() == typed.error.isEmpty(), "an error without words");
    decoder.encode("1", bytes);
}

void checkChain(QByteArrayView bytes)
{
    DecodeLimits limits;
    limits.output = 256 * 1024;
    const DecoderIds ids = detectChain(decoders(), bytes, limits);
    const DecodedChain chain = decodeChain(decoders(), bytes, ids, limits);
    hold(chain.steps.size() <= ids.size(), "more steps than decoders");
    const Decoded result = chain.result();
    if (result.isOk() && !result.isCut)
        hold(encodeChain(decoders(), chain, result.content).bytes == bytes, "bytes have changed");
}

void checkJson(QByteArrayView bytes)
{
    const JsonText compact = layOutJson(bytes, JsonLayout::Compact);
    hold(compact.errorAt <= bytes.size(), "an error outside of the text");
    for (const JsonLayout layout : {JsonLayout::Indented, JsonLayout::Spaced}) {
        const JsonText laidOut = layOutJson(bytes, layout);
        hold(laidOut.errorAt == compact.errorAt, "layouts do not agree");
        if (laidOut.isOk())
            hold(layOutJson(laidOut.text, JsonLayout::Compact).text == compact.text,
                "tokens have changed");
    }
    layoutOf(bytes);
    positionOf(bytes, bytes.size() / 2);
}

void checkJsonIndex(QByteArrayView bytes)
{
    const JsonIndexPtr index = JsonIndex::build(bytes.toByteArray());
    const bool isJson = layOutJson(bytes, JsonLayout::Compact).isOk();
    hold((index != nullptr) == isJson, "the index and the formatter do not agree");
    for (JsonIndex::Node node = 0; index && node < index->count(); ++node) {
        const JsonIndex::Node parent = index->parent(node);
        hold((parent == JsonIndex::none) == (node == JsonIndex::root), "a value without parent");
        hold(node == JsonIndex::root || index->child(parent, index->placeInParent(node)) == node,
            "a child in another place");
        hold(layOutJson(index->value(node), JsonLayout::Compact).isOk(), "a value that is none");
        hold(index->nodeAt(index->span(node).from) == node, "another value at its place");
    }
}

} // namespace

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    for (int i = 1; i < *argc; ++i) {
        const QByteArray argument((*argv)[i]);
        if (argument.startsWith("--target="))
            target = argument.mid(9);
    }
    const bool isOwn = target == "chain" || target == "jsonformat" || target == "jsonindex";
    if (!isOwn && !decoders().find(target)) {
        std::fprintf(stderr, "usage: --target=ID, where ID is chain, jsonformat, jsonindex");
        for (const auto &decoder : decoders().all())
            std::fprintf(stderr, ", %s", decoder->id().constData());
        std::fprintf(stderr, "\n");
        std::exit(1);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView bytes(reinterpret_cast<const char *>(data), static_cast<qsizetype>(size));
    if (target == "chain")
        checkChain(bytes);
    else if (target == "jsonformat")
        checkJson(bytes);
    else if (target == "jsonindex")
        checkJsonIndex(bytes);
    else
        checkDecoder(*decoders().find(target), bytes);
    return 0;
}
