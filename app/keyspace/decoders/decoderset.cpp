// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderset.h"

#include "app/keyspace/decoders/base64decoder.h"
#include "app/keyspace/decoders/brotlidecoder.h"
#include "app/keyspace/decoders/cbordecoder.h"
#include "app/keyspace/decoders/deflatedecoder.h"
#include "app/keyspace/decoders/hexdecoder.h"
#include "app/keyspace/decoders/imagedecoder.h"
#include "app/keyspace/decoders/javadecoder.h"
#include "app/keyspace/decoders/jsondecoder.h"
#include "app/keyspace/decoders/jwtdecoder.h"
#include "app/keyspace/decoders/lz4decoder.h"
#include "app/keyspace/decoders/messagepackdecoder.h"
#include "app/keyspace/decoders/phpdecoder.h"
#include "app/keyspace/decoders/pickledecoder.h"
#include "app/keyspace/decoders/protowiredecoder.h"
#include "app/keyspace/decoders/snappydecoder.h"
#include "app/keyspace/decoders/snappyframedecoder.h"
#include "app/keyspace/decoders/textdecoder.h"
#include "app/keyspace/decoders/unixtimedecoder.h"
#include "app/keyspace/decoders/zstddecoder.h"

#include <algorithm>

namespace hitlens {

DecoderSet::DecoderSet()
{
    using Wrapping = DeflateDecoder::Wrapping;
    // Those that are told by a few bytes stand first: once one is Certain no other is asked.
    add(std::make_unique<DeflateDecoder>(Wrapping::Gzip));
    add(std::make_unique<DeflateDecoder>(Wrapping::Zlib));
    add(std::make_unique<ZstdDecoder>());
    add(std::make_unique<Lz4Decoder>());
    add(std::make_unique<SnappyFrameDecoder>());
    add(std::make_unique<ImageDecoder>());
    add(std::make_unique<JavaDecoder>());
    add(std::make_unique<JwtDecoder>());
    add(std::make_unique<JsonDecoder>());
    add(std::make_unique<PhpDecoder>());
    add(std::make_unique<PickleDecoder>());
    add(std::make_unique<MessagePackDecoder>());
    add(std::make_unique<CborDecoder>());
    add(std::make_unique<Base64Decoder>());
    add(std::make_unique<HexDecoder>());
    add(std::make_unique<SnappyDecoder>());
    add(std::make_unique<BrotliDecoder>());
    add(std::make_unique<ProtoWireDecoder>());
    add(std::make_unique<UnixTimeDecoder>());
    add(std::make_unique<TextDecoder>(TextDecoder::Encoding::Utf8));
    add(std::make_unique<TextDecoder>(TextDecoder::Encoding::Latin1));
    add(std::make_unique<DeflateDecoder>(Wrapping::None));
}

void DecoderSet::add(std::unique_ptr<const Decoder> decoder)
{
    Q_ASSERT(!find(decoder->id()));
    m_decoders.push_back(std::move(decoder));
}

const Decoder *DecoderSet::find(QByteArrayView id) const
{
    const auto found = std::find_if(m_decoders.begin(), m_decoders.end(),
        [&](const auto &decoder) { return decoder->id() == id; });
    return found == m_decoders.end() ? nullptr : found->get();
}

} // namespace hitlens
