// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/overviewexport.h"

#include "app/keyspace/decoders/background.h"
#include "app/monitoring/historycsv.h"
#include "app/monitoring/historyfile.h"
#include "app/monitoring/historystore.h"
#include "app/redis/result.h"
#include "ui/monitoring/recordingwindow.h"

#include <QCoreApplication>
#include <QFileDialog>
#include <QPixmap>
#include <QSaveFile>

#include <cmath>
#include <filesystem>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("OverviewExport", text);
}

// Empty: it went well.
using Failure = QString;

void askForFile(QWidget *parent, const QString &title, const QString &filter,
    QFileDialog::AcceptMode mode, const QString &suffix, const QString &name,
    std::function<void(const QString &)> use)
{
    auto *dialog = new QFileDialog(parent, title, {}, filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(mode);
    dialog->setFileMode(
        mode == QFileDialog::AcceptOpen ? QFileDialog::ExistingFile : QFileDialog::AnyFile);
    dialog->setDefaultSuffix(suffix);
    if (!name.isEmpty())
        dialog->selectFile(name + u'.' + suffix);
    QObject::connect(dialog, &QFileDialog::fileSelected, parent, std::move(use));
    dialog->open();
}

void writeInBackground(
    QWidget *parent, const QString &path, std::function<Failure()> write, const ExportDone &done)
{
    inBackground(parent, std::move(write), [path, done](const Failure &failure) {
        if (failure.isEmpty())
            done(tr("Written to %1.").arg(path), {});
        else
            done(tr("Writing %1 failed.").arg(path), Error{Error::Kind::Local, "FILE", failure});
    });
}

Failure save(const QString &path, const QByteArray &bytes)
{
    QSaveFile file(path);
    if (file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size() && file.commit())
        return {};
    return file.errorString();
}

// What the person agreed to replace stays until the new one is whole.
Failure writeRecording(const QString &path, const HistoryChanges &all)
{
    const QString unfinished = path + u".part"_s;
    QFile::remove(unfinished);
    {
        HistoryFile file(unfinished, HistoryFile::Kind::Recording);
        if (!file.write(all))
            return file.error();
    }
    std::error_code error;
    std::filesystem::rename(unfinished.toStdU16String(), path.toStdU16String(), error);
    return error ? QString::fromLocal8Bit(error.message().c_str()) : QString();
}

Result<HistoryRecord> readRecording(const QString &path)
{
    QString reason;
    if (const auto record = readHistory(path, &reason))
        return *record;
    return Error{Error::Kind::Local, "FILE",
        tr("It is no recording that this Hitlens can read: %1").arg(reason)};
}

} // namespace

void exportCsv(QWidget *parent, const History &history, Instant end,
    std::chrono::milliseconds window, const QString &name, const ExportDone &done)
{
    QList<HistoryRow> rows;
    history.forEachRow(end, window, [&rows](double at, const MetricValues &values) {
        rows.append({at, values});
    });
    askForFile(parent, tr("Export figures"), tr("Comma-separated values (*.csv)"),
        QFileDialog::AcceptSave, u"csv"_s, name, [parent, rows, done](const QString &path) {
            writeInBackground(
                parent, path, [path, rows] { return save(path, historyCsv(rows)); }, done);
        });
}

void exportPicture(
    QWidget *parent, const QImage &image, const QString &name, const ExportDone &done)
{
    askForFile(parent, tr("Export picture"), tr("Pictures (*.png)"), QFileDialog::AcceptSave,
        u"png"_s, name, [parent, image, done](const QString &path) {
            writeInBackground(
                parent, path,
                [path, image] {
                    return image.save(path, "PNG") ? QString()
                                                   : tr("The picture could not be written.");
                },
                done);
        });
}

void saveRecording(QWidget *parent, const History &history, const QList<ChartMark> &marks,
    const QString &name, const ExportDone &done)
{
    HistoryChanges all = history.everything();
    for (const ChartMark &mark : marks) {
        HistoryEvent note;
        note.at = std::llround(mark.from);
        note.text = mark.text;
        all.events.append(note);
    }
    askForFile(parent, tr("Save recording"), tr("Recordings of Hitlens (*.hitlens)"),
        QFileDialog::AcceptSave, u"hitlens"_s, name, [parent, all, done](const QString &path) {
            writeInBackground(
                parent, path, [path, all] { return writeRecording(path, all); }, done);
        });
}

void openRecording(QWidget *parent, const ExportDone &done)
{
    askForFile(parent, tr("Open recording"), tr("Recordings of Hitlens (*.hitlens)"),
        QFileDialog::AcceptOpen, {}, {}, [parent, done](const QString &path) {
            inBackground(
                parent, [path] { return readRecording(path); },
                [parent, path, done](const Result<HistoryRecord> &record) {
                    if (record)
                        (new RecordingWindow(path, *record, parent->window()))->show();
                    else
                        done(tr("Opening %1 failed.").arg(path), record.error());
                });
        });
}

} // namespace hitlens
