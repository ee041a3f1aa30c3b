// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include <QDir>
#include <QImage>
#include <QProcess>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;

// Runs the program itself: the demo, its traffic, and a picture of every page.
class TestScreenshots : public QObject
{
    Q_OBJECT

private slots:
    void demoIsPictured();
    void aFolderThatCannotBeMadeIsSaid();
};

namespace {

qsizetype colorsIn(const QImage &image)
{
    QSet<QRgb> colors;
    for (int y = 0; y < image.height(); y += 3) {
        for (int x = 0; x < image.width(); x += 3)
            colors.insert(image.pixel(x, y));
    }
    return colors.size();
}

} // namespace

void TestScreenshots::demoIsPictured()
{
    const QTemporaryDir folder;
    QProcess hitlens;
    hitlens.start(QStringLiteral(HITLENS_PROGRAM),
        {u"--demo"_s, u"--screenshots"_s, folder.filePath(u"pictures"_s)});
    QVERIFY(hitlens.waitForFinished(150'000));
    const QByteArray said = hitlens.readAllStandardOutput();
    QVERIFY2(hitlens.exitCode() == 0, hitlens.readAllStandardError().constData());
    for (const char *figure : {"keys: ", "hit rate: ", "ops/s: "})
        QVERIFY2(said.contains(figure), said.constData());
    QVERIFY2(!said.contains("keys: 0\n"), said.constData());
    const QDir pictures(folder.filePath(u"pictures"_s));
    for (const QString &page :
        {u"overview"_s, u"keys"_s, u"groups"_s, u"hex"_s, u"copykey"_s, u"log"_s, u"palette"_s,
            u"invalidate"_s, u"server"_s, u"settings"_s, u"newkey"_s, u"limits"_s, u"alerts"_s,
            u"traffic"_s, u"trafficsetup"_s, u"hotkeys"_s, u"slowlog"_s, u"serversettings"_s}) {
        for (const QString &scheme : {u"light"_s, u"dark"_s}) {
            for (const QSize size : {QSize(1440, 900), QSize(1024, 700)}) {
                const QString name
                    = u"%1-%2-%3x%4.png"_s.arg(page, scheme).arg(size.width()).arg(size.height());
                const QImage picture(pictures.filePath(name));
                QVERIFY2(!picture.isNull(), qPrintable(name));
                QCOMPARE(picture.size(), size);
                QVERIFY2(colorsIn(picture) > 20, qPrintable(name));
            }
        }
    }
}

void TestScreenshots::aFolderThatCannotBeMadeIsSaid()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QProcess hitlens;
    hitlens.start(QStringLiteral(HITLENS_PROGRAM),
        {u"--screenshots"_s, folder.filePath(u"file/in/a/file"_s)});
    QVERIFY(hitlens.waitForFinished(30'000));
    QCOMPARE(hitlens.exitCode(), 1);
    QVERIFY(hitlens.readAllStandardError().contains("cannot be made"));
}

QTEST_GUILESS_MAIN(TestScreenshots)
#include "tst_screenshots.moc"
