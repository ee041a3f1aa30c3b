// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/filterbar.h"

#include "ui/keyspace/patternsmenu.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"

#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_mode(new QComboBox(this))
    , m_text(new QLineEdit(this))
    , m_caseMatters(new QPushButton(u"Aa"_s, this))
    , m_scan(new QPushButton(tr("Scan server"), this))
    , m_patternsButton(new QPushButton(icon(u"clock"_s), {}, this))
    , m_patterns(new PatternsMenu(this))
    , m_matches(new QLabel(this))
    , m_server(new QWidget(this))
    , m_edit(new QPushButton(m_server))
    , m_remove(new QPushButton(icon(u"close"_s), {}, m_server))
    , m_line(new QHBoxLayout)
{
    addModes();
    setRole(m_text, Role::Mono);
    m_text->setPlaceholderText(tr("Filter the loaded keys"));
    m_text->setToolTip(tr("What you type filters the keys that are loaded. Enter asks the server "
                          "for all keys that match."));
    m_text->setAccessibleName(tr("Filter keys"));
    m_text->setClearButtonEnabled(true);
    m_text->installEventFilter(this);
    m_caseMatters->setCheckable(true);
    m_caseMatters->setChecked(true);
    m_caseMatters->setAccessibleName(tr("Upper and lower case differ"));
    m_caseMatters->setToolTip(tr("Upper and lower case differ. Off: the letters A to Z match in "
                                 "either case, on the server, too."));
    setRole(m_caseMatters, Role::Segment);
    m_scan->setToolTip(tr("Ask the server for all keys that match, also for those that are not "
                          "loaded (Enter)."));
    m_patternsButton->setMenu(m_patterns);
    m_patternsButton->setAccessibleName(tr("Bookmarked and recent patterns"));
    m_patternsButton->setToolTip(tr("Patterns that you bookmarked, and those that the server was "
                                    "asked for last."));
    setRole(m_matches, Role::Muted);
    for (QPushButton *button : {m_edit, m_remove})
        setRole(button, Role::Segment);
    m_remove->setAccessibleName(tr("List all keys again"));
    m_remove->setToolTip(tr("List all keys again."));
    FocusPass::set(this, m_text);
    buildLayout();
    connectParts();
    takeQuery();
    showServerPattern({});
}

void FilterBar::addModes()
{
    m_mode->addItem(tr("Contains"), QVariant::fromValue(KeyQuery::Mode::Substring));
    m_mode->addItem(tr("Starts with"), QVariant::fromValue(KeyQuery::Mode::Prefix));
    m_mode->addItem(tr("Pattern"), QVariant::fromValue(KeyQuery::Mode::Glob));
    m_mode->setAccessibleName(tr("How the text of the filter is meant"));
    m_mode->setToolTip(tr("Contains and Starts with take every character as it is. A pattern "
                          "stands for the whole name: * is any text, ? one byte, [ab] one of "
                          "these, \\ makes the next character plain."));
}

void FilterBar::buildLayout()
{
    auto *server = new QHBoxLayout(m_server);
    server->setContentsMargins({});
    server->setSpacing(0);
    server->addWidget(m_edit);
    server->addWidget(m_remove);
    server->addStretch();
    m_line->setSpacing(8);
    m_line->addWidget(m_text, 1);
    m_line->addWidget(m_patternsButton);
    auto *meaning = new FlowLayout(8);
    meaning->addWidget(m_mode);
    meaning->addWidget(m_caseMatters);
    meaning->addStretch();
    meaning->addWidget(m_scan);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(8);
    layout->addWidget(m_server);
    layout->addLayout(m_line);
    layout->addLayout(meaning);
    layout->addWidget(m_matches);
}

void FilterBar::addButton(QPushButton *button)
{
    m_line->addWidget(button);
}

