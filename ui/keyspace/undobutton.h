// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/undolist.h"

#include <QPushButton>

class QMenu;

namespace hitlens {

// Lists what can be taken back. Off where there is nothing, or where nothing may be written.
class UndoButton final : public QPushButton
{
    Q_OBJECT

public:
    explicit UndoButton(UndoList &undos, QWidget *parent = nullptr);

    void setWhyNot(const QString &whyNot);

private:
    void fill(QMenu *menu);
    void updateState();

    UndoList &m_undos;
    QString m_whyNot;
};

} // namespace hitlens
