// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/serversettings.h"

#include <QFrame>

class QComboBox;
class QLabel;
class QLineEdit;

namespace hitlens {

class FormField;

// One setting of a server: what it is for, what it is now, and what it shall be.
class SettingRow final : public QFrame
{
    Q_OBJECT

public:
    explicit SettingRow(const QByteArray &option, QWidget *parent = nullptr);

    const QByteArray &option() const { return m_option; }
    void setPresent(const QString &text);
    // The server knows none such, or nothing may be changed now.
    void setChangeable(bool isChangeable);
    void setWanted(const QByteArray &value); // empty: it stays as it is
    // nullopt: it stays as it is, or what is typed is none.
    std::optional<SettingValue> wanted() const;
    bool hasProblem() const;

signals:
    void changed();

private:
    QWidget *makeContent();
    void explain();
    QString problem() const;

    const QByteArray m_option;
    QLabel *m_present;
    QComboBox *m_choice = nullptr; // where there are few values
    QLineEdit *m_text = nullptr; // where there are many
    FormField *m_field;
};

} // namespace hitlens
