// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keyfiletable.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QDateTime>
#include <QHeaderView>
#include <QLocale>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostLetters = 200; // of a name

QString expiryOf(const KeyFilePreview::Row &row)
{
    if (row.ttl)
        return KeyFileTable::tr("%1 after the import")
            .arg(formatDuration(std::chrono::milliseconds(*row.ttl)));
    if (!row.expireAt)
        return KeyFileTable::tr("never");
    return QLocale().toString(QDateTime::fromMSecsSinceEpoch(*row.expireAt), QLocale::ShortFormat);
}

QString utcOf(const KeyFilePreview::Row &row)
{
    return row.expireAt
        ? QDateTime::fromMSecsSinceEpoch(*row.expireAt).toUTC().toString(Qt::ISODateWithMs)
        : QString();
}

QString presence(std::optional<bool> exists)
{
    if (!exists)
        return u"–"_s;
    return *exists ? KeyFileTable::tr("exists") : KeyFileTable::tr("new");
}

} // namespace

KeyFileTable::KeyFileTable(QWidget *parent)
    : QTreeWidget(parent)
{
    setHeaderLabels({tr("Key"), tr("Type"), tr("Expires"), tr("On the server"), tr("Size")});
    setAccessibleName(tr("The first keys in the file"));
    setRootIsDecorated(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    const int letter = fontMetrics().averageCharWidth();
    header()->resizeSection(int(Column::Type), 10 * letter);
    header()->resizeSection(int(Column::Expires), 26 * letter);
    header()->resizeSection(int(Column::OnServer), 16 * letter);
    header()->resizeSection(int(Column::Size), 12 * letter);
    header()->setStretchLastSection(false);
    header()->setSectionResizeMode(int(Column::Key), QHeaderView::Stretch);
    headerItem()->setTextAlignment(int(Column::Size), Qt::AlignRight | Qt::AlignVCenter);
}

void KeyFileTable::setRows(const QList<KeyFilePreview::Row> &rows)
{
    clear();
    QList<QTreeWidgetItem *> items;
    const QFont mono = monospaceFont();
    const QFont tabular = tabularFont(font());
    for (const KeyFilePreview::Row &row : rows) {
        const QString type = row.type.isEmpty() ? u"–"_s : QString::fromUtf8(row.type);
        auto *item = new QTreeWidgetItem({displayBytes(row.key.left(mostLetters)), type,
            expiryOf(row), presence(row.exists), formatBytes(row.size)});
        item->setFont(int(Column::Key), mono);
        item->setFont(int(Column::Size), tabular);
        item->setTextAlignment(int(Column::Size), Qt::AlignRight | Qt::AlignVCenter);
        item->setToolTip(int(Column::Key), item->text(int(Column::Key)));
        item->setToolTip(int(Column::Expires), utcOf(row));
        items << item;
    }
    addTopLevelItems(items);
    setCurrentItem(topLevelItem(0));
}

} // namespace hitlens
