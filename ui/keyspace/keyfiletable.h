// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyfilecheck.h"

#include <QTreeWidget>

namespace hitlens {

// The first keys of a file, as an import would find them.
class KeyFileTable final : public QTreeWidget
{
    Q_OBJECT

public:
    explicit KeyFileTable(QWidget *parent = nullptr);

    void setRows(const QList<KeyFilePreview::Row> &rows);

private:
    enum class Column { Key, Type, Expires, OnServer, Size };
};

} // namespace hitlens
