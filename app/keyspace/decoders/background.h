// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/keyspace/backgroundpool.h"

#include <QFutureWatcher>
#include <QPromise>

#include <memory>

namespace hitlens {

// Does work on a thread of BackgroundPool and hands what it made to handler, on the thread of
// context, which is the one that calls this. Once context is gone the handler is dropped; the work
// itself is done to its end. (A watcher, because QFuture::then() with a context aborts in Qt 6.4
// when the context is gone first.)
template <typename Work, typename Handler>
void inBackground(QObject *context, Work work, Handler handler)
{
    using Made = std::invoke_result_t<Work>;
    auto promise = std::make_shared<QPromise<Made>>();
    auto *watcher = new QFutureWatcher<Made>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, handler] {
        const Made made = watcher->result();
        watcher->deleteLater(); // first: the handler may end the context
        handler(made);
    });
    watcher->setFuture(promise->future());
    BackgroundPool::instance().run([promise, work = std::move(work)] {
        promise->start();
        promise->addResult(work());
        promise->finish();
    });
}

} // namespace hitlens
