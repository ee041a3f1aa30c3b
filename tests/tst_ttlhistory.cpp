// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/ttlhistory.h"
#include "app/keyspace/undolist.h"

#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using What = TtlHistory::What;

class TestTtlHistory : public QObject
{
    Q_OBJECT

private slots:
    void init() { m_history.clear(); }
    void aLookThatFindsWhatItExpectsIsNoEntry();
    void tellsWhoChangedIt();
    void tellsExpiryFromDeletion();
    void aGoneKeyThatIsBackWasMadeElsewhere();
    void keepsTheLastOnly();
    void undoesTheLastFirst();
    void putsAnUndoBack();
    void keepsUndosWithinBounds();

private:
    void look(std::chrono::milliseconds at, Ttl ttl)
    {
        m_history.note(ttl, m_start + at, m_noon.addMSecs(at.count()));
    }
    void make(std::chrono::milliseconds at, Ttl ttl)
    {
        m_history.noteOwn(ttl, m_start + at, m_noon.addMSecs(at.count()));
    }
    QList<What> story() const
    {
        QList<What> whats;
        for (const TtlHistory::Entry &entry : m_history.entries())
            whats << entry.what;
        return whats;
    }

    const Countdown::Clock::time_point m_start = Countdown::Clock::now();
    const QDateTime m_noon{QDate(2026, 11, 24), QTime(12, 0)};
    TtlHistory m_history;
};

constexpr Ttl never{Ttl::State::Persistent, 0ms};
constexpr Ttl gone{Ttl::State::Gone, 0ms};

Ttl in(std::chrono::milliseconds left)
{
    return {Ttl::State::Expires, left};
}

void TestTtlHistory::aLookThatFindsWhatItExpectsIsNoEntry()
{
    look(0s, in(60s));
    look(30s, in(30s));
    look(40s, in(19s)); // the answer took a second
    QCOMPARE(story(), QList{What::Found});
    QCOMPARE(m_history.entries().back().when, m_noon);
    QCOMPARE(m_history.entries().back().confirmed, m_noon.addSecs(40));
    m_history.clear();
    look(0s, never);
    look(600s, never);
    QCOMPARE(story(), QList{What::Found});
}

void TestTtlHistory::tellsWhoChangedIt()
{
    look(0s, never);
    make(1s, in(1h));
    look(2s, in(1h - 1s));
    look(30s, in(30min));
    look(60s, never);
    make(61s, in(60s));
    make(62s, never);
    QCOMPARE(story(),
        (QList{What::Found, What::SetHere, What::SetElsewhere, What::RemovedElsewhere,
            What::SetHere, What::RemovedHere}));
    QCOMPARE(m_history.entries()[2].ttl, in(30min));
}

void TestTtlHistory::tellsExpiryFromDeletion()
{
    look(0s, in(10s));
    look(10s, gone);
    look(20s, gone);
    QCOMPARE(story(), (QList{What::Found, What::Expired}));
    m_history.clear();
    look(0s, in(10s));
    look(5s, gone);
    QCOMPARE(story(), (QList{What::Found, What::Deleted}));
    m_history.clear();
    look(0s, never);
    look(5s, gone);
    QCOMPARE(story(), (QList{What::Found, What::Deleted}));
}

void TestTtlHistory::aGoneKeyThatIsBackWasMadeElsewhere()
{
    look(0s, in(1s));
    look(2s, gone);
    look(3s, in(5s));
    QCOMPARE(story(), (QList{What::Found, What::Expired, What::SetElsewhere}));
}

void TestTtlHistory::keepsTheLastOnly()
{
    for (int i = 1; i <= 30; ++i)
        make(std::chrono::seconds(i), in(std::chrono::hours(i)));
    QCOMPARE(m_history.entries().size(), TtlHistory::mostKept);
    QCOMPARE(m_history.entries().back().ttl, in(30h));
}

void TestTtlHistory::undoesTheLastFirst()
{
    UndoList list;
    const QSignalSpy changed(&list, &UndoList::changed);
    QStringList undone;
    const auto edit = [&](const QString &what) {
        return UndoList::Edit{what, [&undone, what](const auto &) { undone << what; }};
    };
    QCOMPARE(list.add({u"nothing to be done"_s, {}}), 0u);
    QVERIFY(list.isEmpty());
    const quint64 first = list.add(edit(u"a"_s));
    list.add(edit(u"b"_s));
    list.add(edit(u"c"_s));
    list.undoLast();
    list.undo(first);
    list.undo(first); // once only
    QCOMPARE(undone, (QStringList{u"c"_s, u"a"_s}));
    QCOMPARE(list.edits().size(), 1u);
    QCOMPARE(changed.size(), 5);
}

// Where it cannot be made now, it stays what it was: in its place, and with its id.
void TestTtlHistory::putsAnUndoBack()
{
    UndoList list;
    bool isBusy = true;
    int undone = 0;
    const quint64 id = list.add({u"edit"_s, [&](const UndoList::PutBack &putBack) {
                                     if (isBusy)
                                         return putBack();
                                     ++undone;
                                 }});
    list.add({u"later"_s, [](const auto &) {}});
    list.undo(id);
    QCOMPARE(list.edits().size(), 2u);
    QCOMPARE(list.edits().back().what, u"edit"_s);
    isBusy = false;
    list.undo(id);
    QCOMPARE(undone, 1);
    QCOMPARE(list.edits().size(), 1u);
    // The list may be gone by the time that the server has refused.
    UndoList::PutBack late;
    {
        UndoList gone;
        gone.add({u"edit"_s, [&late](const UndoList::PutBack &putBack) { late = putBack; }});
        gone.undoLast();
    }
    late();
}

void TestTtlHistory::keepsUndosWithinBounds()
{
    UndoList list;
    for (int i = 0; i < 30; ++i)
        list.add({QString::number(i), [](const auto &) {}});
    QCOMPARE(list.edits().size(), UndoList::mostKept);
    QCOMPARE(list.edits().back().what, u"10"_s);
    list.add({u"large"_s, [](const auto &) {}, UndoList::mostBytes});
    QCOMPARE(list.edits().size(), UndoList::mostKept);
    list.add({u"larger"_s, [](const auto &) {}, UndoList::mostBytes + 1});
    QCOMPARE(list.edits().size(), 1u);
}

QTEST_GUILESS_MAIN(TestTtlHistory)
#include "tst_ttlhistory.moc"
