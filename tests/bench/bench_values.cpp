// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/jsonformat.h"
#include "tests/bench/benchrow.h"
#include "tests/bench/gapmeter.h"
#include "ui/shell/theme.h"
#include "ui/widgets/scintillaview.h"
#include "ui/widgets/texteditor.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFutureWatcher>
#include <QPromise>
#include <QThreadPool>

#include <algorithm>

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

// In milliseconds.
struct JsonTimes
{
    double layOut = 0; // on this thread, with nothing else
    double painted = 0; // until the first screen is
    double loaded = 0; // until all of it can be scrolled and edited
    double gap = 0;
    double longestGap = 0;
};

// A value as it comes, laid out on another thread, then shown; when all is there a person jumps to
// its end. The gaps are those of all this.
class JsonRun final : public QObject
{
public:
    explicit JsonRun(const QByteArray &json)
        : m_json(json)
    {
        QElapsedTimer timer;
        timer.start();
        layOutJson(m_json, JsonLayout::Indented);
        m_times.layOut = since(timer);
        m_editor.setLanguage(TextEditor::Language::Json);
        m_editor.resize(1000, 700);
        m_editor.show();
        m_editor.view().viewport()->installEventFilter(this);
        connect(&m_laidOut, &QFutureWatcherBase::finished, this,
            [this] { m_editor.setText(m_laidOut.result()); });
        connect(&m_editor, &TextEditor::loaded, this, &JsonRun::jump);
        QTimer::singleShot(500ms, this, &JsonRun::start);
    }
    const JsonTimes &times() const { return m_times; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && m_times.painted == 0 && !m_editor.isEmpty())
            QTimer::singleShot(0, this, [this] { m_times.painted = since(m_sinceStart); });
        return QObject::eventFilter(watched, event);
    }

private:
    void start()
    {
        m_gaps.start();
        m_sinceStart.start();
        auto promise = std::make_shared<QPromise<QByteArray>>();
        promise->start();
        m_laidOut.setFuture(promise->future());
        QThreadPool::globalInstance()->start([promise, json = m_json] {
            promise->addResult(layOutJson(json, JsonLayout::Indented).text);
            promise->finish();
        });
    }
    void jump()
    {
        m_times.loaded = since(m_sinceStart);
        m_editor.goToLine(static_cast<int>(m_editor.view().lineCount()));
        QTimer::singleShot(500ms, this, [this] {
            m_times.gap = m_gaps.quantile(0.999);
            m_times.longestGap = m_gaps.quantile(1);
            QCoreApplication::quit();
        });
    }

    QByteArray m_json;
    TextEditor m_editor;
    GapMeter m_gaps;
    QElapsedTimer m_sinceStart;
    QFutureWatcher<QByteArray> m_laidOut;
    JsonTimes m_times;
};

void measureJson(int runs)
{
    const QByteArray json = products(50'000'000);
    QList<double> layOut;
    QList<double> painted;
    QList<double> loaded;
    QList<double> gap;
    QList<double> longest;
    for (int i = 0; i < runs; ++i) {
        const JsonRun run(json);
        QApplication::exec();
        layOut << run.times().layOut;
        painted << run.times().painted;
        loaded << run.times().loaded;
        gap << run.times().gap;
        longest << run.times().longestGap;
    }
    print({u"json_50mb"_s, median(painted), u"ms"_s, median(layOut), runs});
    print({u"json_50mb_whole"_s, median(loaded), u"ms"_s, median(layOut), runs});
    print({u"json_gui_gap_p999"_s, median(gap), u"ms"_s, 0, runs});
    print({u"json_gui_gap_max"_s, median(longest), u"ms"_s, 0, runs});
}

} // namespace

} // namespace hitlens

// usage: bench_values --socket PATH --runs N
int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    hitlens::applyTheme(application, hitlens::Scheme::Light);
    const QStringList arguments = QApplication::arguments();
    const qsizetype runs = arguments.indexOf(QStringLiteral("--runs"));
    hitlens::measureJson(std::max(1, arguments.value(runs + 1).toInt()));
    return 0;
}
