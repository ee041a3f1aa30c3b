// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/protodecoder.h"

#include "app/keyspace/values/jsonformat.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include <limits>
#include <string>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace pb = google::protobuf;

namespace {

// Maps in the order of their keys, so that equal messages are equal bytes.
std::string serialized(const pb::Message &message)
{
    std::string bytes;
    {
        pb::io::StringOutputStream stream(&bytes);
        pb::io::CodedOutputStream coded(&stream);
        coded.SetSerializationDeterministic(true);
        message.SerializePartialToCodedStream(&coded);
    }
    return bytes;
}

// Where reading stopped; -1 when all was read.
qsizetype parse(QByteArrayView bytes, pb::Message &message)
{
    const pb::LogSilencer silencer; // what is wrong is said to the person
    pb::io::CodedInputStream in(
        reinterpret_cast<const uint8_t *>(bytes.data()), static_cast<int>(bytes.size()));
    const bool isRead = message.MergePartialFromCodedStream(&in) && in.ConsumedEntireMessage()
        && in.CurrentPosition() == bytes.size();
    return isRead ? -1 : in.CurrentPosition();
}

// Takes no more soon after so many bytes: indented, messages inside of messages come to a hundred
// times their size.
class LimitedStream final : public pb::io::ZeroCopyOutputStream
{
public:
    LimitedStream(std::string *out, qsizetype most)
        : m_out(out)
        , m_most(most)
    { }

    bool Next(void **data, int *size) override
    {
        return m_out.ByteCount() <= m_most && m_out.Next(data, size);
    }
    void BackUp(int count) override { m_out.BackUp(count); }
    int64_t ByteCount() const override { return m_out.ByteCount(); }

private:
    pb::io::StringOutputStream m_out;
    qsizetype m_most;
};

// From the bytes, since a message itself gives its maps in another order each time. More than most
// bytes are not all there are.
pb::util::Status toJson(const pb::Message &message, std::string &json, qsizetype most)
{
    const pb::Descriptor &type = *message.GetDescriptor();
    const std::unique_ptr<pb::util::TypeResolver> resolver(
        pb::util::NewTypeResolverForDescriptorPool("type.googleapis.com", type.file()->pool()));
    pb::util::JsonPrintOptions options;
    options.add_whitespace = true;
    options.preserve_proto_field_names = true;
    const std::string bytes = serialized(message);
    pb::io::ArrayInputStream in(bytes.data(), static_cast<int>(bytes.size()));
    LimitedStream out(&json, most);
    return pb::util::BinaryToJsonStream(
        resolver.get(), "type.googleapis.com/" + type.full_name(), &in, &out, options);
}

bool leadsBack(const std::string &json, const pb::Message &message)
{
    const std::unique_ptr<pb::Message> again(message.New());
    return pb::util::JsonStringToMessage(json, again.get()).ok()
        && serialized(*again) == serialized(message);
}

QString wordsOf(const pb::util::Status &status)
{
    const auto words = status.message();
    return QString::fromUtf8(words.data(), static_cast<qsizetype>(words.size())).trimmed();
}

} // namespace

ProtoDecoder::ProtoDecoder(std::shared_ptr<const ProtoSchema> schema, const QString &message)
    : m_schema(std::move(schema))
    , m_message(message)
{
    Q_ASSERT(m_schema->has(m_message));
}

QByteArray ProtoDecoder::id() const
{
    return "proto:" + m_message.toUtf8();
}

QString ProtoDecoder::name() const
{
    return tr("Protocol Buffers, %1").arg(m_message);
}

// Bytes do not tell which message they are: whoever gives a .proto says so.
Confidence ProtoDecoder::detect(QByteArrayView) const
{
    return Confidence::No;
}

Decoded ProtoDecoder::decode(QByteArrayView bytes, const DecodeLimits &limits) const
{
    if (bytes.size() > std::numeric_limits<int>::max())
        return failed(0, tr("A message has at most 2 GiB."));
    const std::unique_ptr<pb::Message> message = m_schema->newMessage(m_message);
    const qsizetype stoppedAt = parse(bytes, *message);
    if (stoppedAt >= 0)
        return failed(stoppedAt, tr("This is no %1.").arg(m_message));
    std::string json;
    const qsizetype most = limits.output + 1; // with the line end, which is taken off
    const pb::util::Status status = toJson(*message, json, most);
    const bool isCut = static_cast<qsizetype>(json.size()) > most;
    if (!status.ok() && !isCut)
        return failed(0, tr("It cannot be shown as JSON: %1").arg(wordsOf(status)));
    Decoded decoded;
    decoded.kind = Decoded::Kind::Json;
    if (isCut)
        return cutAt(limits.output, QByteArray::fromStdString(json), Decoded::Kind::Text);
    decoded.content = QByteArray::fromStdString(json).trimmed();
    if (!leadsBack(json, *message))
        return shownOnly(decoded,
            tr("It has more than this .proto says, which an edit would lose: it is shown only."));
    return decoded;
}

Encoded ProtoDecoder::encode(QByteArrayView edited, QByteArrayView) const
{
    const JsonText checked = layOutJson(edited, JsonLayout::Compact);
    if (!checked.isOk())
        return notEncoded(checked.errorAt, checked.error);
    const std::unique_ptr<pb::Message> message = m_schema->newMessage(m_message);
    const auto status
        = pb::util::JsonStringToMessage(edited.toByteArray().toStdString(), message.get());
    if (!status.ok())
        return notEncoded(0, tr("This is no %1: %2").arg(m_message, wordsOf(status)));
    if (!message->IsInitialized())
        return notEncoded(0,
            tr("These fields are missing: %1")
                .arg(QString::fromStdString(message->InitializationErrorString())));
    return {QByteArray::fromStdString(serialized(*message)), -1, {}};
}

} // namespace hitlens
