// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/databasemenu.h"

#include "app/redis/commands.h"
#include "app/redis/permission.h"
#include "ui/widgets/format.h"
#include "ui/widgets/keycount.h"

#include <QInputDialog>

#include <map>

namespace hitlens {

using namespace Qt::StringLiterals;

DatabaseMenu::DatabaseMenu(Client &client, const History &history, QWidget *parent)
    : QMenu(parent)
    , m_client(client)
    , m_history(history)
{
    connect(&client, &Client::statusChanged, this, &DatabaseMenu::askHowMany);
    connect(this, &QMenu::aboutToShow, this, &DatabaseMenu::fill);
}

void DatabaseMenu::askHowMany()
{
    if (!m_client.isReady())
        return;
    m_client.send(databaseCount(), this, [this](const Result<int> &count) {
        if (count && *count > 0)
            m_count = *count;
        m_countError = count ? std::nullopt : std::optional(count.error());
    });
}

void DatabaseMenu::fill()
{
    clear();
    std::map<int, std::optional<qint64>> shown;
    const auto sample = m_history.latest();
    const bool isKnown = sample && sample->info.databases;
    const auto none = isKnown ? std::optional<qint64>(0) : std::nullopt;
    for (int db = 0; db < std::min(m_count, mostEmpty); ++db)
        shown[db] = none;
    for (const int db : m_names.keys())
        shown[db] = none;
    shown[m_client.endpoint().db] = none;
    if (isKnown) {
        for (const DatabaseInfo &database : *sample->info.databases)
            shown[database.db] = database.keys;
    }
    for (const auto &[db, keys] : shown)
        addDatabase(db, keys);
    addMissing(tr("There may be more, or fewer: your user lacks %1."), m_countError);
    addMissing(tr("Keys are not counted: your user lacks %1."), m_infoError);
    addSeparator();
    addAction(tr("Name database %1…").arg(m_client.endpoint().db), this, &DatabaseMenu::askName);
}

void DatabaseMenu::addDatabase(int db, std::optional<qint64> keys)
{
    QString text = QString::number(db);
    if (const QString name = m_names.value(db); !name.isEmpty())
        text += u"  "_s + QString(name).replace(u'&', u"&&"_s);
    const QString count = keys ? keysText(*keys) : tr("– keys");
    QAction *action = addAction(text + u'\t' + count, this, [this, db] { emit chosen(db); });
    action->setCheckable(true);
    action->setChecked(db == m_client.endpoint().db);
}

void DatabaseMenu::addMissing(const QString &text, const std::optional<Error> &error)
{
    if (const QString missing = error ? missingPermission(*error) : QString(); !missing.isEmpty())
        addAction(text.arg(missing))->setEnabled(false);
}

void DatabaseMenu::askName()
{
    const int db = m_client.endpoint().db;
    auto *dialog = new QInputDialog(parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("Name of database %1").arg(db));
    dialog->setLabelText(tr("Your name for it, on this computer; empty for none:"));
    dialog->setTextValue(m_names.value(db));
    connect(dialog, &QInputDialog::textValueSelected, this,
        [this, db](const QString &name) { emit named(db, name.trimmed()); });
    dialog->open();
}

} // namespace hitlens
