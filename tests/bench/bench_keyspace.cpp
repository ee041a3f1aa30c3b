// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/redis/client.h"
#include "tests/bench/benchrow.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keyspage.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>

#include <hiredis/hiredis.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

double since(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

// Milliseconds for a loop that only scans and looks at nothing; negative when it fails.
double bareScan(const QByteArray &socket)
{
    QElapsedTimer timer;
    timer.start();
    redisContext *context = redisConnectUnix(socket.constData());
    QByteArray cursor = "0";
    bool isGood = context && !context->err;
    do {
        void *answer
            = isGood ? redisCommand(context, "SCAN %s COUNT 1000", cursor.constData()) : nullptr;
        const auto *reply = static_cast<redisReply *>(answer);
        isGood = reply && reply->type == REDIS_REPLY_ARRAY && reply->elements == 2;
        cursor = isGood ? QByteArray(reply->element[0]->str) : QByteArray();
        if (answer)
            freeReplyObject(answer);
    } while (isGood && cursor != "0");
    redisFree(context);
    return isGood ? since(timer) : -1;
}

qint64 residentBytes()
{
    QFile file(u"/proc/self/statm"_s);
    if (!file.open(QIODevice::ReadOnly))
        return 0;
    return file.readAll().split(' ').value(1).toLongLong() * sysconf(_SC_PAGESIZE);
}

// How long the event loop was away, seen by a timer that wants to fire every millisecond.
class GapMeter final : public QObject
{
public:
    GapMeter()
    {
        m_timer.setTimerType(Qt::PreciseTimer);
        m_timer.setInterval(1ms);
        connect(&m_timer, &QTimer::timeout, this, [this] {
            m_gaps << since(m_last);
            m_last.start();
        });
    }
    void start()
    {
        m_gaps.clear();
        m_last.start();
        m_timer.start();
    }
    double quantile(double part)
    {
        std::sort(m_gaps.begin(), m_gaps.end());
        return m_gaps.value(static_cast<qsizetype>(part * static_cast<double>(m_gaps.size() - 1)));
    }

private:
    QTimer m_timer;
    QElapsedTimer m_last;
    QList<double> m_gaps;
};

// What one process measures: a window that idles, then connects and lists all keys.
class Run final : public QObject
{
public:
    explicit Run(const QString &socket)
        : m_client(endpointAt(socket))
        , m_page(m_client, Profile())
    {
        m_page.resize(1280, 720);
        m_page.show();
        const KeyTreeModel &model = m_page.browser()->model();
        connect(&model, &QAbstractItemModel::modelReset, this, &Run::seeRows);
        connect(&m_page, &KeysPage::scanChanged, this, &Run::seeScan);
        m_gaps.start();
        QTimer::singleShot(1s, this, &Run::start);
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_hasRows && m_firstRows == 0)
            m_firstRows = since(m_sinceOpen);
        return QObject::eventFilter(watched, event);
    }

private:
    static Endpoint endpointAt(const QString &socket)
    {
        Endpoint endpoint;
        endpoint.socketPath = socket;
        return endpoint;
    }

    void start()
    {
        m_idleGap = m_gaps.quantile(1);
        m_bytesBefore = residentBytes();
        m_gaps.start();
        m_sinceOpen.start();
        m_client.open();
    }

    // All folders at the top are opened as they appear, so that there is something to paint.
    void seeRows()
    {
        auto *tree = m_page.findChild<KeyTreeView *>();
        const KeyTreeModel &model = m_page.browser()->model();
        if (m_hasRows || model.rowCount() == 0)
            return;
        m_hasRows = true;
        tree->viewport()->installEventFilter(this);
        for (int row = model.rowCount() - 1; row >= 0; --row)
            tree->toggle(row);
    }

    void seeScan()
    {
        if (m_page.isScanning()) {
            if (!m_sinceScan.isValid())
                m_sinceScan.start();
            return;
        }
        m_scan = since(m_sinceScan);
        m_gap = m_gaps.quantile(0.999);
        m_longestGap = m_gaps.quantile(1);
        QTimer::singleShot(1s, this, &Run::report);
    }

    void report()
    {
        const KeyStore &store = *m_page.browser()->model().store();
        const auto keys = static_cast<double>(std::max(store.count(), qsizetype(1)));
        const auto bytes = static_cast<double>(residentBytes() - m_bytesBefore - store.nameBytes());
        std::printf("%g %g %g %g %g %g\n", m_scan, m_gap, m_longestGap, m_idleGap, bytes / keys,
            m_firstRows);
        QCoreApplication::quit();
    }

    Client m_client;
    KeysPage m_page;
    GapMeter m_gaps;
    QElapsedTimer m_sinceOpen;
    QElapsedTimer m_sinceScan;
    bool m_hasRows = false;
    double m_firstRows = 0;
    double m_idleGap = 0;
    double m_scan = 0;
    double m_gap = 0;
    double m_longestGap = 0;
    qint64 m_bytesBefore = 0;
};

// In a process of its own, so that memory of one run is not reused by the next.
QList<double> measure(const QString &socket)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), {u"--once"_s, socket});
    process.waitForFinished(600000);
    QList<double> numbers;
    for (const QByteArray &number : process.readAllStandardOutput().simplified().split(' '))
        numbers << number.toDouble();
    return numbers.size() == 6 ? numbers : QList<double>();
}

int measureAll(const QString &socket, int runs)
{
    QList<double> bare;
    QList<QList<double>> columns(6);
    for (int run = 0; run < runs; ++run) {
        bare << bareScan(socket.toLocal8Bit());
        const QList<double> numbers = measure(socket);
        if (bare.last() < 0 || numbers.isEmpty())
            return 1;
        for (qsizetype i = 0; i < numbers.size(); ++i)
            columns[i] << numbers[i];
    }
    print({u"scan_to_tree"_s, median(columns[0]), u"ms"_s, median(bare), runs});
    print({u"gui_gap_p999"_s, median(columns[1]), u"ms"_s, 0, runs});
    print({u"gui_gap_max"_s, median(columns[2]), u"ms"_s, median(columns[3]), runs});
    print({u"bytes_per_key"_s, median(columns[4]), u"bytes"_s, 0, runs});
    print({u"first_rows"_s, median(columns[5]), u"ms"_s, 0, runs});
    return 0;
}

} // namespace

} // namespace hitlens

// usage: bench_keyspace --socket PATH --runs N, on a server that holds keys
int main(int argc, char **argv)
{
    using namespace hitlens;
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    const qsizetype once = arguments.indexOf(QStringLiteral("--once"));
    if (once > 0) {
        applyTheme(application, Scheme::Light);
        const Run run(arguments.value(once + 1));
        return QApplication::exec();
    }
    const auto valueOf = [&arguments](const QString &option) {
        return arguments.value(arguments.indexOf(option) + 1);
    };
    return measureAll(valueOf(QStringLiteral("--socket")),
        std::max(1, valueOf(QStringLiteral("--runs")).toInt()));
}
