// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/redisserver.h"
#include "ui/connections/environment.h"
#include "ui/connections/serverlist.h"
#include "ui/widgets/emptystate.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QInputDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

Profile server(const QString &name, Environment environment, const QString &host)
{
    Profile profile;
    profile.name = name;
    profile.endpoint.host = host;
    profile.environment = environment;
    return profile;
}

Profile demo()
{
    Profile profile = server(u"Demo cache"_s, Environment::None, {});
    profile.id = u"demo"_s;
    profile.endpoint.socketPath = u"/tmp/hitlens-demo/redis.sock"_s;
    return profile;
}

} // namespace

class TestServerList final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { applyTheme(*qApp, Scheme::Light); }

    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<ProfileStore>(m_folder->filePath(u"servers.json"_s));
        m_secrets = std::make_unique<SecretStore>(SecretStore::Place::Memory);
        m_shop = *m_store->add(server(u"shop-cache"_s, Environment::Production, u"a.example"_s));
        m_try = *m_store->add(server(u"shop-staging"_s, Environment::Staging, u"b.example"_s));
        show();
    }

    void cleanup()
    {
        m_list.reset();
        m_store.reset();
    }

    void saysWhatToDoWhenEmpty()
    {
        auto *empty = m_list->findChild<EmptyState *>();
        QVERIFY(!empty->isVisible());
        m_store->remove(m_shop);
        m_store->remove(m_try);
        QVERIFY(empty->isVisible());
        QSignalSpy add(m_list.get(), &ServerList::addRequested);
        QTest::mouseClick(m_list->findChild<QPushButton *>(), Qt::LeftButton);
        QCOMPARE(add.count(), 1);
        m_list->addTransient(demo());
        QVERIFY(!empty->isVisible());
    }

    void walksAndConnectsByKeyboard()
    {
        QSignalSpy current(m_list.get(), &ServerList::currentChanged);
        QSignalSpy connectTo(m_list.get(), &ServerList::connectRequested);
        m_list->setCurrent(m_shop);
        QTest::keyClick(view(), Qt::Key_Down); // the heading between them
        QVERIFY(m_list->currentId().isEmpty());
        QTest::keyClick(view(), Qt::Key_Down);
        QCOMPARE(m_list->currentId(), m_try);
        QCOMPARE(current.last().first().toString(), m_try);
        QTest::keyClick(view(), Qt::Key_Return);
        QCOMPARE(connectTo.count(), 1);
        QCOMPARE(connectTo.first().first().toString(), m_try);
        QTest::keyClick(view(), Qt::Key_Up);
        QTest::keyClick(view(), Qt::Key_Up);
        QCOMPARE(m_list->currentId(), m_shop);
    }

    void connectsByDoubleClickButNotAHeading()
    {
        QSignalSpy connectTo(m_list.get(), &ServerList::connectRequested);
        QCOMPARE(m_list->currentId(), m_shop); // the first one, from the start
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, centerOf(0));
        QCOMPARE(view()->model()->rowCount(), 3); // folded
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, centerOf(0));
        QCOMPARE(view()->model()->rowCount(), 4);
        QVERIFY(m_list->currentId().isEmpty());
        QCOMPARE(connectTo.count(), 0);
        QTest::mouseClick(view()->viewport(), Qt::LeftButton, {}, centerOf(3));
        QCOMPARE(m_list->currentId(), m_try);
        QTest::mouseDClick(view()->viewport(), Qt::LeftButton, {}, centerOf(3));
        QCOMPARE(connectTo.count(), 1);
    }

    void editsAndDisconnects()
    {
        QSignalSpy edit(m_list.get(), &ServerList::editRequested);
        QSignalSpy leave(m_list.get(), &ServerList::disconnectRequested);
        m_list->setCurrent(m_shop);
        QTest::keyClick(view(), Qt::Key_F2);
        QCOMPARE(edit.count(), 1);
        QVERIFY(action(u"Connect"_s)->isEnabled());
        QVERIFY(!action(u"Disconnect"_s)->isEnabled());
        m_list->setStatus(m_shop, {Status::State::Ready, {}, {}, 0});
        QVERIFY(!action(u"Connect"_s)->isEnabled());
        action(u"Disconnect"_s)->trigger();
        QCOMPARE(leave.first().first().toString(), m_shop);
    }

    void duplicatesWithThePassword()
    {
        bool isKept = false;
        m_secrets->write(
            m_shop, u"hunter2"_s, this, [&](const SecretStore::Kept &) { isKept = true; });
        QVERIFY(waitFor([&] { return isKept; }));
        m_list->setCurrent(m_shop);
        QTest::keyClick(view(), Qt::Key_D, Qt::ControlModifier);
        const QString copy = m_list->currentId();
        QVERIFY(copy != m_shop);
        QCOMPARE(m_store->profile(copy)->name, u"shop-cache (copy)"_s);
        QVERIFY(waitFor([&] { return secret(copy) == u"hunter2"_s; }));
    }

    void asksBeforeRemovingAndEnterKeeps()
    {
        m_list->setCurrent(m_shop);
        QTest::keyClick(view(), Qt::Key_Delete);
        auto *box = m_list->findChild<QMessageBox *>();
        QVERIFY(box);
        QVERIFY(box->text().contains(u"shop-cache"_s));
        QVERIFY(waitFor([&] { return box->isVisible(); }));
        QTest::keyClick(box, Qt::Key_Return);
        QVERIFY(m_store->profile(m_shop));
    }

    void removesWithThePassword()
    {
        bool isKept = false;
        m_secrets->write(
            m_shop, u"hunter2"_s, this, [&](const SecretStore::Kept &) { isKept = true; });
        QVERIFY(waitFor([&] { return isKept; }));
        m_list->setStatus(m_shop, {Status::State::Ready, {}, {}, 0});
        QSignalSpy leave(m_list.get(), &ServerList::disconnectRequested);
        m_list->setCurrent(m_shop);
        m_list->askRemove(m_shop);
        auto *box = m_list->findChild<QMessageBox *>();
        QVERIFY(waitFor([&] { return box->isVisible(); }));
        for (QAbstractButton *button : box->buttons()) {
            if (box->buttonRole(button) == QMessageBox::DestructiveRole)
                QTest::mouseClick(button, Qt::LeftButton);
        }
        QVERIFY(!m_store->profile(m_shop));
        QCOMPARE(leave.count(), 1);
        QCOMPARE(secret(m_shop), QString());
        QCOMPARE(m_list->currentId(), m_try);
        m_store->remove(m_try);
        QVERIFY(m_list->currentId().isEmpty());
    }

    void saysWhatCannotBeWritten()
    {
        QSignalSpy failed(m_list.get(), &ServerList::failed);
        QFile::remove(m_store->path());
        QVERIFY(QDir().mkpath(m_store->path()));
        m_list->duplicate(m_shop);
        QCOMPARE(failed.count(), 1);
        QVERIFY(!failed.first()[1].toString().isEmpty());
    }

    void showsTheDemoButDoesNotEditIt()
    {
        m_list->addTransient(demo());
        m_list->setCurrent(u"demo"_s);
        QVERIFY(action(u"Connect"_s)->isEnabled());
        for (const QString &name : {u"Edit…"_s, u"Duplicate"_s, u"Remove…"_s})
            QVERIFY(!action(name)->isEnabled());
        m_list->removeTransient(u"demo"_s);
        QCOMPARE(m_list->currentId(), m_try);
    }

    void keepsTheCurrentServerWhenTheListChanges()
    {
        m_list->setCurrent(m_try);
        QSignalSpy current(m_list.get(), &ServerList::currentChanged);
        m_store->add(server(u"new"_s, Environment::Production, u"c.example"_s));
        QCOMPARE(m_list->currentId(), m_try);
        QCOMPARE(view()->currentIndex().data().toString(), u"shop-staging"_s);
        QCOMPARE(current.count(), 0);
    }

    void foldsByKeyboard()
    {
        QSignalSpy viewChanged(m_list.get(), &ServerList::viewChanged);
        m_list->setCurrent(m_shop);
        QTest::keyClick(view(), Qt::Key_Left);
        QCOMPARE(m_list->model().folded(), QStringList{u"environment/production"_s});
        QVERIFY(m_list->currentId().isEmpty());
        QCOMPARE(view()->currentIndex().data().toString(), u"Production"_s);
        QTest::keyClick(view(), Qt::Key_Delete); // there is nothing to remove
        QVERIFY(!m_list->findChild<QMessageBox *>());
        QTest::keyClick(view(), Qt::Key_Right);
        QVERIFY(m_list->model().folded().isEmpty());
        QTest::keyClick(view(), Qt::Key_Down);
        QCOMPARE(m_list->currentId(), m_shop);
        QCOMPARE(viewChanged.count(), 2);
    }

    void searchesAsOneTypes()
    {
        auto *search = m_list->findChild<QLineEdit *>();
        QVERIFY(!search->isVisible());
        QSignalSpy connectTo(m_list.get(), &ServerList::connectRequested);
        m_list->setCurrent(m_shop);
        m_list->search();
        QVERIFY(search->isVisible());
        QTest::keyClicks(search, u"STAGING"_s);
        QCOMPARE(view()->model()->rowCount(), 2);
        QVERIFY(m_list->currentId().isEmpty()); // no other one takes its place
        QTest::keyClick(search, Qt::Key_Return);
        QCOMPARE(connectTo.first().first().toString(), m_try);
        QTest::keyClick(view(), Qt::Key_Escape);
        QCOMPARE(view()->model()->rowCount(), 4);
        QCOMPARE(m_list->currentId(), m_try);
        for (int i = 0; i < 7; ++i)
            m_store->add(server(QString::number(i), Environment::None, u"x"_s));
        QVERIFY(search->isVisible());
    }

    void movesByKeyboardAndIntoGroups()
    {
        const QString other
            = *m_store->add(server(u"other"_s, Environment::Production, u"c.example"_s));
        m_list->setCurrent(other);
        QTest::keyClick(view(), Qt::Key_Up, Qt::AltModifier);
        QCOMPARE(m_store->profiles().first().id, other);
        QCOMPARE(m_list->currentId(), other);
        QTest::keyClick(view(), Qt::Key_G, Qt::ControlModifier);
        auto *dialog = m_list->findChild<QInputDialog *>();
        QVERIFY(dialog);
        dialog->setTextValue(u"Customer A"_s);
        dialog->accept();
        QCOMPARE(m_store->profile(other)->group, u"Customer A"_s);
        QCOMPARE(m_list->currentId(), other);
        QCOMPARE(view()->model()->index(0, 0).data().toString(), u"Customer A"_s);
    }

    void hasAMenu()
    {
        m_list->setCurrent(m_shop);
        emit view()->customContextMenuRequested(centerOf(1));
        auto *menu = m_list->findChild<QMenu *>();
        QVERIFY(menu);
        QVERIFY(waitFor([&] { return menu->isVisible(); }));
        for (const QString &name : {u"Edit…"_s, u"Duplicate"_s, u"Move to group…"_s})
            QVERIFY(menu->actions().contains(action(name)));
        menu->close();
    }

    void marksCanBeRead_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::newRow("light") << Scheme::Light;
        QTest::newRow("dark") << Scheme::Dark;
    }
    void marksCanBeRead()
    {
        QFETCH(const Scheme, scheme);
        const Theme &colors = theme(scheme);
        for (const NamedColor &color : offeredColors()) {
            QVERIFY2(contrast(QColor(color.color), colors.panel) >= 3, qPrintable(color.name));
            QVERIFY2(contrast(QColor(color.color), textOn(QColor(color.color))) >= 4.5,
                qPrintable(color.name));
        }
        QVERIFY(contrast(colors.danger, textOn(colors.danger)) >= 4.5);
    }

    void paints_data() { marksCanBeRead_data(); }
    void paints()
    {
        QFETCH(const Scheme, scheme);
        applyTheme(*qApp, scheme);
        show(); // anew: outside exec() the palette reaches only new widgets
        fill();
        savePicture(u"serverlist"_s);
        m_list->setFocus();
        m_list->resize(160, 300); // narrower than its texts: elided, not clipped
        savePicture(u"serverlist-narrow"_s);
        applyTheme(*qApp, Scheme::Light);
    }

