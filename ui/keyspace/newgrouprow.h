// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QWidget>

class QComboBox;
class QLineEdit;
class QPushButton;

namespace hitlens {

// Asks for the name of a consumer group that is to be made, and for what it begins with.
class NewGroupRow final : public QWidget
{
    Q_OBJECT

public:
    explicit NewGroupRow(QWidget *parent = nullptr);

    void begin(); // empty, with the focus
    // Why nothing may be made; empty when it may.
    void setWhyNot(const QString &whyNot);

signals:
    // after: see xgroupCreate().
    void requested(const QByteArray &name, const QByteArray &after);
    void left();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QByteArray after() const; // empty: what is typed is no ID
    void request();
    void update();

    QLineEdit *m_name;
    QComboBox *m_from;
    QLineEdit *m_id;
    QPushButton *m_create;
    QPushButton *m_cancel;
    QString m_whyNot;
};

} // namespace hitlens
