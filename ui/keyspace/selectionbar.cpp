// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/selectionbar.h"

#include "app/keyspace/backgroundpool.h"
#include "app/keyspace/clicommand.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/invalidationoffer.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QMenu>
#include <QPromise>
#include <QPushButton>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QByteArray textOf(QByteArrayView bytes)
{
    const QString text = QString::fromUtf8(bytes);
    return text.toUtf8() == bytes ? bytes.toByteArray() : displayBytes(bytes).toUtf8();
}

QString selectionText(qsizetype keys, const KeySelection &selection)
{
    const QString count = formatKeys(keys);
    const qsizetype folders = selection.prefixes.size();
    const QString among = folders == 1 ? SelectionBar::tr("1 folder")
                                       : SelectionBar::tr("%1 folders").arg(formatCount(folders));
    if (folders >= KeySelection::mostFolders)
        return SelectionBar::tr("%1 in more than %2 selected").arg(count, among);
    if (folders > 0 && selection.names.isEmpty() && selection.spans.isEmpty())
        return SelectionBar::tr("%1 in %2 selected").arg(count, among);
    if (folders > 0)
        return SelectionBar::tr("%1 selected, %2 among them").arg(count, among);
    return SelectionBar::tr("%1 selected").arg(count);
}

// More than one folder or one key, which have a row and a button of their own.
bool isMany(const KeySelection &selection)
{
    const qsizetype parts = selection.names.size() + selection.prefixes.size();
    return parts > 1 || !selection.spans.isEmpty() || selection.prefixes.contains("");
}

} // namespace

SelectionBar::SelectionBar(
    Client &client, const KeyTreeModel &model, const KeySelector &selector, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_model(model)
    , m_selector(selector)
    , m_text(new QLabel(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_invalidate(new QPushButton(this))
{
    build();
    connect(&selector, &KeySelector::changed, this, &SelectionBar::update);
    connect(&client, &Client::writeRefusalChanged, this, &SelectionBar::update);
    connect(&m_lines, &QFutureWatcher<QString>::finished, this, [this] {
        QGuiApplication::clipboard()->setText(m_lines.result());
        emit copied(m_what);
    });
    update();
}

void SelectionBar::build()
{
    setRole(m_text, Role::Muted);
    auto *menu = new QMenu(m_copy);
    menu->addAction(tr("Names"), this, &SelectionBar::copyNames);
    menu->addAction(tr("Commands for redis-cli"), this, &SelectionBar::copyCommands);
    m_copyValue = menu->addAction(tr("Value"), this, &SelectionBar::copyValue);
    menu->addSeparator();
    menu->addAction(tr("To a database or server…"), this, &SelectionBar::copyElsewhereRequested);
    m_copy->setMenu(menu);
    m_copy->setToolTip(tr("Copy the names, the commands that show the values, or the value, or "
                          "the keys to another database or server"));
    auto *save = new QPushButton(tr("Export…"), this);
    save->setToolTip(tr("Write the selected keys to a file"));
    auto *layout = new FlowLayout(8, this);
    layout->setContentsMargins({});
    layout->addWidget(m_text);
    layout->addStretch();
    for (QPushButton *button : {m_copy, save, m_invalidate})
        layout->addWidget(button);
    connect(save, &QPushButton::clicked, this,
        [this] { emit exportRequested(m_selector.selection()); });
    connect(m_invalidate, &QPushButton::clicked, this,
        [this] { emit invalidateRequested(m_selector.selection()); });
}

void SelectionBar::update()
{
    const KeySelection selection = KeySelection::of(m_selector.ranges(), *m_model.store());
    const qsizetype keys = m_selector.ranges().count();
    m_text->setText(selectionText(keys, selection));
    offerInvalidation(m_invalidate, m_client, formatKeys(keys),
        tr("Shows what is selected before anything is deleted."));
    m_invalidate->setVisible(isMany(selection));
    m_copyValue->setEnabled(keys == 1);
    setVisible(keys > 0);
}

bool SelectionBar::offersInvalidation() const
{
    return isVisibleTo(parentWidget()) && m_invalidate->isVisibleTo(this);
}

QString SelectionBar::text() const
{
    return m_text->text();
}

void SelectionBar::copyNames()
{
    copyLines(&textOf, tr("The names are on the clipboard."));
}

void SelectionBar::copyCommands()
{
    copyLines(
        [known = m_model.summaries()](QByteArrayView key) {
            const auto summary = known.constFind(QByteArray::fromRawData(key.data(), key.size()));
            return cliCommand(key, summary == known.cend() ? QByteArray() : summary->type);
        },
        tr("The commands are on the clipboard."));
}

// A hundred thousand lines take longer than a frame.
void SelectionBar::copyLines(std::function<QByteArray(QByteArrayView)> line, const QString &what)
{
    if (m_selector.ranges().count() > mostCopied) {
        emit tooMany(m_selector.ranges().count());
        return;
    }
    m_what = what;
    auto promise = std::make_shared<QPromise<QString>>();
    promise->start();
    m_lines.setFuture(promise->future());
    BackgroundPool::instance().run(
        [promise, line = std::move(line), store = m_model.store(), keys = m_selector.ranges()] {
            QByteArrayList lines;
            for (const KeyRanges::Range &range : keys.list()) {
                for (qsizetype key = range.first; key < range.last; ++key)
                    lines << line(store->name(key));
            }
            promise->addResult(QString::fromUtf8(lines.join('\n')));
            promise->finish();
        });
}

void SelectionBar::copyValue()
{
    if (m_selector.ranges().count() != 1)
        return;
    const QByteArray key
        = m_model.store()->name(m_selector.ranges().list().front().first).toByteArray();
    m_client.send(get(key), this, [this, key](const Result<std::optional<QByteArray>> &value) {
        const QString name = displayBytes(key);
        if (!value && value.error().code == "WRONGTYPE")
            return emit failed(
                value.error(), tr("Only the values of strings are copied from here."));
        if (!value || !*value)
            return emit failed(
                value ? Error{Error::Kind::Server, {}, tr("The key is gone.")} : value.error(),
                tr("Copying the value of %1 failed.").arg(name));
        QGuiApplication::clipboard()->setText(QString::fromUtf8(textOf(**value)));
        emit copied(tr("The value of %1 is on the clipboard.").arg(name));
    });
}

} // namespace hitlens
