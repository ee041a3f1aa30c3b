// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/serversettings.h"
#include "app/monitoring/slowlogfilter.h"
#include "app/monitoring/slowlogjob.h"
#include "app/redis/client.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QStackedWidget;
class QTableView;

namespace hitlens {

class EmptyState;
class MessageStrip;

// The commands that the server has noted because they took long, of all its primaries, and who
// sends one of them now. Asks when it is shown and when the person wants it again.
class SlowLogPage final : public QWidget
{
    Q_OBJECT

public:
    explicit SlowLogPage(Client &client, QWidget *parent = nullptr);

    bool isLoading() const { return static_cast<bool>(m_job); }

public slots:
    void refresh();
    // Only those of that command, in lower case, and who sends it; empty: all. Before it is shown
    // it is not read for that.
    void showCommand(const QByteArray &command);

signals:
    void keyRequested(const QByteArray &key);
    // From where on the server notes commands, and how many.
    void settingsRequested(const QList<hitlens::SettingValue> &settings);

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTable();
    void makeLayout();
    QLayout *makeFilterRow();
    QLayout *makeButtonRow();
    void connectParts();
    void take(const SlowLog &log);
    void fillCommands();
    void restoreCurrent(const QVariant &entry);
    void describe();
    void sayRefusal(const SlowLog &log);
    QString emptyHint() const;
    QByteArray chosenCommand() const;
    QByteArray currentKey() const; // null: none
    void openKey();
    void copy();
    void updateControls();
    void shareWidth();

    Client &m_client;
    SlowLogModel m_model;
    SlowLogFilter m_filter{m_model};
    JobHandle<SlowLogJob> m_job; // while it asks
    bool m_isLoaded = false; // a log is shown
    bool m_isOwed = true; // to be read as soon as the server is there
    QByteArray m_asked; // the command that senders were asked about last
    QByteArray m_told; // and the one of the log that is shown
    QLineEdit *m_text;
    QComboBox *m_commands;
    QPushButton *m_refresh;
    QLabel *m_limits;
    QPushButton *m_change;
    QLabel *m_senders;
    MessageStrip *m_strip;
    QStackedWidget *m_stack;
    QTableView *m_table;
    EmptyState *m_empty;
    QLabel *m_count;
    QPushButton *m_copy;
    QPushButton *m_showKey;
};

} // namespace hitlens
