// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"
#include "app/monitoring/historystore.h"

#include <QDialog>

namespace hitlens {

class MessageStrip;

// What somebody recorded, to be looked at without the server. Notes go into its file at once. A
// window of its own.
class RecordingWindow final : public QDialog
{
    Q_OBJECT

public:
    RecordingWindow(const QString &path, const HistoryRecord &record, QWidget *parent = nullptr);
    ~RecordingWindow() override;

private:
    void keepNotes();

    History m_history;
    HistoryStore m_file;
    MessageStrip *m_strip;
    QWidget *m_page;
};

} // namespace hitlens
