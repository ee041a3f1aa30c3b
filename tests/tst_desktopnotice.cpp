// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/redisserver.h"
#include "ui/shell/desktopnotice.h"

#include <QDBusConnection>
#include <QGuiApplication>
#include <QTest>
#include <QVariantMap>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// A desktop that writes down what it is told, on a real bus.
class Desktop final : public QObject
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.freedesktop.Notifications")

public:
    explicit Desktop(const QStringList &capabilities)
        : m_capabilities(capabilities)
        , m_bus(QDBusConnection::connectToBus(QDBusConnection::SessionBus, u"desktop"_s))
    {
        m_bus.registerObject(
            u"/org/freedesktop/Notifications"_s, this, QDBusConnection::ExportAllSlots);
        m_bus.registerService(u"org.freedesktop.Notifications"_s);
    }
    ~Desktop() override
    {
        m_bus.unregisterService(u"org.freedesktop.Notifications"_s);
        QDBusConnection::disconnectFromBus(u"desktop"_s);
    }

    struct Notice
    {
        QString icon;
        QString title;
        QString body;
        QVariantMap hints;
    };
    QList<Notice> notices;

public slots:
    QStringList GetCapabilities() const { return m_capabilities; } // NOLINT: the bus's name
    // NOLINTNEXTLINE: the bus's name and arguments
    uint Notify(const QString &, uint, const QString &icon, const QString &title,
        const QString &body, const QStringList &, const QVariantMap &hints, int)
    {
        notices.append({icon, title, body, hints});
        return 1;
    }

private:
    const QStringList m_capabilities;
    QDBusConnection m_bus;
};

} // namespace

class TestDesktopNotice final : public QObject
{
    Q_OBJECT

private slots:
    void isEscapedWhereMarkupIsRead();
    void withoutADesktopNothingHappens();
};

void TestDesktopNotice::isEscapedWhereMarkupIsRead()
{
    QGuiApplication::setDesktopFileName(u"io.example.Program"_s);
    for (const bool readsMarkup : {false, true}) {
        const Desktop desktop(
            readsMarkup ? QStringList{u"body"_s, u"body-markup"_s} : QStringList{u"body"_s});
        tellDesktop(u"shop <1>"_s, u"hits < 5 & falling"_s);
        QVERIFY(waitFor([&desktop] { return !desktop.notices.isEmpty(); }));
        const Desktop::Notice notice = desktop.notices.first();
        QCOMPARE(notice.title, u"shop <1>"_s); // never markup
        QCOMPARE(
            notice.body, readsMarkup ? u"hits &lt; 5 &amp; falling"_s : u"hits < 5 & falling"_s);
        QCOMPARE(notice.icon, u"io.example.Program"_s);
        QCOMPARE(notice.hints.value(u"desktop-entry"_s).toString(), u"io.example.Program"_s);
    }
}

void TestDesktopNotice::withoutADesktopNothingHappens()
{
    tellDesktop(u"nobody"_s, u"hears"_s);
    const Desktop desktop({u"body"_s});
    tellDesktop(u"somebody"_s, u"hears"_s);
    QVERIFY(waitFor([&desktop] { return !desktop.notices.isEmpty(); }));
}

QTEST_MAIN(TestDesktopNotice)
#include "tst_desktopnotice.moc"
