// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/keyheader.h"

#include "app/redis/permission.h"
#include "ui/keyspace/copying.h"
#include "ui/keyspace/elidedlabel.h"
#include "ui/keyspace/rowacts.h"
#include "ui/keyspace/undobutton.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

template <typename T>
void noteRefusal(QStringList &rules, const Result<T> &result)
{
    if (result || result.error().kind != Error::Kind::Permission)
        return;
    QString rule = missingPermission(result.error());
    if (rule.startsWith(u'~'))
        rule = KeyHeader::tr("~pattern for this key");
    else if (rule.isEmpty())
        rule = result.error().text;
    if (!rules.contains(rule))
        rules << rule;
}

// The ACL rules whose lack leaves something of the key unknown.
QStringList missingRules(const KeyDetails &details)
{
    QStringList rules;
    noteRefusal(rules, details.typeName);
    noteRefusal(rules, details.ttl);
    noteRefusal(rules, details.memory);
    noteRefusal(rules, details.encoding);
    return rules;
}

} // namespace

KeyHeader::KeyHeader(const Profile &profile, UndoList &undos, QWidget *parent)
    : QFrame(parent)
    , m_profile(profile)
    , m_title(new ElidedLabel(this))
    , m_copy(new QToolButton(this))
    , m_refresh(new QPushButton(tr("Refresh"), this))
    , m_more(new QPushButton(tr("More"), this))
    , m_delete(new QPushButton(tr("Delete"), this))
    , m_undo(new UndoButton(undos, this))
    , m_facts(new FlowLayout(8))
    , m_type(new QLabel(this))
    , m_missing(new QLabel(this))
    , m_question(new QFrame(this))
    , m_questionText(new QLabel(m_question))
    , m_keep(new QPushButton(tr("Keep it"), m_question))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    buildTitle();
    buildFacts();
    buildQuestion();
    layout->addWidget(m_question);
}

void KeyHeader::buildTitle()
{
    setRole(m_title, Role::Mono);
    QFont font = m_title->font();
    font.setPointSizeF(font.pointSizeF() * 1.15);
    m_title->setFont(font);
    setRole(m_copy, Role::Quiet);
    m_copy->setText(tr("Copy name"));
    m_copy->setIcon(icon(u"copy"_s));
    m_copy->setToolTip(tr("Copy the name of the key"));
    m_copy->setAccessibleName(m_copy->toolTip());
    setRole(m_delete, Role::Danger);
    m_refresh->setToolTip(tr("Ask the server again (F5)"));
    m_delete->setToolTip(tr("Delete this key; asks first (Del)"));
    m_refresh->setAutoDefault(false);
    m_delete->setAutoDefault(false);
    buildMore();
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_title);
    row->addWidget(m_copy);
    row->addStretch();
    row->addWidget(m_refresh);
    row->addWidget(m_more);
    row->addWidget(m_delete);
    static_cast<QVBoxLayout *>(layout())->addLayout(row);
    connect(m_copy, &QToolButton::clicked, this, &KeyHeader::copyName);
    connect(m_refresh, &QPushButton::clicked, this, &KeyHeader::refreshRequested);
    connect(m_delete, &QPushButton::clicked, this, &KeyHeader::askToDelete);
}

void KeyHeader::buildMore()
{
    m_more->setAutoDefault(false);
    m_more->setToolTip(tr("Rename, duplicate or copy this key"));
    auto *menu = new QMenu(m_more);
    menu->setToolTipsVisible(true);
    m_rename = menu->addAction(tr("&Rename…"), this, &KeyHeader::renameRequested);
    m_duplicate = menu->addAction(tr("&Duplicate…"), this, &KeyHeader::duplicateRequested);
    m_copyTo
        = menu->addAction(tr("&Copy to a database or server…"), this, &KeyHeader::copyRequested);
    m_more->setMenu(menu);
}

void KeyHeader::buildFacts()
{
    setRole(m_type, Role::Badge);
    m_facts->addWidget(m_type);
    m_length = addFact();
    m_memory = addFact();
    m_encoding = addFact();
    m_place = addFact();
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_place->setToolTip(tr("The slot of the key and the node that serves it"));
    m_place->hide();
    m_facts->addStretch();
    m_facts->addWidget(m_undo);
    setRole(m_missing, Role::Muted);
    m_missing->setWordWrap(true);
    m_missing->hide();
    auto *column = static_cast<QVBoxLayout *>(layout());
    column->addLayout(m_facts);
    column->addWidget(m_missing);
}

