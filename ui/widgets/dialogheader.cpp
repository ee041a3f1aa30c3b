// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/dialogheader.h"

#include "ui/shell/theme.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QLabel>

namespace hitlens {

namespace {

QString badgeOf(Environment environment)
{
    switch (environment) {
    case Environment::Production:
        return QCoreApplication::translate("DialogHeader", "PROD");
    case Environment::Staging:
        return QCoreApplication::translate("DialogHeader", "STG");
    case Environment::Development:
        return QCoreApplication::translate("DialogHeader", "DEV");
    case Environment::None:
        break;
    }
    return {};
}

} // namespace

QLayout *makeDialogHeader(const QString &title, Environment environment, QWidget *dialog)
{
    auto *label = new QLabel(title, dialog);
    label->setTextFormat(Qt::PlainText);
    setRole(label, Role::Title);
    auto *badge = new QLabel(badgeOf(environment), dialog);
    setRole(badge, Role::Badge);
    if (environment == Environment::Production)
        setBadgeTone(badge, Tone::Danger);
    badge->setVisible(!badge->text().isEmpty());
    auto *layout = new QHBoxLayout;
    layout->addWidget(label);
    layout->addWidget(badge);
    layout->addStretch();
    return layout;
}

} // namespace hitlens
