// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/decoders/valuedecoding.h"

#include "app/keyspace/decoders/background.h"
#include "app/keyspace/values/jsonformat.h"

#include <QtConcurrentRun>

#include <algorithm>

namespace hitlens {

namespace {

// Without the parts of a character at both ends.
QByteArrayView wholeCharacters(QByteArrayView bytes)
{
    constexpr qsizetype longest = 4;
    const auto continues = [&](qsizetype at) { return (uchar(bytes[at]) & 0xc0) == 0x80; };
    qsizetype from = 0;
    while (from < std::min(longest - 1, bytes.size()) && continues(from))
        ++from;
    bytes = bytes.sliced(from);
    qsizetype lead = bytes.size() - 1;
    while (lead > std::max<qsizetype>(0, bytes.size() - longest) && continues(lead))
        --lead;
    if (lead < 0)
        return bytes;
    const uchar first = uchar(bytes[lead]);
    const qsizetype length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    return lead + length > bytes.size() ? bytes.first(lead) : bytes;
}

// How much is looked at on the GUI thread.
constexpr qsizetype telling = 64 * 1024;
// How much of JSON is laid out there: more than a screen.
constexpr qsizetype firstScreen = 16 * 1024;

bool keepsLayout(QByteArrayView json)
{
    const auto layout = layoutOf(json);
    return layout && *layout != JsonLayout::Indented;
}

// What there is to know about text, or JSON, beside itself. isLayoutKept: of JSON, where it is
// known.
void lookAtText(DecodedValue &value, std::optional<bool> isLayoutKept)
{
    if (value.chain.steps.isEmpty() || value.failure() || value.isCut())
        return;
    const DecoderStep &last = value.chain.steps.back();
    if (last.id == "json")
        value.keepsLayout = isLayoutKept ? *isLayoutKept : keepsLayout(last.original);
    const QByteArrayView start = QByteArrayView(last.original).trimmed();
    if (last.id != "utf8" || !(start.startsWith('{') || start.startsWith('[')))
        return;
    const JsonText laidOut = layOutJson(last.original, JsonLayout::Compact);
    value.isJson = laidOut.isOk();
    if (value.isJson) {
        value.keepsLayout = keepsLayout(last.original); // once it is looked at as JSON
        return;
    }
    const TextPosition at = positionOf(last.original, laidOut.errorAt);
    value.jsonError = Decoder::tr("Not JSON, line %1, column %2: %3")
                          .arg(QString::number(at.line), QString::number(at.column), laidOut.error);
}

DecoderIds chainFor(const DecodingRequest &request, QByteArrayView bytes)
{
    if (!request.goesOn)
        return request.chain;
    if (bytes.isEmpty() && request.chain.isEmpty())
        return {"utf8"}; // so that something can be typed
    const Decoded first
        = decodeChain(*request.decoders, bytes, request.chain, request.limits).result();
    const bool isOpen = first.isOk() && !first.isCut && first.kind == Decoded::Kind::Bytes;
    return isOpen ? request.chain + detectChain(*request.decoders, first.content, request.limits)
                  : request.chain;
}

// What begins as JSON does and is JSON will be found to be that: then the value need not be read
// once more to find it.
bool looksLikeJson(const DecodingRequest &request, QByteArrayView bytes)
{
    const QByteArrayView start = bytes.trimmed();
    return request.goesOn && request.chain.isEmpty()
        && (start.startsWith('{') || start.startsWith('['));
}

// A program has written more than the limit: that is said, not what it is to the decoders.
DecodedValue cutOutput(DecodedValue value)
{
    value.chain.original = value.output.content;
    value.isReadable = isText(wholeCharacters(value.output.content));
    return value;
}

DecodedValue decodedValue(const DecodingRequest &request, const Decoded &output)
{
    DecodedValue value;
    value.program = request.program;
    value.limits = request.limits;
    value.output = output;
    if (!output.isOk())
        return value;
    if (output.isCut)
        return cutOutput(std::move(value));
    const QByteArrayView bytes = request.program ? output.content : request.bytes;
    const QByteArrayView whole
        = request.isPart && !request.program ? wholeCharacters(bytes) : bytes;
    // What else there is to know of a large value takes as long as decoding it.
    QThreadPool *pool = &BackgroundPool::instance();
    const QFuture<DecoderIds> candidateIds = QtConcurrent::run(pool, [&] {
        BackgroundPool::giveWay();
        return candidates(*request.decoders, whole);
    });
    const bool isGuess = looksLikeJson(request, whole);
    const QFuture<bool> keptLayout
        = QtConcurrent::run(pool, [whole, isAsked = isGuess && !request.isPart] {
              BackgroundPool::giveWay();
              return isAsked && keepsLayout(whole);
          });
    const auto decode = [&](const DecoderIds &ids) {
        const bool isText = ids == DecoderIds{"utf8"};
        return decodeChain(*request.decoders, isText ? whole : bytes, ids, request.limits);
    };
    value.chain = decode(isGuess ? DecoderIds{"json"} : chainFor(request, whole));
    const bool isWrong = isGuess && value.failure();
    if (isWrong)
        value.chain = decode(chainFor(request, whole));
    const Decoded result = value.chain.result();
    const bool isBytes = result.kind == Decoded::Kind::Bytes;
    if (result.isOk() && isBytes && !value.chain.steps.isEmpty())
        value.further = candidates(*request.decoders, result.content);
    value.isReadable = isBytes && !result.content.isEmpty() && (value.failure() || value.isCut())
        && isText(wholeCharacters(result.content));
    const bool isLayoutKept = keptLayout.result(); // wanted or not: it reads these bytes until then
    // A part of JSON is none, which is nothing to complain about.
    if (!request.isPart)
        lookAtText(value, isGuess && !isWrong ? std::optional(isLayoutKept) : std::nullopt);
    value.candidates = candidateIds.result();
    return value;
}

// What one edit goes through on its way to the bytes to save.
class Encoding final : public QObject
{
public:
    using Handler = std::function<void(const Encoded &)>;

