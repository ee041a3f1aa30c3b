// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/ttlhistory.h"

#include <QFrame>

class QLabel;

namespace hitlens {

// What became of a TTL, in words, newest first.
class TtlHistoryView final : public QFrame
{
    Q_OBJECT

public:
    explicit TtlHistoryView(QWidget *parent = nullptr);

    void showHistory(const TtlHistory &history);

private:
    QLabel *m_text;
};

} // namespace hitlens
