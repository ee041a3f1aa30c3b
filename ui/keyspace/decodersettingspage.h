// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/decoders/decoderlibrary.h"
#include "ui/keyspace/ruletable.h"

#include <QHash>
#include <QWidget>

class QFileDialog;

namespace hitlens {

class MessageStrip;

// Which keys are always decoded how, by which programs of one's own, and with which .proto files.
class DecoderSettingsPage final : public QWidget
{
    Q_OBJECT

public:
    // The library must outlive the page.
    explicit DecoderSettingsPage(DecoderLibrary &library, QWidget *parent = nullptr);

    // Gives what was entered to the library, or says what is wrong with it. saved() follows once
    // the .proto files are read and nothing is wrong with them.
    void save();

signals:
    void saved();

private:
    void build();
    void addSection(const QString &title, const QString &text, QWidget *content);
    void openChooser(QFileDialog *dialog, const RuleTable::Chosen &chosen);
    void showSettings();
    void showUnread();
    void onDecodersChanged();
    QString shownPattern(const QByteArray &pattern);
    QByteArray patternOf(const QString &shown) const;
    // A sentence about the first thing that is wrong; empty: nothing is.
    QString readChains(DecoderSettings &settings) const;
    QString readPrograms(DecoderSettings &settings) const;

    DecoderLibrary &m_library;
    QHash<QString, QByteArray> m_patterns; // as they are shown, of those that are not UTF-8
    QStringList m_unread;
    bool m_isSaving = false;
    MessageStrip *m_strip;
    RuleTable *m_chains;
    RuleTable *m_programs;
    RuleTable *m_protoFiles;
    RuleTable *m_protoFolders;
};

// A command as a person types it: words with blanks in quotes.
QString commandLine(const ExternalCommand &command);
ExternalCommand commandFrom(const QString &line);

} // namespace hitlens
