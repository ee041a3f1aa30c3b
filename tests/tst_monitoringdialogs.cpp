// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/findingminimums.h"
#include "tests/fixtures/redisserver.h"
#include "tests/fixtures/toldserver.h"
#include "ui/monitoring/alertrow.h"
#include "ui/monitoring/alertsdialog.h"
#include "ui/monitoring/findingspanel.h"
#include "ui/monitoring/limitsdialog.h"
#include "ui/shell/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QMenu>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTimeEdit>

#include <algorithm>

using namespace hitlens;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

namespace {

template <typename Widget>
Widget *namedPart(const QWidget *in, const QString &name)
{
    for (auto *part : in->findChildren<Widget *>()) {
        if (part->accessibleName() == name)
            return part;
    }
    return nullptr;
}

QPushButton *buttonOf(const QWidget *in, const QString &text)
{
    for (auto *button : in->findChildren<QPushButton *>()) {
        if (button->text() == text && !button->isHidden() && !button->parentWidget()->isHidden())
            return button;
    }
    return nullptr;
}

QPushButton *standardButton(const QDialog *dialog, QDialogButtonBox::StandardButton which)
{
    return dialog->findChild<QDialogButtonBox *>()->button(which);
}

bool says(const QWidget *in, const QString &text)
{
    return std::ranges::any_of(in->findChildren<QLabel *>(), [&text](const QLabel *label) {
        return label->isVisible() && label->text().contains(text);
    });
}

// A server without a limit, and of whose keys few have a TTL.
void tell(History &history, qint64 usedMemory, Instant at = monotonicNow())
{
    Sample sample;
    sample.at = at;
    sample.wall = 1'000'000s;
    sample.info.runId = "a";
    sample.info.maxmemory = 0;
    sample.info.usedMemory = usedMemory;
    sample.info.maxmemoryPolicy = u"volatile-lru"_s;
    sample.info.databases = QList<DatabaseInfo>{{0, 1000, 100}};
    history.append(sample);
}

// The findings of a server that tells something.
struct WatchedPanel
{
    WatchedPanel()
    {
        panel.setWatch(watch);
        panel.resize(400, 600);
        panel.show();
    }
    void see(qint64 usedMemory, Instant at = monotonicNow())
    {
        tell(history, usedMemory, at);
        watch.look(monotonicNow());
    }

    History history;
    MonitoringSettings settings;
    ServerWatch watch{history, settings, u"one"_s};
    FindingsPanel panel;
};

} // namespace

class TestMonitoringDialogs final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void limitsAreTaken();
    void alertsAreAddedAndRemoved();
    void alertsAreReachedByKeyboard();
    void quietHoursAreOfHoursAndMinutes();
    void thresholdsKeepTheirUnit();
    void cardsStayWhileFiguresChange();
    void findingsSleepAndWake();
    void settingsAreProposed();
    void connectionsAreLookedAtCloser();
};

void TestMonitoringDialogs::initTestCase()
{
    applyTheme(*qApp, Scheme::Light);
}

void TestMonitoringDialogs::limitsAreTaken()
{
    MonitoringSettings settings;
    QPointer<LimitsDialog> dialog = new LimitsDialog(settings);
    dialog->show();
    auto *hitRate = namedPart<QDoubleSpinBox>(dialog, u"Hit rate below"_s);
    QVERIFY(hitRate);
    QCOMPARE(hitRate->value(), 80.0);
    QVERIFY(says(dialog, minimumsOf(FindingKind::LowHitRate)));
    QCOMPARE(hitRate->accessibleDescription(), minimumsOf(FindingKind::LowHitRate));
    hitRate->setValue(95);
    QTest::mouseClick(standardButton(dialog, QDialogButtonBox::Ok), Qt::LeftButton);
    QCOMPARE(settings.limits()[FindingKind::LowHitRate], 0.95);
    QVERIFY(waitFor([&] { return !dialog; }));

    dialog = new LimitsDialog(settings);
    dialog->show();
    QTest::mouseClick(standardButton(dialog, QDialogButtonBox::RestoreDefaults), Qt::LeftButton);
    QTest::mouseClick(standardButton(dialog, QDialogButtonBox::Ok), Qt::LeftButton);
    QVERIFY(settings.limits() == FindingLimits());

    dialog = new LimitsDialog(settings);
    dialog->show();
    namedPart<QDoubleSpinBox>(dialog, u"Hit rate below"_s)->setValue(10);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QVERIFY(settings.limits() == FindingLimits());
}

