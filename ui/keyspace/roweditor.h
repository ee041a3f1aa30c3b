// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/values/valuemodel.h"
#include "ui/keyspace/bytesview.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QPushButton;

namespace hitlens {

// One row of a value, whole, to be read and edited, or a new one to be typed. Knows nothing of the
// server: what comes of an edit is whoever asks for it to see to.
class RowEditor final : public QWidget
{
    Q_OBJECT

public:
    // Where a new element of a list goes.
    enum class Place { Head, Tail, Before, After };

    explicit RowEditor(QWidget *parent = nullptr);

    // What values are decoded by; it must outlive this.
    void setDecoders(DecoderLibrary &decoders) { m_bytes->setLibrary(decoders); }
    // For the decoders' rules. Before a row is shown.
    void setKey(const QByteArray &key) { m_bytes->setKey(key); }
    void setType(KeyType type);
    // Forgets an edit.
    void showRow(const ValueRow &row);
    // A row that is not there yet. hasPivot: there is an element to put it beside.
    void addRow(bool hasPivot);
    void clear();
    bool isAdding() const { return m_isAdding; }
    const ValueRow &row() const { return m_row; }

    // What was typed, or why it cannot be saved: a sentence.
    struct Entered
    {
        ValueRow row;
        QString refusal;
    };
    // Encoded on another thread; the handler is called once, and never when context is gone.
    void encode(QObject *context, const std::function<void(const Entered &)> &handler) const;
    Place place() const;
    bool isModified() const;
    void revert();
    // What is typed and not saved yet, to come back to with showRow() and restore().
    struct Draft
    {
        ValueRow row;
        QString name;
        BytesView::Draft bytes;
    };
    Draft draft() const;
    void restore(const Draft &draft);

    // whyNot: nothing may be written; isBusy: what is typed is just being saved.
    void setWritable(const QString &whyNot, bool isBusy);
    void focusEditor();

signals:
    void saveRequested();
    // The person is done here, or wants no new row.
    void dismissed();
    void modifiedChanged();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void build();
    void fill();
    void refresh();
    QString nameText(const QByteArray &bytes) const;
    QString firstName() const;
    bool isNameTyped() const;
    bool hasName() const;
    bool hasBytes() const;
    void showTexts();

    KeyType m_type = KeyType::None;
    ValueRow m_row; // as it was shown first
    bool m_isAdding = false;
    bool m_isBusy = false;
    QString m_whyNot;
    QLabel *m_label;
    QLineEdit *m_name; // field, score or ID
    QComboBox *m_place;
    BytesView *m_bytes;
    QPushButton *m_revert;
    QPushButton *m_save;
};

} // namespace hitlens
