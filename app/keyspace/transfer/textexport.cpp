// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/textexport.h"

namespace hitlens {

namespace {

constexpr qsizetype pageBytes = 256 * 1024;
constexpr int mostRows = 1000;

bool isKnown(const QByteArray &type)
{
    static const QByteArrayList types{"string", "hash", "list", "set", "zset", "stream"};
    return types.contains(type);
}

} // namespace

TextExport::TextExport(ExportSelection selection, ExportTarget target, TextFormat format)
    : KeyExport(std::move(selection), std::move(target))
    , m_format(format)
{ }

void TextExport::writeHeader()
{
    file().write(RecordText::heading(m_format));
}

void TextExport::read(const QByteArray &key)
{
    const auto task = std::make_shared<Task>(key, RecordText(m_format));
    const auto answered = [this, task] {
        if (--task->unanswered == 0 && !isOver())
            begin(task);
    };
    askExpiryOf(key, [task, answered](const Result<Expiry> &expiry) {
        task->expiry = expiry;
        answered();
    });
    send(typeName(key), [task, answered](const Result<QByteArray> &type) {
        task->type = type;
        answered();
    });
}

void TextExport::begin(const TaskPtr &task)
{
    if (!task->type)
        return fail(task, task->type.error());
    if (!task->expiry)
        return fail(task, task->expiry.error());
    if (*task->type == "none" || task->expiry->state == Ttl::State::Gone)
        return vanish(task);
    if (!isKnown(*task->type))
        return fail(task,
            {Error::Kind::Local, {},
                tr("Values of the type %1 can be exported as DUMP only.")
                    .arg(QString::fromUtf8(*task->type))});
    task->text.begin(task->key, *task->type, *task->expiry, serverNow());
    askPage(task);
}

// ---- pages

void TextExport::askPage(const TaskPtr &task)
{
    const QByteArray &type = *task->type;
    task->sizeBefore = task->text.size();
    if (type == "hash")
        askPairs(task, hscan(task->key, task->cursor, task->rows));
    else if (type == "zset")
        askPairs(task, zscan(task->key, task->cursor, task->rows));
    else if (type == "set")
        askMembers(task);
    else if (type == "list")
        askElements(task);
    else if (type == "stream")
        askEntries(task);
    else
        askString(task);
}

template <typename T>
void TextExport::ask(const TaskPtr &task, Command<T> command, std::invocable<const T &> auto take)
{
    send(std::move(command), [this, task, take](const Result<T> &page) {
        if (isOver())
            return;
        if (page)
            take(*page);
        else
            fail(task, page.error());
    });
}

void TextExport::askString(const TaskPtr &task)
{
    ask(task, get(task->key), [this, task](const std::optional<QByteArray> &value) {
        if (!value)
            return vanish(task);
        task->text.addString(*value);
        sawBytes(value->size());
        complete(task);
    });
}

void TextExport::askPairs(const TaskPtr &task, Command<FieldPage> command)
{
    ask(task, std::move(command), [this, task](const FieldPage &page) {
        for (const auto &[name, value] : page.fields)
            task->text.addPair(name, value);
        task->cursor = page.cursor;
        paged(task, page.fields.size(), page.cursor == 0);
    });
}

void TextExport::askMembers(const TaskPtr &task)
{
    ask(task, sscan(task->key, task->cursor, task->rows), [this, task](const MemberPage &page) {
        for (const QByteArray &member : page.members)
            task->text.addElement(member);
        task->cursor = page.cursor;
        paged(task, page.members.size(), page.cursor == 0);
    });
}

void TextExport::askElements(const TaskPtr &task)
{
    ask(task, lrange(task->key, task->index, task->index + task->rows - 1),
        [this, task](const QByteArrayList &elements) {
            for (const QByteArray &element : elements)
                task->text.addElement(element);
            task->index += elements.size();
            paged(task, elements.size(), elements.size() < task->rows);
        });
}

void TextExport::askEntries(const TaskPtr &task)
{
    ask(task, xrangeAfter(task->key, task->id, task->rows),
        [this, task](const QList<StreamEntry> &entries) {
            for (const StreamEntry &entry : entries)
                task->text.addEntry(entry);
            if (!entries.isEmpty())
                task->id = entries.last().id;
            paged(task, entries.size(), entries.size() < task->rows);
        });
}

// The next page asks for as many rows as will be about so many bytes.
void TextExport::paged(const TaskPtr &task, qsizetype rows, bool isLast)
{
    const qsizetype bytes = std::max<qsizetype>(task->text.size() - task->sizeBefore, 1);
    sawBytes(bytes);
    task->rows = static_cast<int>(
        std::clamp<qsizetype>(std::max<qsizetype>(rows, 1) * pageBytes / bytes, 1, mostRows));
    if (!isLast) {
        task->hasPages = true;
        goOn(task);
    } else if (!task->hasPages && rows > 0) {
        complete(task);
    } else {
        // Nothing in it, or nothing more: a key that went away meanwhile looks like that, too.
        ask(task, exists(task->key), [this, task](bool isThere) {
            if (isThere)
                complete(task);
            else
                vanish(task);
        });
    }
}

void TextExport::goOn(const TaskPtr &task)
{
    if (task->text.size() >= pageBytes) {
        if (!m_owner) {
            m_owner = task;
            m_ownerStart = file().size();
        }
        if (m_owner != task) {
            m_waiting.push_back(task);
            return;
        }
        file().write(task->text.take());
    }
    proceed([this, task] { askPage(task); });
}

// ---- what came of it

void TextExport::complete(const TaskPtr &task)
{
    if (!std::exchange(task->isComplete, true))
        task->text.end();
    if (m_owner && m_owner != task) {
        m_waiting.push_back(task);
        return;
    }
    file().write(task->text.take());
    leave(task);
    written();
}

void TextExport::vanish(const TaskPtr &task)
{
    if (m_owner == task)
        file().rollBack(m_ownerStart);
    leave(task);
    gone();
}

void TextExport::fail(const TaskPtr &task, const Error &error)
{
    if (m_owner == task)
        file().rollBack(m_ownerStart);
    leave(task);
    failed(task->key, error);
}

// The file is free again for those who wait for it, if it was this one's.
void TextExport::leave(const TaskPtr &task)
{
    if (m_owner != task)
        return;
    m_owner.reset();
    for (const TaskPtr &next : std::exchange(m_waiting, {})) {
        if (next->isComplete)
            complete(next);
        else
            goOn(next);
    }
}

} // namespace hitlens