void TestMonitoringDialogs::alertsAreAddedAndRemoved()
{
    MonitoringSettings settings;
    const qsizetype before = settings.rules().size();
    QPointer<AlertsDialog> dialog = new AlertsDialog(settings);
    dialog->show();
    QTest::mouseClick(buttonOf(dialog, u"Add alert"_s), Qt::LeftButton);
    // The new one is the last.
    dialog->findChildren<QComboBox *>()[2 * before]->setCurrentText(u"Clients"_s);
    dialog->findChildren<QComboBox *>()[2 * before + 1]->setCurrentText(u"above"_s);
    namedPart<QDoubleSpinBox>(dialog, u"Threshold"_s)->setValue(500);
    auto *quiet = dialog->findChildren<QCheckBox *>().first();
    quiet->setChecked(true);
    namedPart<QTimeEdit>(dialog, u"Quiet from"_s)->setTime({23, 0});
    QTest::mouseClick(standardButton(dialog, QDialogButtonBox::Ok), Qt::LeftButton);
    QCOMPARE(settings.rules().size(), before + 1);
    QCOMPARE(settings.rules().last(), (AlertRule{Metric::Clients, true, 500, 60s}));
    QVERIFY(settings.quietHours() == (QuietHours{true, {23, 0}, {7, 0}}));

    dialog = new AlertsDialog(settings);
    dialog->show();
    QTest::mouseClick(buttonOf(dialog, u"Remove"_s), Qt::LeftButton);
    QTest::mouseClick(standardButton(dialog, QDialogButtonBox::Ok), Qt::LeftButton);
    QCOMPARE(settings.rules().size(), before);
}

void TestMonitoringDialogs::alertsAreReachedByKeyboard()
{
    MonitoringSettings settings;
    settings.setAlerts({}, {});
    const QPointer<AlertsDialog> dialog = new AlertsDialog(settings);
    dialog->show();
    QVERIFY(QTest::qWaitForWindowActive(dialog));
    QVERIFY(says(dialog, u"There is no alert yet."_s));
    for (int added = 0; added < 8; ++added)
        QTest::mouseClick(buttonOf(dialog, u"Add alert"_s), Qt::LeftButton);
    QVERIFY(!says(dialog, u"There is no alert yet."_s));
    const auto *row = dialog->findChildren<AlertRow *>().last();
    QVERIFY(row->isAncestorOf(QApplication::focusWidget()));
    QVERIFY(waitFor([row] { return row->visibleRegion().boundingRect().size() == row->size(); }));
    // From the last part of the last one Tab leads to what stands below it.
    buttonOf(row, u"Remove"_s)->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QCOMPARE(QApplication::focusWidget(), buttonOf(dialog, u"Add alert"_s));
    delete dialog;
}

void TestMonitoringDialogs::quietHoursAreOfHoursAndMinutes()
{
    MonitoringSettings settings;
    const QPointer<AlertsDialog> dialog = new AlertsDialog(settings);
    dialog->show();
    auto *from = namedPart<QTimeEdit>(dialog, u"Quiet from"_s);
    QCOMPARE(from->text(), u"22:00"_s);
    QVERIFY(!from->isEnabled());
    dialog->findChild<QCheckBox *>()->setChecked(true);
    QVERIFY(from->isEnabled());
    delete dialog;
}

