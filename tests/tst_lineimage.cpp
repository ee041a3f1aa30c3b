// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/lineimage.h"

#include <QPainter>
#include <QPen>
#include <QTest>

#include <cmath>
#include <numbers>

using namespace hitlens;

namespace {

constexpr QRectF area(0, 0, 60, 40);

QImage blank(qreal ratio = 1)
{
    QImage image((area.size() * ratio).toSize(), QImage::Format_ARGB32_Premultiplied);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::transparent);
    return image;
}

QImage drawn(const LineImage &lines, qreal ratio = 1)
{
    QImage image = blank(ratio);
    QPainter painter(&image);
    lines.drawOn(painter);
    return image;
}

QImage lineOf(const QPolygonF &points, qreal ratio = 1, bool isDashed = false)
{
    LineImage lines(area, ratio);
    lines.drawLine(points, Qt::black, 1.5, isDashed);
    return drawn(lines, ratio);
}

QImage paintedByQt(const QPolygonF &points, qreal ratio)
{
    QImage image = blank(ratio);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Qt::black, 1.5, Qt::SolidLine, Qt::FlatCap));
    painter.drawPolyline(points);
    return image;
}

// In pixels that are painted whole.
double inked(const QImage &image, const QRect &part)
{
    double sum = 0;
    for (int y = part.top(); y <= part.bottom(); ++y) {
        for (int x = part.left(); x <= part.right(); ++x)
            sum += qAlpha(image.pixel(x, y)) / 255.0;
    }
    return sum;
}

double inked(const QImage &image)
{
    return inked(image, image.rect());
}

// Of what a pixel is painted, in the mean of all that either has painted.
double differenceOf(const QImage &a, const QImage &b)
{
    double sum = 0;
    int count = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            const int first = qAlpha(a.pixel(x, y));
            const int second = qAlpha(b.pixel(x, y));
            sum += std::abs(first - second) / 255.0;
            count += first > 0 || second > 0 ? 1 : 0;
        }
    }
    return sum / count;
}

QPolygonF wave()
{
    QPolygonF points;
    for (int x = 0; x <= 60; x += 2)
        points.append({x + 0.0, 20 + 15 * std::sin(x * std::numbers::pi / 15)});
    return points;
}

} // namespace

class TestLineImage final : public QObject
{
    Q_OBJECT

private slots:
    void paintsWhatQtPaints_data();
    void paintsWhatQtPaints();
    void keepsThinLinesThin();
    void showsASpikeOfOnePoint();
    void fillsBelowALine();
    void fillsABand();
    void leavesGapsInDashesButNotInJumps();
    void paintsNothingOutside();
    void liesWhereItsAreaIs();
    void takesNothing();
};

void TestLineImage::paintsWhatQtPaints_data()
{
    QTest::addColumn<QPolygonF>("points");
    QTest::addColumn<qreal>("ratio");
    for (const qreal ratio : {1.0, 1.5, 2.0}) {
        QTest::addRow("flat at %g", ratio) << QPolygonF{{0, 20.3}, {60, 20.3}} << ratio;
        QTest::addRow("rising at %g", ratio) << QPolygonF{{0, 35}, {60, 5}} << ratio;
        QTest::addRow("falling steeply at %g", ratio) << QPolygonF{{25, 0}, {35, 40}} << ratio;
        QTest::addRow("step at %g", ratio)
            << QPolygonF{{0, 30}, {30, 30}, {30.4, 8}, {60, 8}} << ratio;
        QTest::addRow("wave at %g", ratio) << wave() << ratio;
    }
}

void TestLineImage::paintsWhatQtPaints()
{
    QFETCH(const QPolygonF, points);
    QFETCH(const qreal, ratio);
    const QImage ours = lineOf(points, ratio);
    const QImage theirs = paintedByQt(points, ratio);
    const double ink = inked(theirs);
    QVERIFY2(std::abs(inked(ours) - ink) < ink * 0.06,
        qPrintable(QStringLiteral("%1 against %2").arg(inked(ours)).arg(ink)));
    const double difference = differenceOf(ours, theirs);
    QVERIFY2(difference < 0.08, qPrintable(QString::number(difference)));
}

// Half a pixel above and below the middle: 1.5 in all, wherever that lies.
void TestLineImage::keepsThinLinesThin()
{
    for (const double y : {20.0, 20.25, 20.5, 20.9}) {
        const QImage image = lineOf({{0, y}, {60, y}});
        QCOMPARE_LT(std::abs(inked(image, {30, 0, 1, 40}) - 1.5), 0.02);
    }
}

