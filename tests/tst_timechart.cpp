// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/stattile.h"
#include "ui/widgets/timechart.h"

#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>

#include <cmath>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

constexpr double start = 1'700'000'000'000.0;
constexpr double minute = 60'000.0;

QList<QPointF> flat(double from, double until, double value)
{
    QList<QPointF> points;
    const int seconds = static_cast<int>((until - from) / 1000);
    for (int i = 0; i <= seconds; ++i)
        points.append({start + from + i * 1000, value});
    return points;
}

// The stretches that are drawn: how many points each.
QList<qsizetype> stretches(const PlotView &plot)
{
    QList<qsizetype> counts;
    for (const Series &series : plot.series()) {
        for (const QList<QPointF> &segment : series.segments)
            counts.append(segment.size());
    }
    return counts;
}

// How many pixels of each column are about of that colour, halves of a thin line included.
double shareOfColor(const QImage &image, const QColor &color)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            const int distance = std::abs(pixel.red() - color.red())
                + std::abs(pixel.green() - color.green()) + std::abs(pixel.blue() - color.blue());
            count += distance < 300 ? 1 : 0;
        }
    }
    return static_cast<double>(count) / image.width();
}

} // namespace

class TestTimeChart final : public QObject
{
    Q_OBJECT

private slots:
    void init() { applyTheme(*qApp, Scheme::Light); }
    void valueTicksAreRound_data();
    void valueTicksAreRound();
    void ticksHoldWhatTheyMust();
    void timeTicksAreClockTimes();
    void valuesReadOnTheirOwn();
    void gapIsNotDrawn();
    void emptySaysWhy();
    void pointerReadsAllLines();
    void marksSayWhatHappened();
    void marksAreNamedWhereThereIsRoom();
    void crosshairByKeyboard();
    void followsTheScheme();
    void legendSaysTheValues();
    void focusIsSeen();
    void tileSaysItsFigure();
    void sparklineLeavesGap();
};

void TestTimeChart::valueTicksAreRound_data()
{
    QTest::addColumn<Unit>("unit");
    QTest::addColumn<double>("least");
    QTest::addColumn<double>("greatest");
    QTest::addColumn<QStringList>("labels");
    constexpr double mib = 1024 * 1024;
    QTest::newRow("all hits") << Unit::Percent << 1.0 << 1.0
                              << QStringList{
                                     u"96 %"_s, u"97 %"_s, u"98 %"_s, u"99 %"_s, u"100 %"_s};
    QTest::newRow("a dip") << Unit::Percent << 0.71 << 0.95
                           << QStringList{u"60 %"_s, u"70 %"_s, u"80 %"_s, u"90 %"_s, u"100 %"_s};
    QTest::newRow("all misses") << Unit::Percent << 0.0 << 0.0
                                << QStringList{u"0 %"_s, u"20 %"_s, u"40 %"_s, u"60 %"_s, u"80 %"_s,
                                       u"100 %"_s};
    QTest::newRow("thousands") << Unit::PerSecond << 3.0 << 18'900.0
                               << QStringList{u"0"_s, u"5 k"_s, u"10 k"_s, u"15 k"_s, u"20 k"_s};
    QTest::newRow("halves") << Unit::PerSecond << 0.0 << 2400.0
                            << QStringList{u"0"_s, u"0.5 k"_s, u"1.0 k"_s, u"1.5 k"_s, u"2.0 k"_s,
                                   u"2.5 k"_s};
    QTest::newRow("nothing") << Unit::PerSecond << 0.0 << 0.0
                             << QStringList{
                                    u"0"_s, u"0.2"_s, u"0.4"_s, u"0.6"_s, u"0.8"_s, u"1.0"_s};
    QTest::newRow("limit of 64 MiB")
        << Unit::Bytes << 1.0 << 64 * mib
        << QStringList{u"0"_s, u"16 MiB"_s, u"32 MiB"_s, u"48 MiB"_s, u"64 MiB"_s};
    QTest::newRow("no bytes") << Unit::Bytes << 0.0 << 0.0
                              << QStringList{
                                     u"0"_s, u"256 B"_s, u"512 B"_s, u"768 B"_s, u"1,024 B"_s};
}

void TestTimeChart::valueTicksAreRound()
{
    QFETCH(Unit, unit);
    QFETCH(double, least);
    QFETCH(double, greatest);
    QFETCH(QStringList, labels);
    const Ticks ticks = valueTicks(unit, least, greatest);
    QStringList found;
    for (const Ticks::Tick &tick : ticks.ticks)
        found.append(tick.label);
    QCOMPARE(found, labels);
}

