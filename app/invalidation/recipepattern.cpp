// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/recipepattern.h"

#include "app/keyspace/globpattern.h"

#include <QCoreApplication>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

using Element = GlobPattern::Element;

QString patternWords(const char *text)
{
    return QCoreApplication::translate("RecipePattern", text);
}

Error patternError(const QString &text)
{
    return {Error::Kind::Local, {}, text};
}

bool isNameByte(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z')
        || (byte >= '0' && byte <= '9') || byte == '_';
}

bool isSame(const Element &one, const Element &other)
{
    return one.kind == other.kind && one.byte == other.byte && one.set == other.set;
}

void appendElements(std::vector<Element> &elements, const QByteArray &glob)
{
    const GlobPattern pattern(glob);
    elements.insert(elements.end(), pattern.elements().begin(), pattern.elements().end());
}

} // namespace

Result<RecipePattern> RecipePattern::parse(const QByteArray &text)
{
    const auto pattern = split(text);
    if (pattern && !pattern->isLiteralEverywhere())
        return patternError(patternWords("A parameter cannot stand after a backslash or within "
                                         "[ ]: its value would mean something else there."));
    return pattern;
}

Result<RecipePattern> RecipePattern::split(const QByteArray &text)
{
    RecipePattern pattern;
    QByteArray glob;
    for (qsizetype at = 0; at < text.size(); ++at) {
        const char byte = text[at];
        const bool isDouble = at + 1 < text.size() && text[at + 1] == byte;
        if ((byte == '{' || byte == '}') && isDouble) {
            glob += byte;
            ++at;
        } else if (byte == '}') {
            return patternError(
                patternWords("A “}” has no “{” before it. Write “}}” for a brace."));
        } else if (byte == '{') {
            const qsizetype end = text.indexOf('}', at);
            const QByteArray name = text.mid(at + 1, end - at - 1);
            if (end < 0 || name.isEmpty() || !std::ranges::all_of(name, isNameByte))
                return patternError(
                    patternWords("After “{” there has to be the name of a parameter, of letters, "
                                 "digits and underscores, and “}”. Write “{{” for a brace."));
            pattern.m_pieces.append({std::exchange(glob, {}), QString::fromLatin1(name)});
            at = end;
        } else {
            glob += byte;
        }
    }
    pattern.m_pieces.append({glob, {}});
    for (const Piece &piece : std::as_const(pattern.m_pieces)) {
        if (!piece.parameter.isEmpty() && !pattern.m_parameters.contains(piece.parameter))
            pattern.m_parameters << piece.parameter;
    }
    return pattern;
}

QByteArray RecipePattern::withoutParameters(const QByteArray &pattern)
{
    QByteArray text = pattern;
    return text.replace('{', "{{").replace('}', "}}");
}

QByteArray RecipePattern::fill(const QMap<QString, QString> &values) const
{
    QByteArray filled;
    for (const Piece &piece : m_pieces)
        filled += piece.glob + GlobPattern::escape(values.value(piece.parameter).toUtf8());
    return filled;
}

// The whole has to mean what its pieces mean one after the other.
bool RecipePattern::isLiteralEverywhere() const
{
    constexpr auto probe = "x";
    std::vector<Element> expected;
    QMap<QString, QString> values;
    for (const Piece &piece : m_pieces) {
        appendElements(expected, piece.glob);
        if (piece.parameter.isEmpty())
            continue;
        appendElements(expected, probe);
        values[piece.parameter] = QString::fromLatin1(probe);
    }
    const GlobPattern whole(fill(values));
    return std::ranges::equal(whole.elements(), expected, isSame);
}

} // namespace hitlens
