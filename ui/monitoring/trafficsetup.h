// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/prefixtrafficjob.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;
class QRadioButton;
class QSpinBox;

namespace hitlens {

// What the person says before traffic is watched, and reads about what that costs.
class TrafficSetup final : public QWidget
{
    Q_OBJECT

public:
    explicit TrafficSetup(const QString &separator, QWidget *parent = nullptr);

    // Rule and samples; what else there is in options is for others to fill in.
    TrafficOptions options() const;
    // Empty: it can be.
    void setWhyNot(const QString &reason);
    // Nothing is changed on the server.
    void setReadOnly(bool isReadOnly);

signals:
    void startRequested();
    // The keys that the server itself counts: nothing is watched for them.
    void hotKeysRequested();

private:
    QWidget *makeRules();
    QWidget *makeSamples();
    void check();

    QLabel *m_changes; // what is changed on the server
    QRadioButton *m_bySeparator;
    QLineEdit *m_separator;
    QSpinBox *m_depth;
    QRadioButton *m_byExpression;
    QLineEdit *m_expression;
    QLabel *m_fault; // of the expression
    QComboBox *m_interval;
    QComboBox *m_span;
    QPushButton *m_start;
    QString m_whyNot;
};

} // namespace hitlens
