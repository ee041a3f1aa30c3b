// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/jsonkeyview.h"

#include "app/keyspace/decoders/background.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

namespace hitlens {

namespace {

// More than this is not brought into a window unasked.
constexpr qint64 mostBytes = 64 * 1024 * 1024;

} // namespace

JsonKeyView::JsonKeyView(Client &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_view(new BytesView(tr("Document"), this))
    , m_revert(new QPushButton(tr("Revert"), this))
    , m_save(new QPushButton(tr("Save document"), this))
    , m_loadAll(new QPushButton(tr("Load all"), this))
{
    setRole(m_save, Role::Primary);
    m_save->setToolTip(tr("Save the document and keep its expiry (Ctrl+S)"));
    m_revert->setToolTip(tr("Back to the document on the server"));
    for (QPushButton *button : {m_revert, m_save, m_loadAll})
        button->setAutoDefault(false);
    m_view->toolbar()->addStretch();
    m_view->toolbar()->addWidget(m_revert);
    m_view->toolbar()->addWidget(m_save);
    m_view->footer()->addWidget(m_loadAll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_view);
    auto *shortcut = new QShortcut(QKeySequence::Save, this);
    shortcut->setContext(Qt::WidgetWithChildrenShortcut);
    connect(shortcut, &QShortcut::activated, this, &JsonKeyView::save);
    connect(m_save, &QPushButton::clicked, this, &JsonKeyView::save);
    connect(m_revert, &QPushButton::clicked, this, &JsonKeyView::revert);
    connect(m_loadAll, &QPushButton::clicked, this, &JsonKeyView::fetch);
    connect(m_view, &BytesView::modifiedChanged, this, &JsonKeyView::updateButtons);
    connect(m_view, &BytesView::settled, this, &JsonKeyView::restoreDraft);
    connect(&m_client, &Client::writeRefusalChanged, this, &JsonKeyView::updateButtons);
    m_loadAll->hide();
    setFocusProxy(m_view);
    updateButtons();
}

JsonKeyView::~JsonKeyView() = default;

void JsonKeyView::load(const QByteArray &key, std::optional<qint64> memory)
{
    leave();
    m_key = key;
    m_context = std::make_unique<QObject>();
    if (memory && *memory <= mostBytes)
        return fetch();
    m_loadAll->setText(memory ? tr("Load all (%1 in memory)").arg(formatBytes(*memory))
                              : tr("Load all (its size is unknown)"));
    m_loadAll->show();
}

void JsonKeyView::leave()
{
    if (m_view->isModified()) {
        BytesView::Draft draft = m_view->draft();
        draft.base = m_base;
        m_drafts.insert(m_key, draft);
    }
    m_context.reset();
    m_key.clear();
    m_isLoaded = false;
    m_isEncoding = false;
    m_view->clear();
    m_loadAll->hide();
    updateButtons();
}

void JsonKeyView::fetch()
{
    m_client.send(
        jsonGet(m_key), m_context.get(), [this](const Result<std::optional<QByteArray>> &document) {
            if (!document)
                return emit failed(document.error(), tr("Loading the document failed."));
            if (!*document)
                return emit gone();
            m_loadAll->hide();
            take(**document);
        });
}

void JsonKeyView::take(const QByteArray &document)
{
    m_base = document;
    m_isLoaded = true;
    m_view->setBytes(document, document.size());
    updateButtons();
}

// An edit goes into an editor that takes it: until then it waits.
void JsonKeyView::restoreDraft()
{
    if (m_view->isModified() || !m_drafts.contains(m_key) || !m_view->takes(m_drafts[m_key]))
        return;
    const BytesView::Draft draft = m_drafts.take(m_key);
    m_view->restore(draft);
    m_base = draft.base;
    updateButtons();
}

// Off this thread: it may be 64 MB. Where another key is shown by then, the edit is kept for later.
void JsonKeyView::save()
{
    if (!m_save->isEnabled())
        return;
    m_isEncoding = true;
    m_view->encode(m_context.get(), [this](const BytesView::Edited &edited) { check(edited); });
    updateButtons();
}

void JsonKeyView::check(const BytesView::Edited &edited)
{
    if (edited.refusal.isEmpty()) {
        const QByteArray document = edited.bytes;
        inBackground(
            m_context.get(), [document] { return layOutJson(document, JsonLayout::Compact); },
            [this, document](const JsonText &text) { onChecked(document, text); });
        return;
    }
    m_isEncoding = false;
    updateButtons();
    emit refused(edited.refusal);
}

void JsonKeyView::onChecked(const QByteArray &document, const JsonText &text)
{
    m_isEncoding = false;
    if (text.isOk())
        return start(m_key, m_base, document, tr("%1 is saved.").arg(displayBytes(m_key)));
    updateButtons();
    emit refused(tr("This is not JSON: %1").arg(text.error));
}

void JsonKeyView::overwrite(const QByteArray &found)
{
    m_base = found;
    save();
}

void JsonKeyView::revert()
{
    m_view->revert();
    if (m_context)
        fetch();
}

void JsonKeyView::start(
    const QByteArray &key, const QByteArray &expected, const QByteArray &value, const QString &done)
{
    JobHandle edit(std::make_unique<JsonEdit>(key, expected, value));
    edit.on(&JsonEdit::finished, [this, key, expected, done](const GuardedEdit::Report &report) {
        onFinished(key, expected, done, report);
    });
    m_client.start(edit);
    m_edit = std::move(edit);
    updateButtons();
}

void JsonKeyView::onFinished(const QByteArray &key, const QByteArray &before, const QString &done,
    const GuardedEdit::Report &report)
{
    using Outcome = GuardedEdit::Outcome;
    m_edit.reset();
    updateButtons();
    const QString name = displayBytes(key);
    if (report.outcome == Outcome::Failed)
        return emit failed(*report.error, tr("Saving %1 failed.").arg(name));
    if (report.outcome == Outcome::Unknown)
        return emit failed(*report.error,
            tr("%1 may have been saved or not: no answer came. Your edit is kept.").arg(name));
    if (report.outcome == Outcome::Saved) {
        m_drafts.remove(key);
        if (key != m_key)
            return emit changed(done, {});
        m_view->revert();
        // The module writes it anew: how, is for it to say.
        m_client.send(jsonGet(m_key), m_context.get(),
            [this, before, done](const Result<std::optional<QByteArray>> &document) {
                if (!document || !*document)
                    return emit changed(done, {});
                take(**document);
                emit changed(done, [this, key = m_key, now = **document, before] {
                    if (m_edit)
                        return emit refused(tr("An edit is being saved. Try again in a moment."));
                    start(key, now, before, tr("The document is as it was before."));
                });
            });
        return;
    }
    if (key != m_key)
        return emit refused(
            tr("%1 was not saved, because it changed meanwhile. Your edit is kept there.")
                .arg(name));
    if (report.outcome == Outcome::Changed)
        return emit changedMeanwhile(report.current);
    emit gone();
}

void JsonKeyView::updateButtons()
{
    const bool isBusy = m_edit || m_isEncoding;
    const QString whyNot = whyNotWrite(m_client);
    m_view->setEditable(m_isLoaded && !isBusy && whyNot.isEmpty());
    m_revert->setEnabled(m_view->isModified());
    enableUnless(m_save, !isBusy && m_context && m_view->isModified(), whyNot);
}

} // namespace hitlens
