// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/style.h"

#include "ui/shell/stylepainting.h"

#include <QAbstractScrollArea>
#include <QDialog>
#include <QDialogButtonBox>
#include <QPainter>
#include <QStyleFactory>

#include <functional>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// All lengths follow from the height of a line of text.
int em(const QStyleOption *option, const QWidget *widget)
{
    if (option)
        return option->fontMetrics.height();
    return widget ? widget->fontMetrics().height() : QFontMetrics(QFont()).height();
}

int controlHeight(int line)
{
    return line + 2 * qRound(0.42 * line);
}

int padding(int line)
{
    return qRound(0.6 * line);
}

QRect arrowRect(const QStyleOptionComplex *option)
{
    const int width = qRound(1.5 * option->fontMetrics.height());
    const QRect rect = option->rect;
    return QStyle::visualRect(
        option->direction, rect, QRect(rect.right() + 1 - width, rect.top(), width, rect.height()));
}

QRect editRect(const QStyleOptionComplex *option, bool hasArrow)
{
    const int line = option->fontMetrics.height();
    const int right = hasArrow ? qRound(1.5 * line) : qRound(0.4 * line);
    return QStyle::visualRect(
        option->direction, option->rect, option->rect.adjusted(qRound(0.4 * line), 2, -right, -2));
}

QRect spinRect(const QStyleOptionSpinBox *option, QStyle::SubControl control)
{
    const bool hasButtons = option->buttonSymbols != QAbstractSpinBox::NoButtons;
    QRect arrows = arrowRect(option);
    switch (control) {
    case QStyle::SC_SpinBoxEditField:
        return editRect(option, hasButtons);
    case QStyle::SC_SpinBoxUp:
        arrows.setBottom(arrows.center().y());
        return hasButtons ? arrows : QRect();
    case QStyle::SC_SpinBoxDown:
        arrows.setTop(arrows.center().y() + 1);
        return hasButtons ? arrows : QRect();
    default:
        return option->rect;
    }
}

// With a text the bar is thin and the text stands beside it, where it can be read.
QRect progressRect(const QStyleOptionProgressBar *option, QStyle::SubElement element)
{
    const int line = option->fontMetrics.height();
    const int text
        = option->textVisible ? option->fontMetrics.horizontalAdvance(u"100 %"_s) + line / 2 : 0;
    QRect rect = option->rect;
    if (element == QStyle::SE_ProgressBarLabel) {
        rect.setLeft(rect.right() + 1 - text);
    } else {
        const int height = qMax(4, line / 3);
        rect.setWidth(rect.width() - text);
        rect.setTop(rect.center().y() - height / 2 + 1);
        rect.setHeight(height);
    }
    return QStyle::visualRect(option->direction, option->rect, rect);
}

QColor labelColor(const QStyleOptionButton *button, const QWidget *widget)
{
    const Theme &colors = paint::themeOf(button);
    if (!(button->state & QStyle::State_Enabled))
        return colors.muted;
    const bool isMain = button->features & QStyleOptionButton::DefaultButton && widget
        && qobject_cast<QDialogButtonBox *>(widget->parentWidget());
    if (paint::isSolid(widget) || isMain)
        return colors.onAccent;
    if (roleOf(widget) == Role::Segment)
        return button->state & QStyle::State_On ? colors.accent : colors.muted;
    return colors.text;
}

bool drawArrow(QStyle::PrimitiveElement element, const QStyleOption *option, QPainter *painter)
{
    const auto draw = [&](Qt::ArrowType direction) {
        paint::chevron(painter, option->rect, direction, paint::themeOf(option).muted);
        return true;
    };
    switch (element) {
    case QStyle::PE_IndicatorArrowDown:
        return draw(Qt::DownArrow);
    case QStyle::PE_IndicatorArrowUp:
        return draw(Qt::UpArrow);
    case QStyle::PE_IndicatorArrowLeft:
        return draw(Qt::LeftArrow);
    case QStyle::PE_IndicatorArrowRight:
        return draw(Qt::RightArrow);
    case QStyle::PE_IndicatorHeaderArrow:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option))
            return draw(
                header->sortIndicator & QStyleOptionHeader::SortUp ? Qt::UpArrow : Qt::DownArrow);
        return false;
    default:
        return false;
    }
}

