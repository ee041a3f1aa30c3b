// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/textsearch.h"

#include <QElapsedTimer>
#include <QStringDecoder>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype sliceSize = 256 * 1024;
constexpr size_t mostHits = 1'000'000;
constexpr qint64 milliseconds = 4; // of one turn of the event loop

QRegularExpression patternOf(const TextQuery &query)
{
    QString pattern = query.isPattern ? query.text : QRegularExpression::escape(query.text);
    if (query.wholeWords)
        pattern = u"\\b(?:"_s + pattern + u")\\b"_s;
    QRegularExpression::PatternOptions options
        = QRegularExpression::MultilineOption | QRegularExpression::UseUnicodePropertiesOption;
    if (!query.caseMatters)
        options |= QRegularExpression::CaseInsensitiveOption;
    QRegularExpression expression(pattern, options);
    expression.optimize();
    return expression;
}

// Where a slice that would end at the end of the view ends: behind its last line, else behind its
// last whole character.
qsizetype goodEnd(QByteArrayView slice)
{
    const qsizetype line = slice.lastIndexOf('\n');
    if (line >= 0)
        return line + 1;
    qsizetype end = slice.size();
    while (end > 1 && (static_cast<uchar>(slice[end - 1]) & 0xc0) == 0x80)
        --end;
    return end > 1 ? end - 1 : slice.size();
}

// The text of a slice with one code unit for each byte when it is no UTF-8.
QString decoded(QByteArrayView slice)
{
    QStringDecoder decoder(QStringDecoder::Utf8,
        QStringDecoder::Flag::Stateless | QStringDecoder::Flag::ConvertInitialBom);
    QString text = decoder.decode(slice);
    return decoder.hasError() ? QString::fromLatin1(slice) : text;
}

// Goes from offsets in a text to those in its bytes, forwards only.
class ByteOffsets
{
public:
    ByteOffsets(const QString &text, qsizetype bytes)
        : m_text(text)
        , m_isPlain(text.size() == bytes)
    { }
    qsizetype at(qsizetype offset)
    {
        if (m_isPlain)
            return offset;
        for (; m_offset < offset; ++m_offset)
            m_bytes += sizeOf(m_text[m_offset]);
        return m_bytes;
    }

private:
    static qsizetype sizeOf(QChar c)
    {
        if (c.unicode() < 0x80)
            return 1;
        return c.unicode() < 0x800 || c.isSurrogate() ? 2 : 3;
    }

    const QString &m_text;
    bool m_isPlain;
    qsizetype m_offset = 0;
    qsizetype m_bytes = 0;
};

// With what was caught in the place of \0 to \9, as far as the pattern has so many groups.
QString expanded(const QString &with, const QRegularExpressionMatch &match)
{
    const int groups = match.regularExpression().captureCount();
    QString text;
    for (qsizetype i = 0; i < with.size(); ++i) {
        const int group = with[i] == u'\\' && i + 1 < with.size() ? with[i + 1].digitValue() : -1;
        if (group < 0 || group > groups) {
            text += with[i];
            continue;
        }
        text += match.capturedView(group);
        ++i;
    }
    return text;
}

} // namespace

TextSearch::TextSearch(QObject *parent)
    : QObject(parent)
{
    connect(&m_timer, &QTimer::timeout, this, &TextSearch::step);
}

void TextSearch::start(const TextQuery &query, Source source, qsizetype size)
{
    stop();
    m_query = query;
    m_source = std::move(source);
    m_size = size;
    m_pattern = patternOf(query);
    const bool comparesBytes = query.caseMatters && !query.isPattern && !query.wholeWords;
    m_needle = comparesBytes ? query.text.toUtf8() : QByteArray();
    if (!query.text.isEmpty() && m_pattern.isValid())
        m_timer.start();
    emit progressed();
}

void TextSearch::stop()
{
    m_timer.stop();
    m_hits.clear();
    m_slices.clear();
    m_caughtIn = -1;
    m_caught.clear();
    m_at = 0;
    m_isCut = false;
}

QString TextSearch::error() const
{
    return m_pattern.isValid() ? QString() : m_pattern.errorString();
}

size_t TextSearch::firstFrom(qsizetype offset) const
{
    const auto found = std::lower_bound(m_hits.begin(), m_hits.end(), offset,
        [](const Hit &hit, qsizetype at) { return hit.from < at; });
    return static_cast<size_t>(found - m_hits.begin());
}

QByteArray TextSearch::replacement(const Hit &hit, const QString &with)
{
    if (!m_query.isPattern)
        return with.toUtf8();
    const auto next = std::upper_bound(m_slices.begin(), m_slices.end(), hit.from);
    const qsizetype from = next == m_slices.begin() ? 0 : *(next - 1);
    if (m_caughtIn != from || m_caughtWith != with)
        catchIn(from, next == m_slices.end() ? m_at : *next, with);
    const auto found = std::lower_bound(m_caught.begin(), m_caught.end(), hit.from,
        [](const auto &caught, qsizetype at) { return caught.first < at; });
    return found != m_caught.end() && found->first == hit.from ? found->second : with.toUtf8();
}

void TextSearch::catchIn(qsizetype from, qsizetype end, const QString &with)
{
    m_caughtIn = from;
    m_caughtWith = with;
    m_caught.clear();
    const QByteArrayView slice = m_source(from, end - from);
    const QString text = decoded(slice);
    ByteOffsets offsets(text, slice.size());
    auto matches = m_pattern.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        if (match.capturedLength() > 0)
            m_caught.emplace_back(
                from + offsets.at(match.capturedStart()), expanded(with, match).toUtf8());
    }
}

void TextSearch::step()
{
    QElapsedTimer timer;
    timer.start();
    while (m_at < m_size && !m_isCut && timer.elapsed() < milliseconds)
        searchSlice();
    if (m_at >= m_size || m_isCut)
        m_timer.stop();
    emit progressed();
}

void TextSearch::searchSlice()
{
    QByteArrayView slice = m_source(m_at, std::min(sliceSize, m_size - m_at));
    if (m_at + slice.size() < m_size)
        slice = slice.first(goodEnd(slice));
    const qsizetype from = m_at;
    m_slices.push_back(from);
    m_at += slice.size();
    if (m_needle.isEmpty())
        searchPattern(slice, from);
    else
        searchBytes(slice, from);
}

void TextSearch::searchBytes(QByteArrayView slice, qsizetype from)
{
    // A little more, for a hit over the border between two slices of a line.
    const qsizetype length = std::min(slice.size() + m_needle.size() - 1, m_size - from);
    const QByteArrayView bytes = m_source(from, length);
    qsizetype at = m_hits.empty() ? 0 : std::max<qsizetype>(0, m_hits.back().end() - from);
    for (; (at = bytes.indexOf(m_needle, at)) >= 0; at += m_needle.size())
        keep({from + at, m_needle.size()});
}

void TextSearch::searchPattern(QByteArrayView slice, qsizetype from)
{
    const QString text = decoded(slice);
    ByteOffsets offsets(text, slice.size());
    auto matches = m_pattern.globalMatch(text);
    while (matches.hasNext() && !m_isCut) {
        const QRegularExpressionMatch match = matches.next();
        const qsizetype begin = offsets.at(match.capturedStart());
        const qsizetype end = offsets.at(match.capturedEnd());
        if (end > begin)
            keep({from + begin, end - begin});
    }
}

void TextSearch::keep(Hit hit)
{
    m_isCut = m_isCut || m_hits.size() >= mostHits;
    if (!m_isCut)
        m_hits.push_back(hit);
}

} // namespace hitlens
