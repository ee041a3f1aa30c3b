// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/streamreader.h"

#include <algorithm>
#include <optional>

namespace hitlens {

namespace {

constexpr qsizetype mostParts = 4;

// What stands from there to the end of its line; nullopt while that has not come.
std::optional<QByteArrayView> restOfLine(QByteArrayView bytes, qsizetype from)
{
    const qsizetype end = bytes.indexOf("\r\n", from);
    return end < 0 ? std::nullopt : std::optional(bytes.sliced(from, end - from));
}

} // namespace

bool StreamReader::feed(
    QByteArrayView chunk, const std::function<void(const StreamMessage &)> &take)
{
    const qsizetype skipped = std::min(m_toSkip, chunk.size());
    m_toSkip -= skipped;
    m_buffer.remove(0, std::exchange(m_from, 0));
    m_buffer.append(chunk.sliced(skipped));
    Step step = Step::Done;
    while (step == Step::Done && m_from < m_buffer.size())
        step = readOne(take);
    return step != Step::Broken;
}

StreamReader::Step StreamReader::readOne(const std::function<void(const StreamMessage &)> &take)
{
    switch (m_buffer.at(m_from)) {
    case '+':
    case '-':
        return readLine(take);
    case '*':
        return readArray(take);
    default:
        return Step::Broken;
    }
}

StreamReader::Step StreamReader::readLine(const std::function<void(const StreamMessage &)> &take)
{
    const QByteArrayView bytes = QByteArrayView(m_buffer).sliced(m_from + 1);
    const qsizetype end = bytes.indexOf("\r\n");
    if (end < 0) {
        // The last byte may be the begin of the end.
        if (const qsizetype spare = bytes.size() - 1 - longest; spare > 0) {
            m_buffer.remove(m_from + 1 + longest, spare);
            m_cutOff += spare;
        }
        return Step::NeedsMore;
    }
    StreamMessage message;
    message.kind
        = m_buffer.at(m_from) == '-' ? StreamMessage::Kind::Error : StreamMessage::Kind::Line;
    message.parts[0] = bytes.first(std::min(end, longest));
    message.count = 1;
    message.length = end + std::exchange(m_cutOff, 0);
    m_from += 1 + end + 2;
    take(message);
    return Step::Done;
}

StreamReader::Step StreamReader::readArray(const std::function<void(const StreamMessage &)> &take)
{
    const auto head = restOfLine(m_buffer, m_from + 1);
    if (!head)
        return m_buffer.size() - m_from > longest ? Step::Broken : Step::NeedsMore;
    bool isNumber = false;
    const qsizetype count = head->toByteArray().toLongLong(&isNumber);
    if (!isNumber || count < 1 || count > mostParts)
        return Step::Broken;
    StreamMessage message;
    message.kind = StreamMessage::Kind::Array;
    message.count = static_cast<int>(count);
    qsizetype at = m_from + 1 + head->size() + 2;
    for (qsizetype i = 0; i < count; ++i) {
        const Step step = readPart(at, message.parts[static_cast<size_t>(i)]);
        if (step == Step::Done)
            continue;
        if (step != Step::Skipped)
            return step;
        m_from = at;
        // Names of keys come last: nothing follows one that was skipped.
        return i + 1 < count ? Step::Broken : Step::Done;
    }
    m_from = at;
    take(message);
    return Step::Done;
}

// A string, or the number that confirms a subscription.
StreamReader::Step StreamReader::readPart(qsizetype &at, QByteArrayView &part)
{
    if (at >= m_buffer.size())
        return Step::NeedsMore;
    const char kind = m_buffer.at(at);
    const auto head = restOfLine(m_buffer, at + 1);
    if (!head)
        return m_buffer.size() - at > longest ? Step::Broken : Step::NeedsMore;
    const qsizetype begin = at + 1 + head->size() + 2;
    if (kind == ':') {
        part = *head;
        at = begin;
        return Step::Done;
    }
    bool isNumber = false;
    const qsizetype size = head->toByteArray().toLongLong(&isNumber);
    if (kind != '$' || !isNumber || size < -1)
        return Step::Broken;
    const qsizetype end = size < 0 ? begin : begin + size + 2;
    if (size > longest) {
        ++m_dropped;
        m_toSkip = std::max<qsizetype>(end - m_buffer.size(), 0);
        at = std::min(end, m_buffer.size());
        return Step::Skipped;
    }
    if (end > m_buffer.size())
        return Step::NeedsMore;
    part = size < 0 ? QByteArrayView() : QByteArrayView(m_buffer).sliced(begin, size);
    at = end;
    return Step::Done;
}

} // namespace hitlens
