// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkaction.h"

#include <QList>
#include <QWidget>

class QButtonGroup;
class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace hitlens {

// Chooses what is done to the keys, and says what that will be, or why it cannot be done.
class ActForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ActForm(const BulkAction &action, QWidget *parent = nullptr);

    BulkAction action() const;
    // Why it cannot be done as it stands, a sentence; empty: it can. Time passes: ask again.
    QString problem() const;

signals:
    void changed();

private:
    enum When { In, At };

    void addKinds();
    void addExpiry();
    void take(const BulkAction &action);
    BulkAction::Kind kind() const;
    bool isAt() const;
    BulkAction::Spread spread() const;
    QLineEdit *addDuration(const QString &name, const QString &text);
    template <typename W>
    W *add(W *widget);
    void showParts();
    void explain();
    QString expiryProblem() const;

    QButtonGroup *m_kinds;
    QComboBox *m_when = nullptr;
    QLineEdit *m_ttl = nullptr;
    QDateTimeEdit *m_at = nullptr;
    QLabel *m_zone = nullptr;
    QComboBox *m_only = nullptr;
    QComboBox *m_spread = nullptr;
    QSpinBox *m_jitter = nullptr;
    QLineEdit *m_span = nullptr;
    QLabel *m_withinLabel = nullptr;
    QLineEdit *m_within = nullptr;
    QLabel *m_words;
    QWidget *m_parts; // of the act, in a row that wraps
};

} // namespace hitlens
