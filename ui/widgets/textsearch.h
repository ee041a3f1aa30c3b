// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <QByteArray>
#include <QObject>
#include <QRegularExpression>
#include <QTimer>

#include <functional>
#include <vector>

namespace hitlens {

struct TextQuery
{
    QString text; // empty: nothing is searched
    bool caseMatters = false;
    bool wholeWords = false;
    bool isPattern = false; // a regular expression of Perl's kind

    bool operator==(const TextQuery &) const = default;
};

// Looks for all places of a query in a text of UTF-8, a few milliseconds in each turn of the event
// loop. A hit lies within one line; one of a pattern also within a slice of 256 KiB, so that in
// lines longer than that one over the border between two slices is missed. GUI thread.
class TextSearch final : public QObject
{
    Q_OBJECT

public:
    struct Hit
    {
        qsizetype from = 0; // in bytes
        qsizetype length = 0;

        qsizetype end() const { return from + length; }
        bool operator==(const Hit &) const = default;
    };
    // Bytes of the text, valid until the text changes.
    using Source = std::function<QByteArrayView(qsizetype from, qsizetype length)>;

    explicit TextSearch(QObject *parent = nullptr);

    // From the start. Call again when the text has changed.
    void start(const TextQuery &query, Source source, qsizetype size);
    void stop();

    const TextQuery &query() const { return m_query; }
    // What is wrong with the pattern, empty when nothing is.
    QString error() const;
    bool isRunning() const { return m_timer.isActive(); }
    // There are more than the hits that are kept, a million.
    bool isCut() const { return m_isCut; }
    const std::vector<Hit> &hits() const { return m_hits; }
    // What lies before it was searched.
    qsizetype searchedTo() const { return m_at; }
    // The first hit that begins at offset or behind it; hits().size() when there is none.
    size_t firstFrom(qsizetype offset) const;
    // What a hit is replaced by: for a pattern, \0 to \9 stand for what was caught. The hits of a
    // text can be replaced from the last to the first without a new start().
    QByteArray replacement(const Hit &hit, const QString &with);

signals:
    void progressed(); // also at the end, when isRunning() is false

private:
    void step();
    void searchSlice();
    void searchBytes(QByteArrayView slice, qsizetype from);
    void searchPattern(QByteArrayView slice, qsizetype from);
    void keep(Hit hit);
    void catchIn(qsizetype from, qsizetype end, const QString &with);

    TextQuery m_query;
    QRegularExpression m_pattern;
    QByteArray m_needle; // when bytes can be compared
    Source m_source;
    qsizetype m_size = 0;
    qsizetype m_at = 0;
    bool m_isCut = false;
    std::vector<Hit> m_hits;
    std::vector<qsizetype> m_slices; // where they begin
    // What the hits of one slice are replaced by: they are matched within all of it, before any of
    // them is replaced, since a pattern may look around.
    qsizetype m_caughtIn = -1; // where it begins
    QString m_caughtWith;
    std::vector<std::pair<qsizetype, QByteArray>> m_caught;
    QTimer m_timer;
};

} // namespace hitlens
