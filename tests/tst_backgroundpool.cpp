// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/backgroundpool.h"

#include <QImage>
#include <QPainter>
#include <QSemaphore>
#include <QTest>

#ifdef Q_OS_LINUX
#include <sys/resource.h>
#include <unistd.h>
#endif

using namespace hitlens;

class TestBackgroundPool : public QObject
{
    Q_OBJECT

private slots:
    void leavesPaintingAlone();
    void givesWay();
};

// Qt paints large areas by the threads of its own pool, and waits for them.
void TestBackgroundPool::leavesPaintingAlone()
{
    constexpr int longest = 30'000; // ms
    auto &pool = BackgroundPool::instance();
    QSemaphore working;
    QSemaphore gate;
    const int threads = pool.maxThreadCount();
    for (int i = 0; i < threads; ++i)
        pool.run([&] {
            working.release();
            gate.tryAcquire(1, longest);
        });
    working.acquire(threads);
    QImage screen(3000, 3000, QImage::Format_ARGB32_Premultiplied);
    screen.fill(Qt::white);
    QPainter(&screen).fillRect(screen.rect(), QColor(255, 0, 0, 128));
    QCOMPARE(pool.activeThreadCount(), threads); // none has given up
    gate.release(threads);
    QVERIFY(pool.waitForDone(longest));
    QVERIFY(screen.pixelColor(10, 10).green() < 255);
}

void TestBackgroundPool::givesWay()
{
#ifdef Q_OS_LINUX
    const int ours = ::getpriority(PRIO_PROCESS, 0);
    int theirs = ours;
    BackgroundPool::instance().run(
        [&] { theirs = ::getpriority(PRIO_PROCESS, static_cast<id_t>(::gettid())); });
    QVERIFY(BackgroundPool::instance().waitForDone());
    QCOMPARE(theirs, std::min(19, ours + 5));
    QCOMPARE(::getpriority(PRIO_PROCESS, 0), ours);
#else
    QSKIP("Priorities of threads are Linux' own.");
#endif
}

QTEST_MAIN(TestBackgroundPool)
#include "tst_backgroundpool.moc"
