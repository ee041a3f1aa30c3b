// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/connections/secrets.h"

#include <QWidget>

class QFormLayout;
class QLineEdit;
class QPlainTextEdit;
class QSpinBox;

namespace hitlens {

class FormField;

// Some fields of a server that belong together. Each section reads and writes its own part of the
// profile and of the secrets, and nothing else of them.
class FormSection : public QWidget
{
    Q_OBJECT

public:
    explicit FormSection(QWidget *parent);

    virtual void setProfile(const Profile &profile) = 0;
    virtual void writeTo(Profile &profile) const = 0;
    // Leaves what the person has typed already.
    void setSecrets(const Secrets &secrets);
    void writeTo(Secrets &secrets) const;
    // Says beside each field what is wrong with it.
    virtual void check() { }

    // Whether it says something that a new server's does not.
    bool isUsed() const;
    FormField *wrongField() const; // the first; null: none is wrong
    // Tab goes through the fields as they stand; returns the last one.
    QWidget *chainTabs(QWidget *before);
    // One under the other, their fields begin in one line.
    static void alignFields(const QList<FormSection *> &sections);

signals:
    void edited();
    void secretEdited();

protected:
    FormField *addRow(const QString &label, const QList<QWidget *> &widgets, int spacing = 8);
    QLineEdit *addLine(const QString &label, const QString &placeholder = {});
    QLineEdit *addSecret(const QString &label, QString Secrets::*secret);
    QLineEdit *addFile(const QString &label, const QString &title);
    QPlainTextEdit *addLines(const QString &label, const QString &placeholder);
    QSpinBox *makeNumber(int least, int most);
    FormField *fieldOf(const QWidget *content) const;
    void setRowVisible(const QWidget *content, bool isVisible);

private:
    struct SecretLine
    {
        QLineEdit *line;
        QString Secrets::*secret;
    };

    QFormLayout *m_rows;
    QList<QWidget *> m_stops;
    QList<SecretLine> m_secretLines;
};

} // namespace hitlens