void TestLineImage::showsASpikeOfOnePoint()
{
    const QImage image = lineOf({{0, 35}, {30, 35}, {30.2, 5}, {30.4, 35}, {60, 35}});
    QCOMPARE_GT(qAlpha(image.pixel(30, 8)), 200);
    QCOMPARE(qAlpha(image.pixel(27, 8)), 0);
    QCOMPARE(qAlpha(image.pixel(34, 8)), 0);
}

void TestLineImage::fillsBelowALine()
{
    LineImage lines(area, 1);
    lines.fillBelow({{10, 20}, {50, 20}}, 30, Qt::black);
    const QImage image = drawn(lines);
    const int thin = qAlpha(image.pixel(30, 25));
    QCOMPARE_GT(thin, 20);
    QCOMPARE_LT(thin, 60);
    QCOMPARE(inked(image), 40 * 10 * thin / 255.0);
    QCOMPARE(qAlpha(image.pixel(30, 19)), 0);
    QCOMPARE(qAlpha(image.pixel(9, 25)), 0);
    QCOMPARE(qAlpha(image.pixel(50, 25)), 0);
}

void TestLineImage::fillsABand()
{
    LineImage lines(area, 1);
    lines.fillOutline({{10, 10}, {30, 5}, {50, 10}, {50, 20}, {30, 30}, {10, 20}}, Qt::black);
    const QImage image = drawn(lines);
    QCOMPARE_LT(std::abs(inked(image) - 40 * 17.5), 2.0); // between 10 and 25 high
    QCOMPARE(qAlpha(image.pixel(30, 15)), 255);
    QCOMPARE(qAlpha(image.pixel(12, 24)), 0);
}

void TestLineImage::leavesGapsInDashesButNotInJumps()
{
    const QImage dashed = lineOf({{0, 20.25}, {60, 20.25}}, 1, true);
    const QImage whole = lineOf({{0, 20.25}, {60, 20.25}});
    const QRect sixDashes(0, 0, 54, 40);
    QCOMPARE_LT(std::abs(inked(dashed, sixDashes) / inked(whole, sixDashes) - 2 / 3.0), 0.01);
    for (const double x : {20.0, 21.0, 22.0, 23.0, 24.0, 25.0, 26.0, 27.0, 28.0}) {
        const QImage jump = lineOf({{0, 35}, {x, 35}, {x + 0.1, 5}, {60, 5}}, 1, true);
        QCOMPARE_GT(inked(jump, {0, 15, 60, 10}), 10.0);
    }
}

void TestLineImage::paintsNothingOutside()
{
    const QImage image = lineOf({{-1e6, -1e6}, {1e6, 1e6}});
    QCOMPARE_GT(inked(image), 50.0);
    QCOMPARE(inked(lineOf({{-20, 20}, {-10, 30}})), 0.0);
    QCOMPARE(inked(lineOf({{70, 20}, {90, 30}})), 0.0);
    QCOMPARE(inked(lineOf({{0, -20}, {60, -10}})), 0.0);
    QCOMPARE(inked(lineOf({{0, 50}, {60, 60}})), 0.0);
}

void TestLineImage::liesWhereItsAreaIs()
{
    LineImage lines({20.5, 10, 30, 20}, 1);
    lines.drawLine({{0, 15}, {60, 15}}, Qt::black, 2);
    const QImage image = drawn(lines);
    QCOMPARE(qAlpha(image.pixel(30, 14)), 255);
    QCOMPARE(qAlpha(image.pixel(30, 15)), 255);
    QCOMPARE(qAlpha(image.pixel(19, 14)), 0);
    QCOMPARE(qAlpha(image.pixel(52, 14)), 0);
}

void TestLineImage::takesNothing()
{
    for (const QRectF &none : {QRectF(), QRectF(0, 0, -5, 10), QRectF(0, 0, 5, -10)}) {
        LineImage lines(none, 1);
        lines.drawLine({{0, 0}, {10, 10}}, Qt::black, 1);
        lines.fillBelow({}, 10, Qt::black);
        lines.fillOutline({}, Qt::black);
        QCOMPARE(inked(drawn(lines)), 0.0);
    }
    QCOMPARE(inked(lineOf({{10, 10}, {10, 10}})), 0.0);
}

QTEST_MAIN(TestLineImage)
#include "tst_lineimage.moc"
