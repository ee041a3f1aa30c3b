// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/jsonedit.h"
#include "app/keyspace/values/jsonformat.h"
#include "app/redis/client.h"
#include "ui/keyspace/bytesview.h"

#include <QHash>

#include <functional>

class QPushButton;

namespace hitlens {

// A document of the JSON module, whole, and an editor that saves over the document it was made
// from. An edit that is not saved is kept for when its key is shown again.
class JsonKeyView final : public QWidget
{
    Q_OBJECT

public:
    // The type as the server names it.
    static constexpr const char *typeName = "ReJSON-RL";

    explicit JsonKeyView(Client &client, QWidget *parent = nullptr);
    ~JsonKeyView() override;

    // memory: what the key weighs in bytes: a large one is loaded only when it is asked for.
    void load(const QByteArray &key, std::optional<qint64> memory);
    void leave();
    bool isModified() const { return m_view->isModified(); }
    bool hasUnsavedEdits() const { return isModified() || !m_drafts.isEmpty(); }

    void save();
    void revert();
    // Saves the edit over what the key was found to hold instead.
    void overwrite(const QByteArray &found);

signals:
    void failed(const hitlens::Error &error, const QString &tried);
    void refused(const QString &why);
    void changed(const QString &what, const std::function<void()> &undo);
    // Nothing was written: the key holds found by now.
    void changedMeanwhile(const QByteArray &found);
    void gone();

private:
    void fetch();
    void take(const QByteArray &document);
    void check(const BytesView::Edited &edited);
    void onChecked(const QByteArray &document, const JsonText &text);
    void start(const QByteArray &key, const QByteArray &expected, const QByteArray &value,
        const QString &done);
    void onFinished(const QByteArray &key, const QByteArray &before, const QString &done,
        const GuardedEdit::Report &report);
    void restoreDraft();
    void updateButtons();

    Client &m_client;
    QByteArray m_key;
    std::unique_ptr<QObject> m_context; // thrown away with the key it was for
    QHash<QByteArray, BytesView::Draft> m_drafts;
    QByteArray m_base; // the document that the edit started from
    bool m_isLoaded = false;
    bool m_isEncoding = false; // and checked, before it is saved
    JobHandle<JsonEdit> m_edit;
    BytesView *m_view;
    QPushButton *m_revert;
    QPushButton *m_save;
    QPushButton *m_loadAll;
};

} // namespace hitlens
