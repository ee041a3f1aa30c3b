// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/messagestrip.h"

#include "ui/shell/theme.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QToolButton>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int barWidth = 3;

QLabel *wrappedLabel(QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setTextFormat(Qt::PlainText); // a server's words are never markup
    label->setWordWrap(true);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

} // namespace

MessageStrip::MessageStrip(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_title(wrappedLabel(this))
    , m_details(wrappedLabel(this))
    , m_more(wrappedLabel(this))
    , m_actions(new QHBoxLayout)
{
    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_details);
    texts->addWidget(m_more);
    setRole(m_more, Role::Mono);
    setRole(m_details, Role::Muted);

    auto *dismiss = new QToolButton(this);
    dismiss->setIcon(icon(u"close"_s));
    dismiss->setAutoRaise(true);
    dismiss->setToolTip(tr("Dismiss this message"));
    dismiss->setAccessibleName(dismiss->toolTip());
    connect(dismiss, &QToolButton::clicked, this, &MessageStrip::clear);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(12 + barWidth, 8, 8, 8);
    row->setSpacing(12);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(texts, 1);
    row->addLayout(m_actions);
    row->addWidget(dismiss, 0, Qt::AlignTop);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    hide();
}

void MessageStrip::showError(const Error &error, const QString &tried)
{
    const QString hint = advice(error);
    const bool hasBoth = !error.text.isEmpty() && !hint.isEmpty();
    showMessage(Kind::Error, tried, error.text + (hasBoth ? u"\n"_s : QString()) + hint);
    if (!error.details.isEmpty())
        offerMore(error);
}

void MessageStrip::offerMore(const Error &error)
{
    auto *button = new QPushButton(
        error.code == "CERTIFICATE" ? tr("Show certificate") : tr("Show details"), this);
    button->setCheckable(true);
    button->setAutoDefault(false);
    connect(button, &QPushButton::toggled, m_more, &QLabel::setVisible);
    m_more->setText(error.details);
    m_actions->addWidget(button);
}

void MessageStrip::showNote(const QString &text)
{
    showMessage(Kind::Note, text, {});
}

void MessageStrip::showSuccess(const QString &text)
{
    showMessage(Kind::Success, text, {});
}

void MessageStrip::addAction(const QString &text, QObject *context, std::function<void()> function)
{
    auto *button = new QPushButton(text, this);
    connect(button, &QPushButton::clicked, context, std::move(function));
    m_actions->addWidget(button);
}

void MessageStrip::clear()
{
    hide();
    removeActions();
    m_title->clear();
    m_details->clear();
    m_more->clear();
}

QString MessageStrip::text() const
{
    const QString details = m_details->text();
    return details.isEmpty() ? m_title->text() : m_title->text() + u'\n' + details;
}

void MessageStrip::showMessage(Kind kind, const QString &title, const QString &details)
{
    m_kind = kind;
    removeActions();
    m_more->hide();
    m_more->clear();
    m_title->setText(title);
    m_details->setText(details);
    m_details->setVisible(!details.isEmpty());
    updateIcon();
    setAccessibleName(text());
    show();
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

void MessageStrip::removeActions()
{
    while (QLayoutItem *item = m_actions->takeAt(0)) {
        // Later, because the click that replaces the message may come from this very button.
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
}

void MessageStrip::updateIcon()
{
    static const QString names[] = {u"error"_s, u"note"_s, u"success"_s};
    const int size = qRound(fontMetrics().height() * 1.1);
    m_icon->setPixmap(icon(names[static_cast<int>(m_kind)], color())
                          .pixmap(QSize(size, size), devicePixelRatioF()));
}

QColor MessageStrip::color() const
{
    const Theme &colors = themeOf(this);
    switch (m_kind) {
    case Kind::Error:
        return colors.danger;
    case Kind::Success:
        return colors.good;
    case Kind::Note:
        break;
    }
    return colors.accent;
}

void MessageStrip::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &colors = themeOf(this);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(colors.line);
    painter.setBrush(colors.panel);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.fillRect(QRect(0, 0, barWidth, height()), color());
}

void MessageStrip::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        updateIcon();
}

void MessageStrip::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        clear();
    else
        QFrame::keyPressEvent(event);
}

} // namespace hitlens
