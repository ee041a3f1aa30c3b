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
}

QTEST_MAIN(TestImageView)
#include "tst_imageview.moc"
