// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/undolist.h"
#include "ui/keyspace/rowacts.h"

#include <QTimer>

#include <memory>

class QFrame;
class QLabel;
class QPushButton;
class QTabBar;
class QTableView;

namespace hitlens {

class DecoderLibrary;
class FieldTtlBar;
class HashModel;
struct KeyRecord;
class ListModel;
class RowsBar;
class StreamGroups;

// The rows of a hash, list, set, sorted set or stream, loaded as one scrolls or searched, and below
// them all of the row that is selected, to be edited. An edit is made only of what the row still is
// on the server; what is typed and not saved is kept for when its row is shown again.
class RowsView final : public QWidget
{
    Q_OBJECT

public:
    explicit RowsView(Client &client, QWidget *parent = nullptr);
    ~RowsView() override;

    // memory: what the key weighs in bytes, to choose how many rows to ask for at once.
    void load(const QByteArray &key, KeyType type, std::optional<qint64> memory);
    void leave();
    void retry();
    bool isModified() const;
    // Here, or of a row that was shown before.
    bool hasUnsavedEdits() const;
    bool hasUnsavedEditsOf(const QByteArray &key) const;
    // What values are decoded by; it must outlive this.
    void setDecoders(DecoderLibrary &decoders);
    QTableView *table() const { return m_table; }
    ValueModel *model() const { return m_model.get(); }
    // What is shown, where that is all of the key: to make it again when it is gone.
    std::optional<KeyRecord> record() const;

    // After changedMeanwhile(): shows what the row is now, or saves the edit over it.
    void takeTheirs();
    void overwrite();

signals:
    void failed(const hitlens::Error &error, const QString &tried);
    void refused(const QString &why);
    void lengthKnown(qint64 rows, hitlens::KeyType type);
    // An edit was made. undo() puts back what was there before, unless somebody changed that; it is
    // empty where nothing puts it back. bytes: what it keeps in memory.
    void changed(const QString &what, const hitlens::UndoList::Undo &undo, qint64 bytes);
    // Nothing was written: the row is another one by now. what: a sentence with what it is.
    void changedMeanwhile(const QString &what, bool canOverwrite);
    void gone();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    using RowKey = std::pair<QByteArray, QByteArray>; // key, and the row in it
    // What is saved from the editor, as it was when that was asked for.
    struct Typed
    {
        ValuePlace where;
        ValueRow row; // that is edited
        bool isAdding = false;
        RowEditor::Place place = RowEditor::Place::Tail; // of a new one, and beside which
        std::optional<ValueRow> pivot;
        std::optional<ValueRow> theirs; // what it was found to be instead, to be overwritten
        ValueRow entered; // what it becomes
    };

    void build();
    void buildTable();
    void buildTabs();
    void buildQuestion();
    void connectParts();
    void askLength();
    void start();
    void onPage();
    void showRow(const QModelIndex &index);
    void showCount();
    void fitColumns();
    void updateOffers();

    void add();
    void save(const std::optional<ValueRow> &theirs = {});
    void onEncoded(Typed typed, const RowEditor::Entered &entered);
    void askToRemove();
    void showQuestion(qint64 length);
    void removeRows();
    void move(int by);
    void expireFields(const std::function<RowChange(const QByteArrayList &)> &change);
    void make(const RowChange &change, const QString &done, const std::optional<Typed> &typed = {});
    void undo(const RowChange &back, const UndoList::PutBack &putBack);
    void start(RowChange change, const std::function<void(const RowReport &)> &handler);
    void onFinished(const RowChange &change, const QString &done, const std::optional<Typed> &typed,
        const RowReport &report);
    void onSaved(const RowChange &change, const QString &done, const std::optional<Typed> &typed,
        const RowReport &report);
    void onConflict(
        const RowChange &change, const std::optional<Typed> &typed, const RowReport &report);
    bool isShown(const Typed &typed) const;
    void onTypedSaved(const Typed &typed, const RowReport &report);
    bool isBusy() const { return m_edit || m_isEncoding; }
    void refreshRows(const RowChange &change, const RowReport &report);

    bool onKey(int key, Qt::KeyboardModifiers modifiers);
    ValueRow rowAt(int row) const;
    QList<ValueRow> selectedRows() const;
    std::optional<ValueRow> currentRow() const;
    RowKey keyOf(const ValueRow &row) const { return keyOf(m_place, row); }
    static RowKey keyOf(const ValuePlace &where, const ValueRow &row);
    void keepDraft();
    void restoreDraft();
    RowKey draftOf(const ValueRow &row) const;
    HashModel *hash() const;
    ListModel *list() const;

    Client &m_client;
    ValuePlace m_place; // null key: none is shown
    int m_rowsPerPage = 0;
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    std::unique_ptr<ValueModel> m_model;
    std::optional<qint64> m_length;
    QHash<RowKey, RowEditor::Draft> m_drafts;
    QHash<QByteArray, RowEditor::Draft> m_additions; // new rows that are not saved, by key
    JobHandle<RowEdit> m_edit;
    bool m_isEncoding = false; // before it is saved
    QList<ValueRow> m_toRemove; // while the question is open
    std::optional<Typed> m_conflict; // what was not saved, and what overwrite() would replace
    QByteArrayList m_touched; // names that takeTheirs() asks for again
    QByteArray m_awaited; // the row to select as soon as it is there
    QTimer m_second; // TTLs of fields count down
    RowsBar *m_bar;
    QTableView *m_table;
    QFrame *m_question;
    QLabel *m_questionText;
    QPushButton *m_keep;
    QPushButton *m_removeNow;
    FieldTtlBar *m_fieldTtl;
    RowEditor *m_editor;
    QLabel *m_count;
    QWidget *m_rowsPart; // all of the above, beside m_groups
    QTabBar *m_tabs;
    StreamGroups *m_groups; // of a stream
};

} // namespace hitlens
