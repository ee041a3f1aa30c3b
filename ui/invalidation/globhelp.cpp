// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/globhelp.h"

#include "app/invalidation/globexplanation.h"
#include "app/keyspace/typedbytes.h"
#include "ui/shell/theme.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

GlobHelp::GlobHelp(QWidget *parent)
    : QWidget(parent)
    , m_words(new QLabel(this))
    , m_test(new QPushButton(tr("&Test a name"), this))
    , m_name(new QLineEdit(this))
    , m_verdict(new QLabel(this))
{
    setRole(m_words, Role::Muted);
    m_words->setWordWrap(true);
    m_words->setAccessibleName(tr("What the pattern means"));
    auto *literally = new QPushButton(tr("Match the selected text &literally"), this);
    literally->setToolTip(tr("Escapes the selected part of the pattern, or all of it when nothing "
                             "is selected, so that it matches only itself."));
    m_test->setCheckable(true);
    m_test->setToolTip(tr("Says of a name whether the pattern means it, and why not."));
    for (QPushButton *button : {literally, m_test}) {
        setRole(button, Role::Quiet);
        // A click must not take the selection away from the pattern.
        button->setFocusPolicy(Qt::TabFocus);
    }
    setRole(m_name, Role::Mono);
    m_name->setAccessibleName(tr("Name to test"));
    m_name->setPlaceholderText(tr("A name, such as cache:get_user_details:(42,):{}"));
    m_verdict->setWordWrap(true);
    m_verdict->setAccessibleName(tr("Whether the name matches"));

    auto *top = new QHBoxLayout;
    top->addWidget(m_words, 1);
    top->addWidget(literally);
    top->addWidget(m_test);
    auto *test = new QHBoxLayout;
    test->addWidget(m_name, 1);
    test->addWidget(m_verdict, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addLayout(top);
    layout->addLayout(test);
    connect(literally, &QPushButton::clicked, this, &GlobHelp::literallyRequested);
    connect(m_name, &QLineEdit::textChanged, this, &GlobHelp::judge);
    connect(m_test, &QPushButton::toggled, this, [this](bool isOpen) {
        m_name->setVisible(isOpen);
        m_verdict->setVisible(isOpen);
        if (isOpen)
            m_name->setFocus();
    });
    m_name->hide();
    m_verdict->hide();
    setScope({});
}

void GlobHelp::setScope(const BulkScope &scope)
{
    m_scope = scope;
    QString words = tr("Glob: * any run · ? one byte · [ab] one of a set · [^ab] none of it · \\ "
                       "takes the next one literally");
    if (!scope.pattern.isEmpty())
        words = explainGlob(scope.pattern);
    if (!scope.pattern.isEmpty() && !scope.except.isEmpty())
        words = tr("%1 Not: %2").arg(words, explainGlob(scope.except));
    // Patterns are somebody's text, and none of ours to be read as markup.
    m_words->setTextFormat(Qt::PlainText);
    m_words->setText(words);
    judge();
}

void GlobHelp::judge()
{
    const std::optional<QByteArray> name = typedBytes(m_name->text());
    m_verdict->setTextFormat(Qt::PlainText);
    if (m_name->text().isEmpty()) {
        setRole(m_verdict, Role::Muted);
        m_verdict->setText(tr("Nothing is asked of the server for this."));
        return;
    }
    if (!name) {
        setRole(m_verdict, Role::Danger);
        m_verdict->setText(typedBytesRefusal());
        return;
    }
    const NameVerdict verdict = judgeName(m_scope, *name);
    setRole(m_verdict, verdict.matches ? Role::Heading : Role::Muted);
    m_verdict->setText(verdict.words);
}

} // namespace hitlens
