// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/console/commandlogfilter.h"
#include "app/redis/result.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;

namespace hitlens {

class CommandLogView;
class EmptyState;
class MessageStrip;

// Every command that Hitlens sends to one server: when, where to, how long it took, what came of
// it. Shows those sent before it was opened, too.
class CommandLogPage final : public QWidget
{
    Q_OBJECT

public:
    // The client must outlive it. serverName is for the name of the file to save to.
    CommandLogPage(Client &client, const QString &serverName, QWidget *parent = nullptr);

    CommandLogView *view() const { return m_view; }

private:
    void makeLayout();
    QLayout *makeFilterRow();
    QLayout *makeButtonRow();
    void connectParts();
    void chooseWhich(int index);
    void showAll();
    void setPaused(bool isPaused);
    void clear();
    void copy();
    void chooseFile();
    void save(const QString &path);
    void onSaved(const QString &path, qsizetype count, const Result<Done> &written);
    void refresh();
    void updateButtons();
    QList<CommandRecord> shownRecords() const;

    QString m_serverName;
    bool m_isSaving = false;
    CommandLogModel m_model;
    CommandLogFilter m_filter;
    QLineEdit *m_text;
    QComboBox *m_which;
    QCheckBox *m_background;
    MessageStrip *m_strip;
    QStackedWidget *m_stack;
    CommandLogView *m_view;
    EmptyState *m_empty;
    QPushButton *m_showAll; // in m_empty
    QLabel *m_count;
    QPushButton *m_pause;
    QPushButton *m_clear;
    QPushButton *m_copy;
    QPushButton *m_save;
};

} // namespace hitlens
