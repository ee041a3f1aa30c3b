// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profile.h"
#include "app/keyspace/keydetails.h"
#include "app/keyspace/undolist.h"
#include "ui/keyspace/copytargets.h"

#include <QWidget>

class QStackedLayout;

namespace hitlens {

class DecoderLibrary;
struct KeptKey;
class EmptyState;
class JsonKeyView;
class KeyHeader;
class KeyRemoval;
class MessageStrip;
class RenameUndo;
class RowsView;
class StringView;
class TtlBar;
class ValueFacts;
class WholeValueView;

// One key: what it is, when it expires, what it holds, and how to change that. Follows the
// selection of whoever calls showKey(); answers for a key that is no longer shown are dropped.
class KeyPage final : public QWidget
{
    Q_OBJECT

public:
    // The client must outlive the page.
    KeyPage(Client &client, const Profile &profile, QWidget *parent = nullptr);

    void showKey(const QByteArray &key);
    void clear();
    void refresh();
    bool hasUnsavedEdits() const;
    // What values are decoded by; it must outlive this page.
    void setDecoders(DecoderLibrary &decoders);
    // Asks whether to delete the key that is shown, and does.
    void askToDelete();
    // Open dialogs about the key that is shown.
    void rename();
    void duplicate();
    void copyElsewhere();
    // Takes the last edit back that was made here.
    void undo();
    // Where keys can be copied to; without it only other databases of this server.
    void setCopyTargets(const CopyTargets &targets) { m_targets = targets; }
    KeyRemoval &removal() const { return *m_removal; }

signals:
    // Deleted by the person, here.
    void keyDeleted(const QByteArray &key);
    // Its expiry or its value was changed by the person, here.
    void keyChanged(const QByteArray &key);
    // By the person, here: a copy, or one that was deleted and is back.
    void keyAdded(const QByteArray &key);
    void keyRenamed(const QByteArray &from, const QByteArray &to);
    void openRequested(const QByteArray &key);

protected:
    bool event(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void build();
    void connectParts();
    void connectWhole(WholeValueView *view);
    void connectRows();
    void load();
    void showPlace();
    void showWhetherWritable();
    void take(const KeyDetails &details);
    void showValue(const KeyDetails &details);
    void showState(const QString &title, const QString &hint);
    void connectActs();
    void noteEdit(const QString &what, const UndoList::Undo &undo, qint64 bytes);
    void onRemoved(const QByteArray &key, qint64 count, bool canUndo);
    void onNotKept(const QByteArray &key, const QString &why);
    void onRestored(const QByteArray &key);
    void onBack(const QByteArray &key, const QString &what);
    void onRenamed(const QByteArray &from, const QByteArray &to, const KeptKey &overwritten);
    void onRenamedBack(
        const QByteArray &from, const QByteArray &to, const QString &more, bool isThere);
    bool mayAct();
    void onGone(const QString &how);
    void sayWhetherItComesBack();
    WholeValueView *shownWhole() const;
    void onChangedMeanwhile(WholeValueView *view, const QByteArray &found);
    void showError(const Error &error, const QString &tried);

    Client &m_client;
    const Profile m_profile;
    QByteArray m_key; // null: none is shown
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    bool m_hasValue = false; // of m_key, on screen
    UndoList m_undos;
    KeyRemoval *m_removal;
    RenameUndo *m_renames;
    CopyTargets m_targets;
    QStackedLayout *m_pages; // nothing selected, or the key
    MessageStrip *m_strip;
    KeyHeader *m_header;
    TtlBar *m_ttl;
    QStackedLayout *m_value;
    StringView *m_string;
    RowsView *m_rows;
    JsonKeyView *m_json;
    ValueFacts *m_facts;
    EmptyState *m_state;
};

} // namespace hitlens
