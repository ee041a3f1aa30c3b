// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsonformat.h"
#include "app/redis/commands.h"
#include "tests/bench/benchrow.h"
#include "tests/bench/gapmeter.h"
#include "tests/fixtures/await.h"
#include "ui/keyspace/bytesview.h"
#include "ui/keyspace/stringview.h"
#include "ui/shell/theme.h"
#include "ui/widgets/scintillaview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QPushButton>

#include <hiredis/hiredis.h>

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

// As an application caches it: on one line.
QByteArray products(qsizetype size)
{
    QByteArray json = "[";
    json.reserve(size + 200);
    for (int i = 0; json.size() < size; ++i) {
        const QByteArray id = QByteArray::number(i);
        json += "{\"id\":" + id + ",\"name\":\"Product " + id
            + "\",\"price\":19.90,\"tags\":[\"new\",\"sale\"],\"stock\":{\"berlin\":12,\"paris\":0,"
              "\"open\":true},\"seller\":null},";
    }
    json.back() = ']';
    return json;
}

constexpr auto pause = 500ms;

// In milliseconds.
struct JsonTimes
{
    double painted = 0; // from asking for all of it until the first screen is
    double loaded = 0; // until all of it can be scrolled and edited
    double gap = 0; // of the event loop, 99.9 % of them are shorter
    double longestGap = 0;
    double idleGap = 0; // with nothing to do
};

// What cannot be done without: the value comes over the same socket, and is laid out, on one
// thread and with nothing else.
double bare(const RedisServer &server)
{
    const QByteArray socket = server.endpoint().socketPath.toUtf8();
    redisContext *context = redisConnectUnix(socket.constData());
    QElapsedTimer timer;
    timer.start();
    auto *reply = context && !context->err
        ? static_cast<redisReply *>(redisCommand(context, "GETRANGE json 0 -1"))
        : nullptr;
    const bool isGood = reply && reply->type == REDIS_REPLY_STRING
        && layOutJson(
            QByteArray(reply->str, static_cast<qsizetype>(reply->len)), JsonLayout::Indented)
               .isOk();
    const double elapsed = since(timer);
    if (reply)
        freeReplyObject(reply);
    if (context)
        redisFree(context);
    return isGood ? elapsed : -1;
}

// A key is open, with the beginning of its value; a person asks for all of it, and jumps to its end
// when it is there. The gaps are those of all this.
class JsonRun final : public QObject
{
public:
    explicit JsonRun(Client &client)
        : m_view(client)
    {
        m_view.resize(1000, 700);
        m_view.show();
        editor().view().viewport()->installEventFilter(this);
        m_view.load("json");
    }
    bool run()
    {
        if (!waitFor([this] { return loadAll() != nullptr && m_view.view()->isSettled(); }))
            return false;
        m_gaps.start();
        QTimer::singleShot(pause, this, &JsonRun::start);
        QApplication::exec();
        return m_times.painted > 0 && m_times.loaded > 0;
    }
    const JsonTimes &times() const { return m_times; }

protected:
    // After the painting itself. Before it is JSON, text is painted: its beginning, and all of it.
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && isJson() && !std::exchange(m_isPainted, true))
            QMetaObject::invokeMethod(
                this, [this] { m_times.painted = since(m_sinceStart); }, Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }

private:
    TextEditor &editor() const { return *m_view.findChild<TextEditor *>(); }
    bool isJson() const
    {
        return m_view.view()->mode() == BytesView::Mode::Json && !editor().isEmpty();
    }
    QPushButton *loadAll() const
    {
        for (QPushButton *button : m_view.findChildren<QPushButton *>()) {
            if (button->isVisible() && button->text().startsWith(u"Load all"_s))
                return button;
        }
        return nullptr;
    }
    void start()
    {
        m_times.idleGap = m_gaps.quantile(0.999);
        connect(m_view.view(), &BytesView::settled, this, &JsonRun::jump);
        m_gaps.start();
        m_sinceStart.start();
        loadAll()->click();
    }
    void jump()
    {
        m_times.loaded = isJson() ? since(m_sinceStart) : 0;
        editor().goToLine(static_cast<int>(editor().view().lineCount()));
        QTimer::singleShot(pause, this, [this] {
            m_times.gap = m_gaps.quantile(0.999);
            m_times.longestGap = m_gaps.quantile(1);
            QCoreApplication::quit();
        });
    }

    StringView m_view;
    GapMeter m_gaps;
    QElapsedTimer m_sinceStart;
    JsonTimes m_times;
    bool m_isPainted = false;
};

int measureJson(int runs)
{
    const RedisServer server;
    Client client(server.endpoint());
    if (opened(client).state != Status::State::Ready
        || !await(client, set("json", products(50'000'000))))
        return 1;
    QList<double> floor;
    QList<JsonTimes> times;
    for (int i = 0; i < runs; ++i) {
        floor << bare(server);
        JsonRun run(client);
        if (floor.contains(-1) || !run.run())
            return 1;
        times << run.times();
    }
    const auto of = [&times](double JsonTimes::*what) {
        QList<double> values;
        for (const JsonTimes &each : times)
            values << each.*what;
        return median(values);
    };
    const double idle = of(&JsonTimes::idleGap);
    print({u"json_50mb"_s, of(&JsonTimes::painted), u"ms"_s, median(floor), runs});
    print({u"json_50mb_whole"_s, of(&JsonTimes::loaded), u"ms"_s, median(floor), runs});
    print({u"json_gui_gap_p999"_s, of(&JsonTimes::gap), u"ms"_s, idle, runs});
    print({u"json_gui_gap_max"_s, of(&JsonTimes::longestGap), u"ms"_s, idle, runs});
    return 0;
}

} // namespace

} // namespace hitlens

// usage: bench_values --runs N, and what else run.sh gives to all
int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    hitlens::applyTheme(application, hitlens::Scheme::Light);
    const QStringList arguments = QApplication::arguments();
    const qsizetype runs = arguments.indexOf(QStringLiteral("--runs"));
    if (runs > 0 && hitlens::measureJson(std::max(1, arguments.value(runs + 1).toInt())) == 0)
        return 0;
    std::fputs("bench_values: nothing was measured\n", stderr);
    return 1;
}
