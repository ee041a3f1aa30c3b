// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArrayList>
#include <QWidget>

class QLabel;
class QListWidget;

namespace hitlens {

// What stands in place of a dry run that found nothing: says so, and which names come closest.
class NoMatchPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit NoMatchPanel(QWidget *parent = nullptr);

    void showSearching();
    void showNames(const QByteArrayList &names);

signals:
    void chosen(const QByteArray &name);

private:
    QLabel *m_hint;
    QListWidget *m_list;
};

} // namespace hitlens