void TestTimeChart::ticksHoldWhatTheyMust()
{
    for (const Unit unit : {Unit::PerSecond, Unit::Bytes}) {
        for (int power = 0; power < 125; ++power) { // up to almost 1e14
            const double greatest = 0.001 * std::pow(1.37, power);
            const Ticks ticks = valueTicks(unit, 0, greatest);
            QCOMPARE(ticks.min, 0.0);
            QVERIFY(ticks.max >= greatest * (1 - 1e-6));
            QVERIFY(ticks.ticks.size() >= 3 && ticks.ticks.size() <= 6);
            QSet<QString> labels;
            for (const Ticks::Tick &tick : ticks.ticks)
                labels.insert(tick.label);
            QCOMPARE(labels.size(), ticks.ticks.size());
        }
    }
    for (int permille = 0; permille <= 1000; ++permille) {
        const Ticks ticks = valueTicks(Unit::Percent, permille / 1000.0, 1);
        QVERIFY(ticks.min >= 0 && ticks.min <= permille / 1000.0);
        QCOMPARE(ticks.max, 1.0);
        QVERIFY(ticks.ticks.size() >= 3 && ticks.ticks.size() <= 6);
    }
}

void TestTimeChart::timeTicksAreClockTimes()
{
    for (const double span : {minute, 5 * minute, 15 * minute, 60 * minute}) {
        for (int atMost = 2; atMost <= 8; ++atMost) {
            const Ticks ticks = timeTicks(start, start + span, atMost);
            QVERIFY(!ticks.ticks.isEmpty() && ticks.ticks.size() <= atMost);
            for (const Ticks::Tick &tick : ticks.ticks) {
                QVERIFY(tick.at > start && tick.at < start + span);
                const auto time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(tick.at));
                QVERIFY(time.toString(u"HH:mm:ss"_s).startsWith(tick.label));
                QCOMPARE(time.time().msec(), 0);
            }
        }
    }
}

