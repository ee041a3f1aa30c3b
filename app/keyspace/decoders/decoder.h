// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QCoreApplication>
#include <QString>

namespace hitlens {

// How sure a decoder is that bytes are of its format. From Likely on it is chosen by itself; what
// is Possible is offered, and chosen only when something well known lies inside.
enum class Confidence { No, Possible, Likely, Certain };

// Parsers that call themselves stay within any thread's stack.
constexpr int deepestValues = 1000;

struct DecodeLimits
{
    qsizetype output = 64 * 1024 * 1024; // in bytes; what decodes to more is cut there
    int depth = 256; // values inside values; more than deepestValues counts as that
};

// What bytes decode to. When it fails, content holds what came before, which may be nothing.
struct Decoded
{
    enum class Kind {
        Bytes, // any bytes; may be decoded further
        Text, // UTF-8
        Json, // UTF-8, strictly JSON
        Image, // the image file itself
    };

    Kind kind = Kind::Bytes;
    QByteArray content;
    QString note; // what is worth telling beside it, whole sentences; mostly empty
    bool isEditable = true; // false: shown only, and the note says why
    bool isCut = false; // there is more than the limit allows
    qsizetype errorAt = -1; // offset in the encoded bytes; -1: it went well
    QString error; // what is wrong there, a sentence

    bool isOk() const { return errorAt < 0; }
};

struct Encoded
{
    QByteArray bytes;
    qsizetype errorAt = -1; // offset in the edited content; -1: it went well
    QString error;

    bool isOk() const { return errorAt < 0; }
};

// One format: bytes to something legible, and back. Immutable, and pure: any thread, no state, no
// exceptions, and safe with bytes that mean harm.
class Decoder
{
    Q_DECLARE_TR_FUNCTIONS(hitlens::Decoder)

public:
    Decoder() = default;
    virtual ~Decoder() = default;
    Q_DISABLE_COPY_MOVE(Decoder)

    virtual QByteArray id() const = 0; // for settings; never changes
    virtual QString name() const = 0; // for people
    virtual Confidence detect(QByteArrayView bytes) const = 0;
    virtual Decoded decode(QByteArrayView bytes, const DecodeLimits &limits) const = 0;

    // What it gives is shown: nothing lies further inside. It need not be decoded to know that.
    virtual bool isLast() const { return false; }

    // False: shown only.
    virtual bool hasInverse() const { return false; }
    // Makes the bytes that decode to what was edited. original: what the content was decoded from
    // before it was edited; levels, headers, alphabets and the like are kept as they are there.
    virtual Encoded encode(QByteArrayView edited, QByteArrayView original) const;

protected:
    static Decoded failed(qsizetype at, const QString &why, const QByteArray &before = {});
    static Decoded shownOnly(Decoded decoded, const QString &why);
    static Encoded notEncoded(qsizetype at, const QString &why);
};

// The content up to the limit, text between two characters: "Cut at 64 MiB: there is more."
Decoded cutAt(qsizetype limit, const QByteArray &content, Decoded::Kind kind);

// No control characters but tab and line ends, and valid UTF-8: what a person would call text.
bool isText(QByteArrayView bytes);
// Offset of the first byte that is not UTF-8, -1 when all is.
qsizetype invalidUtf8At(QByteArrayView bytes);

} // namespace hitlens
