// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/connectionurl.h"
#include "app/connections/profile.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace hitlens {

class ColorRow;
class FormField;

// The fields of a server. Says what is wrong beside the field, from the first validate() on.
class ServerForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ServerForm(QWidget *parent = nullptr);

    void setProfile(const Profile &profile);
    // The profile that was set, with what the fields say now. Its name is never empty.
    Profile profile() const;

    QString password() const;
    void setPassword(const QString &password);
    // Whether the person typed in the password's field, so that it is theirs to keep.
    bool isPasswordTyped() const { return m_isPasswordTyped; }
    void setPasswordHint(const QString &hint);

    // Names that other servers have.
    void setTakenNames(const QStringList &names) { m_takenNames = names; }

    // True when all is well. Otherwise the first wrong field has the focus.
    bool validate();

    // Fills the fields from an address.
    void setUrl(const ConnectionUrl &url);

signals:
    void edited();
    // An address was pasted into the host's field and has filled the others.
    void filledFromUrl(const hitlens::ConnectionUrl &url);

private:
    void makeAddressRows(QFormLayout *rows);
    void makeTlsRows(QFormLayout *rows);
    void makeLoginRows(QFormLayout *rows);
    void makeLookRows(QFormLayout *rows);
    QPushButton *makeSegment(const QString &text);
    FormField *addRow(QFormLayout *rows, const QString &label, QWidget *content);
    void setTabOrders();
    bool isSocket() const;
    void showAddressKind();
    void setRowVisible(FormField *field, bool isVisible);
    void onHostChanged(const QString &text);
    void takeHostApart();
    void browseForSocket();
    void browseForCaFile();
    void onEdited();
    void check();
    QString hostProblem() const;
    QString socketProblem() const;
    QString nameProblem() const;
    void updateDefaults();

    Profile m_profile;
    QStringList m_takenNames;
    bool m_isChecked = false;
    bool m_isPasswordTyped = false;
    qsizetype m_hostLength = 0;

    QLineEdit *m_name;
    QPushButton *m_byHost;
    QPushButton *m_bySocket;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_socket;
    QPushButton *m_browse;
    QCheckBox *m_tls;
    QLineEdit *m_caFile;
    QPushButton *m_chooseCaFile;
    QSpinBox *m_db;
    QLineEdit *m_user;
    QLineEdit *m_password;
    QPushButton *m_show;
    QComboBox *m_environment;
    ColorRow *m_color;
    QLineEdit *m_separator;

    QFormLayout *m_rows;
    FormField *m_nameField = nullptr;
    FormField *m_hostField = nullptr;
    FormField *m_socketField = nullptr;
    FormField *m_tlsField = nullptr;
    FormField *m_caFileField = nullptr;
    FormField *m_passwordField = nullptr;
};

} // namespace hitlens
