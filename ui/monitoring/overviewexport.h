// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"
#include "app/redis/error.h"
#include "ui/widgets/chartmark.h"

#include <QImage>

class QWidget;

// What the Overview writes to files and reads from them. All ask for a file first, and work in the
// background.
namespace hitlens {

using ExportDone = std::function<void(const QString &text, const std::optional<Error> &error)>;

// The figures of the window that ends then, as historyCsv() writes them. name: what the file is
// called unless the person says otherwise, without its suffix.
void exportCsv(QWidget *parent, const History &history, Instant end,
    std::chrono::milliseconds window, const QString &name, const ExportDone &done);
void exportPicture(
    QWidget *parent, const QImage &picture, const QString &name, const ExportDone &done);
// All that is kept, for openRecording(), with marks that the history does not know as notes.
void saveRecording(QWidget *parent, const History &history, const QList<ChartMark> &marks,
    const QString &name, const ExportDone &done);
void openRecording(QWidget *parent, const ExportDone &done);

} // namespace hitlens
