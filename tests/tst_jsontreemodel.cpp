// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsontreemodel.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestJsonTreeModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void showsNamesAndValues();
    void keepsEveryToken_data();
    void keepsEveryToken();
    void findsTheValueAtAByte();
    void writesPaths();
    void showsManyChildrenInRanges();
    void nestsDeeply();
    void refusesWhatIsNoJson();
    void forgetsATextThatWasReplacedMeanwhile();
    void readsManyValues();

private:
    void set(const QByteArray &json);
    QString text(const QModelIndex &index, JsonTreeModel::Column column);
    QModelIndex top() { return m_model->index(0, 0); }

    std::unique_ptr<JsonTreeModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestJsonTreeModel::init()
{
    m_model = std::make_unique<JsonTreeModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void TestJsonTreeModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
}

void TestJsonTreeModel::set(const QByteArray &json)
{
    QSignalSpy ready(m_model.get(), &JsonTreeModel::ready);
    m_model->setText(json);
    QVERIFY(m_model->isReading());
    QVERIFY(ready.wait(30'000));
    QVERIFY(!m_model->isReading());
}

QString TestJsonTreeModel::text(const QModelIndex &index, JsonTreeModel::Column column)
{
    return index.siblingAtColumn(int(column)).data().toString();
}

void TestJsonTreeModel::showsNamesAndValues()
{
    using Column = JsonTreeModel::Column;
    set(R"( {"a\u00e9" : [1, {"x":null}], "b":"t\"x", "b":1.10, "e":{}, "f":[ ]} )");
    QCOMPARE(m_model->rowCount(), 1);
    QCOMPARE(text(top(), Column::Name), u"$"_s);
    QCOMPARE(m_model->rowCount(top()), 5);
    const QModelIndex list = m_model->index(0, 0, top());
    QCOMPARE(text(list, Column::Name), u"aé"_s);
    QVERIFY(text(list, Column::Value).contains(u'2'));
    QCOMPARE(text(m_model->index(1, 0, list), Column::Name), u"[1]"_s);
    QCOMPARE(text(m_model->index(0, 0, list), Column::Value), u"1"_s);
    QCOMPARE(text(m_model->index(1, 0, top()), Column::Value), u"\"t\\\"x\""_s);
    QCOMPARE(text(m_model->index(2, 0, top()), Column::Name), u"b"_s);
    QCOMPARE(text(m_model->index(2, 0, top()), Column::Value), u"1.10"_s);
    QVERIFY(!m_model->hasChildren(m_model->index(3, 0, top())));
    QCOMPARE(m_model->parent(m_model->index(0, 0, list)), list);
    QVERIFY(m_model->index(1, 0, top()).data(JsonTreeModel::IsTextRole).toBool());
    QVERIFY(!list.data(JsonTreeModel::IsTextRole).toBool());
}

void TestJsonTreeModel::keepsEveryToken_data()
{
    QTest::addColumn<QByteArray>("json");
    const QList<QByteArray> texts{"12345678901234567890123", " -0 ", "1E+400", "true", "\"\"",
        R"("\u00e9\ud83d\ude00\/\"\\")", "[ ]", "{ }", R"( [ [ ] , { "a" : [ 1 ] } ] )",
        R"({"a":1,"a":2})", "\"\xc3\xa9\xf0\x9f\x98\x80\""};
    for (const QByteArray &json : texts)
        QTest::newRow(json.constData()) << json;
}

void TestJsonTreeModel::keepsEveryToken()
{
    QFETCH(QByteArray, json);
    set(json);
    const JsonIndex &index = *m_model->jsonIndex();
    QCOMPARE(index.value(JsonIndex::root).toByteArray(), json.trimmed());
    QCOMPARE(json.mid(top().data(JsonTreeModel::OffsetRole).toLongLong(),
                 top().data(JsonTreeModel::LengthRole).toLongLong()),
        json.trimmed());
    for (JsonIndex::Node node = 1; node < index.count(); ++node) {
        QVERIFY(index.child(index.parent(node), index.placeInParent(node)) == node);
        QCOMPARE(m_model->nodeOf(m_model->indexOf(node)), node);
    }
}

void TestJsonTreeModel::findsTheValueAtAByte()
{
    const QByteArray json = R"({"key": [10, {"in": "text"}], "z": 7})";
    set(json);
    const JsonIndex &index = *m_model->jsonIndex();
    const auto at = [&](const char *what) { return index.nodeAt(json.indexOf(what)); };
    QCOMPARE(index.path(at("key")), u"$.key"_s);
    QCOMPARE(index.path(at("10")), u"$.key[0]"_s);
    QCOMPARE(index.path(at("text")), u"$.key[1].in"_s);
    QCOMPARE(index.path(at("7")), u"$.z"_s);
    QCOMPARE(index.path(index.nodeAt(0)), u"$"_s);
    QCOMPARE(index.path(index.nodeAt(json.size())), u"$"_s);
}

