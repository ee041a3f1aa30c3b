// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/keyspace/decoderbutton.h"
#include "ui/widgets/texteditor.h"

#include <QTimer>
#include <QWidget>

class QButtonGroup;
class QLabel;
class QListView;
class QPushButton;
class QStackedLayout;

namespace hitlens {

class FlowLayout;
class HexModel;
class HexTyping;
class ImageView;
class JsonTree;
class MessageStrip;
struct TypedHex;

// A value, decoded by what fits it or what a person chose, as text, as JSON, as a tree of that, as
// an image or in hexadecimal, and an editor for the first two and, up to a mebibyte, the last.
// Decoding happens on another thread; meanwhile, when that takes longer than a moment, the bytes
// are shown as they are, or the beginning of JSON as it will be. It is never lossy: what could not
// be given back exactly is shown, not edited.
//
// To save an edit of it, be it a string or a row of a hash:
//   m_view->encode(context, [](const BytesView::Edited &edited) { … });
// which encodes on another thread. edited() does the same at once, for whoever knows that the value
// is small; what a program has decoded it refuses.
class BytesView final : public QWidget
{
    Q_OBJECT

public:
    enum class Mode { Text, Json, Tree, Image, Hex };
    Q_ENUM(Mode)

    // What an edit amounts to, or why it cannot be saved: a sentence.
    struct Edited
    {
        QByteArray bytes;
        QString refusal;
    };
    using EditedHandler = std::function<void(const Edited &)>;

    // What is typed and not saved yet, to come back to.
    struct Draft
    {
        QByteArray base; // the bytes it started from
        DecodedValue value; // and what they were decoded to
        DecoderChoice choice;
        QByteArray text;
        bool isHex = false; // the text is the bytes in hexadecimal
    };

    explicit BytesView(const QString &heading, QWidget *parent = nullptr);
    ~BytesView() override;

    // Which must outlive it. Without one there are the built-in decoders, and no rules.
    void setLibrary(DecoderLibrary &library);
    // The key that the bytes belong to, for the rules. Before setBytes(); what was chosen by hand
    // for another key is forgotten.
    void setKey(const QByteArray &key);

    // Shows bytes that are all there is, or (total > bytes.size()) a part of it that begins at
    // offset, which can be read only. Forgets an edit.
    void setBytes(const QByteArray &bytes, qint64 total, qint64 offset = 0);
    void clear();
    const QByteArray &bytes() const { return m_bytes; }
    bool isWhole() const { return m_bytes.size() == m_total; }
    qint64 total() const { return m_total; } // bytes, of which bytes() may be a part
    // Something is known of them, if only that they are text.
    bool isDecoded() const { return m_value.program || !m_value.chain.steps.isEmpty(); }
    // It is decoded, and all of it is in the editor; settled() tells when.
    bool isSettled() const { return m_isSettled && !m_isFilling; }
    // What is shown, of the bytes or of what they decode to.
    QByteArray content() const;

    void setEditable(bool editable);
    // It is also whole, decoded, and can be encoded again. Of bytes in hexadecimal, once a person
    // has asked to edit them.
    bool isEditable() const { return m_editable && whyNotEditable().isEmpty(); }
    bool isModified() const { return m_isModified; }
    Edited edited() const;
    // The handler is called once, at once where nothing was edited; never when context is gone.
    void encode(QObject *context, const EditedHandler &handler) const;
    void revert();
    Draft draft() const;
    void restore(const Draft &draft); // on top of setBytes()
    bool takes(const Draft &draft) const; // and can be saved, as isEditable()

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    const DecoderChoice &choice() const { return m_choice; }
    void choose(const DecoderChoice &choice);
    // Where further controls go: in line with the heading.
    FlowLayout *toolbar() const { return m_toolbar; }
    FlowLayout *footer() const { return m_footer; }

signals:
    void modifiedChanged(bool modified);
    // Decoded and shown: isEditable() tells now whether it can be edited.
    void settled();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build(const QString &heading);
    void addSegment(Mode mode, const QString &text);
    void buildHex();
    void decode();
    void showValue(const DecodedValue &value);
    void showMode();
    void showUndecoded();
    void showNotices();
    void showFacts();
    void showSegments();
    void swapLastStep(const QByteArray &id);
    void raiseLimit();
    void onLoaded();
    void forgetEdit();
    void updateModified();
    void fitHex();
    bool hasLast(const QByteArray &id) const;
    void fillEditor(TextEditor::Language language, const QByteArray &text);
    void setHexEditing(bool edits);
    void showHexButton();
    QString whyNotEditHex() const;
    DecodedValue hexValue() const;
    QByteArray hexBytes() const;
    QString refusalOfHex(const TypedHex &typed) const;
    void encodeHex(QObject *context, const EditedHandler &handler) const;
    QString whyNotEditable() const;

    DecoderLibrary *m_library;
    QByteArray m_bytes;
    qint64 m_total = 0;
    qint64 m_offset = 0;
    DecoderChoice m_choice;
    DecodeLimits m_limits;
    DecodedValue m_value;
    ValueDecoding *m_decoding;
    QTimer m_moment; // until the bytes are shown undecoded
    bool m_isSettled = true;
    bool m_isChosen = false; // m_choice, by hand
    bool m_isFilling = false; // the editor is
    bool m_isRestored = false; // what the editor began with is a draft
    std::optional<QByteArray> m_draft; // to begin with
    bool m_isModified = false;
    bool m_editable = false;
    bool m_editsHex = false; // the editor has the bytes in hexadecimal
    Mode m_mode = Mode::Text;
    QByteArray m_key;
    FlowLayout *m_toolbar;
    FlowLayout *m_footer;
    QButtonGroup *m_segments;
    DecoderButton *m_decoders;
    MessageStrip *m_notice;
    TextEditor *m_text;
    HexTyping *m_hexTyping;
    QPushButton *m_editHex;
    JsonTree *m_tree;
    ImageView *m_image;
    HexModel *m_hexModel;
    QListView *m_hex;
    QStackedLayout *m_stack;
    QLabel *m_facts;
};

} // namespace hitlens
