// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/commandpalette.h"

#include "ui/shell/theme.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

namespace {

constexpr int entryRole = Qt::UserRole; // index into the entries
constexpr int hintRole = Qt::UserRole + 1;
constexpr int shownRows = 12;

// A row as the style draws it, with the hint on the right.
class EntryDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
        const QModelIndex &index) const override
    {
        const QString hint = index.data(hintRole).toString();
        QStyleOptionViewItem words = option;
        words.state &= ~QStyle::State_HasFocus;
        const int width = option.fontMetrics.horizontalAdvance(hint) + 8;
        // The ground over the whole row first: the text is then elided before the hint.
        const QStyle *style = option.widget->style();
        style->drawPrimitive(QStyle::PE_PanelItemViewItem, &words, painter, option.widget);
        words.state &= ~(QStyle::State_Selected | QStyle::State_MouseOver);
        words.rect.setRight(words.rect.right() - width);
        QStyledItemDelegate::paint(painter, words, index);
        painter->setPen(option.palette.color(QPalette::PlaceholderText));
        painter->drawText(
            option.rect.adjusted(0, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter, hint);
    }

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QSize size = QStyledItemDelegate::sizeHint(option, index);
        return {size.width(), qMax(size.height(), 2 * option.fontMetrics.height())};
    }
};

} // namespace

std::optional<int> fuzzyScore(QStringView typed, QStringView text)
{
    int score = 0;
    qsizetype from = 0;
    for (const QChar letter : typed) {
        if (letter.isSpace())
            continue;
        const qsizetype at = text.indexOf(letter, from, Qt::CaseInsensitive);
        if (at < 0)
            return std::nullopt;
        const bool startsWord = at == 0 || !text[at - 1].isLetterOrNumber();
        const bool continues = at == from && at > 0;
        score += startsWord ? 8 : continues ? 5 : 1;
        from = at + 1;
    }
    // Of two that fit alike the shorter is meant.
    return score * 100 - static_cast<int>(qMin<qsizetype>(text.size(), 99));
}

CommandPalette::CommandPalette(std::vector<Entry> entries, QWidget *parent)
    : QWidget(parent)
    , m_entries(std::move(entries))
    , m_field(new QLineEdit(this))
    , m_list(new QListWidget(this))
    , m_focusBefore(QApplication::focusWidget())
{
    setAttribute(Qt::WA_DeleteOnClose);
    m_field->setPlaceholderText(tr("Find a server or action"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->installEventFilter(this);
    m_list->setAccessibleName(tr("Servers and actions found"));
    m_list->setFocusPolicy(Qt::NoFocus); // arrows typed in the field move in it
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    m_list->setMouseTracking(true);
    m_list->setIconSize(QSize(fontMetrics().height(), fontMetrics().height()));
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_field);
    layout->addWidget(m_list);
    connect(m_field, &QLineEdit::textChanged, this, &CommandPalette::refill);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    parent->installEventFilter(this);
    refill({});
    place();
    show();
    m_field->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::refill(const QString &typed)
{
    std::vector<std::pair<int, int>> found; // score, index
    for (size_t i = 0; i < m_entries.size(); ++i) {
        if (const auto score = fuzzyScore(typed, m_entries[i].text))
            found.emplace_back(typed.isEmpty() ? 0 : *score, static_cast<int>(i));
    }
    std::ranges::stable_sort(found, std::greater<>(), &std::pair<int, int>::first);
    m_list->clear();
    for (const auto &[score, index] : found) {
        const Entry &entry = m_entries[static_cast<size_t>(index)];
        auto *item = new QListWidgetItem(entry.icon, entry.text, m_list);
        item->setData(entryRole, index);
        item->setData(hintRole, entry.hint);
    }
    if (found.empty()) {
        auto *none = new QListWidgetItem(tr("Nothing is called like that."), m_list);
        none->setFlags(Qt::NoItemFlags);
    }
    m_list->setCurrentRow(0);
}

void CommandPalette::runCurrent()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item || !item->data(entryRole).isValid())
        return;
    const auto run = m_entries[item->data(entryRole).toUInt()].run;
    close();
    run();
}

void CommandPalette::moveCurrent(int rows)
{
    const int count = m_list->count();
    m_list->setCurrentRow(qBound(0, m_list->currentRow() + rows, count - 1));
}

void CommandPalette::place()
{
    const QWidget *window = parentWidget();
    const int line = fontMetrics().height();
    const int width = qMin(40 * line, window->width() - 32);
    const int height = qMin((2 * shownRows + 4) * line, window->height() - 6 * line);
    setGeometry((window->width() - width) / 2, 3 * line, width, height);
    raise();
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize)
        place();
    if (watched != m_field)
        return false;
    if (event->type() == QEvent::FocusOut) {
        // A window in front of ours is not a reason to forget what was typed.
        if (static_cast<QFocusEvent *>(event)->reason() != Qt::ActiveWindowFocusReason)
            close();
        return false;
    }
    return event->type() == QEvent::KeyPress && handleKey(static_cast<QKeyEvent *>(event)->key());
}

bool CommandPalette::handleKey(int key)
{
    switch (key) {
    case Qt::Key_Down:
        moveCurrent(1);
        return true;
    case Qt::Key_Up:
        moveCurrent(-1);
        return true;
    case Qt::Key_PageDown:
        moveCurrent(shownRows);
        return true;
    case Qt::Key_PageUp:
        moveCurrent(-shownRows);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        runCurrent();
        return true;
    case Qt::Key_Escape:
        if (m_focusBefore)
            m_focusBefore->setFocus();
        close();
        return true;
    default:
        return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &colors = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colors.line);
    painter.setBrush(colors.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace hitlens