bool drawSurface(QStyle::PrimitiveElement element, const QStyleOption *option, QPainter *painter)
{
    const Theme &colors = paint::themeOf(option);
    const QRect rect = option->rect;
    const QRectF inside = QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5);
    switch (element) {
    case QStyle::PE_PanelMenu:
    case QStyle::PE_PanelTipLabel:
        paint::box(painter, inside, 0, colors.panel, colors.line);
        return true;
    case QStyle::PE_FrameGroupBox:
        paint::box(painter, inside.adjusted(0, option->fontMetrics.height() + 4, 0, 0),
            paint::radius, Qt::transparent, colors.line);
        return true;
    case QStyle::PE_PanelScrollAreaCorner:
        painter->fillRect(rect, colors.panel);
        return true;
    case QStyle::PE_PanelStatusBar:
        painter->fillRect(rect, colors.panel);
        painter->fillRect(QRect(0, 0, rect.width(), 1), colors.line);
        return true;
    case QStyle::PE_FrameTabBarBase:
        painter->fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.line);
        return true;
    case QStyle::PE_FrameMenu:
    case QStyle::PE_FrameTabWidget:
    case QStyle::PE_FrameStatusBarItem:
    case QStyle::PE_FrameDefaultButton:
        return true; // nothing: the surfaces around them have the line
    default:
        return false;
    }
}

// Labels are Fusion's, with the text in our colour.
bool recolorLabel(QStyle::ControlElement element, const QStyleOption *option, const QWidget *widget,
    const std::function<void(const QStyleOption *)> &draw)
{
    const Theme &colors = paint::themeOf(option);
    if (element == QStyle::CE_PushButtonLabel) {
        auto copy = *qstyleoption_cast<const QStyleOptionButton *>(option);
        copy.palette.setColor(QPalette::ButtonText, labelColor(&copy, widget));
        draw(&copy);
    } else if (element == QStyle::CE_TabBarTabLabel) {
        auto copy = *qstyleoption_cast<const QStyleOptionTab *>(option);
        copy.state &= ~QStyle::State_HasFocus; // the shape has the ring
        copy.palette.setColor(
            QPalette::WindowText, copy.state & QStyle::State_Selected ? colors.text : colors.muted);
        draw(&copy);
    } else if (element == QStyle::CE_HeaderLabel) {
        auto copy = *qstyleoption_cast<const QStyleOptionHeader *>(option);
        copy.palette.setColor(QPalette::ButtonText, colors.muted);
        draw(&copy);
    } else {
        return false;
    }
    return true;
}

void drawProgressBar(QPainter *painter, const QStyleOption *option, const QStyle *style)
{
    const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option);
    if (!bar)
        return;
    auto part = *bar;
    part.rect = progressRect(bar, QStyle::SE_ProgressBarContents);
    paint::progress(painter, &part);
    if (bar->textVisible)
        style->drawItemText(painter, progressRect(bar, QStyle::SE_ProgressBarLabel),
            Qt::AlignRight | Qt::AlignVCenter, option->palette,
            option->state & QStyle::State_Enabled, bar->text, QPalette::WindowText);
}

void drawMenuBarItem(QPainter *painter, const QStyleOption *option, const QStyle *style)
{
    paint::menuBarItem(painter, option);
    if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
        style->drawItemText(painter, option->rect, Qt::AlignCenter | Qt::TextShowMnemonic,
            option->palette, option->state & QStyle::State_Enabled, item->text,
            QPalette::ButtonText);
}

} // namespace

Style::Style()
    : QProxyStyle(QStyleFactory::create(u"Fusion"_s))
{
    setObjectName(u"hitlens"_s);
}

