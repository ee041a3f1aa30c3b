// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/recordingwindow.h"

#include "ui/monitoring/overviewpage.h"
#include "ui/widgets/messagestrip.h"

#include <QFileInfo>
#include <QVBoxLayout>

namespace hitlens {

RecordingWindow::RecordingWindow(const QString &path, const HistoryRecord &record, QWidget *parent)
    : QDialog(parent)
    , m_file(path, HistoryFile::Kind::Recording)
    , m_strip(new MessageStrip(this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("%1 – recording").arg(QFileInfo(path).fileName()));
    m_history.merge(record);
    connect(&m_history, &History::eventsChanged, this, &RecordingWindow::keepNotes);
    connect(&m_file, &HistoryStore::failed, this, [this](const QString &text) {
        m_strip->showError(Error{Error::Kind::Local, "FILE", text},
            tr("The note is not in the file of the recording."));
    });
    auto *page = new OverviewPage(m_history, this);
    m_page = page;
    page->setAutoFillBackground(true); // its own ground, not that of a dialog
    page->setBackgroundRole(QPalette::Window);
    page->setName(QFileInfo(path).completeBaseName());
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_strip);
    layout->addWidget(page);
    resize(1100, 760);
    page->setWindow(std::chrono::hours(1));
}

RecordingWindow::~RecordingWindow()
{
    delete m_page; // it draws the history to its end
}

void RecordingWindow::keepNotes()
{
    m_file.write(m_history.takeChanges());
}

} // namespace hitlens
