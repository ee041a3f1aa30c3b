// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/hashmodel.h"
#include "tests/bench/benchrow.h"
#include "tests/fixtures/await.h"
#include "ui/keyspace/bytesview.h"
#include "ui/keyspace/keypage.h"
#include "ui/keyspace/rowsview.h"
#include "ui/keyspace/stringview.h"
#include "ui/shell/theme.h"
#include "ui/widgets/scintillaview.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTableView>

#include <hiredis/hiredis.h>

#include <cstdio>
#include <functional>

namespace hitlens {

namespace {

using namespace Qt::StringLiterals;

constexpr int rowsPerPage = 500;

double since(const QElapsedTimer &timer)
{
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

// Runs a command of Lua for each i below count.
void repeat(const RedisServer &server, const QString &command, qint64 count)
{
    constexpr qint64 atOnce = 100'000;
    for (qint64 first = 0; first < count; first += atOnce) {
        const qint64 last = std::min(first + atOnce, count) - 1;
        server.cli({u"EVAL"_s,
            u"for i = %1, %2 do redis.call(%3) end"_s.arg(
                QString::number(first), QString::number(last), command),
            u"0"_s});
    }
}

bool fill(const RedisServer &server, qint64 fields)
{
    repeat(server, u"'HSET', 'big', 'field:'..i, 'value:'..i"_s, fields);
    repeat(server, u"'SADD', 'set', 'member:'..i"_s, fields);
    repeat(server, u"'APPEND', 'huge', string.rep('sixteen letters ', 65536)"_s, 512);
    server.cli({u"SET"_s, u"small"_s, QString(2000, u'x'), u"EX"_s, u"3600"_s});
    return server.cli({u"HLEN"_s, u"big"_s}).toLongLong() == fields
        && server.cli({u"SCARD"_s, u"set"_s}).toLongLong() == fields
        && server.cli({u"STRLEN"_s, u"huge"_s}).toLongLong() == 512 * 1024 * 1024;
}

// Commands that are sent together and answered one after the other, and nothing done with them.
double bare(const RedisServer &server, const QList<QByteArray> &commands)
{
    redisContext *context = redisConnect("127.0.0.1", server.port());
    bool isGood = context && !context->err;
    QElapsedTimer timer;
    timer.start();
    for (const QByteArray &command : commands)
        isGood = isGood && redisAppendCommand(context, command.constData()) == REDIS_OK;
    for (qsizetype i = 0; isGood && i < commands.size(); ++i) {
        void *reply = nullptr;
        isGood = redisGetReply(context, &reply) == REDIS_OK;
        if (reply)
            freeReplyObject(reply);
    }
    const double elapsed = since(timer);
    redisFree(context);
    return isGood ? elapsed : -1;
}

// From asking for a page of the large hash until its rows are in the model.
double pageOfBigHash(Client &client)
{
    HashModel model(client, "big", rowsPerPage);
    QEventLoop loop;
    QObject::connect(&model, &ValueModel::pageLoaded, &loop, &QEventLoop::quit);
    QObject::connect(&model, &ValueModel::failed, &loop, &QEventLoop::quit);
    QElapsedTimer timer;
    timer.start();
    model.fetchMore({});
    loop.exec();
    return model.rowCount() > 0 ? since(timer) : -1;
}

// Runs until a widget was painted with something in it.
class PaintWatch final : public QObject
{
public:
    PaintWatch(QWidget *viewport, std::function<bool()> hasContent)
        : m_hasContent(std::move(hasContent))
    {
        viewport->installEventFilter(this);
    }
    void wait() { m_loop.exec(); }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        // After the painting itself.
        if (event->type() == QEvent::Paint && m_hasContent())
            QMetaObject::invokeMethod(&m_loop, &QEventLoop::quit, Qt::QueuedConnection);
        return QObject::eventFilter(watched, event);
    }

private:
    std::function<bool()> m_hasContent;
    QEventLoop m_loop;
};

// From choosing a key that is a string until its value is painted.
double openKey(Client &client, const QByteArray &key)
{
    KeyPage page(client, Profile());
    page.resize(700, 600);
    page.show();
    auto *editor = page.findChild<StringView *>()->view()->findChild<TextEditor *>();
    PaintWatch watch(editor->view().viewport(), [editor] { return !editor->isEmpty(); });
    QElapsedTimer timer;
    timer.start();
    page.showKey(key);
    watch.wait();
    return since(timer);
}

// The same for a set, until its first page is.
double openSet(Client &client)
{
    KeyPage page(client, Profile());
    page.resize(700, 600);
    page.show();
    const QTableView *table = page.findChild<RowsView *>()->table();
    PaintWatch watch(
        table->viewport(), [table] { return table->model() && table->model()->rowCount() > 0; });
    QElapsedTimer timer;
    timer.start();
    page.showKey("set");
    watch.wait();
    return since(timer);
}

// What a key page asks for, and nothing done with it.
double bareKey(const RedisServer &server, const QByteArray &key, const QList<QByteArray> &value)
{
    return bare(server,
        QList<QByteArray>{
            "TYPE " + key, "PTTL " + key, "MEMORY USAGE " + key, "OBJECT ENCODING " + key}
            + value);
}

int measure(qint64 fields, int runs)
{
    const RedisServer server;
    Endpoint endpoint = server.endpoint();
    endpoint.socketPath.clear();
    endpoint.host = u"127.0.0.1"_s;
    endpoint.port = server.port();
    Client client(endpoint);
    if (!fill(server, fields) || opened(client).state != Status::State::Ready)
        return 1;
    QList<double> page;
    QList<double> barePage;
    QList<double> small;
    QList<double> bareSmall;
    QList<double> huge;
    QList<double> bareHuge;
    QList<double> set;
    QList<double> bareSet;
    for (int run = 0; run < runs; ++run) {
        barePage << bare(server, {"HSCAN big 0 COUNT 500"});
        page << pageOfBigHash(client);
        bareSmall << bareKey(server, "small", {"STRLEN small", "GETRANGE small 0 262143"});
        small << openKey(client, "small");
        bareHuge << bareKey(server, "huge", {"STRLEN huge", "GETRANGE huge 0 262143"});
        huge << openKey(client, "huge");
        bareSet << bareKey(server, "set", {"SCARD set", "SSCAN set 0 COUNT 500"});
        set << openSet(client);
    }
    for (const QList<double> &times : {page, barePage, bareSmall, bareHuge, bareSet}) {
        if (times.contains(-1))
            return 1;
    }
    print({u"big_hash_page"_s, median(page), u"ms"_s, median(barePage), runs});
    print({u"open_key"_s, median(small), u"ms"_s, median(bareSmall), runs});
    print({u"open_512mb_string"_s, median(huge), u"ms"_s, median(bareHuge), runs});
    print({u"open_big_set"_s, median(set), u"ms"_s, median(bareSet), runs});
    return 0;
}

} // namespace

} // namespace hitlens

// usage: bench_openkey FIELDS RUNS: FIELDS is how many the large hash and the large set have
int main(int argc, char **argv)
{
    const QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    hitlens::applyTheme(*qApp, hitlens::Scheme::Light);
    if (arguments.size() == 3
        && hitlens::measure(arguments[1].toLongLong(), arguments[2].toInt()) == 0)
        return 0;
    std::fputs("bench_openkey: nothing was measured\n", stderr);
    return 1;
}