void FilterBar::connectParts()
{
    connect(m_text, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_isModeChosen &= !text.isEmpty();
        chooseMode();
        takeQuery();
    });
    connect(m_text, &QLineEdit::returnPressed, this, &FilterBar::askServer);
    connect(m_scan, &QPushButton::clicked, this, &FilterBar::askServer);
    connect(m_mode, &QComboBox::activated, this, [this] {
        m_wantedMode = mode();
        m_isModeChosen = true;
        takeQuery();
    });
    connect(m_caseMatters, &QPushButton::toggled, this, &FilterBar::takeQuery);
    connect(m_patterns, &PatternsMenu::chosen, this, &FilterBar::choose);
    connect(m_edit, &QPushButton::clicked, this, [this] { edit(m_serverPattern); });
    connect(m_remove, &QPushButton::clicked, this, [this] {
        m_text->setFocus();
        emit patternChosen({});
    });
}

bool FilterBar::looksLikePattern(const QString &text)
{
    return std::ranges::any_of(text, [](QChar each) { return u"*?[\\"_s.contains(each); });
}

KeyQuery::Mode FilterBar::mode() const
{
    return m_mode->currentData().value<KeyQuery::Mode>();
}

void FilterBar::chooseMode()
{
    if (m_isModeChosen)
        return;
    const auto meant = looksLikePattern(m_text->text()) ? KeyQuery::Mode::Glob : m_wantedMode;
    m_mode->setCurrentIndex(m_mode->findData(QVariant::fromValue(meant)));
}

void FilterBar::takeQuery()
{
    const KeyQuery query{m_text->text().toUtf8(), mode(), !m_caseMatters->isChecked()};
    m_scan->setEnabled(!query.text.isEmpty());
    if (query == m_query)
        return;
    m_query = query;
    updatePatterns();
    emit queryChanged();
}

// What is typed can be bookmarked, or else what the server was asked for.
void FilterBar::updatePatterns()
{
    const QByteArray pattern = m_query.text.isEmpty() ? m_serverPattern : m_query.pattern();
    const QString text = QString::fromUtf8(pattern);
    m_patterns->setCurrent(text.toUtf8() == pattern ? text : QString());
}

void FilterBar::openPatterns()
{
    m_patternsButton->showMenu();
}

void FilterBar::choose(const QString &pattern)
{
    m_patterns->note(pattern);
    emit patternChosen(pattern.toUtf8());
}

void FilterBar::askServer()
{
    if (m_query.text.isEmpty())
        return;
    const QByteArray pattern = m_query.pattern();
    const QString text = QString::fromUtf8(pattern);
    if (text.toUtf8() == pattern)
        m_patterns->note(text);
    emit patternChosen(pattern);
}

void FilterBar::clear()
{
    m_text->clear();
}

void FilterBar::edit(const QByteArray &pattern)
{
    m_text->setText(QString::fromUtf8(pattern));
    m_text->setFocus();
    m_text->selectAll();
}

void FilterBar::showMatches(qsizetype found, qsizetype loaded, bool isSearching)
{
    m_matches->setVisible(!m_query.text.isEmpty());
    const QString counts = loaded == 1
        ? tr("%1 of 1 loaded key").arg(formatCount(found))
        : tr("%1 of %2 loaded keys").arg(formatCount(found), formatCount(loaded));
    m_matches->setText(isSearching ? tr("%1 so far…").arg(counts) : counts);
}

void FilterBar::showServerPattern(const QByteArray &pattern)
{
    m_serverPattern = pattern;
    m_server->setVisible(!pattern.isEmpty());
    updatePatterns();
    const QString text = displayBytes(pattern.first(std::min(pattern.size(), qsizetype(256))));
    const QString fits
        = fontMetrics().elidedText(text, Qt::ElideMiddle, fontMetrics().averageCharWidth() * 22);
    // Bytes that are no text cannot be typed again.
    m_edit->setEnabled(QString::fromUtf8(pattern).toUtf8() == pattern);
    m_edit->setText(tr("On the server: %1").arg(QString(fits).replace(u'&', u"&&"_s)));
    m_edit->setToolTip(tr("Only keys that match %1 were asked for. Press to change it.").arg(text));
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_text || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    if (key == Qt::Key_Escape && !m_text->text().isEmpty())
        m_text->clear();
    else if (key == Qt::Key_Down)
        emit leaveRequested();
    else
        return QWidget::eventFilter(watched, event);
    return true;
}

} // namespace hitlens
