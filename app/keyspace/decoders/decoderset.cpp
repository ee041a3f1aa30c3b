// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/decoderset.h"

#include "app/keyspace/decoders/deflatedecoder.h"
#include "app/keyspace/decoders/textdecoder.h"

#include <algorithm>

namespace hitlens {

DecoderSet::DecoderSet()
{
    using Wrapping = DeflateDecoder::Wrapping;
    add(std::make_unique<DeflateDecoder>(Wrapping::Gzip));
    add(std::make_unique<DeflateDecoder>(Wrapping::Zlib));
    add(std::make_unique<DeflateDecoder>(Wrapping::None));
    add(std::make_unique<TextDecoder>(TextDecoder::Encoding::Utf8));
    add(std::make_unique<TextDecoder>(TextDecoder::Encoding::Latin1));
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
