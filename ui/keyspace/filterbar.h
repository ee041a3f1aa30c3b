// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/keymatcher.h"

#include <QWidget>

class QComboBox;
class QHBoxLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace hitlens {

class PatternsMenu;

// What a person looks for: text that filters the loaded keys as it is typed, and the pattern that
// the server was asked for, which are two things and shown as two.
class FilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    // Text with * ? [ or \ is meant as a pattern, unless the person says otherwise.
    static bool looksLikePattern(const QString &text);

    // Empty text: nothing is filtered.
    const KeyQuery &query() const { return m_query; }
    void clear();
    void edit(const QByteArray &pattern);
    // Of the loaded keys.
    void showMatches(qsizetype found, qsizetype loaded, bool isSearching);
    // What the keys that are loaded all match; empty: they are all keys.
    void showServerPattern(const QByteArray &pattern);
    PatternsMenu *patterns() const { return m_patterns; }
    void openPatterns();
    // Stands beside the text.
    void addButton(QPushButton *button);

signals:
    void queryChanged();
    // The person wants the server to be asked for it; empty: for all keys again.
    void patternChosen(const QByteArray &pattern);
    void leaveRequested(); // downwards, to the keys

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildLayout();
    void connectParts();
    void addModes();
    void chooseMode();
    void takeQuery();
    void askServer();
    void choose(const QString &pattern);
    void updatePatterns();
    KeyQuery::Mode mode() const;

    KeyQuery m_query;
    KeyQuery::Mode m_wantedMode = KeyQuery::Mode::Substring; // while the text says no other
    bool m_isModeChosen = false; // for this text, by the person
    QByteArray m_serverPattern;

    QComboBox *m_mode;
    QLineEdit *m_text;
    QPushButton *m_caseMatters;
    QPushButton *m_scan;
    QPushButton *m_patternsButton;
    PatternsMenu *m_patterns;
    QLabel *m_matches;
    QWidget *m_server;
    QPushButton *m_edit;
    QPushButton *m_remove;
    QHBoxLayout *m_line;
};

} // namespace hitlens
