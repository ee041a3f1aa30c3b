// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/stringedit.h"
#include "app/redis/client.h"
#include "ui/keyspace/bytesview.h"

#include <QHash>

#include <functional>

class QPushButton;

namespace hitlens {

class ValuePager;

// The value of a string: loads the beginning of it, more as one asks, or all, and of a very large
// one a page at a time. Saves an edit over the value it was made from, keeping the expiry. An edit
// that is not saved is kept for when its key is shown again.
class StringView final : public QWidget
{
    Q_OBJECT

public:
    explicit StringView(Client &client, QWidget *parent = nullptr);
    ~StringView() override;

    void load(const QByteArray &key);
    // Nothing is shown any more; an unsaved edit is remembered.
    void leave();
    // Here, or of a key that was shown before.
    bool hasUnsavedEdits() const { return isModified() || !m_drafts.isEmpty(); }
    // Saving makes the key anew from here on.
    void showGone();
    bool isModified() const { return m_view->isModified(); }
    BytesView *view() const { return m_view; }

    void save();
    void revert();
    // Saves the edit over what the key was found to hold instead.
    void overwrite(const QByteArray &found);

signals:
    void failed(const hitlens::Error &error, const QString &tried);
    void refused(const QString &why);
    void saved(const QByteArray &key);
    // After saved(), where what was there can be put back, with the expiry it has by then.
    void changed(const QString &what, const std::function<void()> &undo);
    // Nothing was written: the key holds found by now.
    void changedMeanwhile(const QByteArray &found);
    void gone();
    // An edit of this key that was left unsaved earlier is back in the editor.
    void draftRestored();

private:
    void build();
    void connectParts();
    void fetch(qint64 first, qint64 last);
    void onRange(const Result<QByteArray> &bytes, qint64 first, qint64 last);
    void fetchByGet();
    void fetchMore();
    void append(const QByteArray &bytes, qint64 total);
    void take(const QByteArray &bytes, qint64 total, qint64 offset = 0);
    void onEncoded(const QByteArray &key, const std::optional<QByteArray> &expected,
        const BytesView::Edited &edited);
    void start(const QByteArray &key, const std::optional<QByteArray> &expected,
        const QByteArray &value, const QString &what);
    void onFinished(
        const QByteArray &key, const QByteArray &value, const StringEdit::Report &report);
    void onSaved(const QByteArray &key, const QByteArray &value, bool isUndo);
    void undo(const QByteArray &key, const QByteArray &from, const QByteArray &to);
    bool isBusy() const { return m_edit || m_isEncoding; }
    void restoreDraft();
    void updateButtons();

    Client &m_client;
    QByteArray m_key;
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    QHash<QByteArray, BytesView::Draft> m_drafts;
    Result<qint64> m_length = 0; // as STRLEN told it last
    QByteArray m_base; // the value that the edit started from
    qint64 m_total = 0; // in bytes, of the value
    qint64 m_more = 0; // how much is loaded with the next step
    bool m_isEncoding = false;
    bool m_isUndoing = false; // that is what m_edit is
    bool m_exists = true;
    bool m_isLoaded = false; // what m_view shows is what the key held
    JobHandle<StringEdit> m_edit;
    BytesView *m_view;
    QPushButton *m_revert;
    QPushButton *m_save;
    QPushButton *m_loadMore;
    QPushButton *m_loadAll;
    ValuePager *m_pager;
};

} // namespace hitlens
