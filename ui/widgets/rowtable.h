// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

class QString;
class QTableView;

namespace hitlens {

// A table of rows of one line each, as most of ours are: chosen as a whole, without grid and row
// numbers, and Tab leads out of it. name: the accessible one. rowHeight: in device independent
// pixels. GUI thread, once.
void prepareRowTable(QTableView *table, const QString &name, int rowHeight);

} // namespace hitlens
