// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/fixtures/decoding.h"
#include "tests/fixtures/redisserver.h"
#include "ui/keyspace/imageview.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QLabel>
#include <QTemporaryDir>

using namespace hitlens;
using namespace Qt::StringLiterals;

class TestImageView : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void draws_data();
    void draws();
    void opensNoOtherFile_data();
    void opensNoOtherFile();
    void drawsWhatIsInside_data();
    void drawsWhatIsInside();
    void savesTheFile();
    void saysWhatCannotBeDrawn();

private:
    QString facts() const { return m_view->findChild<QLabel *>()->text(); }

    std::unique_ptr<ImageView> m_view;
};

void TestImageView::init()
{
    applyTheme(*qApp, Scheme::Light);
    m_view = std::make_unique<ImageView>();
    m_view->resize(300, 200);
    m_view->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
}

void TestImageView::draws_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("fact");
    QTest::newRow("PNG") << decoderData(u"red.png"_s) << u"PNG · "_s;
    QTest::newRow("GIF") << decoderData(u"red.gif"_s) << u"GIF · "_s;
    QTest::newRow("JPEG") << decoderData(u"red.jpg"_s) << u"JPEG · "_s;
    QTest::newRow("SVG") << R"(<svg xmlns="http://www.w3.org/2000/svg" width="4" height="2">)"
                            R"(<rect width="4" height="2" fill="red"/></svg>)"_ba
                         << u"SVG · "_s;
}

void TestImageView::draws()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, fact);
    m_view->setFile(file);
    QVERIFY(waitFor([&] { return !m_view->image().isNull(); }));
    const QImage &drawn = m_view->image();
    const QColor middle = drawn.pixelColor(drawn.width() / 2, drawn.height() / 2);
    QVERIFY(middle.red() > 200 && middle.green() < 80);
    QVERIFY2(facts().startsWith(fact), qPrintable(facts()));
    QVERIFY(!m_view->grab().isNull());
    m_view->setFile({});
    QVERIFY(m_view->image().isNull());
}

// The value of somebody who would like to see a file of ours, or have it opened. %1: its path.
void TestImageView::opensNoOtherFile_data()
{
    QTest::addColumn<QString>("svg");
    const QString head
        = u"<svg xmlns=\"http://www.w3.org/2000/svg\" "_s
          u"xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"8\" height=\"8\">"_s;
    const QString green = u"<rect width=\"8\" height=\"8\" fill=\"lime\"/>"_s;
    const QString image = u"<image width=\"8\" height=\"8\" %1=\"%2\"/></svg>"_s;
    const auto row = [&](const QByteArray &name, const QString &attribute, const QString &address) {
        QTest::newRow(name.constData()) << QString(head + green + image.arg(attribute, address));
    };
    for (const QString &attribute : {u"href"_s, u"xlink:href"_s}) {
        const QByteArray name = attribute.toUtf8();
        row(name + ", path", attribute, u"%1"_s);
        row(name + ", URL", attribute, u"file:%1"_s);
        row(name + ", long URL", attribute, u"file://%1"_s);
        row(name + ", blanks", attribute, u" %1 "_s);
    }
    QTest::newRow("another prefix")
        << QString(head.chopped(1) + u" xmlns:l=\"http://www.w3.org/1999/xlink\">"_s + green
               + image.arg(u"l:href"_s, u"%1"_s));
    QTest::newRow("inner SVG") << QString(head + green
        + u"<image width=\"8\" height=\"8\" xlink:href=\"data:image/svg+xml;base64,%2\"/></svg>"_s);
    QTest::newRow("entity") << QString(u"<!DOCTYPE svg [<!ENTITY place \"%1\">]>"_s + head + green
        + u"<image width=\"8\" height=\"8\" xlink:href=\"&place;\"/></svg>"_s);
    QTest::newRow("style sheet") << QString(u"<?xml-stylesheet type=\"text/css\" href=\"%3\"?>"_s
        + head + green.chopped(2) + u" class=\"r\"/></svg>"_s);
    QTest::newRow("imported") << QString(head + u"<style>@import url(\"%3\");</style>"_s
        + green.chopped(2) + u" class=\"r\"/></svg>"_s);
}

