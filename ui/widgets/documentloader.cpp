// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/documentloader.h"

#include "app/keyspace/backgroundpool.h"
#include "ui/widgets/scintillaview.h"

#include <QPromise>

#include <algorithm>
#include <cstddef>

namespace hitlens {

// As in https://www.scintilla.org/ScintillaDoc.html#SCI_CREATELOADER (ILoader.h): QScintilla does
// not install that header. The same since Scintilla 3.0.
struct DocumentLoader::Loader
{
    virtual int Release() = 0;
    virtual int AddData(const char *data, std::ptrdiff_t length) = 0;
    virtual void *ConvertToDocument() = 0;

    Loader(const Loader &) = delete;
    Loader &operator=(const Loader &) = delete;

protected:
    Loader() = default;
    ~Loader() = default;
};

namespace {

constexpr qsizetype sliceSize = 1024 * 1024;

// Scintilla's class is not ours by name, which the sanitizer would take for another object.
__attribute__((no_sanitize("vptr"))) void release(DocumentLoader::Loader *loader)
{
    loader->Release();
}

__attribute__((no_sanitize("vptr"))) void add(DocumentLoader::Loader &loader, QByteArrayView bytes)
{
    loader.AddData(bytes.data(), bytes.size());
}

__attribute__((no_sanitize("vptr"))) void *documentOf(DocumentLoader::Loader &loader)
{
    return loader.ConvertToDocument();
}

void load(DocumentLoader::Loaded loaded, const QByteArray &text, qsizetype longestLine,
    QPromise<DocumentLoader::Loaded> &promise)
{
    loaded.pieces = LinePieces(text, longestLine);
    const QByteArray &shown = loaded.pieces.shown();
    for (qsizetype at = 0; at < shown.size(); at += sliceSize) {
        if (promise.isCanceled())
            return;
        add(*loaded.loader,
            QByteArrayView(shown).sliced(at, std::min(sliceSize, shown.size() - at)));
    }
    promise.addResult(std::move(loaded));
}

} // namespace

DocumentLoader::DocumentLoader(ScintillaView &view)
    : m_view(view)
{
    m_pool.setMaxThreadCount(2); // one that was given up may still be in the middle of a slice
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        if (!m_watcher.isCanceled() && m_watcher.future().resultCount() > 0)
            emit finished(m_watcher.future().takeResult());
    });
}

DocumentLoader::~DocumentLoader()
{
    m_watcher.cancel();
}

void DocumentLoader::start(const QByteArray &text, qsizetype longestLine)
{
    cancel();
    auto *loader
        = reinterpret_cast<Loader *>(m_view.send(QsciScintillaBase::SCI_CREATELOADER, 0, 0));
    const Loaded loaded{std::shared_ptr<Loader>(loader, release), {}};
    auto promise = std::make_shared<QPromise<Loaded>>();
    promise->start();
    m_watcher.setFuture(promise->future());
    m_pool.start([promise, loaded, text, longestLine] {
        BackgroundPool::giveWay();
        load(loaded, text, longestLine, *promise);
        promise->finish();
    });
}

void DocumentLoader::cancel()
{
    m_watcher.cancel();
    m_watcher.setFuture({});
}

void DocumentLoader::show(const Loaded &loaded)
{
    m_view.send(QsciScintillaBase::SCI_SETDOCPOINTER, 0,
        reinterpret_cast<qsizetype>(documentOf(*loaded.loader)));
    m_shown = loaded.loader;
}

void DocumentLoader::letGo()
{
    if (m_shown)
        BackgroundPool::instance().run([shown = std::move(m_shown)]() mutable { shown.reset(); });
}

} // namespace hitlens
