// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/undolist.h"
#include "app/keyspace/wholeedit.h"
#include "app/redis/client.h"
#include "ui/keyspace/bytesview.h"

#include <QHash>

class QPushButton;

namespace hitlens {

// A value that is one piece, in one editor that saves over the value it was made from, keeping the
// expiry. An edit that is not saved is kept for when its key is shown again.
class WholeValueView : public QWidget
{
    Q_OBJECT

public:
    ~WholeValueView() override;

    // Nothing is shown any more; an unsaved edit is remembered.
    virtual void leave();
    // Here, or of a key that was shown before.
    bool hasUnsavedEdits() const { return isModified() || !m_drafts.isEmpty(); }
    bool isModified() const { return m_view->isModified(); }
    BytesView *view() const { return m_view; }
    // All of the value is there, so that it can be made again.
    bool isWhole() const { return m_isLoaded && m_view->isWhole(); }

    // Saving makes the key anew from here on.
    void showGone();

    void save();
    void revert();
    // Saves the edit over what the key was found to hold instead.
    void overwrite(const QByteArray &found);
    // Shows that instead, and drops the edit.
    void takeTheirs();

signals:
    void failed(const hitlens::Error &error, const QString &tried);
    void refused(const QString &why);
    void saved(const QByteArray &key);
    // After saved(), where what was there can be put back, with the expiry it has by then. bytes:
    // what undo keeps in memory.
    void changed(const QString &what, const hitlens::UndoList::Undo &undo, qint64 bytes);
    // Nothing was written: the key holds found by now.
    void changedMeanwhile(const QByteArray &found);
    void gone();
    // An edit of this key that was left unsaved earlier is back in the editor.
    void draftRestored();

protected:
    struct Words
    {
        QString heading;
        QString save;
        QString saveTip;
        QString revertTip;
    };
    WholeValueView(Client &client, const Words &words, QWidget *parent);

    virtual std::unique_ptr<WholeEdit> edit(const QByteArray &key,
        const std::optional<QByteArray> &expected, const QByteArray &value) const = 0;
    // Brings what the key holds now.
    virtual void reload() = 0;
    // It was loaded, or has been saved.
    virtual void take(const QByteArray &value) = 0;
    // Calls then with why this cannot be saved, a sentence; empty: it can.
    virtual void check(const QByteArray &value, const std::function<void(const QString &)> &then);

    // Begins to show that key.
    void enter(const QByteArray &key);
    const QByteArray &key() const { return m_key; }
    // Takes answers, and goes with the key it is for; each call drops what the last is waiting for.
    QObject *freshContext();
    QObject *context() const { return m_context.get(); }
    Client &client() const { return m_client; }
    // Where an edit starts from. The view shows it, or a part of it.
    const QByteArray &base() const { return m_base; }
    void setBase(const QByteArray &base, qint64 total, qint64 offset = 0);

private:
    using Expected = std::optional<QByteArray>;

    void build();
    void connectParts();
    void nameSave(const QString &text, const QString &tip);
    void onEncoded(
        const QByteArray &key, const Expected &expected, const BytesView::Edited &edited);
    void onChecked(const QByteArray &key, const Expected &expected, const QByteArray &value,
        const QString &refusal);
    // putBack: it is an undo.
    void start(const QByteArray &key, const Expected &expected, const QByteArray &value,
        const QString &what, const UndoList::PutBack &putBack = {});
    void onFinished(
        const QByteArray &key, const GuardedEdit::Report &report, const UndoList::PutBack &putBack);
    void onSaved(const QByteArray &key, const QByteArray &value, bool isUndo);
    void undo(const QByteArray &key, const QByteArray &from, const QByteArray &to,
        const UndoList::PutBack &putBack);
    bool isBusy() const { return m_edit || m_isEncoding; }
    void restoreDraft();
    void updateButtons();

    Client &m_client;
    const Words m_words;
    QByteArray m_key;
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    QHash<QByteArray, BytesView::Draft> m_drafts;
    QByteArray m_base;
    bool m_isEncoding = false; // and checked, before it is saved
    bool m_exists = true;
    bool m_isLoaded = false; // what m_view shows is what the key held
    JobHandle<WholeEdit> m_edit;
    BytesView *m_view;
    QPushButton *m_revert;
    QPushButton *m_save;
};

} // namespace hitlens
