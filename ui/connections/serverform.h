// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/connectionurl.h"
#include "app/connections/profile.h"
#include "app/connections/secrets.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;
class QStackedWidget;
class QTabBar;

namespace hitlens {

class ColorRow;
class FormField;
class FormSection;

// The fields of a server, on tabs that say which of them hold something. Says what is wrong beside
// the field, from the first validate() on.
class ServerForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ServerForm(QWidget *parent = nullptr);

    void setProfile(const Profile &profile);
    // The profile that was set, with what the fields say now. Its name is never empty.
    Profile profile() const;

    Secrets secrets() const;
    // Leaves what the person has typed already.
    void setSecrets(const Secrets &secrets);
    // Whether the person typed a secret, so that it is theirs to keep.
    bool isSecretTyped() const { return m_isSecretTyped; }
    void setPasswordHint(const QString &hint);

    // Names that other servers have.
    void setTakenNames(const QStringList &names) { m_takenNames = names; }

    // Headings that other servers stand under, offered for this one.
    void setGroups(const QStringList &groups);

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
    void makeLoginRows(QFormLayout *rows);
    void makeLookRows(QFormLayout *rows);
    QPushButton *makeSegment(const QString &text);
    FormField *addRow(QFormLayout *rows, const QString &label, QWidget *content);
    void setTabOrders();
    void addTab(const QString &title, const QList<FormSection *> &sections);
    void markTabs();
    bool isSocket() const;
    void showAddressKind();
    void setRowVisible(FormField *field, bool isVisible);
    void onHostChanged(const QString &text);
    void takeHostApart();
    void browseForSocket();
    void onEdited();
    void check();
    QString hostProblem() const;
    QString socketProblem() const;
    QString nameProblem() const;
    void updateDefaults();

    Profile m_profile;
    QStringList m_takenNames;
    bool m_isChecked = false;
    bool m_isSecretTyped = false;
    qsizetype m_hostLength = 0;

    struct Tab
    {
        QString title;
        QList<FormSection *> sections;
    };

    QTabBar *m_tabs;
    QStackedWidget *m_stack;
    QList<Tab> m_sections; // by tab, from the second on
    QWidget *m_general;
    QLineEdit *m_name;
    QLineEdit *m_group;
    QPushButton *m_byHost;
    QPushButton *m_bySocket;
    QLineEdit *m_host;
    QSpinBox *m_port;
    QLineEdit *m_socket;
    QPushButton *m_browse;
    QSpinBox *m_db;
    QLineEdit *m_user;
    QLineEdit *m_password;
    QPushButton *m_show;
    QCheckBox *m_ask;
    QComboBox *m_environment;
    ColorRow *m_color;
    QCheckBox *m_readOnly;

    QFormLayout *m_rows;
    FormField *m_nameField = nullptr;
    FormField *m_hostField = nullptr;
    FormField *m_socketField = nullptr;
    FormField *m_passwordField = nullptr;
};

} // namespace hitlens
