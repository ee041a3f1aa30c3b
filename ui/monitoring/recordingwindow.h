// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/history.h"

#include <QDialog>

namespace hitlens {

// What somebody recorded, to be looked at without the server. A window of its own.
class RecordingWindow final : public QDialog
{
    Q_OBJECT

public:
    RecordingWindow(const QString &name, const HistoryRecord &record, QWidget *parent = nullptr);
    ~RecordingWindow() override;

private:
    History m_history;
    QWidget *m_page;
};

} // namespace hitlens
