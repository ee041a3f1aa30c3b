// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/redis/client.h"

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QPushButton;

namespace hitlens {

// What stays true of an open server and must not be forgotten, each with its way out: it is
// read-only, it is a replica, nobody checks who answers through TLS. Hidden where nothing is.
class SafetyLine final : public QFrame
{
    Q_OBJECT

public:
    // isReadOnlyByDefault: it is read-only as all production servers are, not by its own settings.
    // The client must outlive the line.
    SafetyLine(const Client &client, bool isReadOnlyByDefault, QWidget *parent = nullptr);

signals:
    // The person wants to change what was opened read-only by default.
    void changesRequested();
    void editRequested();
    void primaryRequested(const hitlens::HostPort &primary);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Mark
    {
        QWidget *row;
        QLabel *badge;
        QLabel *text;
        QPushButton *wayOut;
    };

    Mark addMark(const QString &badge, const QString &wayOut);
    void describeReadOnly(bool isByDefault);
    void describeTls();
    void showMarks();

    const Client &m_client;
    Mark m_readOnly;
    Mark m_replica;
    Mark m_tls;
};

} // namespace hitlens
