// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/jsonkeyview.h"

#include "app/keyspace/decoders/background.h"
#include "app/keyspace/jsonedit.h"
#include "app/keyspace/values/jsonformat.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"

#include <QPushButton>

namespace hitlens {

namespace {

// More than this is not brought into a window unasked.
constexpr qint64 mostBytes = 64 * 1024 * 1024;

} // namespace

JsonKeyView::JsonKeyView(Client &client, QWidget *parent)
    : WholeValueView(client,
        {tr("Document"), tr("Save document"), tr("Save the document and keep its expiry (Ctrl+S)"),
            tr("Back to the document on the server")},
        parent)
    , m_loadAll(new QPushButton(tr("Load all"), this))
{
    m_loadAll->setAutoDefault(false);
    m_loadAll->hide();
    view()->footer()->addWidget(m_loadAll);
    connect(m_loadAll, &QPushButton::clicked, this, &JsonKeyView::reload);
}

void JsonKeyView::load(const QByteArray &key, std::optional<qint64> memory)
{
    enter(key);
    if (memory && *memory <= mostBytes)
        return reload();
    m_loadAll->setText(memory ? tr("Load all (%1 in memory)").arg(formatBytes(*memory))
                              : tr("Load all (its size is unknown)"));
    m_loadAll->show();
}

void JsonKeyView::leave()
{
    WholeValueView::leave();
    m_loadAll->hide();
}

std::unique_ptr<WholeEdit> JsonKeyView::edit(
    const QByteArray &key, const std::optional<QByteArray> &expected, const QByteArray &value) const
{
    return std::make_unique<JsonEdit>(key, expected, value);
}

void JsonKeyView::reload()
{
    client().send(
        jsonGet(key()), freshContext(), [this](const Result<std::optional<QByteArray>> &document) {
            if (!document)
                return emit failed(document.error(), tr("Loading the document failed."));
            if (!*document)
                return emit gone();
            take(**document);
        });
}

void JsonKeyView::take(const QByteArray &document)
{
    m_loadAll->hide();
    setBase(document, document.size());
}

// Off this thread: it may be 64 MB.
void JsonKeyView::check(
    const QByteArray &document, const std::function<void(const QString &)> &then)
{
    inBackground(
        this, [document] { return layOutJson(document, JsonLayout::Compact); },
        [then](const JsonText &text) {
            then(text.isOk() ? QString() : tr("This is not JSON: %1").arg(text.error));
        });
}

} // namespace hitlens
