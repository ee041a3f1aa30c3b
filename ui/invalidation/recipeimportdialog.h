// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/invalidation/recipejson.h"
#include "app/invalidation/recipestore.h"

#include <QDialog>

class QComboBox;
class QLabel;
class QPushButton;
class QTreeWidget;
class QTreeWidgetItem;

namespace hitlens {

class MessageStrip;

// Shows which recipes of a file are new and which are there already, and adds those that are
// chosen. Show it with open(); it deletes itself.
class RecipeImportDialog final : public QDialog
{
    Q_OBJECT

public:
    // The store must outlive it. profile: the server that it is opened on.
    RecipeImportDialog(RecipeStore &store, const Profile &profile, const RecipeFile &file,
        QWidget *parent = nullptr);

signals:
    void imported(int count);

private:
    void makeLayout();
    QLayout *makeButtons();
    void fillServers();
    void fill();
    void addRow(const Recipe &recipe);
    Recipe asImported(const Recipe &recipe) const;
    QList<Recipe> chosen() const;
    void updateButtons();
    void importChosen();

    RecipeStore &m_store;
    const Profile m_profile;
    const RecipeFile m_file;
    MessageStrip *m_strip;
    QTreeWidget *m_rows;
    QComboBox *m_servers; // of recipes that are for another server
    QLabel *m_serversLabel;
    QPushButton *m_import;
};

} // namespace hitlens
