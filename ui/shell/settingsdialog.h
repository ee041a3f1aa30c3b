// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QDialog>

namespace hitlens {

class DecoderLibrary;

// What the person has set up for values: how they are decoded. Closes once all of it is saved.
class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    // The library must outlive the dialog.
    explicit SettingsDialog(DecoderLibrary &library, QWidget *parent = nullptr);
};

} // namespace hitlens