    // limits: of the value, so that all of what could be shown can be saved.
    Encoding(
        const ExternalRule &rule, const DecodeLimits &limits, Handler handler, QObject *context)
        : QObject(context)
        , m_rule(rule)
        , m_limits(limits)
        , m_handler(std::move(handler))
    { }

    void run(const QByteArray &bytes)
    {
        m_bytes = bytes;
        run(m_rule.encode, bytes, [this](const Decoded &encoded) { check(encoded); });
    }

private:
    void run(const ExternalCommand &command, const QByteArray &input,
        const std::function<void(const Decoded &)> &onFinished)
    {
        auto *program = new ExternalDecoder(command, this);
        connect(program, &ExternalDecoder::finished, this, onFinished);
        program->run(input, m_limits);
    }

    void check(const Decoded &encoded)
    {
        if (!encoded.isOk() || encoded.isCut)
            return end({{}, 0, encoded.isCut ? encoded.note : encoded.error});
        run(m_rule.decode, encoded.content, [this, encoded](const Decoded &again) {
            if (again.isOk() && !again.isCut && again.content == m_bytes)
                return end({encoded.content, -1, {}});
            end({{}, 0,
                Decoder::tr("What %1 made of it does not lead back to it by %2. Nothing was saved.")
                    .arg(m_rule.encode.program, m_rule.decode.program)});
        });
    }

    void end(const Encoded &encoded)
    {
        deleteLater();
        m_handler(encoded);
    }

