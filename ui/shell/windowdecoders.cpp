// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the window has to do with how values are decoded.

#include "app/keyspace/decoders/decoderlibrary.h"
#include "ui/shell/mainwindow.h"
#include "ui/widgets/messagestrip.h"

namespace hitlens {

void MainWindow::loadDecoders()
{
    m_decoders->setSettings(DecoderSettings::fromJson(m_parts.settings.decoderSettings()));
    connect(m_decoders, &DecoderLibrary::settingsChanged, this,
        [this] { m_parts.settings.setDecoderSettings(m_decoders->settings().toJson()); });
    connect(m_decoders, &DecoderLibrary::settingsRequested, this, &MainWindow::showSettings);
    const qsizetype damaged = m_decoders->settings().unread.size();
    if (damaged == 0)
        return;
    m_strip->showNote(damaged == 1
            ? tr("1 entry of the settings for decoding is damaged and not used.")
            : tr("%1 entries of the settings for decoding are damaged and not used.").arg(damaged));
    m_strip->addAction(tr("Show settings"), this, [this] { showSettings(); });
}

} // namespace hitlens
