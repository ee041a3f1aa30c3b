// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTest>

#include <cmath>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

// Relative luminance and contrast as WCAG 2.1 defines them.
double luminance(const QColor &color)
{
    const auto part = [](double value) {
        return value <= 0.03928 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * part(color.redF()) + 0.7152 * part(color.greenF())
        + 0.0722 * part(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double light = std::max(luminance(a), luminance(b));
    const double dark = std::min(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

} // namespace

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void textIsLegible_data();
    void textIsLegible();
    void palettesFollowTheScheme();
    void everyIconIsDrawnInItsColor();
    void badgesTellTheirTone();
    void controlsInARowHaveOneHeight();
    void monospaceHasTheSizeOfTheProgram();
};

void TestTheme::textIsLegible_data()
{
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("ground");
    for (const Scheme scheme : {Scheme::Light, Scheme::Dark}) {
        const Theme &c = theme(scheme);
        const QString name = scheme == Scheme::Light ? u"light "_s : u"dark "_s;
        const std::pair<QString, QColor> grounds[] = {{u"window"_s, c.window},
            {u"panel"_s, c.panel}, {u"raised"_s, c.raised}, {u"selected row"_s, c.accentSoft}};
        const std::pair<QString, QColor> texts[] = {{u"text"_s, c.text}, {u"muted"_s, c.muted}};
        for (const auto &[groundName, ground] : grounds) {
            for (const auto &[textName, text] : texts)
                QTest::newRow(qPrintable(name + textName + u" on "_s + groundName))
                    << text << ground;
        }
        const std::pair<QString, QColor> signalColors[]
            = {{u"accent"_s, c.accent}, {u"good"_s, c.good}, {u"warning"_s, c.warning},
                {u"danger"_s, c.danger}, {u"violet"_s, c.violet}};
        for (const auto &[textName, color] : signalColors)
            QTest::newRow(qPrintable(name + textName + u" on panel"_s)) << color << c.panel;
        QTest::newRow(qPrintable(name + u"checked segment"_s)) << c.accent << c.accentSoft;
        QTest::newRow(qPrintable(name + u"primary button"_s)) << c.onAccent << c.accent;
        QTest::newRow(qPrintable(name + u"danger button"_s)) << c.onAccent << c.danger;
    }
}

void TestTheme::textIsLegible()
{
    QFETCH(QColor, text);
    QFETCH(QColor, ground);
    const double ratio = contrast(text, ground);
    QVERIFY2(ratio >= 4.5, qPrintable(QString::number(ratio, 'f', 2)));
}

void TestTheme::palettesFollowTheScheme()
{
    for (const Scheme scheme : {Scheme::Dark, Scheme::Light, Scheme::Dark}) {
        applyTheme(*qApp, scheme);
        const QLabel label;
        QCOMPARE(themeOf(&label).scheme, scheme);
        QCOMPARE(label.palette().color(QPalette::WindowText), theme(scheme).text);
    }
}

void TestTheme::everyIconIsDrawnInItsColor()
{
    icon(u"add"_s); // loads the resources
    const QStringList files = QDir(u":/icons"_s).entryList();
    QVERIFY(files.size() > 20);
    for (const QString &file : files) {
        const QString name = QString(file).remove(u".svg"_s);
        const QImage image = icon(name, Qt::magenta).pixmap(QSize(48, 48), 1.0).toImage();
        qsizetype drawn = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor pixel = image.pixelColor(x, y);
                if (pixel.alpha() < 128)
                    continue;
                ++drawn;
                QCOMPARE(pixel.green(), 0);
            }
        }
        QVERIFY2(drawn > 40, qPrintable(name));
    }
}

void TestTheme::badgesTellTheirTone()
{
    applyTheme(*qApp, Scheme::Light);
    QLabel badge(u"PROD"_s);
    setRole(&badge, Role::Badge);
    const auto corner
        = [&badge] { return badge.grab().toImage().pixelColor(badge.width() / 2, 4); };
    badge.resize(badge.sizeHint());
    QCOMPARE(corner(), theme(Scheme::Light).raised);
    setBadgeTone(&badge, Tone::Danger);
    QCOMPARE(corner(), theme(Scheme::Light).danger);
}

void TestTheme::controlsInARowHaveOneHeight()
{
    applyTheme(*qApp, Scheme::Light);
    QPushButton button(u"Save"_s);
    QLineEdit line;
    QComboBox combo;
    QSpinBox spin;
    QCOMPARE(line.sizeHint().height(), button.sizeHint().height());
    QCOMPARE(combo.sizeHint().height(), button.sizeHint().height());
    QCOMPARE(spin.sizeHint().height(), button.sizeHint().height());
}

void TestTheme::monospaceHasTheSizeOfTheProgram()
{
    QCOMPARE(monospaceFont().pointSizeF(), QApplication::font().pointSizeF());
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
