// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/patternfield.h"

#include "app/invalidation/globexplanation.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QInputMethodEvent>
#include <QStringDecoder>
#include <QTextCharFormat>

namespace hitlens {

namespace {

// A byte that is no UTF-8 becomes a lone low surrogate, which no UTF-8 decodes to.
constexpr ushort strayBytes = 0xdc00;

qsizetype sequenceLength(char lead)
{
    const auto byte = static_cast<uchar>(lead);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

QString textOf(QByteArrayView bytes)
{
    QString text;
    for (qsizetype at = 0; at < bytes.size();) {
        const qsizetype length = std::min(sequenceLength(bytes[at]), bytes.size() - at);
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString character = decoder.decode(bytes.sliced(at, length));
        if (decoder.hasError()) {
            text += QChar(static_cast<ushort>(strayBytes + static_cast<uchar>(bytes[at])));
            ++at;
        } else {
            text += character;
            at += length;
        }
    }
    return text;
}

bool isStray(const QString &text, qsizetype at)
{
    return text.at(at).isLowSurrogate() && (at == 0 || !text.at(at - 1).isHighSurrogate());
}

QByteArray bytesOf(const QString &text)
{
    QByteArray bytes;
    qsizetype begin = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (!isStray(text, at))
            continue;
        bytes += QStringView(text).sliced(begin, at - begin).toUtf8();
        bytes += static_cast<char>(text.at(at).unicode() - strayBytes);
        begin = at + 1;
    }
    return bytes + QStringView(text).sliced(begin).toUtf8();
}

} // namespace

PatternField::PatternField(QWidget *parent)
    : QLineEdit(parent)
{
    setRole(this, Role::Mono);
    setAccessibleName(tr("Pattern"));
    setPlaceholderText(tr("cache:get_user_*"));
    connect(this, &QLineEdit::textChanged, this, &PatternField::explain);
}

void PatternField::explain()
{
    const QByteArray bytes = pattern();
    const QString words = explainGlob(bytes);
    setAccessibleDescription(words);
    setToolTip(words.isEmpty() ? QString() : displayBytes(bytes) + u'\n' + words);
    mark();
}

// A line edit knows formats only of what an input method composes, and takes them from there for
// any of its text, without a change to that, to the cursor or to what can be undone.
void PatternField::mark()
{
    const QByteArray bytes = pattern();
    QTextCharFormat special;
    special.setForeground(themeOf(this).accent);
    special.setFontWeight(QFont::Bold);
    QList<QInputMethodEvent::Attribute> marks;
    int at = -cursorPosition(); // where it counts from
    for (const GlobToken &token : globTokens(bytes)) {
        const auto length = static_cast<int>(
            textOf(QByteArrayView(bytes).sliced(token.from, token.length)).size());
        if (token.isSpecial())
            marks.append({QInputMethodEvent::TextFormat, at, length, special});
        at += length;
    }
    QInputMethodEvent event({}, marks);
    QCoreApplication::sendEvent(this, &event);
}

void PatternField::changeEvent(QEvent *event)
{
    QLineEdit::changeEvent(event);
    const bool concernsMarks
        = event->type() == QEvent::PaletteChange || event->type() == QEvent::ReadOnlyChange;
    if (concernsMarks && !isReadOnly())
        mark();
}

QByteArray PatternField::pattern() const
{
    return bytesOf(text());
}

void PatternField::setPattern(const QByteArray &pattern)
{
    setText(textOf(pattern));
}

void PatternField::escapeSelection()
{
    if (!hasSelectedText())
        selectAll();
    const QByteArray literal = bytesOf(selectedText());
    insert(textOf(GlobPattern::escape(literal)));
}

} // namespace hitlens