    ExternalRule m_rule;
    DecodeLimits m_limits;
    Handler m_handler;
    QByteArray m_bytes;
};

} // namespace

const Decoded *DecodedValue::failure() const
{
    if (!output.isOk())
        return &output;
    const bool isOk = chain.steps.isEmpty() || chain.steps.back().decoded.isOk() || isCut();
    return isOk ? nullptr : &chain.steps.back().decoded;
}

Decoded DecodedValue::shown() const
{
    return output.isOk() ? chain.result() : output;
}

bool DecodedValue::isCut() const
{
    return !cutNote().isEmpty();
}

QString DecodedValue::cutNote() const
{
    if (output.isCut)
        return output.note;
    const auto cut = std::find_if(chain.steps.begin(), chain.steps.end(),
        [](const DecoderStep &step) { return step.decoded.isCut; });
    return cut == chain.steps.end() ? QString() : cut->decoded.note;
}

QString DecodedValue::whyNotEditable(const DecoderSet &decoders) const
{
    if (failure())
        return Decoder::tr("It is shown only: decoding it failed.");
    if (isCut())
        return Decoder::tr("It is shown only: this is not all of it.");
    if (program && program->encode.program.isEmpty())
        return Decoder::tr("It is shown only: the rule for %1 has no program that encodes.")
            .arg(QString::fromUtf8(program->keyPattern));
    for (const DecoderStep &step : chain.steps) {
        const Decoder *decoder = decoders.find(step.id);
        if (!step.decoded.isEditable && !step.decoded.note.isEmpty())
            return step.decoded.note;
        if (!decoder || !decoder->hasInverse() || !step.decoded.isEditable)
            return Decoder::tr("%1 is shown only and cannot be written back.")
                .arg(decoder ? decoder->name() : QString::fromUtf8(step.id));
    }
    return {};
}

ValueDecoding::~ValueDecoding() = default;

void ValueDecoding::decode(const DecodingRequest &request)
{
    m_wanted = request;
    m_program.reset();
    m_isOutdated = m_isRunning;
    if (!m_isRunning)
        begin();
}

DecodedValue ValueDecoding::meanwhile() const
{
    DecodedValue value;
    if (!m_wanted)
        return value;
    const QByteArray &bytes = m_wanted->bytes;
    const QByteArrayView start
        = wholeCharacters(QByteArrayView(bytes).first(std::min(bytes.size(), telling)));
    value.chain.original = bytes;
    value.isReadable = isText(start);
    if (!value.isReadable || m_wanted->program || !looksLikeJson(*m_wanted, start))
        return value;
    Decoded decoded;
    decoded.kind = Decoded::Kind::Json;
    decoded.content = beginningOfJson(start, firstScreen);
    if (!decoded.content.isEmpty())
        value.chain.steps = {{"json", bytes, decoded}};
    return value;
}

void ValueDecoding::cancel()
{
    m_wanted.reset();
    m_program.reset();
    m_isOutdated = m_isRunning;
}

void ValueDecoding::begin()
{
    if (!m_wanted->program)
        return runChain(*m_wanted, {});
    m_program = std::make_unique<ExternalDecoder>(m_wanted->program->decode);
    connect(m_program.get(), &ExternalDecoder::finished, this, [this](const Decoded &output) {
        m_program.release()->deleteLater(); // this call comes from inside of it
        runChain(*m_wanted, output);
    });
    m_program->run(m_wanted->bytes, m_wanted->limits);
}

void ValueDecoding::runChain(const DecodingRequest &request, const Decoded &output)
{
    m_isRunning = true;
    inBackground(
        this, [request, output] { return decodedValue(request, output); },
        [this](const DecodedValue &value) { finish(value); });
}

void ValueDecoding::finish(const DecodedValue &value)
{
    m_isRunning = false;
    if (!std::exchange(m_isOutdated, false)) {
        m_wanted.reset();
        emit decoded(value);
    } else if (m_wanted) {
        begin();
    }
}

void encodeValue(const std::shared_ptr<const DecoderSet> &decoders, const DecodedValue &value,
    const QByteArray &stored, const QByteArray &edited, QObject *context,
    const std::function<void(const Encoded &)> &handler)
{
    inBackground(
        context, [=] { return encodeChain(*decoders, value.chain, edited); },
        [=](const Encoded &encoded) {
            if (!encoded.isOk() || !value.program)
                return handler(encoded);
            if (encoded.bytes == value.chain.original)
                return handler({stored, -1, {}});
            auto *encoding = new Encoding(*value.program, value.limits, handler, context);
            encoding->run(encoded.bytes);
        });
}

} // namespace hitlens
