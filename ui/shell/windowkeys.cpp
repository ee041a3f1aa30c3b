// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What the actions of the menu Keys do.

#include "app/keyspace/transfer/keyexport.h"
#include "ui/shell/mainwindow.h"

namespace hitlens {

void MainWindow::rescan()
{
    if (ServerPage *page = currentPage())
        page->rescan();
}

void MainWindow::stopScan()
{
    if (ServerPage *page = currentPage())
        page->stopScan();
}

void MainWindow::pauseScan()
{
    if (ServerPage *page = currentPage())
        page->pauseOrContinueScan();
}

void MainWindow::newKey()
{
    if (ServerPage *page = currentPage())
        page->newKey();
}

void MainWindow::filterKeys()
{
    if (ServerPage *page = currentPage())
        page->goToFilter();
}

void MainWindow::choosePattern()
{
    if (ServerPage *page = currentPage())
        page->openPatterns();
}

void MainWindow::invalidate()
{
    if (ServerPage *page = currentPage())
        page->invalidate(BulkPlan());
}

void MainWindow::exportKeys()
{
    if (ServerPage *page = currentPage())
        page->exportKeys({});
}

void MainWindow::importKeys()
{
    if (ServerPage *page = currentPage())
        page->importKeys();
}

} // namespace hitlens
