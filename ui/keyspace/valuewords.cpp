// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/valuewords.h"

#include "app/keyspace/values/jsonformat.h"
#include "ui/widgets/format.h"

#include <algorithm>

namespace hitlens {

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("ValueWords", text);
}

QString nameOf(const QByteArray &id, const DecoderSet &decoders)
{
    const Decoder *decoder = decoders.find(id);
    return decoder ? decoder->name() : QString::fromUtf8(id);
}

QString lastName(const DecodedValue &value, const DecoderSet &decoders)
{
    return value.chain.steps.isEmpty() ? QString() : nameOf(value.chain.steps.back().id, decoders);
}

// Each step counts the bytes that the one before it gave.
QString placeOf(const DecodedValue &value, const DecoderSet &decoders)
{
    const auto &steps = value.chain.steps;
    const QString step = QString::number(steps.size());
    const QString name = lastName(value, decoders);
    const QString byte = formatCount(value.failure()->errorAt);
    if (steps.size() > 1)
        return tr("Step %1, %2, failed at byte %3 of what %4 gave.")
            .arg(step, name, byte, nameOf(steps[steps.size() - 2].id, decoders));
    if (value.program)
        return tr("Step %1, %2, failed at byte %3 of what %4 wrote.")
            .arg(step, name, byte, value.program->decode.program);
    return tr("Step %1, %2, failed at byte %3 of the value.").arg(step, name, byte);
}

} // namespace

QString refusalOf(const Encoded &encoded, const QByteArray &text, const DecodedValue &value,
    const DecoderSet &decoders)
{
    if (encoded.isOk())
        return {};
    const TextPosition at = positionOf(text, std::min(encoded.errorAt, text.size()));
    const QString line = QString::number(at.line);
    const QString column = QString::number(at.column);
    if (!value.chain.steps.isEmpty() && value.chain.steps.back().id == "json")
        return tr("This is not JSON, line %1, column %2: %3 To save it as it is, choose Text.")
            .arg(line, column, encoded.error);
    return tr("It cannot be saved as %1, line %2, column %3: %4")
        .arg(lastName(value, decoders), line, column, encoded.error);
}

QString failureOf(const DecodedValue &value, const DecoderSet &decoders, bool isPart)
{
    const QString rest
        = value.shown().content.isEmpty() ? QString() : u' ' + tr("Shown is what came before.");
    if (!value.output.isOk())
        return tr("The program for %1 failed.").arg(displayBytes(value.program->keyPattern)) + rest;
    const QString name = lastName(value, decoders);
    if (isPart)
        return tr("%1 needs all of the value, and this is a part of it.").arg(name) + rest;
    return placeOf(value, decoders) + rest;
}

QStringList notesOf(const DecodedValue &value)
{
    QStringList notes;
    for (const DecoderStep &step : value.chain.steps) {
        if (!step.decoded.note.isEmpty() && !step.decoded.isCut)
            notes << step.decoded.note;
    }
    if (!value.jsonError.isEmpty())
        notes << value.jsonError;
    return notes;
}

} // namespace hitlens