void TestImageView::opensNoOtherFile()
{
    QFETCH(QString, svg);
    const QTemporaryDir folder;
    const QString secret = folder.filePath(u"secret.png"_s);
    QImage red(8, 8, QImage::Format_RGB32);
    red.fill(Qt::red);
    QVERIFY(red.save(secret));
    const QString sheet = folder.filePath(u"secret.css"_s);
    QFile css(sheet);
    QVERIFY(css.open(QIODevice::WriteOnly));
    css.write(".r { fill: red }");
    css.close();
    const QString inner
        = u"<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "_s
          u"width=\"8\" height=\"8\"><image width=\"8\" height=\"8\" xlink:href=\"%1\"/></svg>"_s
              .arg(secret);
    svg.replace(u"%1"_s, secret)
        .replace(u"%2"_s, QString::fromLatin1(inner.toUtf8().toBase64()))
        .replace(u"%3"_s, sheet);
    m_view->setFile(svg.toUtf8());
    QVERIFY(waitFor([&] { return !m_view->image().isNull(); }));
    for (int x = 0; x < m_view->image().width(); x += 16) {
        for (int y = 0; y < m_view->image().height(); y += 16)
            QCOMPARE(m_view->image().pixelColor(x, y), QColor(Qt::green));
    }
}

void TestImageView::drawsWhatIsInside_data()
{
    QTest::addColumn<QByteArray>("inside");
    const QByteArray png = decoderData(u"red.png"_s).toBase64();
    QTest::newRow("image") << QByteArray(
        R"(<image width="8" height="8" xlink:href="data:image/png;base64,)" + png + "\"/>");
    QTest::newRow("element") << QByteArray(
        R"(<defs><rect id="r" width="8" height="8" fill="red"/></defs>)"
        R"(<use xlink:href="#r"/>)"_ba);
    QTest::newRow("gradient") << QByteArray(
        R"(<linearGradient id="g"><stop stop-color="red"/></linearGradient>)"
        R"-(<rect width="8" height="8" style="fill: url(#g)"/>)-"_ba);
    QTest::newRow("style") << QByteArray("<style><![CDATA[.r { fill: red }]]></style>"
                                         R"(<rect class="r" width="8" height="8"/>)"_ba);
    QTest::newRow("entity") << QByteArray(R"(<rect width="8" height="8" fill="&#114;ed"/>)"_ba);
}

void TestImageView::drawsWhatIsInside()
{
    QFETCH(QByteArray, inside);
    m_view->setFile(R"(<svg xmlns="http://www.w3.org/2000/svg" )"
                    R"(xmlns:xlink="http://www.w3.org/1999/xlink" width="8" height="8">)"
        + inside + "</svg>");
    QVERIFY(waitFor([&] { return !m_view->image().isNull(); }));
    const QImage &drawn = m_view->image();
    const QColor middle = drawn.pixelColor(drawn.width() / 2, drawn.height() / 2);
    QVERIFY(middle.red() > 200 && middle.green() < 80);
}

void TestImageView::savesTheFile()
{
    m_view->setFile(decoderData(u"red.png"_s));
    const QTemporaryDir folder;
    QCOMPARE(m_view->save(folder.filePath(u"red.png"_s)), QString());
    QFile file(folder.filePath(u"red.png"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), decoderData(u"red.png"_s));
    QVERIFY(!m_view->save(folder.filePath(u"no/such/folder"_s)).isEmpty());
}

void TestImageView::saysWhatCannotBeDrawn()
{
    m_view->setFile(decoderData(u"red.png"_s).first(40));
    QVERIFY(waitFor([this] { return facts().contains(u"cannot be drawn"_s); }));
    // 65,535 pixels wide and high, which a hundred bytes can say.
    QByteArray large = decoderData(u"red.gif"_s);
    for (const qsizetype at : {qsizetype(6), large.indexOf(',') + 5}) // of all, of the first
        large.replace(at, 4, "\xff\xff\xff\xff");
    m_view->setFile(large);
    QVERIFY(waitFor([this] { return facts().contains(u"too large"_s); }));
    large = decoderData(u"red.png"_s).replace(16, 8, QByteArray("\0\1\0\0\0\1\0\0", 8));
    m_view->setFile(large);
    QVERIFY(waitFor([this] { return facts().contains(u"drawn"_s); }));
    QVERIFY(m_view->image().isNull());
    m_view->setFile(R"(<svg xmlns="http://www.w3.org/2000/svg" width="900000000" height="1"/>)");
    QVERIFY(waitFor([this] { return facts().contains(u"cannot be drawn"_s); }));
    // Deeper than any stack.
    m_view->setFile(R"(<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8">)"
        + "<g>"_ba.repeated(100'000) + "</g>"_ba.repeated(100'000) + "</svg>");
    QVERIFY(waitFor([this] { return facts().contains(u"cannot be drawn"_s); }));
}

QTEST_MAIN(TestImageView)
#include "tst_imageview.moc"
