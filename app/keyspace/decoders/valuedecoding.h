// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoderchain.h"
#include "app/keyspace/decoders/externaldecoder.h"

#include <functional>
#include <memory>
#include <optional>

namespace hitlens {

// What is to be decoded, and how.
struct DecodingRequest
{
    std::shared_ptr<const DecoderSet> decoders;
    QByteArray bytes; // as stored
    bool isPart = false; // there are more of them: the last character may be cut in two
    std::optional<ExternalRule> program; // runs first
    DecoderIds chain;
    bool goesOn = true; // with what fits what the chain gives
    DecodeLimits limits;
};

struct DecodedValue
{
    std::optional<ExternalRule> program; // that was run
    DecodeLimits limits; // that it was decoded within
    Decoded output; // of the program
    DecodedChain chain; // over the output, or over the bytes as stored
    DecoderIds candidates; // for the bytes that the chain begins with, the surest first
    DecoderIds further; // for what it gives, when those are bytes
    bool isReadable = false; // where it failed or was cut: what came of it is text
    bool isJson = false; // of text: it can be shown as JSON, too
    bool keepsLayout = false; // of JSON: it is saved in the layout that it had, which is another
    QString jsonError; // why text that looks like JSON is none, with its place; else empty

    // What the last step gives, the bytes themselves without one.
    Decoded shown() const;
    // The failure that is to be shown; nullptr: there is none. Where something was cut, that is
    // what is to be said: what decodes a part of a value has to fail at its end.
    const Decoded *failure() const;
    bool isCut() const;
    QString cutNote() const; // a sentence
    // Why an edit of it could not be saved, a sentence; empty when it can.
    QString whyNotEditable(const DecoderSet &decoders) const;
};

// Decodes one value after the other, on another thread. GUI thread; nothing in here blocks. What is
// asked for last wins: what is under way is finished first, and dropped.
class ValueDecoding final : public QObject
{
    Q_OBJECT

public:
    using QObject::QObject;
    ~ValueDecoding() override;

    // Ends with decoded(), unless something else is asked for before.
    void decode(const DecodingRequest &request);
    void cancel();
    // To show while it is busy: the bytes as they are, or the beginning of what begins as JSON,
    // laid out. Does not take long.
    DecodedValue meanwhile() const;
    bool isBusy() const { return m_wanted.has_value(); }

signals:
    void decoded(const hitlens::DecodedValue &value);

private:
    void begin();
    void runChain(const DecodingRequest &request, const Decoded &output);
    void finish(const DecodedValue &value);

    std::optional<DecodingRequest> m_wanted;
    bool m_isOutdated = false; // what is under way is not what is wanted
    bool m_isRunning = false; // on the other thread
    std::unique_ptr<ExternalDecoder> m_program;
};

// The bytes to save for an edit of value, which was decoded from stored: handler gets them later,
// on this thread, unless context is gone. A program's answer is decoded again by its inverse, and
// refused when that gives something else.
void encodeValue(const std::shared_ptr<const DecoderSet> &decoders, const DecodedValue &value,
    const QByteArray &stored, const QByteArray &edited, QObject *context,
    const std::function<void(const Encoded &)> &handler);

} // namespace hitlens
