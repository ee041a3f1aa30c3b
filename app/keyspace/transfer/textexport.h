// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/transfer/keyexport.h"
#include "app/keyspace/transfer/recordtext.h"

namespace hitlens {

// Writes keys in the open, for people and other programs. A string is read whole; a collection by
// the server's own cursors, some 256 KiB a page, so that one that is written to meanwhile holds
// what was there throughout. One collection at a time is larger than memory wants it to be: it goes
// to the file page by page while the others wait.
class TextExport final : public KeyExport
{
    Q_OBJECT

public:
    TextExport(ExportSelection selection, ExportTarget target, TextFormat format);

protected:
    void writeHeader() override;
    void writeFooter() override { }
    void read(const QByteArray &key) override;

private:
    // A key on its way.
    struct Task
    {
        Task(QByteArray name, RecordText emptyText)
            : key(std::move(name))
            , text(std::move(emptyText))
        { }

        QByteArray key;
        RecordText text;
        Result<QByteArray> type = QByteArray();
        Result<Expiry> expiry = Expiry();
        int unanswered = 2;
        int rows = 100; // of the next page
        qsizetype sizeBefore = 0; // of the text, before this page
        bool hasPages = false; // more than one
        bool isComplete = false;
        quint64 cursor = 0; // of the next page
        qint64 index = 0;
        QByteArray id;
    };
    using TaskPtr = std::shared_ptr<Task>;

    void begin(const TaskPtr &task);
    void askPage(const TaskPtr &task);
    void askPairs(const TaskPtr &task, Command<FieldPage> command);
    void askMembers(const TaskPtr &task);
    void askElements(const TaskPtr &task);
    void askEntries(const TaskPtr &task);
    void askString(const TaskPtr &task);
    template <typename T>
    void ask(const TaskPtr &task, Command<T> command, std::invocable<const T &> auto take);
    void paged(const TaskPtr &task, qsizetype rows, bool isLast);
    void goOn(const TaskPtr &task);
    void complete(const TaskPtr &task);
    void leave(const TaskPtr &task);
    void vanish(const TaskPtr &task);
    void fail(const TaskPtr &task, const Error &error);

    const TextFormat m_format;
    TaskPtr m_owner; // of the file: parts of it are written already
    qint64 m_ownerStart = 0; // where it begins in the file
    std::vector<TaskPtr> m_waiting; // for the file: with the next page, or to be written
};

} // namespace hitlens
