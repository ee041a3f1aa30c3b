// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/headlinebar.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

#include <numeric>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int betweenFigures = 16;

} // namespace

HeadlineBar::HeadlineBar(QWidget *parent)
    : QWidget(parent)
    , m_database(new QPushButton(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addStretch();
    m_hitRate = addFigure(tr("hit rate"));
    m_hitRate->setToolTip(tr("Hits ÷ lookups over the last 10 seconds, without our own."));
    m_operations = addFigure(tr("ops/s"));
    m_memory = addFigure(tr("memory"));
    setRole(m_database, Role::Quiet);
    layout->addWidget(m_database);
    setHeadline({});
}

void HeadlineBar::setHeadline(const Headline &headline)
{
    m_hitRate->setText(formatPercent(headline.hitRate));
    m_operations->setText(headline.operations ? formatShortCount(*headline.operations) : u"–"_s);
    QString memory = formatBytes(headline.usedMemory);
    if (headline.usedMemory && headline.maxMemory.value_or(0) > 0)
        memory = tr("%1 of %2").arg(memory, formatBytes(headline.maxMemory));
    m_memory->setText(memory);
    updateGeometry();
    showWhatFits();
}

void HeadlineBar::setDatabase(int db, const QString &name)
{
    const QString number = QString::number(db);
    const int widest = 16 * fontMetrics().averageCharWidth();
    const QString shown = fontMetrics().elidedText(name, Qt::ElideRight, widest);
    m_database->setText(name.isEmpty()
            ? tr("db %1").arg(number)
            : tr("db %1 (%2)").arg(number, QString(shown).replace(u'&', u"&&"_s)));
    m_database->setToolTip(name.isEmpty() ? tr("The database whose keys are shown")
                                          : tr("Database %1: %2").arg(number, name));
}

void HeadlineBar::setDatabaseMenu(QMenu *menu)
{
    m_database->setMenu(menu);
    m_database->setEnabled(menu != nullptr);
}

QSize HeadlineBar::sizeHint() const
{
    const auto all = static_cast<int>(m_figures.size());
    return {widthOfFigures(all) + minimumSizeHint().width(), minimumSizeHint().height()};
}

QSize HeadlineBar::minimumSizeHint() const
{
    return m_database->sizeHint();
}

void HeadlineBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    showWhatFits();
}

QLabel *HeadlineBar::addFigure(const QString &name)
{
    auto *box = new QWidget(this);
    auto *layout = new QHBoxLayout(box);
    layout->setContentsMargins(0, 0, betweenFigures, 0);
    layout->setSpacing(4);
    auto *label = new QLabel(name, box);
    setRole(label, Role::Muted);
    auto *figure = new QLabel(box);
    QFont font = tabularFont(figure->font());
    font.setWeight(QFont::DemiBold);
    figure->setFont(font);
    figure->setAccessibleName(name);
    layout->addWidget(label);
    layout->addWidget(figure);
    this->layout()->addWidget(box);
    m_figures << box;
    return figure;
}

// Of the first so many, shown or not.
int HeadlineBar::widthOfFigures(int count) const
{
    return std::accumulate(m_figures.begin(), m_figures.begin() + count, 0,
        [](int width, const QWidget *figure) { return width + figure->sizeHint().width(); });
}

void HeadlineBar::showWhatFits()
{
    const int room = width() - minimumSizeHint().width();
    for (int i = 0; i < m_figures.size(); ++i)
        m_figures.at(i)->setVisible(widthOfFigures(i + 1) <= room);
}

} // namespace hitlens
