// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoderlibrary.h"
#include "app/keyspace/decoders/valuedecoding.h"

#include <QPushButton>

class QMenu;

namespace hitlens {

// What a person wants a value decoded by.
struct DecoderChoice
{
    DecoderIds chain;
    bool goesOn = true; // with what fits what the chain gives
    bool usesProgram = true; // where a rule for the key has one

    bool operator==(const DecoderChoice &) const = default;
};

// Says what a value was decoded by ("gzip › JSON"), and lets a person choose: by itself, as stored,
// or a chain made by hand, and whether that is remembered for keys of its kind.
class DecoderButton final : public QPushButton
{
    Q_OBJECT

public:
    explicit DecoderButton(QWidget *parent = nullptr);

    // Which must outlive it.
    void setLibrary(DecoderLibrary *library) { m_library = library; }
    void setKey(const QByteArray &key) { m_key = key; }
    // What there is to choose from, and what was chosen.
    void showValue(const DecodedValue &value, const DecoderChoice &choice);
    // As it is chosen by itself for this key.
    DecoderChoice usualChoice() const;

signals:
    void chosen(const hitlens::DecoderChoice &choice);

private:
    void fill();
    void addChoice(QMenu *menu, const QString &text, const DecoderChoice &choice);
    void addDecoders(QMenu *menu, const DecoderIds &before, const DecoderIds &likely);
    void addRules(QMenu *menu);
    void keep(const QByteArray &pattern);
    void forget(const QByteArray &pattern);
    DecoderIds ids() const;

    DecoderLibrary *m_library = nullptr;
    QByteArray m_key;
    DecodedValue m_value;
    DecoderChoice m_choice;
    QMenu *m_menu;
};

// "user:1:name": "user:1:*". The last part of the name may be any; the whole name when it has only
// one part.
QByteArray patternOfKin(const QByteArray &key);

} // namespace hitlens
