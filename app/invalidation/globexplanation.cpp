// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/globexplanation.h"

#include <QCoreApplication>
#include <QStringDecoder>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using Kind = GlobToken::Kind;
using Element = GlobPattern::Element;

QString say(const char *text)
{
    return QCoreApplication::translate("GlobExplanation", text);
}

bool isContinuation(char byte)
{
    return (static_cast<uchar>(byte) & 0xc0) == 0x80;
}

// Bytes that are text as such, others as \x00.
QString readable(QByteArrayView bytes)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder.decode(bytes);
    const bool isText = !decoder.hasError()
        && std::ranges::all_of(text, [](QChar c) { return c.isPrint() || c.isSurrogate(); });
    if (isText)
        return text;
    QString shown;
    for (const char byte : bytes) {
        const auto value = static_cast<uchar>(byte);
        shown += value < 0x20 || value >= 0x7f ? u"\\x%1"_s.arg(value, 2, 16, QLatin1Char('0'))
                                               : QString(QLatin1Char(byte));
    }
    return shown;
}

QString quoted(QByteArrayView bytes)
{
    return say("“%1”").arg(readable(bytes));
}

// ---- tokens

// Reads a pattern as GlobPattern does, and remembers where its parts stand.
class TokenReader
{
public:
    explicit TokenReader(const QByteArray &pattern)
        : m_pattern(pattern)
    { }

    QList<GlobToken> read()
    {
        while (m_at < m_pattern.size())
            readOne();
        for (GlobToken &token : m_tokens) {
            if (token.kind == Kind::Text)
                token.words = quoted(QByteArrayView(m_pattern).sliced(token.from, token.length));
        }
        return m_tokens;
    }

private:
    void readOne()
    {
        const char byte = m_pattern.at(m_at);
        if (byte == '*')
            readRun();
        else if (byte == '?')
            add(Kind::AnyByte, m_at + 1, say("any one byte"));
        else if (byte == '[')
            readSet();
        else if (byte == '\\' && m_at + 1 < m_pattern.size())
            readEscape();
        else
            readText();
    }

    void readRun()
    {
        qsizetype end = m_at;
        while (end < m_pattern.size() && m_pattern.at(end) == '*')
            ++end;
        add(Kind::AnyRun, end, say("any run of bytes"));
    }

    // The rest of a character goes with its first byte: it stands for itself either way.
    void readEscape()
    {
        qsizetype end = m_at + 2;
        while (static_cast<uchar>(m_pattern.at(m_at + 1)) >= 0xc0 && end < m_pattern.size()
            && isContinuation(m_pattern.at(end)))
            ++end;
        const QByteArrayView taken = QByteArrayView(m_pattern).sliced(m_at + 1, end - m_at - 1);
        add(Kind::Escaped, end, say("%1 literally").arg(readable(taken)));
    }

    void readText()
    {
        if (m_tokens.isEmpty() || m_tokens.last().kind != Kind::Text)
            return add(Kind::Text, m_at + 1, {});
        ++m_tokens.last().length;
        ++m_at;
    }

    void readSet()
    {
        qsizetype at = m_at + 1;
        const qsizetype size = m_pattern.size();
        const bool isInverted = at < size && m_pattern.at(at) == '^';
        if (isInverted)
            ++at;
        QStringList members;
        while (at < size && m_pattern.at(at) != ']')
            members << readMember(at);
        const bool isClosed = at < size;
        add(Kind::Set, isClosed ? at + 1 : size, wordsOfSet(members, isInverted, isClosed));
    }

    // Leaves at behind it.
    QString readMember(qsizetype &at) const
    {
        const qsizetype left = m_pattern.size() - at;
        if (m_pattern.at(at) == '\\' && left > 1) {
            at += 2;
            return member(at - 1);
        }
        if (left > 2 && m_pattern.at(at + 1) == '-') {
            at += 3;
            // The server turns a reversed range round. Its bytes are signed.
            const bool isReversed = static_cast<signed char>(m_pattern.at(at - 3))
                > static_cast<signed char>(m_pattern.at(at - 1));
            return say("%1 to %2")
                .arg(member(isReversed ? at - 1 : at - 3), member(isReversed ? at - 3 : at - 1));
        }
        return member(at++);
    }
    QString member(qsizetype at) const { return readable(QByteArrayView(m_pattern).sliced(at, 1)); }

    static QString wordsOfSet(const QStringList &members, bool isInverted, bool isClosed)
    {
        const QString list = members.join(u", "_s);
        QString words
            = isInverted ? say("one byte, but none of %1").arg(list) : say("one of %1").arg(list);
        if (members.isEmpty())
            words
                = isInverted ? say("any one byte") : say("no byte at all, since the set is empty");
        else if (members.size() == 1 && isInverted)
            words = say("one byte other than %1").arg(list);
        else if (members.size() == 1)
            words = list;
        return isClosed ? words
                        : say("%1 (a ] is missing: the set ends with the pattern)").arg(words);
    }

    void add(Kind kind, qsizetype end, const QString &words)
    {
        m_tokens.append({kind, m_at, end - m_at, words});
        m_at = end;
    }