QLabel *KeyHeader::addFact()
{
    auto *label = new QLabel(this);
    setRole(label, Role::Muted);
    m_facts->addWidget(label);
    return label;
}

void KeyHeader::buildQuestion()
{
    setRole(m_question, Role::Panel);
    m_questionText->setWordWrap(true);
    m_questionText->setTextFormat(Qt::PlainText);
    auto *yes = new QPushButton(tr("Delete key"), m_question);
    setRole(yes, Role::Danger);
    m_keep->setAutoDefault(false);
    yes->setAutoDefault(false);
    auto *buttons = new FlowLayout(8);
    buttons->addWidget(m_keep);
    buttons->addWidget(yes);
    auto *column = new QVBoxLayout(m_question);
    column->setContentsMargins(12, 8, 12, 12);
    column->setSpacing(8);
    column->addWidget(m_questionText);
    column->addLayout(buttons);
    m_question->hide();
    connect(m_keep, &QPushButton::clicked, this, &KeyHeader::closeQuestion);
    connect(yes, &QPushButton::clicked, this, [this] {
        closeQuestion();
        emit deleteConfirmed();
    });
}

void KeyHeader::showKey(const QByteArray &key)
{
    m_key = key;
    m_title->setText(displayBytes(key));
    for (QLabel *label : {m_type, m_length, m_memory, m_encoding, m_missing})
        label->hide();
    m_question->hide();
    m_isThere = true;
    updateButtons();
}

void KeyHeader::showDetails(const KeyDetails &details)
{
    const QString unknown = u"–"_s;
    m_type->setText(details.typeName ? QString::fromUtf8(*details.typeName) : unknown);
    m_memory->setText(
        tr("%1 in memory").arg(details.memory ? formatBytes(*details.memory) : unknown));
    m_encoding->setText(details.encoding ? QString::fromUtf8(*details.encoding) : unknown);
    m_encoding->setToolTip(tr("How Redis keeps it (OBJECT ENCODING)"));
    m_memory->setToolTip(tr("With its name and Redis' own overhead (MEMORY USAGE)"));
    for (QLabel *label : {m_type, m_memory, m_encoding})
        label->setVisible(!details.isGone());
    m_isThere = !details.isGone();
    updateButtons();
    const QStringList missing = missingRules(details);
    m_missing->setText(tr("What is unknown here needs a permission that your user lacks: %1.")
                           .arg(missing.join(u", "_s)));
    m_missing->setVisible(!missing.isEmpty());
}

void KeyHeader::showLength(qint64 rows, KeyType type)
{
    m_length->setText(countText(type, rows));
    m_length->show();
}

void KeyHeader::showPlace(const QString &place)
{
    m_place->setText(place);
    m_place->setVisible(!place.isEmpty());
}

void KeyHeader::showGone()
{
    m_question->hide();
    m_isThere = false;
    updateButtons();
}

void KeyHeader::setWhyNot(const QString &whyNot)
{
    m_whyNot = whyNot;
    if (!whyNot.isEmpty())
        m_question->hide();
    updateButtons();
}

void KeyHeader::updateButtons()
{
    enableUnless(m_delete, m_isThere, m_whyNot);
    for (QAction *action : {m_rename, m_duplicate})
        enableUnless(action, m_isThere, m_whyNot);
    m_copyTo->setEnabled(m_isThere); // the other one may take what this one does not
    m_more->setEnabled(m_isThere);
    m_undo->setWhyNot(m_whyNot);
}

void KeyHeader::askToDelete()
{
    if (!m_delete->isEnabled() || m_key.isNull())
        return;
    const QString name = displayBytes(m_key);
    m_questionText->setText(m_profile.environment == Environment::Production
            ? tr("Delete %1 from the production server %2? It can be undone until this tab is "
                 "closed.")
                  .arg(name, m_profile.name)
            : tr("Delete %1? It can be undone until this tab is closed.").arg(name));
    m_question->show();
    m_keep->setFocus(); // so that Enter, pressed once too often, keeps the key
}

void KeyHeader::closeQuestion()
{
    m_question->hide();
    m_delete->setFocus();
}

void KeyHeader::copyName()
{
    QGuiApplication::clipboard()->setText(copiedText(m_key));
}

void KeyHeader::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && m_question->isVisible())
        closeQuestion();
    else
        QFrame::keyPressEvent(event);
}

} // namespace hitlens