void TestMonitoringDialogs::thresholdsKeepTheirUnit()
{
    const AlertRule rule{Metric::UsedMemory, true, 500'000'001, 60s};
    AlertRow row(rule);
    row.show();
    QCOMPARE(row.rule(), rule); // though it is no even number of MiB
    auto *threshold = namedPart<QDoubleSpinBox>(&row, u"Threshold"_s);
    auto *metric = namedPart<QComboBox>(&row, u"Figure"_s);
    threshold->setValue(300);
    metric->setCurrentText(u"Resident memory"_s); // also in MiB
    QCOMPARE(threshold->value(), 300.0);
    metric->setCurrentText(u"Hit rate"_s);
    QCOMPARE(threshold->text(), u"80 %"_s);
    QCOMPARE(threshold->maximum(), 100.0);
    metric->setCurrentText(u"Keys"_s);
    QCOMPARE(row.rule().threshold, 1000.0);
    metric->setCurrentText(u"Hit rate"_s);
    QCOMPARE(row.rule().threshold, 0.8);
    QCOMPARE(row.rule().threshold, 0.8);
    metric->setCurrentText(u"Resident ÷ used memory"_s);
    threshold->setValue(1.125);
    QCOMPARE(threshold->text(), u"1.125"_s);
    QCOMPARE(row.rule().threshold, 1.125);
}

void TestMonitoringDialogs::cardsStayWhileFiguresChange()
{
    WatchedPanel watched;
    const FindingsPanel &panel = watched.panel;
    QVERIFY(says(&panel, u"Nothing that was measured is worth telling."_s));
    watched.see(100 << 20, monotonicNow() - 1s);
    QVERIFY(says(&panel, u"100.0 MiB"_s));
    const QPointer<QPushButton> action = buttonOf(&panel, u"Change settings…"_s);
    QVERIFY(action);
    watched.see(200 << 20);
    QVERIFY(says(&panel, u"200.0 MiB"_s));
    QVERIFY(!says(&panel, u"100.0 MiB"_s));
    QCOMPARE(buttonOf(&panel, u"Change settings…"_s), action.get());
}

void TestMonitoringDialogs::findingsSleepAndWake()
{
    WatchedPanel watched;
    const FindingsPanel &panel = watched.panel;
    watched.see(100 << 20);
    QVERIFY(says(&panel, u"No limit is set"_s));
    QPushButton *sleep = nullptr;
    for (auto *button : panel.findChildren<QPushButton *>()) {
        if (button->text() == u"Snooze" && button->accessibleDescription().contains(u"limit"))
            sleep = button;
    }
    QVERIFY(sleep);
    sleep->menu()->actions().first()->trigger();
    QVERIFY(!says(&panel, u"No limit is set"_s));
    QPushButton *wake = buttonOf(&panel, u"Show 1 that sleep"_s);
    QVERIFY(wake);
    QTest::mouseClick(wake, Qt::LeftButton);
    QVERIFY(says(&panel, u"No limit is set"_s));
    const QSignalSpy asked(&panel, &FindingsPanel::limitsRequested);
    QTest::mouseClick(buttonOf(&panel, u"Limits…"_s), Qt::LeftButton);
    QCOMPARE(asked.size(), 1);
}

void TestMonitoringDialogs::settingsAreProposed()
{
    WatchedPanel watched;
    const FindingsPanel &panel = watched.panel;
    watched.see(100 << 20);
    QSignalSpy settings(&panel, &FindingsPanel::settingsRequested);
    buttonOf(&panel, u"Change settings…"_s)->click();
    QCOMPARE(settings.size(), 1);
    QCOMPARE(
        settings[0][0].value<QList<SettingValue>>(), (QList<SettingValue>{{"maxmemory", "256mb"}}));
}

void TestMonitoringDialogs::connectionsAreLookedAtCloser()
{
    ToldServer server;
    server.connections = 3;
    server.seconds(301);
    MonitoringSettings settings;
    ServerWatch watch(server.history, settings, u"one"_s);
    FindingsPanel panel;
    panel.setWatch(watch);
    panel.show();
    watch.look(server.sample.at);
    QCOMPARE(watch.findings().size(), 1);
    // That of the card, not that of the panel's head.
    const QList<QPushButton *> buttons = panel.findChildren<QPushButton *>();
    const auto action = std::ranges::find_if(buttons, [](const QPushButton *button) {
        return button->text() == u"Look closer"_s && !button->accessibleDescription().isEmpty();
    });
    QVERIFY(action != buttons.end());
    const QSignalSpy asked(&panel, &FindingsPanel::lookRequested);
    (*action)->click();
    QCOMPARE(asked.size(), 1);
    panel.setLooking(true);
    (*action)->click();
    QCOMPARE(asked.size(), 1);
}

QTEST_MAIN(TestMonitoringDialogs)
#include "tst_monitoringdialogs.moc"