    const QByteArray m_pattern;
    qsizetype m_at = 0;
    QList<GlobToken> m_tokens;
};

// ---- why a name does not match

// What the steps of a pattern from one on take, up to the next that is no single byte.
QByteArray literalFrom(const std::vector<Element> &elements, size_t from)
{
    QByteArray bytes;
    for (size_t i = from; i < elements.size() && elements[i].kind == Element::Kind::Byte; ++i)
        bytes += elements[i].byte;
    return bytes;
}

QString wanted(const std::vector<Element> &elements, size_t at)
{
    switch (elements[at].kind) {
    case Element::Kind::Byte:
        return quoted(literalFrom(elements, at));
    case Element::Kind::AnyByte:
        return say("any one byte");
    case Element::Kind::OneOf:
        return elements[at].set.none() ? say("a byte of an empty set, which no byte is")
                                       : say("another byte of its set");
    case Element::Kind::Run:
        break;
    }
    return say("any run of bytes");
}

// How far into the pattern some reading of it comes with a name, and where in the name that is.
struct Furthest
{
    size_t element = 0;
    qsizetype at = 0;
};

// Follows all readings of the pattern at once: steps at most name × pattern.
class Follower
{
public:
    explicit Follower(const std::vector<Element> &elements)
        : m_elements(elements)
        , m_alive(elements.size() + 1)
    {
        enter(m_alive, 0, 0);
    }

    Furthest follow(QByteArrayView name)
    {
        for (qsizetype at = 0; at < name.size(); ++at) {
            std::vector<bool> next(m_elements.size() + 1);
            for (size_t i = 0; i < m_elements.size(); ++i) {
                if (m_alive[i] && m_elements[i].kind == Element::Kind::Run)
                    enter(next, i, at + 1);
                else if (m_alive[i] && m_elements[i].accepts(name[at]))
                    enter(next, i + 1, at + 1);
            }
            m_alive.swap(next);
        }
        return m_furthest;
    }

private:
    // A run may be empty, so that what follows it is waited for as well.
    void enter(std::vector<bool> &states, size_t state, qsizetype at)
    {
        states[state] = true;
        while (state < m_elements.size() && m_elements[state].kind == Element::Kind::Run)
            states[++state] = true;
        if (state >= m_furthest.element)
            m_furthest = {state, at};
    }

    const std::vector<Element> &m_elements;
    std::vector<bool> m_alive;
    Furthest m_furthest;
};

// The byte of the name that differs, with the rest of its character.
QByteArrayView characterAt(QByteArrayView name, qsizetype at)
{
    qsizetype end = at + 1;
    while (end < name.size() && isContinuation(name[end]))
        ++end;
    return name.sliced(at, end - at);
}

QString whyNot(const GlobPattern &pattern, QByteArrayView name)
{
    const std::vector<Element> &elements = pattern.elements();
    if (name.isEmpty())
        return say("Only the pattern * matches the key with the empty name.");
    const Furthest furthest = Follower(elements).follow(name);
    const QString before = quoted(name.first(furthest.at));
    if (furthest.element == elements.size())
        return say("The pattern ends after %1, and the name goes on with %2.")
            .arg(before, quoted(name.sliced(furthest.at)));
    const QString next = wanted(elements, furthest.element);
    const bool afterRun
        = furthest.element > 0 && elements[furthest.element - 1].kind == Element::Kind::Run;
    if (afterRun)
        return say("The pattern goes on with %1, which the rest of the name does not have.")
            .arg(next);
    if (furthest.at >= name.size())
        return say("The name ends where the pattern goes on with %1.").arg(next);
    return say("At byte %1 the name has %2 where the pattern has %3.")
        .arg(QString::number(furthest.at + 1), quoted(characterAt(name, furthest.at)), next);
}

} // namespace

QList<GlobToken> globTokens(const QByteArray &pattern)
{
    return TokenReader(pattern).read();
}

QString explainGlob(const QByteArray &pattern)
{
    const QList<GlobToken> tokens = globTokens(pattern);
    if (tokens.isEmpty())
        return {};
    if (GlobPattern(pattern).matchesEverything())
        return say("Every name.");
    QStringList words;
    for (const GlobToken &token : tokens)
        words << token.words;
    const bool isOneName = std::ranges::none_of(tokens, [](const GlobToken &token) {
        return token.kind != Kind::Text && token.kind != Kind::Escaped;
    });
    return (isOneName ? say("Exactly this name: %1.") : say("Names made of %1."))
        .arg(words.join(say(", then ")));
}

NameVerdict judgeName(const BulkScope &scope, QByteArrayView name)
{
    const GlobPattern pattern(scope.pattern);
    if (!pattern.matches(name))
        return {false, say("Does not match. %1").arg(whyNot(pattern, name))};
    if (!scope.except.isEmpty() && GlobPattern(scope.except).matches(name))
        return {false, say("Matches, but the exception leaves it out.")};
    if (!scope.selected.isEmpty() && !scope.selected.contains(name))
        return {false, say("Matches, but is not among the keys that were selected.")};
    return {true, say("Matches.")};
}

} // namespace hitlens
