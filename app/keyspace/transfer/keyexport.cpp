// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/keyexport.h"

#include "app/keyspace/globpattern.h"

namespace hitlens {

namespace {

constexpr qsizetype mostKeysOnTheWay = 256; // for each primary
constexpr qint64 mostBytesOnTheWay = 8 * 1024 * 1024;
constexpr size_t enoughReady = 1000; // names

qint64 localNow()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

ExportSelection ExportSelection::of(const KeySelection &selected)
{
    if (selected.isEverything())
        return {};
    if (selected.prefixes.isEmpty() && selected.spans.isEmpty())
        return {{}, selected.names, {}};
    const bool isOneFolder = selected.prefixes.size() == 1 && selected.names.isEmpty()
        && selected.spans.isEmpty() && selected.patterns.isEmpty();
    if (isOneFolder)
        return {GlobPattern::escape(selected.prefixes.first()) + '*', {}, {}};
    return {{}, {}, {}, selected};
}

KeyExport::KeyExport(ExportSelection selection, ExportTarget target)
    : m_selection(std::move(selection))
    , m_target(std::move(target))
    // Carefully at first: nothing is known of the values.
    , m_recentBytes(mostBytesOnTheWay / 8)
{ }

void KeyExport::run()
{
    m_file = std::make_shared<TransferFile>(m_target.path);
    if (m_file->error())
        return stop(ExportReport::End::NotWritten, *m_file->error());
    send(time(), [this](const Result<QDateTime> &now) {
        if (now)
            m_clockOffset = now->toMSecsSinceEpoch() - localNow();
        proceed([this] { begin(); });
    });
}

void KeyExport::begin()
{
    writeHeader();
    if (m_selection.names.isEmpty())
        return walk();
    m_isWalked = true;
    for (const QByteArray &name : m_selection.names) {
        if (m_seen.insert(name))
            m_ready.push_back(name);
    }
    pump();
}

void KeyExport::walk()
{
    m_walk = new KeyspaceWalk(this, m_selection.pattern,
        {[this](const KeyspaceWalk::Page &page) { collect(page.names); },
            [this](const std::optional<Error> &error) { onWalked(error); }, {}, {}});
    m_walk->start();
}

void KeyExport::onWalked(const std::optional<Error> &error)
{
    m_isWalked = true;
    if (error)
        stop(isRefusal(*error) ? ExportReport::End::Refused : ExportReport::End::Lost, *error);
    else
        settle();
}

void KeyExport::collect(const NameList &names)
{
    for (qsizetype i = 0; i < names.size(); ++i) {
        const QByteArrayView name = names.at(i);
        const KeySelection &selected = m_selection.selected;
        if ((selected.isEmpty() || selected.contains(name)) && m_seen.insert(name))
            m_ready.push_back(name.toByteArray());
    }
    settle();
}

void KeyExport::settle()
{
    if (m_isOver)
        return;
    if (m_file->error())
        return stop(ExportReport::End::NotWritten, *m_file->error());
    if (m_clock.isDue()) {
        m_report.counts.bytes = m_file->size();
        emit progressed(m_report.counts, fraction());
    }
    proceed([this] { pump(); });
}

void KeyExport::pump()
{
    // A key that fails at once comes back here from within.
    if (m_isOver || m_isPumping)
        return;
    m_isPumping = true;
    while (!m_isOver && !m_ready.empty() && m_onTheWay < mostOnTheWay()) {
        const QByteArray key = std::move(m_ready.front());
        m_ready.pop_front();
        ++m_onTheWay;
        next(key);
    }
    m_isPumping = false;
    if (m_isOver)
        return;
    if (m_isWalked && m_ready.empty() && m_onTheWay == 0)
        finish(ExportReport::End::Complete);
    else if (m_walk && m_ready.size() < enoughReady)
        m_walk->release();
    else if (m_walk)
        m_walk->hold();
}

void KeyExport::next(const QByteArray &key)
{
    if (m_selection.type.isEmpty())
        return read(key);
    send(typeName(key), [this, key](const Result<QByteArray> &type) {
        if (m_isOver)
            return;
        if (!type)
            return failed(key, type.error());
        if (*type == m_selection.type)
            return read(key);
        if (*type == "none")
            return gone();
        ++m_report.counts.otherType;
        --m_onTheWay;
        settle();
    });
}

qsizetype KeyExport::mostOnTheWay() const
{
    const qsizetype most
        = mostKeysOnTheWay * std::max<qsizetype>(router().topology().servingNodes().size(), 1);
    return std::clamp<qsizetype>(mostBytesOnTheWay / m_recentBytes, 1, most);
}

void KeyExport::sawBytes(qint64 bytes)
{
    m_recentBytes = std::max({bytes, m_recentBytes - m_recentBytes / 32, qint64(1)});
}

std::optional<qint64> KeyExport::serverNow() const
{
    return m_clockOffset ? std::optional(localNow() + *m_clockOffset) : std::nullopt;
}

void KeyExport::askExpiryOf(const QByteArray &key, const ExpiryHandler &handler)
{
    askExpiry([this](auto command, auto done) { send(std::move(command), std::move(done)); }, key,
        m_target.hasPexpireTime, handler);
}

// ---- what came of a key

void KeyExport::written()
{
    m_lost.invalidate();
    ++m_report.counts.written;
    --m_onTheWay;
    settle();
}

void KeyExport::gone()
{
    ++m_report.counts.gone;
    --m_onTheWay;
    settle();
}

void KeyExport::failed(const QByteArray &key, const Error &error)
{
    if (m_isOver)
        return;
    --m_onTheWay;
    if (isWorthAnotherTry(error)) {
        m_ready.push_back(key);
    } else if (!isRefusal(error) && error.kind != Error::Kind::Local) {
        return stop(ExportReport::End::Lost, error);
    } else if (concernsEveryKey(error)) {
        return stop(ExportReport::End::Refused, error);
    } else {
        ++m_report.counts.failed;
        if (m_report.failures.size() < keptFailures)
            m_report.failures.append({key, error.text});
    }
    settle();
}

// On a cluster somebody else will serve the key soon, and reading twice does no harm.
bool KeyExport::isWorthAnotherTry(const Error &error)
{
    const bool isLost = error.kind == Error::Kind::Connection || error.kind == Error::Kind::Timeout;
    if (!isLost || m_isOver || !router().topology().isCluster())
        return false;
    if (!m_lost.isValid())
        m_lost.start();
    return !m_lost.hasExpired(std::chrono::milliseconds(KeyspaceWalk::patience).count());
}

double KeyExport::fraction() const
{
    if (m_walk)
        return m_walk->fraction();
    const auto left = static_cast<double>(m_ready.size()) + static_cast<double>(m_onTheWay);
    return 1 - left / static_cast<double>(m_selection.names.size());
}

// ---- the end

void KeyExport::cancelled()
{
    finish(ExportReport::End::Cancelled);
}

void KeyExport::stop(ExportReport::End end, const Error &error)
{
    m_report.error = error;
    finish(end);
}

void KeyExport::finish(ExportReport::End end)
{
    if (std::exchange(m_isOver, true))
        return;
    if (m_walk)
        m_walk->stop();
    m_report.end = end;
    if (end == ExportReport::End::Complete) {
        writeFooter();
        commit();
        return;
    }
    m_file.reset();
    m_report.counts.bytes = 0;
    emit ended(m_report);
}

// The disk may take its time, and the connection lives on this thread.
void KeyExport::commit()
{
    commitElsewhere(m_file, this, [this] {
        m_report.counts.bytes = m_file->size();
        m_report.error = m_file->error();
        if (m_report.error)
            m_report.end = ExportReport::End::NotWritten;
        emit progressed(m_report.counts, 1);
        emit ended(m_report);
    });
}

} // namespace hitlens
