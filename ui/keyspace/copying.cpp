// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/copying.h"

#include "ui/keyspace/bytesdelegate.h"
#include "ui/widgets/format.h"

#include <QAbstractItemView>
#include <QAction>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString copiedBytes(QByteArrayView bytes, bool isAlone)
{
    return isAlone ? copiedText(bytes) : displayBytes(bytes);
}

QString copiedCell(const QModelIndex &cell, bool isAlone)
{
    const QVariant value = cell.data();
    if (value.userType() == QMetaType::QByteArray)
        return copiedBytes(value.toByteArray(), isAlone);
    if (value.userType() != QMetaType::QByteArrayList)
        return value.canConvert<QString>() ? value.toString()
                                           : BytesDelegate().displayText(value, QLocale());
    const auto namesAndValues = value.value<QByteArrayList>();
    QStringList fields;
    for (qsizetype i = 0; i + 1 < namesAndValues.size(); i += 2)
        fields << copiedBytes(namesAndValues[i], isAlone) + u": "_s
                + copiedBytes(namesAndValues[i + 1], isAlone);
    return fields.join(isAlone ? u"\n"_s : u"   "_s);
}

} // namespace

QString copiedText(QByteArrayView bytes)
{
    const QString text = QString::fromUtf8(bytes);
    return text.toUtf8() == bytes ? text : displayBytes(bytes);
}

QString copiedText(const QAbstractItemView &view)
{
    QList<int> rows;
    for (const QModelIndex &index : view.selectionModel()->selectedRows())
        rows << index.row();
    std::sort(rows.begin(), rows.end());
    if (rows.size() < 2)
        return copiedCell(view.currentIndex(), true);
    QStringList lines;
    for (const int row : rows) {
        QStringList cells;
        for (int column = 0; column < view.model()->columnCount(); ++column)
            cells << copiedCell(view.model()->index(row, column), false);
        lines << cells.join(u'\t');
    }
    return lines.join(u'\n');
}

void offerCopy(QAbstractItemView *view)
{
    auto *copy = new QAction(QCoreApplication::translate("Copying", "&Copy"), view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    QObject::connect(copy, &QAction::triggered, view, [view] {
        if (view->selectionModel() && view->currentIndex().isValid())
            QGuiApplication::clipboard()->setText(copiedText(*view));
    });
    view->addAction(copy);
    view->setContextMenuPolicy(Qt::ActionsContextMenu);
}

} // namespace hitlens