void Style::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (widget->inherits("QLineEdit") || widget->inherits("QTabBar")
        || widget->inherits("QHeaderView") || widget->inherits("QSplitterHandle"))
        widget->setAttribute(Qt::WA_Hover);
    if (qobject_cast<QDialog *>(widget)) {
        widget->setAutoFillBackground(true);
        widget->setBackgroundRole(QPalette::Base);
    }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
    const QWidget *widget) const
{
    switch (element) {
    case PE_FrameFocusRect:
        return paint::focusRing(painter, option, widget);
    case PE_PanelButtonCommand:
        return paint::pushButton(painter, option, widget);
    case PE_PanelButtonTool:
        return paint::toolButton(painter, option);
    case PE_PanelLineEdit:
        if (const auto *panel = qstyleoption_cast<const QStyleOptionFrame *>(option);
            panel && panel->lineWidth > 0)
            paint::field(painter, option);
        return;
    case PE_FrameLineEdit:
        return paint::field(painter, option);
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        return paint::indicator(painter, option, false);
    case PE_IndicatorRadioButton:
        return paint::indicator(painter, option, true);
    case PE_IndicatorBranch:
        return paint::branch(painter, option);
    case PE_IndicatorTabClose:
        return paint::closeCross(painter, option);
    case PE_PanelItemViewItem:
    case PE_PanelItemViewRow:
        if (const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(option))
            paint::row(painter, item);
        return;
    default:
        if (!drawArrow(element, option, painter) && !drawSurface(element, option, painter))
            QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
    const QWidget *widget) const
{
    const auto fusion = [&](const QStyleOption *recolored) {
        QProxyStyle::drawControl(element, recolored, painter, widget);
    };
    switch (element) {
    case CE_ShapedFrame:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->frameShape == QFrame::StyledPanel)
            return paint::frame(painter, frame, widget);
        return fusion(option);
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option))
            paint::tab(painter, tab);
        return;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        return paint::header(painter, option);
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option))
            paint::menuItem(painter, item);
        return;
    case CE_MenuBarItem:
    case CE_MenuBarEmptyArea:
        return drawMenuBarItem(painter, option, proxy());
    case CE_ProgressBar:
        return drawProgressBar(painter, option, proxy());
    case CE_Splitter:
        if (qMin(option->rect.width(), option->rect.height()) <= 1
            || option->state & State_MouseOver)
            painter->fillRect(option->rect, paint::themeOf(option).line);
        return;
    default:
        if (!recolorLabel(element, option, widget, fusion))
            fusion(option);
    }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
    QPainter *painter, const QWidget *widget) const
{
    if (control == CC_ComboBox) {
        if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option))
            return paint::comboBox(painter, combo, arrowRect(option));
    } else if (control == CC_SpinBox) {
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option))
            return paint::spinBox(
                painter, spin, spinRect(spin, SC_SpinBoxUp), spinRect(spin, SC_SpinBoxDown));
    } else if (control == CC_ScrollBar) {
        if (const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option))
            return paint::scrollBar(
                painter, slider, subControlRect(control, option, SC_ScrollBarSlider, widget));
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

