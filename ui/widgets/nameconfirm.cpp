// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/nameconfirm.h"

#include "ui/shell/theme.h"

#include <QCoreApplication>
#include <QLabel>
#include <QLineEdit>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

struct NameConfirm
{
    Q_DECLARE_TR_FUNCTIONS(NameConfirm)
};

} // namespace

void askForName(QLabel &label, QLineEdit &field, const QString &serverName)
{
    label.setText(NameConfirm::tr("Type <b>%1</b> to &confirm")
                      .arg(serverName.toHtmlEscaped().replace(u'&', u"&&"_s)));
    label.setBuddy(&field);
    field.setAccessibleName(NameConfirm::tr("Type %1 to confirm").arg(serverName));
    setRole(&field, Role::Mono);
}

} // namespace hitlens