private:
    void show()
    {
        m_list = std::make_unique<ServerList>(*m_store, *m_secrets);
        m_list->resize(236, 600);
        m_list->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_list.get()));
    }

    void fill()
    {
        Profile sessions
            = server(u"sessions"_s, Environment::Production, u"sessions.internal.example.com"_s);
        sessions.color = offeredColors()[6].color;
        const QString failed = *m_store->add(sessions);
        m_store->add(server(u"reports"_s, Environment::Staging, u"bastion"_s));
        const QString local
            = *m_store->add(server(u"localhost:6379"_s, Environment::Development, u"localhost"_s));
        m_list->addTransient(demo());
        m_list->setCurrent(m_shop);
        m_list->setStatus(m_shop, {Status::State::Ready, {}, {}, 0});
        m_list->setStatus(failed,
            {Status::State::Failed, Error{Error::Kind::Auth, "WRONGPASS", u"WRONGPASS"_s}, {}, 1});
        const QDateTime soon = QDateTime::currentDateTimeUtc().addMSecs(3900);
        m_list->setStatus(m_try, {Status::State::Waiting, Error{}, soon, 2});
        m_list->setStatus(local, {Status::State::Connecting, {}, {}, 1});
    }

    // Kept for whoever wants to look at them, where HITLENS_PICTURES says.
    void savePicture(const QString &name) const
    {
        const QImage picture = m_list->grab().toImage();
        QVERIFY(!picture.isNull());
        const QString folder = qEnvironmentVariable("HITLENS_PICTURES");
        if (!folder.isEmpty())
            picture.save(QDir(folder).filePath(
                name + u'-' + QString::fromUtf8(QTest::currentDataTag()) + u".png"_s));
    }

    static double contrast(const QColor &a, const QColor &b)
    {
        const auto luminance = [](const QColor &color) {
            const auto linear = [](double c) {
                return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
            };
            return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
                + 0.0722 * linear(color.blueF());
        };
        const auto [low, high] = std::minmax({luminance(a), luminance(b)});
        return (high + 0.05) / (low + 0.05);
    }

    QListView *view() const { return m_list->findChild<QListView *>(); }
    QPoint centerOf(int row) const
    {
        return view()->visualRect(view()->model()->index(row, 0)).center();
    }

    QAction *action(const QString &text) const
    {
        for (QAction *action : m_list->serverActions()) {
            if (action->text().remove(u'&') == text)
                return action;
        }
        return nullptr;
    }

    QString secret(const QString &id)
    {
        std::optional<QString> password;
        m_secrets->read(id, this, [&](const Result<QString> &result) { password = *result; });
        waitFor([&] { return password.has_value(); });
        return password.value_or(u"no answer"_s);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProfileStore> m_store;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<ServerList> m_list;
    QString m_shop;
    QString m_try;
};

QTEST_MAIN(TestServerList)
#include "tst_serverlist.moc"
