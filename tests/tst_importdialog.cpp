// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/secrets.h"
#include "app/connections/serverexport.h"
#include "ui/connections/exportdialog.h"
#include "ui/connections/importdialog.h"
#include "ui/connections/importtable.h"
#include "ui/connections/serverlist.h"
#include "ui/shell/theme.h"
#include "ui/widgets/messagestrip.h"

#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QListView>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace hitlens;
using namespace Qt::StringLiterals;

namespace {

QString dataFile(const QString &name)
{
    return QStringLiteral(HITLENS_IMPORT_DATA) + u'/' + name;
}

Profile server(const QString &name, const QString &host)
{
    Profile profile;
    profile.name = name;
    profile.endpoint.host = host;
    return profile;
}

QPushButton *buttonNamed(const QWidget *parent, const QString &start)
{
    for (auto *button : parent->findChildren<QPushButton *>()) {
        if (button->text().remove(u'&').startsWith(start))
            return button;
    }
    return nullptr;
}

void savePicture(QWidget *window, const QString &name)
{
    const QString folder = qEnvironmentVariable("HITLENS_TEST_PICTURES");
    if (!folder.isEmpty())
        window->grab().save(folder + u'/' + name + u".png"_s);
}

} // namespace

class TestImportDialog final : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        applyTheme(*qApp, Scheme::Light);
        m_folder = std::make_unique<QTemporaryDir>();
        m_store = std::make_unique<ProfileStore>(m_folder->filePath(u"servers.json"_s));
        m_secrets = std::make_unique<SecretStore>(SecretStore::Place::Memory);
    }

    void showsAndImportsWhatIsChosen()
    {
        ImportDialog dialog(*m_store, *m_secrets, {});
        dialog.open();
        auto *table = dialog.findChild<ImportTable *>();
        auto *button = buttonNamed(&dialog, u"Import"_s);
        QVERIFY(!button->isEnabled());
        dialog.readFile(dataFile(u"resp.json"_s));
        QCOMPARE(table->topLevelItemCount(), 6); // three servers, three that are skipped
        QCOMPARE(button->text(), u"Import 3 servers"_s);
        QVERIFY(table->currentNotes().contains(u"not verified"_s));
        table->topLevelItem(1)->setCheckState(0, Qt::Unchecked);
        QCOMPARE(button->text(), u"Import 2 servers"_s);
        QSignalSpy imported(&dialog, &ImportDialog::imported);
        QSignalSpy accepted(&dialog, &QDialog::accepted);
        QTest::mouseClick(button, Qt::LeftButton);
        QTRY_COMPARE(accepted.size(), 1);
        QCOMPARE(imported.size(), 1);
        QCOMPARE(m_store->profiles().size(), 2);
        QCOMPARE(m_store->profiles()[0].name, u"sessions"_s);
        QCOMPARE(secretsFor(m_store->profiles()[0].id).password, u"hunter2"_s);
        QFile file(m_store->path());
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(!file.readAll().contains("hunter2"));
    }

    void doesNotChooseWhatIsThere()
    {
        QVERIFY(m_store->add(server(u"mine"_s, u"one.example"_s)));
        ImportDialog dialog(*m_store, *m_secrets, {});
        dialog.open();
        dialog.readFile(dataFile(u"redisinsight-object.json"_s));
        auto *table = dialog.findChild<ImportTable *>();
        QCOMPARE(table->topLevelItem(0)->checkState(0), Qt::Unchecked);
        QVERIFY(table->currentNotes().contains(u"“mine”"_s));
        auto *button = buttonNamed(&dialog, u"Import"_s);
        QVERIFY(!button->isEnabled());
        auto *all = dialog.findChild<QCheckBox *>();
        QTest::mouseClick(all, Qt::LeftButton, {}, QPoint(8, all->height() / 2));
        QCOMPARE(button->text(), u"Import 1 server"_s);
    }

    void saysWhatIsWrongWithAFile()
    {
        ImportDialog dialog(*m_store, *m_secrets, {});
        dialog.open();
        dialog.readFile(dataFile(u"broken/empty"_s));
        QVERIFY(dialog.findChild<MessageStrip *>()->text().contains(u"It is empty"_s));
        QVERIFY(!buttonNamed(&dialog, u"Import"_s)->isEnabled());
        dialog.readFile(dataFile(u"p3x.json"_s));
        QVERIFY(dialog.findChild<MessageStrip *>()->text().contains(u"P3X"_s));
    }

    void forgetsTheServersOfAnEarlierFile()
    {
        ImportDialog dialog(*m_store, *m_secrets, {});
        dialog.open();
        dialog.readFile(dataFile(u"p3x.json"_s));
        dialog.readFile(dataFile(u"broken/empty"_s));
        QVERIFY(!buttonNamed(&dialog, u"Import"_s)->isEnabled());
        QVERIFY(!dialog.findChild<ImportTable *>()->isVisible());
    }

    void offersKnownFilesAndReadsThemWhenAsked()
    {
        const KnownFile known{u"P3X Redis UI"_s, dataFile(u"p3x.json"_s)};
        ImportDialog dialog(*m_store, *m_secrets, {known});
        dialog.open();
        auto *table = dialog.findChild<ImportTable *>();
        QCOMPARE(table->topLevelItemCount(), 0);
        QTest::mouseClick(buttonNamed(&dialog, u"P3X"_s), Qt::LeftButton);
        QCOMPARE(table->topLevelItemCount(), 3);
    }

    void takesADroppedFile()
    {
        ServerList list(*m_store, *m_secrets);
        list.resize(300, 500);
        list.show();
        QSignalSpy dropped(&list, &ServerList::fileDropped);
        QMimeData data;
        data.setUrls({QUrl::fromLocalFile(dataFile(u"p3x.json"_s))});
        QWidget *target = list.findChild<QListView *>()->viewport();
        for (QWidget *widget : {target, static_cast<QWidget *>(&list)}) {
            QDragEnterEvent enter(
                QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(widget, &enter);
            QVERIFY(enter.isAccepted());
            QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
            QApplication::sendEvent(widget, &drop);
            QVERIFY(drop.isAccepted());
        }
        QCOMPARE(dropped.size(), 2);
        QCOMPARE(dropped[0][0].toString(), dataFile(u"p3x.json"_s));
    }

    void emptyListOffersToImport()
    {
        ServerList list(*m_store, *m_secrets);
        list.resize(300, 500);
        list.show();
        QSignalSpy requested(&list, &ServerList::importRequested);
        QTest::mouseClick(buttonNamed(&list, u"Import"_s), Qt::LeftButton);
        QCOMPARE(requested.size(), 1);
    }

    void exportsWithoutSecrets()
    {
        addTwo();
        ExportDialog dialog(*m_store, *m_secrets);
        dialog.open();
        auto *list = dialog.findChild<QListWidget *>();
        auto *button = buttonNamed(&dialog, u"Export"_s);
        QCOMPARE(button->text(), u"Export 2 servers…"_s);
        list->item(1)->setCheckState(Qt::Unchecked);
        QCOMPARE(button->text(), u"Export 1 server…"_s);
        QTest::mouseClick(button, Qt::LeftButton);
        const QByteArray text = chooseTarget(dialog);
        const auto preview = readImport(text);
        QVERIFY(preview);
        QCOMPARE(preview->candidates.size(), 1);
        QVERIFY(preview->candidates[0].profile == m_store->profiles()[0]);
        QVERIFY(!text.contains("hunter2"));
        QVERIFY(dialog.findChild<MessageStrip *>()->text().contains(u"without passwords"_s));
    }

    void exportsSecretsOnlyAfterAskingTwice()
    {
        addTwo();
        ExportDialog dialog(*m_store, *m_secrets);
        dialog.open();
        auto *withSecrets = dialog.findChildren<QCheckBox *>().value(1);
        QVERIFY(!withSecrets->isChecked());
        withSecrets->click();
        QTest::mouseClick(buttonNamed(&dialog, u"Export"_s), Qt::LeftButton);
        auto *box = dialog.findChild<QMessageBox *>();
        QVERIFY(box);
        QVERIFY(!dialog.findChild<QFileDialog *>());
        QTest::mouseClick(buttonNamed(box, u"Write"_s), Qt::LeftButton);
        QTRY_VERIFY(dialog.findChild<QFileDialog *>());
        const QByteArray text = chooseTarget(dialog);
        QVERIFY(text.contains("hunter2"));
        const auto preview = readImport(text);
        QVERIFY(preview);
        QCOMPARE(preview->candidates[0].secrets.password, u"hunter2"_s);
        QVERIFY(preview->candidates[1].secrets.isEmpty());
        QVERIFY(!(QFile::permissions(m_folder->filePath(u"out.json"_s)) & QFile::ReadOther));
    }

    void writesNoSecretsWhenThePersonThinksBetterOfIt()
    {
        addTwo();
        ExportDialog dialog(*m_store, *m_secrets);
        dialog.open();
        dialog.findChildren<QCheckBox *>().value(1)->click();
        QTest::mouseClick(buttonNamed(&dialog, u"Export"_s), Qt::LeftButton);
        QTest::keyClick(dialog.findChild<QMessageBox *>(), Qt::Key_Escape);
        QCoreApplication::processEvents();
        QVERIFY(!dialog.findChild<QFileDialog *>());
        QVERIFY(!QFileInfo::exists(m_folder->filePath(u"out.json"_s)));
    }

    void fitsASmallScreen_data()
    {
        QTest::addColumn<Scheme>("scheme");
        QTest::newRow("light") << Scheme::Light;
        QTest::newRow("dark") << Scheme::Dark;
    }
    void fitsASmallScreen()
    {
        QFETCH(const Scheme, scheme);
        applyTheme(*qApp, scheme);
        addTwo();
        const KnownFile known{u"P3X Redis UI"_s, dataFile(u"p3x.json"_s)};
        ImportDialog importing(*m_store, *m_secrets, {known});
        importing.readFile(dataFile(u"redisinsight.json"_s));
        ExportDialog exporting(*m_store, *m_secrets);
        exporting.findChildren<QCheckBox *>().value(1)->click();
        const QString name = QString::fromLatin1(QTest::currentDataTag());
        for (QDialog *dialog : std::initializer_list<QDialog *>{&importing, &exporting}) {
            dialog->show();
            QVERIFY(QTest::qWaitForWindowExposed(dialog));
            QVERIFY(dialog->width() <= 1024);
            QVERIFY(dialog->height() <= 660);
            for (const auto *label : dialog->findChildren<QLabel *>()) {
                if (label->isVisible() && label->wordWrap())
                    QVERIFY2(label->height() >= label->heightForWidth(label->width()),
                        qPrintable(label->text()));
            }
            savePicture(
                dialog, QString::fromLatin1(dialog->metaObject()->className()).mid(9) + name);
            dialog->close();
        }
    }

private:
    void addTwo()
    {
        const auto first = m_store->add(server(u"shop"_s, u"shop.example"_s));
        QVERIFY(first && m_store->add(server(u"cart"_s, u"cart.example"_s)));
        Secrets secrets;
        secrets.password = u"hunter2"_s;
        m_secrets->write(*first, secrets.toText(), this, [](const SecretStore::Kept &) {});
    }

    Secrets secretsFor(const QString &id)
    {
        std::optional<Secrets> secrets;
        m_secrets->read(id, this, [&secrets](const Result<QString> &text) {
            secrets = Secrets::fromText(text ? *text : QString());
        });
        return QTest::qWaitFor([&secrets] { return secrets.has_value(); }) ? *secrets : Secrets();
    }

    // Answers the open file dialog and returns what was written.
    QByteArray chooseTarget(const ExportDialog &dialog)
    {
        auto *chooser = dialog.findChild<QFileDialog *>();
        if (!chooser)
            return {};
        const QString path = m_folder->filePath(u"out.json"_s);
        emit chooser->fileSelected(path);
        chooser->close();
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ProfileStore> m_store;
    std::unique_ptr<SecretStore> m_secrets;
};

QTEST_MAIN(TestImportDialog)
#include "tst_importdialog.moc"
