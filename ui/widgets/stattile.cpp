// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/widgets/stattile.h"

#include "ui/widgets/scaledfont.h"

#include <QEvent>
#include <QLabel>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

StatTile::StatTile(
    const QString &caption, const QString &explanation, QColor Theme::*color, QWidget *parent)
    : QFrame(parent)
    , m_captionText(caption)
    , m_caption(new QLabel(caption, this))
    , m_figure(new QLabel(u"–"_s, this))
    , m_sparkline(new Sparkline(color, this))
    , m_note(new QLabel(this))
{
    setRole(this, Role::Panel);
    setRole(m_caption, Role::Muted);
    setRole(m_note, Role::Muted);
    setExplanation(explanation);
    m_note->setTextFormat(Qt::PlainText);
    m_caption->setTextFormat(Qt::PlainText);
    // A long note wraps rather than widening its column.
    m_note->setWordWrap(true);
    m_caption->setWordWrap(true);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(12, 12, 12, 12);
    layout->setSpacing(2);
    layout->addWidget(m_caption);
    layout->addWidget(m_figure);
    layout->addWidget(m_sparkline);
    layout->addSpacing(4);
    layout->addWidget(m_note);
    layout->addStretch();
    applyFonts();
    setFigure(u"–"_s);
}

void StatTile::setCaption(const QString &caption)
{
    m_captionText = caption;
    m_caption->setText(caption);
    setFigure(figure());
}

void StatTile::setExplanation(const QString &explanation)
{
    setToolTip(explanation);
    setAccessibleDescription(explanation);
}

void StatTile::setFigure(const QString &figure)
{
    m_figure->setText(figure);
    setAccessibleName(u"%1: %2"_s.arg(m_captionText, figure));
}

void StatTile::setNote(const QString &note)
{
    m_note->setText(note);
}

void StatTile::setSeries(const Series &series, double from, double until)
{
    m_sparkline->setSeries(series, from, until);
}

QString StatTile::figure() const
{
    return m_figure->text();
}

QString StatTile::note() const
{
    return m_note->text();
}

void StatTile::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        applyFonts();
    QFrame::changeEvent(event);
}

void StatTile::applyFonts()
{
    QFont large = scaledFont(font(), 1.75);
    large.setWeight(QFont::DemiBold);
    m_figure->setFont(tabularFont(large));
}

} // namespace hitlens
