// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/invalidation/bulkscope.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace hitlens {

// Explains a glob pattern while it is typed, and says of names that are typed whether it means
// them.
class GlobHelp final : public QWidget
{
    Q_OBJECT

public:
    explicit GlobHelp(QWidget *parent = nullptr);

    void setScope(const BulkScope &scope);

signals:
    // The selected text is to match only itself.
    void literallyRequested();

private:
    void judge();

    BulkScope m_scope;
    QLabel *m_words;
    QPushButton *m_test;
    QLineEdit *m_name;
    QLabel *m_verdict;
};

} // namespace hitlens
