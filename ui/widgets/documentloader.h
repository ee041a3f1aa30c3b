// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "ui/widgets/linepieces.h"

#include <QFutureWatcher>
#include <QObject>
#include <QThreadPool>

#include <memory>

namespace hitlens {

class ScintillaView;

// Makes a Scintilla document of a long text on a thread of its own: its memory, its lines. Lives on
// the GUI thread.
class DocumentLoader final : public QObject
{
    Q_OBJECT

public:
    // Scintilla's ILoader, ours while it is not the document of a view, too.
    struct Loader;
    struct Loaded
    {
        std::shared_ptr<Loader> loader;
        LinePieces pieces;
    };

    explicit DocumentLoader(ScintillaView &view);
    // Waits for one that runs to give up.
    ~DocumentLoader() override;

    // Gives up the one before. The view has no lines until it is given a document: give it one.
    void start(const QByteArray &text, qsizetype longestLine);
    void cancel();
    // Makes it the document of the view, without a way to undo it.
    void show(const Loaded &loaded);
    // The view has another document than the one shown: what that took is given back on a thread.
    void letGo();

signals:
    void finished(const hitlens::DocumentLoader::Loaded &loaded);

private:
    ScintillaView &m_view;
    QFutureWatcher<Loaded> m_watcher;
    QThreadPool m_pool;
    std::shared_ptr<Loader> m_shown;
};

} // namespace hitlens
