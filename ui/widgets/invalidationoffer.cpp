// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/invalidationoffer.h"

#include "ui/shell/theme.h"
#include "ui/widgets/whynot.h"

#include <QCoreApplication>
#include <QPushButton>

namespace hitlens {

namespace {

QString say(const char *text)
{
    return QCoreApplication::translate("InvalidationOffer", text);
}

} // namespace

QString invalidationText(const Client &client, const QString &what)
{
    const bool mayWrite = whyNotWrite(client).isEmpty();
    if (what.isEmpty())
        return say(mayWrite ? QT_TRANSLATE_NOOP("InvalidationOffer", "Invalidate…")
                            : QT_TRANSLATE_NOOP("InvalidationOffer", "Dry run…"));
    return say(mayWrite ? QT_TRANSLATE_NOOP("InvalidationOffer", "Invalidate %1…")
                        : QT_TRANSLATE_NOOP("InvalidationOffer", "Dry run: %1…"))
        .arg(what);
}

void offerInvalidation(
    QPushButton *button, const Client &client, const QString &what, const QString &tip)
{
    const QString whyNot = whyNotWrite(client);
    button->setText(invalidationText(client, what));
    button->setToolTip(whyNot.isEmpty() ? tip : whyNot);
    setRole(button, whyNot.isEmpty() ? Role::Danger : Role::Quiet);
}

} // namespace hitlens