QRect Style::subElementRect(
    SubElement element, const QStyleOption *option, const QWidget *widget) const
{
    switch (element) {
    case SE_PushButtonFocusRect:
        return option->rect;
    case SE_LineEditContents:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0) {
            const int side = qRound(0.4 * em(option, widget));
            return option->rect.adjusted(side, 1, -side, -1);
        }
        break;
    default:
        break;
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
    SubControl subControl, const QWidget *widget) const
{
    if (control == CC_ComboBox) {
        if (subControl == SC_ComboBoxArrow)
            return arrowRect(option);
        if (subControl == SC_ComboBoxEditField)
            return editRect(option, true);
        return option->rect;
    }
    if (control == CC_SpinBox) {
        if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option))
            return spinRect(spin, subControl);
    }
    if (control == CC_ScrollBar
        && (subControl == SC_ScrollBarAddLine || subControl == SC_ScrollBarSubLine))
        return {};
    return QProxyStyle::subControlRect(control, option, subControl, widget);
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &contents,
    const QWidget *widget) const
{
    const int line = em(option, widget);
    const int height = controlHeight(line);
    switch (type) {
    case CT_PushButton: {
        const bool isSegment = roleOf(widget) == Role::Segment;
        const int side = isSegment ? qRound(0.7 * line) : qRound(0.75 * line);
        return {contents.width() + 2 * side, qMax(height, contents.height() + 4)};
    }
    case CT_LineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame && frame->lineWidth > 0)
            return {contents.width() + 2 * padding(line), qMax(height, contents.height() + 2)};
        break;
    case CT_ComboBox:
        return {contents.width() + 2 * line + padding(line), qMax(height, contents.height())};
    case CT_SpinBox:
        return {contents.width() + padding(line) + 2 * line, qMax(height, contents.height())};
    case CT_TabBarTab:
        return {contents.width() + padding(line), qMax(contents.height(), qRound(2.4 * line))};
    case CT_HeaderSection: {
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        return {size.width() + line / 2, qMax(size.height(), qRound(1.7 * line))};
    }
    case CT_ItemViewItem: {
        const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
        return {size.width(), qMax(size.height(), qRound(1.55 * line))};
    }
    case CT_MenuItem: {
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        if (item && item->menuItemType == QStyleOptionMenuItem::Separator)
            return {contents.width(), line / 2 + 1};
        const bool hasShortcut = item && item->text.contains(u'\t');
        return {contents.width() + 4 * line + (hasShortcut ? line : 0), qRound(1.7 * line)};
    }
    case CT_MenuBarItem:
        return {contents.width() + line, qMax(contents.height(), qRound(2.1 * line))};
    case CT_ProgressBar:
        return {contents.width(), line};
    default:
        break;
    }
    return QProxyStyle::sizeFromContents(type, option, contents, widget);
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option, const QWidget *widget) const
{
    const int line = em(option, widget);
    switch (metric) {
    case PM_DefaultFrameWidth:
        // A scroll area keeps its contents clear of the round corners.
        if (qobject_cast<const QAbstractScrollArea *>(widget))
            return 3;
        return roleOf(widget) == Role::Badge ? qRound(0.4 * line) : 1;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
    case PM_ButtonDefaultIndicator:
    case PM_MenuBarPanelWidth:
    case PM_MenuBarVMargin:
    case PM_TabBarTabOverlap:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
        return 0;
    case PM_MenuBarHMargin:
    case PM_MenuVMargin:
        return 4;
    case PM_MenuBarItemSpacing:
        return 2;
    case PM_MenuPanelWidth:
        return 1;
    case PM_ScrollBarExtent:
        return qRound(0.75 * line);
    case PM_ScrollBarSliderMin:
        return 2 * line;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_TabBarIconSize:
        return line;
    case PM_TabCloseIndicatorWidth:
    case PM_TabCloseIndicatorHeight:
        return qRound(1.1 * line);
    case PM_HeaderDefaultSectionSizeVertical:
        return qRound(1.6 * line);
    case PM_TreeViewIndentation:
        return qRound(1.15 * line);
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return 8;
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
        return widget && widget->isWindow() ? 16 : 12;
    case PM_ToolTipLabelFrameWidth:
        return 6;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(
    StyleHint hint, const QStyleOption *option, const QWidget *widget, QStyleHintReturn *data) const
{
    switch (hint) {
    case SH_EtchDisabledText:
    case SH_ComboBox_Popup:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ScrollView_FrameOnlyAroundContents:
        return 0;
    case SH_ItemView_ShowDecorationSelected:
    case SH_TabBar_PreferNoArrows:
        return 1;
    case SH_Table_GridLineColor:
        return static_cast<int>(
            (option ? paint::themeOf(option) : theme(Scheme::Light)).line.rgba());
    case SH_ToolTip_WakeUpDelay:
        return 500;
    default:
        return QProxyStyle::styleHint(hint, option, widget, data);
    }
}

} // namespace hitlens
