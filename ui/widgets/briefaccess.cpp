// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/briefaccess.h"

#include "ui/widgets/scintillaview.h"

namespace hitlens {

namespace {

using View = QsciScintillaBase;

qsizetype longestText = 0;

// Null: whoever else makes them is asked.
QAccessibleInterface *make(const QString &, QObject *object)
{
    auto *view = qobject_cast<ScintillaView *>(object);
    return view && view->length() > longestText ? new BriefAccess(view) : nullptr;
}

} // namespace

BriefAccess::BriefAccess(ScintillaView *view)
    : QAccessibleWidget(view, QAccessible::EditableText)
{ }

void BriefAccess::install(qsizetype longest)
{
    if (std::exchange(longestText, longest) == 0)
        QAccessible::installFactory(make);
}

void BriefAccess::renew(ScintillaView *view)
{
    if (QAccessibleInterface *known = QAccessible::queryAccessibleInterface(view))
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(known));
}

QString BriefAccess::text(QAccessible::Text kind) const
{
    if (kind != QAccessible::Value)
        return QAccessibleWidget::text(kind);
    const auto *view = static_cast<const ScintillaView *>(widget());
    const qsizetype line
        = view->send(View::SCI_LINEFROMPOSITION, view->send(View::SCI_GETCURRENTPOS));
    const qsizetype start = view->lineStart(line);
    const qsizetype end = view->send(View::SCI_GETLINEENDPOSITION, line);
    return QString::fromUtf8(view->bytes(start, end - start));
}

} // namespace hitlens
