// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"

#include <QDialog>

namespace hitlens {

// Asks to type the server's name before a production server that was opened read-only takes
// changes. Accepted: it was typed. Deletes itself when closed.
class AllowChangesDialog final : public QDialog
{
    Q_OBJECT

public:
    explicit AllowChangesDialog(const Profile &profile, QWidget *parent);
};

} // namespace hitlens