void TestTimeChart::valuesReadOnTheirOwn()
{
    QCOMPARE(formatValue(Unit::Percent, 0.942), u"94.2 %"_s);
    QCOMPARE(formatValue(Unit::Bytes, 432013312.0), u"412 MiB"_s);
    QCOMPARE(formatValue(Unit::PerSecond, 37.0), u"37/s"_s);
    QCOMPARE(formatValue(Unit::Seconds, 0.000'4), u"400 µs"_s);
    QCOMPARE(formatValue(Unit::Seconds, 0.012), u"12.0 ms"_s);
    QCOMPARE(formatValue(Unit::Cores, 0.5), u"50 %"_s);
    QCOMPARE(formatValue(Unit::Count, 12.0), u"12"_s);
    QCOMPARE(formatValue(Unit::BytesPerSecond, 432013312.0), u"412 MiB/s"_s);
    QCOMPARE(formatValue(Unit::Ratio, 1.25), u"1.25"_s);
    for (const Unit unit : {Unit::Percent, Unit::Bytes, Unit::PerSecond, Unit::BytesPerSecond,
             Unit::Count, Unit::Seconds, Unit::Cores, Unit::Ratio})
        QCOMPARE(formatValue(unit, std::nullopt), u"–"_s);
}

void TestTimeChart::gapIsNotDrawn()
{
    PlotView plot({{u"hits"_s, &Theme::good, ChartLine::Style::Area}}, Unit::PerSecond);
    plot.resize(600, 300);
    plot.show();
    const QList<QPointF> before = flat(0, 20'000, 4.5);
    const QList<QPointF> after = flat(40'000, 60'000, 4.5);
    plot.setSeries({Series{{before, after}}}, start, start + minute);
    QCOMPARE(stretches(plot), (QList<qsizetype>{21, 21}));
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    QCoreApplication::processEvents();
    const QImage image = plot.grab().toImage();
    const QRect area = plot.chart()->plotArea().toRect();
    const auto third = [&](int index) {
        const int width = area.width() / 3;
        return image.copy(
            area.left() + index * width + 4, area.top() + 2, width - 8, area.height() - 4);
    };
    const QColor line = theme(Scheme::Light).good;
    QVERIFY(shareOfColor(third(0), line) > 0.9);
    QCOMPARE(shareOfColor(third(1), line), 0.0);
    QVERIFY(shareOfColor(third(2), line) > 0.9);
}

void TestTimeChart::emptySaysWhy()
{
    PlotView plot({{u"hits"_s, &Theme::good}}, Unit::PerSecond);
    plot.resize(400, 200);
    plot.setSeries({Series{}}, start, start + minute);
    const QImage without = plot.grab().toImage();
    plot.setEmptyText(u"There are no samples yet."_s);
    QVERIFY(plot.grab().toImage() != without);
}

void TestTimeChart::pointerReadsAllLines()
{
    PlotView plot({{u"hits"_s, &Theme::good}, {u"misses"_s, &Theme::warning}}, Unit::PerSecond);
    plot.resize(600, 300);
    plot.show();
    plot.setReader(
        [](qsizetype line, double) { return line == 0 ? std::optional(1200.0) : std::nullopt; });
    plot.setSeries({Series{{flat(0, 60'000, 1200)}}, Series{}}, start, start + minute);
    connect(&plot, &PlotView::hovered, &plot, &PlotView::setCrosshair);
    QSignalSpy hovered(&plot, &PlotView::hovered);
    QVERIFY(QTest::qWaitForWindowExposed(&plot));
    QCoreApplication::processEvents();
    const QRectF area = plot.chart()->plotArea();
    QTest::mouseMove(plot.viewport(), area.center().toPoint());
    QCOMPARE(hovered.size(), 1);
    const auto x = hovered.last().first().value<std::optional<double>>();
    QVERIFY(x && std::abs(*x - (start + minute / 2)) < 500);
    const auto time = QDateTime::fromMSecsSinceEpoch(static_cast<qint64>(*x));
    QCOMPARE(plot.readout(),
        (QStringList{time.toString(u"ddd d MMM HH:mm:ss"_s), u"hits  1.2 k/s"_s, u"misses  –"_s}));
    // Left of the plot there is no time to read.
    QTest::mouseMove(plot.viewport(), QPoint(1, 1));
    QVERIFY(!hovered.last().first().value<std::optional<double>>());
    QVERIFY(plot.readout().isEmpty());
}

void TestTimeChart::marksSayWhatHappened()
{
    PlotView plot({{u"hits"_s, &Theme::good}}, Unit::PerSecond);
    plot.resize(600, 300);
    plot.setReader([](qsizetype, double) { return 1200.0; });
    plot.setSeries({Series{{flat(0, 60'000, 1200)}}}, start, start + minute);
    const QImage without = plot.grab().toImage();
    plot.setMarks({{start + 20'000, start + 30'000, u"Deleted 3 keys"_s},
        {start + 25'000, start + 25'000, u"Expired 4 keys"_s}, {start - minute, start, u"Past"_s}});
    QVERIFY(plot.grab().toImage() != without);
    const auto saidAt = [&plot](double x) {
        plot.setCrosshair(start + x);
        return plot.readout().mid(2);
    };
    QCOMPARE(saidAt(25'100), (QStringList{u"Deleted 3 keys"_s, u"Expired 4 keys"_s}));
    QCOMPARE(saidAt(30'500), QStringList{u"Deleted 3 keys"_s});
    QCOMPARE(saidAt(19'000), QStringList());
    QCOMPARE(saidAt(300), QStringList{u"Past"_s});
    plot.setMarks({});
    QCOMPARE(saidAt(25'100), QStringList());
}

void TestTimeChart::marksAreNamedWhereThereIsRoom()
{
    PlotView plot({{u"hits"_s, &Theme::good}}, Unit::PerSecond);
    const auto looksWith = [&plot](int width, double second, const QString &text) {
        plot.resize(width, 300);
        plot.setSeries({Series{{flat(0, 60'000, 1200)}}}, start, start + minute);
        plot.setMarks(
            {{start + second, start + second, u"Then"_s}, {start + 20'000, start + 20'000, text}});
        return plot.grab().toImage();
    };
    const auto isNamed = [&](int width, double second) {
        return looksWith(width, second, u"Deleted 3 keys"_s)
            != looksWith(width, second, u"Expired 4 keys"_s);
    };
    QVERIFY(isNamed(900, 50'000));
    QVERIFY(isNamed(900, 21'000)); // before it, since another one follows at once
    QVERIFY(isNamed(900, 19'000));
    QVERIFY(!isNamed(300, 50'000));
}

void TestTimeChart::crosshairByKeyboard()
{
    PlotView plot({{u"hits"_s, &Theme::good}}, Unit::PerSecond);
    plot.setReader([](qsizetype, double x) { return x; });
    plot.setSeries({Series{{flat(0, 60'000, 1)}}}, start, start + minute);
    connect(&plot, &PlotView::hovered, &plot, &PlotView::setCrosshair);
    QSignalSpy hovered(&plot, &PlotView::hovered);
    const auto last = [&] { return hovered.last().first().value<std::optional<double>>(); };
    QTest::keyClick(&plot, Qt::Key_Left);
    QCOMPARE(last(), start + minute - 1000);
    QTest::keyClick(&plot, Qt::Key_Left);
    QCOMPARE(last(), start + minute - 2000);
    QTest::keyClick(&plot, Qt::Key_Right);
    QTest::keyClick(&plot, Qt::Key_Right);
    QTest::keyClick(&plot, Qt::Key_Right);
    QCOMPARE(last(), start + minute);
    QTest::keyClick(&plot, Qt::Key_Escape);
    QVERIFY(!last());
}

void TestTimeChart::followsTheScheme()
{
    PlotView plot({{u"hits"_s, &Theme::good}}, Unit::PerSecond);
    plot.resize(400, 200);
    plot.setSeries({Series{{flat(0, minute, 1)}}}, start, start + minute);
    QVERIFY(shareOfColor(plot.grab().toImage(), theme(Scheme::Light).good) > 0.5);
    applyTheme(*qApp, Scheme::Dark);
    QTRY_VERIFY(shareOfColor(plot.grab().toImage(), theme(Scheme::Dark).good) > 0.5);
}

void TestTimeChart::legendSaysTheValues()
{
    TimeChart chart(
        u"Lookups"_s, {{u"hits"_s, &Theme::good}, {u"misses"_s, &Theme::warning}}, Unit::PerSecond);
    chart.setCurrent({1200.0, std::nullopt});
    QStringList names;
    for (const QWidget *child : chart.findChildren<QWidget *>())
        names.append(child->accessibleName());
    QVERIFY(names.contains(u"hits 1.2 k/s"_s));
    QVERIFY(names.contains(u"misses –"_s));
    QVERIFY(names.contains(u"Lookups"_s));
}

void TestTimeChart::focusIsSeen()
{
    QWidget window;
    TimeChart chart(u"Hits"_s, {{u"hits"_s, &Theme::good}}, Unit::PerSecond, &window);
    QLineEdit other(&window);
    chart.resize(400, 200);
    window.resize(400, 300);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    other.setFocus();
    const QImage without = chart.grab().toImage();
    chart.plot()->setFocus(Qt::TabFocusReason);
    QVERIFY(chart.plot()->hasFocus());
    QVERIFY(chart.grab().toImage() != without);
    other.setFocus();
    QCOMPARE(chart.grab().toImage(), without);
}

void TestTimeChart::tileSaysItsFigure()
{
    StatTile tile(u"Memory"_s, u"What is used."_s, &Theme::accent);
    QCOMPARE(tile.figure(), u"–"_s);
    tile.setFigure(u"412 MiB"_s);
    tile.setNote(u"80 % of 512 MiB"_s);
    QCOMPARE(tile.accessibleName(), u"Memory: 412 MiB"_s);
    QCOMPARE(tile.toolTip(), u"What is used."_s);
    QCOMPARE(tile.note(), u"80 % of 512 MiB"_s);
    const int width = tile.minimumSizeHint().width();
    tile.setNote(u"a note that is a good deal longer than the tile is wide"_s);
    QCOMPARE(tile.minimumSizeHint().width(), std::max(width, tile.minimumSizeHint().width()));
}

void TestTimeChart::sparklineLeavesGap()
{
    Sparkline sparkline(&Theme::good);
    sparkline.resize(300, 40);
    sparkline.setSeries(
        Series{{flat(0, 20'000, 5), flat(40'000, 60'000, 5)}}, start, start + minute);
    const QImage image = sparkline.grab().toImage();
    const QColor line = theme(Scheme::Light).good;
    QVERIFY(shareOfColor(image.copy(5, 0, 90, 40), line) > 0.5);
    QCOMPARE(shareOfColor(image.copy(105, 0, 90, 40), line), 0.0);
    QVERIFY(shareOfColor(image.copy(205, 0, 90, 40), line) > 0.5);
}

QTEST_MAIN(TestTimeChart)
#include "tst_timechart.moc"