void TestJsonTreeModel::writesPaths()
{
    set(R"({"a b":[[{"c":{"1":0}}]],"":1})");
    const JsonIndex &index = *m_model->jsonIndex();
    QStringList paths;
    for (JsonIndex::Node node = 0; node < index.count(); ++node)
        paths << index.path(node);
    QVERIFY(paths.contains(u"$[\"a b\"][0][0].c[\"1\"]"_s));
    QVERIFY(paths.contains(u"$[\"\"]"_s));
}

void TestJsonTreeModel::showsManyChildrenInRanges()
{
    QByteArray json = "[";
    for (int i = 0; i < 2500; ++i)
        json += QByteArray::number(i) + ',';
    json.back() = ']';
    set(json);
    QCOMPARE(m_model->rowCount(top()), 3);
    const QModelIndex last = m_model->index(2, 0, top());
    QCOMPARE(text(last, JsonTreeModel::Column::Name), u"[2,000 … 2,499]"_s);
    QCOMPARE(m_model->nodeOf(last), JsonIndex::none);
    QCOMPARE(m_model->rowCount(last), 500);
    const QModelIndex cell = m_model->index(499, 0, last);
    QCOMPARE(text(cell, JsonTreeModel::Column::Name), u"[2499]"_s);
    QCOMPARE(text(cell, JsonTreeModel::Column::Value), u"2499"_s);
    QCOMPARE(m_model->parent(cell), last);
    QCOMPARE(m_model->parent(last), top());
    QCOMPARE(cell.data(JsonTreeModel::PathRole).toString(), u"$[2499]"_s);
    QCOMPARE(m_model->indexOf(m_model->nodeOf(cell)), cell);
}

void TestJsonTreeModel::nestsDeeply()
{
    constexpr int depth = 100'000;
    m_tester.reset(); // it goes down by recursion
    set(QByteArray(depth, '[') + "1" + QByteArray(depth, ']'));
    const JsonIndex &index = *m_model->jsonIndex();
    QCOMPARE(index.count(), depth + 1);
    QCOMPARE(index.span(JsonIndex::root).length, 2 * depth + 1);
    const JsonIndex::Node inmost = index.nodeAt(depth);
    QCOMPARE(index.value(inmost).toByteArray(), QByteArray("1"));
    QCOMPARE(index.path(inmost).size(), 1 + 3 * depth);
    int levels = 0;
    for (QModelIndex at = top(); at.isValid(); at = m_model->index(0, 0, at))
        ++levels;
    QCOMPARE(levels, depth + 1);
}

void TestJsonTreeModel::refusesWhatIsNoJson()
{
    QSignalSpy failed(m_model.get(), &JsonTreeModel::failed);
    for (const char *text : {"", "[1,", "{\"a\" 1}", "nul", "[1] 2"}) {
        m_model->setText(text);
        QVERIFY(failed.wait());
        QCOMPARE(m_model->rowCount(), 0);
    }
}

void TestJsonTreeModel::forgetsATextThatWasReplacedMeanwhile()
{
    QSignalSpy ready(m_model.get(), &JsonTreeModel::ready);
    m_model->setText("[" + QByteArray("1,").repeated(1'000'000) + "1]");
    set("[7]");
    QCOMPARE(ready.size(), 1);
    QCOMPARE(m_model->rowCount(top()), 1);
}

void TestJsonTreeModel::readsManyValues()
{
    m_tester.reset(); // it looks at each row
    QByteArray json = "[";
    for (int i = 0; json.size() < 8 * 1024 * 1024; ++i)
        json += R"({"id":)" + QByteArray::number(i) + R"(,"name":"product","tags":["a","b"]},)";
    json.back() = ']';
    QElapsedTimer timer;
    timer.start();
    set(json);
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    const JsonIndex &index = *m_model->jsonIndex();
    QVERIFY(index.count() > 800'000);
    const JsonIndex::Node last
        = index.child(JsonIndex::root, index.childCount(JsonIndex::root) - 1);
    QVERIFY(json.endsWith(QByteArray(index.value(last).toByteArray() + ']')));
}

QTEST_GUILESS_MAIN(TestJsonTreeModel)
#include "tst_jsontreemodel.moc"
