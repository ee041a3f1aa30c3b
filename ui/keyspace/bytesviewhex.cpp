// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/values/hexmodel.h"
#include "app/keyspace/values/hextext.h"
#include "ui/keyspace/bytesview.h"
#include "ui/keyspace/copying.h"
#include "ui/keyspace/valuewords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QEvent>
#include <QListView>
#include <QPointer>
#include <QPushButton>

// Of BytesView: the bytes in hexadecimal, and what an edit of them, or of the text, amounts to.
namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Three characters a byte, taken apart on the GUI thread when it is saved.
constexpr qsizetype largestHex = 1024 * 1024;

} // namespace

void BytesView::buildHex()
{
    setRole(m_hex, Role::Mono);
    m_hex->setAccessibleName(tr("Value in hexadecimal"));
    m_hex->setModel(m_hexModel);
    m_hex->setUniformItemSizes(true);
    m_hex->viewport()->installEventFilter(this);
    m_hex->setSelectionMode(QAbstractItemView::ExtendedSelection);
    offerCopy(m_hex);
    m_editHex->setCheckable(true);
    m_editHex->setAutoDefault(false);
    connect(m_editHex, &QPushButton::clicked, this, &BytesView::setHexEditing);
}

void BytesView::setHexEditing(bool edits)
{
    if (isModified())
        return;
    m_editsHex = edits;
    showMode();
    if (edits)
        m_text->setFocus();
    if (!m_isFilling)
        emit settled();
}

void BytesView::showHexButton()
{
    // While it is being saved it is not editable, and stays where it is.
    const bool isWanted = m_mode == Mode::Hex && (m_editable || m_editsHex);
    m_editHex->setVisible(isWanted && !m_bytes.isNull());
    m_editHex->setChecked(m_editsHex);
    const QString whyNot = isModified() ? tr("Save or revert your edit first.") : whyNotEditHex();
    enableUnless(m_editHex, true, whyNot);
}

QString BytesView::whyNotEditHex() const
{
    if (!m_isSettled || m_bytes.isNull())
        return tr("It is being loaded.");
    if (!isWhole())
        return tr("It is shown only: this is not all of it.");
    if (hexBytes().size() > largestHex)
        return tr("Up to %1 bytes can be edited as hex, and these are %2.")
            .arg(formatCount(largestHex), formatCount(hexBytes().size()));
    const DecodedValue value = hexValue();
    if (value.failure())
        return tr("Decoding it failed: choose another decoder, or none, to edit its bytes.");
    return value.whyNotEditable(*m_library->decoders());
}

bool BytesView::takes(const Draft &draft) const
{
    return draft.isHex ? m_editable && whyNotEditHex().isEmpty() : isEditable();
}

// What the text is made of, where it is text; else what is shown itself.
DecodedValue BytesView::hexValue() const
{
    DecodedValue value = m_value;
    if (!value.chain.steps.isEmpty() && value.shown().kind != Decoded::Kind::Bytes)
        value.chain.steps.removeLast();
    return value;
}

QByteArray BytesView::hexBytes() const
{
    return hexValue().shown().content;
}

// A sentence. The place is shown in the editor, too, whose margin counts bytes the same way.
QString BytesView::refusalOfHex(const TypedHex &typed) const
{
    m_text->showError(typed.errorAt, typed.error);
    return tr("These are no bytes in hexadecimal, at offset %1: %2")
        .arg(typed.bytes.size(), 8, 16, QLatin1Char('0'))
        .arg(typed.error);
}

BytesView::Edited BytesView::edited() const
{
    if (!isModified())
        return {m_bytes, {}};
    if (m_value.program)
        return {{}, tr("A program has decoded this: it cannot be encoded at once.")};
    if (m_editsHex) {
        const TypedHex typed = bytesOfHex(m_text->text());
        if (!typed.isOk())
            return {{}, refusalOfHex(typed)};
        const Encoded encoded = encodeChain(*m_library->decoders(), hexValue().chain, typed.bytes);
        return {encoded.bytes, encoded.error};
    }
    const QByteArray text = m_text->text();
    const auto decoders = m_library->decoders();
    const Encoded encoded = encodeChain(*decoders, m_value.chain, text);
    return {encoded.bytes, refusalOf(encoded, text, m_value, *decoders)};
}

void BytesView::encode(QObject *context, const EditedHandler &handler) const
{
    if (m_text->finder().isReplacing())
        return handler({{}, tr("Hits are still being replaced. Save when that is done.")});
    if (!isModified())
        return handler({m_bytes, {}});
    if (m_editsHex)
        return encodeHex(context, handler);
    const QByteArray text = m_text->text();
    encodeValue(m_library->decoders(), m_value, m_bytes, text, context,
        [handler, text, value = m_value, decoders = m_library->decoders(),
            editor = QPointer(m_text)](const Encoded &encoded) {
            if (!encoded.isOk() && editor && editor->text() == text)
                editor->showError(encoded.errorAt, encoded.error);
            handler({encoded.bytes, refusalOf(encoded, text, value, *decoders)});
        });
}

void BytesView::encodeHex(QObject *context, const EditedHandler &handler) const
{
    const TypedHex typed = bytesOfHex(m_text->text());
    if (!typed.isOk())
        return handler({{}, refusalOfHex(typed)});
    encodeValue(m_library->decoders(), hexValue(), m_bytes, typed.bytes, context,
        [handler](const Encoded &encoded) {
            handler({encoded.bytes, encoded.error});
        });
}

void BytesView::fitHex()
{
    // 8 digits of offset, three columns a byte, one a character: as many bytes as fit.
    const int columns = m_hex->viewport()->width() / m_hex->fontMetrics().horizontalAdvance(u'0');
    m_hexModel->setBytesPerRow(columns >= 8 + 3 + 16 * 4 + 2 ? 16 : 8);
}

bool BytesView::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize)
        fitHex();
    return QWidget::eventFilter(watched, event);
}

} // namespace hitlens
