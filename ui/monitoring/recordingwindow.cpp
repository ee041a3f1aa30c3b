// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/recordingwindow.h"

#include "ui/monitoring/overviewpage.h"

#include <QVBoxLayout>

namespace hitlens {

RecordingWindow::RecordingWindow(const QString &name, const HistoryRecord &record, QWidget *parent)
    : QDialog(parent)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("%1 – recording").arg(name));
    m_history.merge(record);
    auto *page = new OverviewPage(m_history, this);
    m_page = page;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(page);
    resize(1100, 760);
    page->setWindow(std::chrono::hours(1));
}

RecordingWindow::~RecordingWindow()
{
    delete m_page; // it draws the history to its end
}

} // namespace hitlens
