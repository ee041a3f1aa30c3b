// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/reply.h"

#include <QTest>

using namespace hitlens;

// Replies as they are made of wire bytes, each with all its elements in one piece of memory.
class TestReply final : public QObject
{
    Q_OBJECT

private slots:
    void readsEachType();
    void readsArraysInArrays();
    void keepsAllBytes_data();
    void keepsAllBytes();
    void refusesWhatIsNoReply();
};

void TestReply::readsEachType()
{
    const auto owned = OwnedReply::fromWire(
        "*7\r\n+OK\r\n-ERR no\r\n:-42\r\n$4\r\na\r\nb\r\n$-1\r\n*-1\r\n*0\r\n");
    QVERIFY(owned);
    const Reply reply = owned->view();
    QCOMPARE(reply.size(), 7);
    QVERIFY(reply.at(0).type() == Reply::Type::Status);
    QCOMPARE(reply.at(0).bytes(), "OK");
    QVERIFY(reply.at(1).isError());
    QCOMPARE(reply.at(1).bytes(), "ERR no");
    QVERIFY(reply.at(2).type() == Reply::Type::Integer);
    QCOMPARE(reply.at(2).integer(), -42);
    QVERIFY(reply.at(3).type() == Reply::Type::String);
    QCOMPARE(reply.at(3).bytes(), "a\r\nb");
    QVERIFY(reply.at(4).isNil());
    QVERIFY(reply.at(5).isNil());
    QVERIFY(reply.at(6).isArray());
    QCOMPARE(reply.at(6).size(), 0);
}

void TestReply::readsArraysInArrays()
{
    // As deep as hiredis 0.14 goes.
    const auto owned
        = OwnedReply::fromWire("*2\r\n*2\r\n*1\r\n*1\r\n*1\r\n*1\r\n$4\r\ndeep\r\n:1\r\n+end\r\n");
    QVERIFY(owned);
    const Reply reply = owned->view();
    Reply inner = reply.at(0);
    for (int i = 0; i < 4; ++i)
        inner = inner.at(0);
    QCOMPARE(inner.at(0).bytes(), "deep");
    QCOMPARE(reply.at(0).at(1).integer(), 1);
    QCOMPARE(reply.at(1).bytes(), "end");
}

void TestReply::keepsAllBytes_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<int>("length"); // of each
    QTest::newRow("a page of names") << 1000 << 30;
    QTest::newRow("one value") << 1 << 5000000;
    QTest::newRow("some values") << 50 << 100000;
    QTest::newRow("empty ones") << 100 << 0;
}

void TestReply::keepsAllBytes()
{
    QFETCH(const int, count);
    QFETCH(const int, length);
    QByteArray wire = '*' + QByteArray::number(count) + "\r\n";
    for (int i = 0; i < count; ++i)
        wire += '$' + QByteArray::number(length) + "\r\n"
            + QByteArray(length, static_cast<char>('a' + i % 26)) + "\r\n";
    const auto owned = OwnedReply::fromWire(wire);
    QVERIFY(owned);
    QCOMPARE(owned->view().size(), count);
    for (int i = 0; i < count; ++i)
        QCOMPARE(owned->view().at(i).bytes(), QByteArray(length, static_cast<char>('a' + i % 26)));
}

void TestReply::refusesWhatIsNoReply()
{
    for (const char *wire :
        {"", "nonsense\r\n", "*2\r\n+half\r\n", "*1\r\n*1\r\n$5\r\nab", "*-7\r\n"}) {
        const auto owned = OwnedReply::fromWire(wire);
        QVERIFY2(!owned || owned->view().isNil(), wire);
        if (!owned)
            QVERIFY(owned.error().kind == Error::Kind::Protocol);
    }
}

QTEST_APPLESS_MAIN(TestReply)
#include "tst_reply.moc"
