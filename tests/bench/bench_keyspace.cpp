// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keysearch.h"
#include "app/redis/client.h"
#include "tests/bench/benchrow.h"
#include "tests/bench/gapmeter.h"
#include "tests/bench/neighbour.h"
#include "tests/bench/processmemory.h"
#include "ui/keyspace/keybrowser.h"
#include "ui/keyspace/keyspage.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QThread>

#include <hiredis/hiredis.h>

#include <algorithm>
#include <array>
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

// What one process measures, in the order in which it prints them.
enum Measure {
    Scan, // from the first SCAN until the tree has all keys
    Gap,
    LongestGap,
    IdleGap,
    Bytes, // above those of the names, a key
    PeakBytes,
    FirstRows,
    Keystroke,
    OpenFolder,
    Measures,
};

// A window that idles, then connects and lists all keys; then a person types, and opens a folder.
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
        forgetPeak();
        m_gaps.start();
        m_sinceOpen.start();
        std::puts("begin");
        std::fflush(stdout);
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
        std::puts("end");
        std::fflush(stdout);
        m_numbers[Scan] = since(m_sinceScan);
        m_numbers[Gap] = m_gaps.quantile(0.999);
        m_numbers[LongestGap] = m_gaps.quantile(1);
        m_numbers[IdleGap] = m_idleGap;
        m_numbers[FirstRows] = m_firstRows;
        m_numbers[PeakBytes] = aKey(peakBytes());
        QTimer::singleShot(1s, this, &Run::type);
    }

    KeyStorePtr store() const { return m_page.browser()->model().store(); }

    double aKey(qint64 bytes) const
    {
        return static_cast<double>(bytes - m_bytesBefore - store()->nameBytes())
            / static_cast<double>(std::max(store()->count(), qsizetype(1)));
    }

    // One text after the other, as typed. The slowest of them counts, until its first rows are in a
    // model.
    void type()
    {
        m_numbers[Bytes] = aKey(residentBytes());
        m_search.setStore(store());
        connect(&m_search, &KeySearch::changed, this, [this] {
            m_found.setStore(m_search.result());
            if (std::exchange(m_isWaitingForRows, false))
                m_numbers[Keystroke] = std::max(m_numbers[Keystroke], since(m_sinceKey));
        });
        connect(&m_search, &KeySearch::finished, this, &Run::typeNext, Qt::QueuedConnection);
        typeNext();
    }

    void typeNext()
    {
        using Mode = KeyQuery::Mode;
        static const QList<KeyQuery> typed{{"s"}, {"se"}, {"ses"}, {"session:7"}, {"u"}, {"us"},
            {"user:9", Mode::Prefix}, {"*:na", Mode::Glob}, {"*:name", Mode::Glob},
            {"*zz*:name", Mode::Glob}, {"item:77777"}, {"nothing of that kind"}};
        if (m_typed == typed.size()) {
            openFolder();
            return;
        }
        m_isWaitingForRows = true;
        m_sinceKey.start();
        m_search.setQuery(typed[m_typed++]);
    }

    // Half as many keys as there are here, all in one folder, until its rows are painted.
    void openFolder()
    {
        auto names = std::make_shared<NameList>();
        for (qsizetype i = 0; i < store()->count() / 2; ++i)
            names->append(QByteArray("folder:" + QByteArray::number(i)));
        KeyTreeModel model;
        KeyTreeView view(&model);
        view.resize(600, 700);
        view.show();
        model.setStore(mergeKeys(KeyStore(QByteArray(":")), {names}));
        view.grab();
        QElapsedTimer timer;
        timer.start();
        view.toggle(0);
        view.grab();
        m_numbers[OpenFolder] = since(timer);
        report();
    }

    void report()
    {
        for (const double number : m_numbers)
            std::printf("%g ", number);
        std::puts("");
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
    std::array<double, Measures> m_numbers{};
    KeySearch m_search;
    KeyTreeModel m_found;
    qsizetype m_typed = 0;
    bool m_isWaitingForRows = false;
    QElapsedTimer m_sinceKey;
    qint64 m_bytesBefore = 0;
};

// What the neighbour saw meanwhile, in milliseconds.
struct Pings
{
    double idle = 0;
    double scanning = 0;
};

// In a process of its own, so that memory of one run is not reused by the next.
QList<double> measure(const QString &socket, Neighbour &neighbour, Pings &pings)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process.start(QCoreApplication::applicationFilePath(), {u"--once"_s, socket});
    QByteArray line;
    while (process.state() != QProcess::NotRunning && line != "end\n") {
        neighbour.ping();
        process.waitForReadyRead(0);
        if (!process.canReadLine())
            continue;
        line = process.readLine();
        (line == "begin\n" ? pings.idle : pings.scanning) = neighbour.takeP99();
    }
    process.waitForFinished(600000);
    QList<double> numbers;
    for (const QByteArray &number : process.readAllStandardOutput().simplified().split(' '))
        numbers << number.toDouble();
    return numbers.size() == Measures ? numbers : QList<double>();
}

int measureAll(const QString &socket, int runs)
{
    QList<double> bare;
    QList<double> idle;
    QList<double> scanning;
    QList<double> bareScanning;
    QList<QList<double>> columns(Measures);
    for (int run = 0; run < runs; ++run) {
        Neighbour neighbour(socket.toLocal8Bit());
        neighbour.pingWhile([&] { bare << bareScan(socket.toLocal8Bit()); });
        bareScanning << neighbour.takeP99();
        Pings pings;
        const QList<double> numbers = measure(socket, neighbour, pings);
        if (bare.last() < 0 || numbers.isEmpty())
            return 1;
        idle << pings.idle;
        scanning << pings.scanning;
        for (qsizetype i = 0; i < numbers.size(); ++i)
            columns[i] << numbers[i];
    }
    const auto show
        = [&](const QString &name, Measure measure, const QString &unit, double floor = 0) {
              print({name, median(columns[measure]), unit, floor, runs});
          };
    show(u"scan_to_tree"_s, Scan, u"ms"_s, median(bare));
    show(u"gui_gap_p999"_s, Gap, u"ms"_s);
    show(u"gui_gap_max"_s, LongestGap, u"ms"_s, median(columns[IdleGap]));
    show(u"bytes_per_key"_s, Bytes, u"bytes"_s);
    show(u"peak_bytes_per_key"_s, PeakBytes, u"bytes"_s);
    show(u"first_rows"_s, FirstRows, u"ms"_s);
    show(u"filter_keystroke"_s, Keystroke, u"ms"_s);
    show(u"open_folder"_s, OpenFolder, u"ms"_s);
    print({u"neighbour_ping_p99"_s, median(scanning), u"ms"_s, median(idle), runs});
    // What the loop with COUNT 1000 does to a neighbour.
    print({u"bare_ping_p99"_s, median(bareScanning), u"ms"_s, median(idle), runs});
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
