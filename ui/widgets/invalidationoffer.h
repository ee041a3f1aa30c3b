// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QString>

class QPushButton;

namespace hitlens {

class Client;

// Where nothing may be deleted, what an invalidation would hit can be looked at all the same.

// "Invalidate 12 keys…" or "Dry run: 12 keys…"; without anything said of what: "Invalidate…".
QString invalidationText(const Client &client, const QString &what = {});
// Gives a button that text, how it looks, and as its tooltip the tip, or why nothing is deleted.
void offerInvalidation(
    QPushButton *button, const Client &client, const QString &what, const QString &tip);

} // namespace hitlens
