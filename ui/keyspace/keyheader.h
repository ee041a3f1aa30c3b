// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/keydetails.h"

#include <QFrame>

class QAction;
class QLabel;
class QPushButton;
class QToolButton;

namespace hitlens {

class ElidedLabel;
class FlowLayout;
class UndoButton;
class UndoList;

// Name of the shown key, what is known about it, and the buttons for the key as a whole. Asks in
// place before it deletes.
class KeyHeader final : public QFrame
{
    Q_OBJECT

public:
    // The list must outlive it.
    KeyHeader(const Profile &profile, UndoList &undos, QWidget *parent = nullptr);

    void showKey(const QByteArray &key); // nothing else is known yet
    void showDetails(const KeyDetails &details);
    void showLength(qint64 rows, KeyType type);
    void showGone();
    // Where the key lives in a cluster; empty: in none.
    void showPlace(const QString &place);
    // Why nothing can be written; empty: it can.
    void setWhyNot(const QString &whyNot);
    // Opens the question. Nothing is deleted before it is answered.
    void askToDelete();

signals:
    void refreshRequested();
    void deleteConfirmed();
    void renameRequested();
    void duplicateRequested();
    void copyRequested();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildTitle();
    void buildFacts();
    void buildQuestion();
    void copyName();
    QLabel *addFact();
    void closeQuestion();
    void buildMore();
    void updateButtons();

    const Profile m_profile;
    QByteArray m_key;
    bool m_isThere = true; // as far as is known
    QString m_whyNot;
    ElidedLabel *m_title;
    QToolButton *m_copy;
    QPushButton *m_refresh;
    QPushButton *m_more;
    QPushButton *m_delete;
    UndoButton *m_undo;
    QAction *m_rename = nullptr;
    QAction *m_duplicate = nullptr;
    QAction *m_copyTo = nullptr;
    FlowLayout *m_facts;
    QLabel *m_type;
    QLabel *m_length = nullptr;
    QLabel *m_memory = nullptr;
    QLabel *m_encoding = nullptr;
    QLabel *m_place = nullptr;
    QLabel *m_missing;
    QFrame *m_question;
    QLabel *m_questionText;
    QPushButton *m_keep;
};

} // namespace hitlens
