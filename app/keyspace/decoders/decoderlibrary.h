// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decodersettings.h"

#include <memory>

namespace hitlens {

// The decoders that values are decoded with, and what the person has set up about them. One for the
// program; GUI thread.
class DecoderLibrary final : public QObject
{
    Q_OBJECT

public:
    // Only the built-in ones.
    explicit DecoderLibrary(QObject *parent = nullptr);

    const DecoderSettings &settings() const { return m_settings; }
    // Emits settingsChanged() when they are others. The .proto files are read in the background,
    // again each time: decodersChanged() tells when that is done.
    void setSettings(const DecoderSettings &settings);
    // May be held for as long as one likes: what is loaded later is another set.
    std::shared_ptr<const DecoderSet> decoders() const { return m_decoders; }
    // What is wrong with the .proto files, with file and line, a text for each.
    const QStringList &problems() const { return m_problems; }
    bool isLoading() const { return bool(m_loading); }
    // What a person calls it: "gzip"; the id itself where there is no such decoder.
    QString nameOf(const QByteArray &id) const;

signals:
    // To keep them.
    void settingsChanged();
    // Values may be decoded otherwise by now.
    void decodersChanged();
    // The person wants to see and change them.
    void settingsRequested();

private:
    void load();

    DecoderSettings m_settings;
    std::shared_ptr<const DecoderSet> m_decoders;
    QStringList m_problems;
    std::unique_ptr<QObject> m_loading; // thrown away with what it was for
};

} // namespace hitlens
