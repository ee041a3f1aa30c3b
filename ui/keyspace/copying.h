// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QAbstractItemView;

// What is put on the clipboard. GUI thread.
namespace hitlens {

// Bytes as the text that they are; where they are none, as displayBytes() shows them, which loses
// nothing.
QString copiedText(QByteArrayView bytes);

// Of the selected row, the current cell, whole and on as many lines as it has; of more rows all
// that they show, a line each, with tabs between the cells. Cells as BytesDelegate shows them.
QString copiedText(const QAbstractItemView &view);

// Ctrl+C and the context menu of view copy that, from now on.
void offerCopy(QAbstractItemView *view);

} // namespace hitlens
