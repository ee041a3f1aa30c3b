// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/jobs.h"
#include "ui/invalidation/invalidationdialog.h"
#include "ui/invalidation/patternfield.h"
#include "ui/widgets/messagestrip.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestInvalidateSelection : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void deletesWhatIsSelected();
    void everythingIsSaidPlainly();
    void goneMeanwhile();

private:
    void open(const KeySelection &selected);
    QString strip() const { return m_dialog->findChild<MessageStrip *>()->text(); }
    QPushButton *button(const QString &text) const
    {
        for (QPushButton *each : m_dialog->findChildren<QPushButton *>()) {
            if (each->text() == text && each->isEnabled())
                return each;
        }
        return nullptr;
    }

    std::unique_ptr<RedisServer> m_server;
    std::unique_ptr<Client> m_client;
    QPointer<InvalidationDialog> m_dialog;
};

void TestInvalidateSelection::init()
{
    m_server = std::make_unique<RedisServer>();
    m_server->cli({}, "SET a v\nSET b v\nSET cache:1 v\nSET cache:2 v\nSET cache2 v\n");
    m_client = std::make_unique<Client>(m_server->endpoint());
    QVERIFY(openAndWait(*m_client));
}

void TestInvalidateSelection::cleanup()
{
    delete m_dialog;
    m_client.reset();
}

void TestInvalidateSelection::open(const KeySelection &selected)
{
    m_dialog = new InvalidationDialog(*m_client, Profile(), selected);
    m_dialog->open();
}

void TestInvalidateSelection::deletesWhatIsSelected()
{
    open({{"a"}, {"cache:"}, {}});
    QVERIFY(!m_dialog->findChild<PatternField *>()->isVisible());
    const QList<QLabel *> labels = m_dialog->findChildren<QLabel *>();
    QVERIFY(std::ranges::any_of(labels, [](const QLabel *label) {
        return label->isVisible() && label->text().contains(u"folders: 1, single keys: 1"_s);
    }));
    QVERIFY(waitFor([this] { return button(u"Delete 3 keys"_s) != nullptr; }));
    QVERIFY(strip().isEmpty());
    QSignalSpy some(m_dialog, &InvalidationDialog::someKeysDeleted);
    QSignalSpy matching(m_dialog, &InvalidationDialog::keysDeleted);
    button(u"Delete 3 keys"_s)->click();
    QVERIFY(waitFor([&] { return !some.isEmpty(); }));
    QVERIFY(matching.isEmpty());
    QCOMPARE(m_server->cli({u"DBSIZE"_s}), QByteArray("2"));
    QCOMPARE(m_server->cli({u"EXISTS"_s, u"b"_s, u"cache2"_s}), QByteArray("2"));
}

void TestInvalidateSelection::everythingIsSaidPlainly()
{
    open({{}, {""}, {}});
    QVERIFY(m_dialog->findChild<PatternField *>()->isVisible());
    QVERIFY(strip().contains(u"matches every key"_s));
}

void TestInvalidateSelection::goneMeanwhile()
{
    open({{"no such key"}, {}, {}});
    QVERIFY(waitFor([this] { return strip().contains(u"is there any more"_s); }));
    QVERIFY(!button(u"Delete keys"_s));
}

QTEST_MAIN(TestInvalidateSelection)
#include "tst_invalidateselection.moc"
