// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/transfer/keyfilecheck.h"

namespace hitlens {

namespace {

constexpr int mostOnTheWay = 256;
constexpr qint64 sliceMs = 8;

} // namespace

KeyFileCheck::KeyFileCheck(const QString &path)
    : m_file(path)
    , m_now(QDateTime::currentMSecsSinceEpoch())
{
    m_preview.existing = 0;
}

void KeyFileCheck::run()
{
    m_preview.error = m_file.open();
    if (m_preview.error)
        return finish();
    m_preview.format = m_file.format();
    m_preview.header = m_file.header();
    send(time(), [this](const Result<QDateTime> &now) {
        if (now)
            m_now = now->toMSecsSinceEpoch();
        proceed([this] { readSlice(); });
    });
}

void KeyFileCheck::cancelled()
{
    m_preview.isCancelled = true;
    finish();
}

void KeyFileCheck::readSlice()
{
    QElapsedTimer slice;
    slice.start();
    while (!m_isRead && m_onTheWay < mostOnTheWay && !slice.hasExpired(sliceMs)) {
        const KeyFile::Item item = m_file.next();
        if (const auto *record = std::get_if<KeyRecord>(&item)) {
            take(*record);
        } else if (const auto *problem = std::get_if<KeyFile::Problem>(&item)) {
            if (m_preview.problemCount++ < KeyFilePreview::shownProblems)
                m_preview.problems << *problem;
        } else {
            m_isRead = true;
        }
    }
    if (m_clock.isDue())
        emit progressed(m_preview.keys,
            static_cast<double>(m_file.position()) / static_cast<double>(m_file.size()));
    m_isBlocked = m_onTheWay >= mostOnTheWay;
    if (m_isRead && m_onTheWay == 0)
        finish();
    else if (!m_isRead && !m_isBlocked)
        QTimer::singleShot(0, this, [this] { proceed([this] { readSlice(); }); });
}

void KeyFileCheck::take(const KeyRecord &record)
{
    ++m_preview.keys;
    m_preview.bytes += record.size();
    ++m_preview.types[record.type];
    if (record.ttl)
        ++m_preview.relative;
    else if (!record.expireAt)
        ++m_preview.persistent;
    else if (*record.expireAt <= m_now)
        ++m_preview.expired;
    qsizetype row = -1;
    if (m_preview.rows.size() < KeyFilePreview::shownRows) {
        row = m_preview.rows.size();
        m_preview.rows.append(
            {record.key, record.type, record.size(), record.expireAt, record.ttl, std::nullopt});
    }
    askWhether(record.key, row);
}

// Where it was refused once it is not asked again.
void KeyFileCheck::askWhether(const QByteArray &key, qsizetype row)
{
    if (m_preview.existsError)
        return;
    ++m_onTheWay;
    send(exists(key), [this, row](const Result<bool> &exists) { onExists(exists, row); });
}

void KeyFileCheck::onExists(const Result<bool> &exists, qsizetype row)
{
    --m_onTheWay;
    if (m_isOver)
        return;
    if (!exists) {
        m_preview.existsError = exists.error();
        m_preview.existing.reset();
    } else {
        if (m_preview.existing)
            *m_preview.existing += *exists;
        if (row >= 0)
            m_preview.rows[row].exists = *exists;
    }
    // Half of it first, so that reading and asking go on side by side.
    if (m_isRead && m_onTheWay == 0)
        finish();
    else if (m_isBlocked && m_onTheWay <= mostOnTheWay / 2) {
        m_isBlocked = false;
        proceed([this] { readSlice(); });
    }
}

void KeyFileCheck::finish()
{
    if (!std::exchange(m_isOver, true))
        emit ended(m_preview);
}

} // namespace hitlens
