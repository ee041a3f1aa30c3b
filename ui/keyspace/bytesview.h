// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/jsonformat.h"

#include <QWidget>

class QButtonGroup;
class QLabel;
class QListView;
class QPlainTextEdit;
class QStackedLayout;

namespace hitlens {

class FlowLayout;
class HexModel;
class JsonHighlighter;

// Bytes as text, as JSON laid out to be read, or in hexadecimal, and an editor for the first two.
// It is never lossy: bytes that the editor could not give back exactly are shown, not edited.
class BytesView final : public QWidget
{
    Q_OBJECT

public:
    enum class Mode { Text, Json, Hex };
    Q_ENUM(Mode)

    // What an edit amounts to, or why it cannot be saved: a sentence.
    struct Edited
    {
        QByteArray bytes;
        QString refusal;
    };

    // What is typed and not saved yet, to come back to.
    struct Draft
    {
        QByteArray base; // the bytes it started from
        Mode mode = Mode::Text;
        QString text;
    };

    explicit BytesView(const QString &heading, QWidget *parent = nullptr);

    // Shows bytes that are all there is, or (total > bytes.size()) the beginning of it, which can
    // be read only. Chooses JSON where it parses. Forgets an edit.
    void setBytes(const QByteArray &bytes, qint64 total);
    void clear();
    const QByteArray &bytes() const { return m_bytes; }
    bool isWhole() const { return m_bytes.size() == m_total; }

    void setEditable(bool editable);
    // It is also whole, and text that the editor gives back exactly.
    bool isEditable() const { return m_editable && isWhole() && m_isText; }
    bool isModified() const;
    Edited edited() const;
    void revert();
    Draft draft() const;
    void restore(const Draft &draft); // on top of setBytes()

    Mode mode() const { return m_mode; }
    void setMode(Mode mode);
    // Where further controls go: in line with the heading.
    FlowLayout *toolbar() const { return m_toolbar; }
    FlowLayout *footer() const { return m_footer; }

signals:
    void modifiedChanged(bool modified);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void build(const QString &heading);
    void addSegment(Mode mode, const QString &text);
    void buildEditor();
    void buildHex();
    QString textFor(Mode mode) const;
    QString whyNotJson() const;
    void showMode();
    void loadText();
    void setModified(bool modified);
    void showFacts();
    void onTextChanged();
    void fitHex();

    QByteArray m_bytes;
    qint64 m_total = 0;
    JsonText m_json; // m_bytes laid out, or why not
    std::optional<JsonLayout> m_layout; // how m_bytes is laid out itself
    bool m_isText = true; // the editor gives back the bytes exactly
    bool m_windowsLines = false; // all line ends are CR LF
    bool m_editable = false;
    bool m_modified = false;
    Mode m_mode = Mode::Text;
    Mode m_textMode = Mode::Text; // what the editor holds, while Hex is shown, too
    QString m_shown; // what the editor held before it was edited
    FlowLayout *m_toolbar;
    FlowLayout *m_footer;
    QButtonGroup *m_segments;
    QPlainTextEdit *m_editor;
    JsonHighlighter *m_highlighter;
    HexModel *m_hexModel;
    QListView *m_hex;
    QStackedLayout *m_stack;
    QLabel *m_facts;
};

} // namespace hitlens
