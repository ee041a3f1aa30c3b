// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/keydetails.h"

#include <QFrame>

class QLabel;
class QPushButton;
class QToolButton;

namespace hitlens {

class ElidedLabel;
class FlowLayout;

// Name of the shown key, what is known about it, and the buttons for the key as a whole. Asks in
// place before it deletes.
class KeyHeader final : public QFrame
{
    Q_OBJECT

public:
    explicit KeyHeader(const Profile &profile, QWidget *parent = nullptr);

    void showKey(const QByteArray &key); // nothing else is known yet
    void showDetails(const KeyDetails &details);
    void showLength(qint64 rows, KeyType type);
    void showGone();
    // Where the key lives in a cluster; empty: in none.
    void showPlace(const QString &place);
    // Why the key cannot be deleted; empty: it can.
    void setWhyNot(const QString &whyNot);
    // Opens the question. Nothing is deleted before it is answered.
    void askToDelete();

signals:
    void refreshRequested();
    void deleteConfirmed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildTitle();
    void buildFacts();
    void buildQuestion();
    void copyName();
    QLabel *addFact();
    void closeQuestion();
    void updateDelete();

    const Profile m_profile;
    QByteArray m_key;
    bool m_isThere = true; // as far as is known
    QString m_whyNot;
    ElidedLabel *m_title;
    QToolButton *m_copy;
    QPushButton *m_refresh;
    QPushButton *m_delete;
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
