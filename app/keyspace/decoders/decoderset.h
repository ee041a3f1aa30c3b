// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoder.h"

#include <memory>
#include <vector>

namespace hitlens {

// The decoders there are, the built-in ones and those that were added. Once it is filled, any
// thread may read it.
class DecoderSet final
{
public:
    DecoderSet(); // the built-in ones
    Q_DISABLE_COPY_MOVE(DecoderSet)

    void add(std::unique_ptr<const Decoder> decoder);

    // nullptr when there is none.
    const Decoder *find(QByteArrayView id) const;
    // The one among equals that is asked first stands first.
    const std::vector<std::unique_ptr<const Decoder>> &all() const { return m_decoders; }

private:
    std::vector<std::unique_ptr<const Decoder>> m_decoders;
};

} // namespace hitlens
