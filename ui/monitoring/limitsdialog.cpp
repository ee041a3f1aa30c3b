// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/limitsdialog.h"

#include "app/monitoring/findingminimums.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formscroll.h"

#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace hitlens {

LimitsDialog::LimitsDialog(MonitoringSettings &settings, QWidget *parent)
    : QDialog(parent)
    , m_settings(settings)
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("When findings are told"));
    auto *list = new QWidget(this);
    auto *form = new QFormLayout(list);
    form->setContentsMargins(0, 0, 8, 0);
    form->setRowWrapPolicy(QFormLayout::WrapLongRows); // in a narrow window
    for (size_t i = 0; i < findingKindCount; ++i) {
        const auto kind = static_cast<FindingKind>(i);
        const LimitWords words = wordsOf(kind);
        if (words.most == 0)
            continue;
        auto *box = new QDoubleSpinBox(this);
        box->setDecimals(words.least > 0 && words.least < 1 ? 2 : 1);
        box->setRange(words.least, words.most);
        if (!words.unit.isEmpty())
            box->setSuffix(u' ' + words.unit);
        box->setAccessibleName(words.caption);
        form->addRow(words.caption, box);
        m_boxes.append({kind, box});
        addMinimums(form, kind, box);
    }
    fill(m_settings.limits());
    auto *buttons = new QDialogButtonBox(
        QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
    connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QAbstractButton::clicked, this,
        [this] { fill(FindingLimits()); });
    connect(buttons, &QDialogButtonBox::accepted, this, &LimitsDialog::take);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(new FormScroll(list, this));
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 122, fontMetrics().height() * 42);
}

// What else decides, and cannot be set.
void LimitsDialog::addMinimums(QFormLayout *form, FindingKind kind, QWidget *box)
{
    const QString text = minimumsOf(kind);
    if (text.isEmpty())
        return;
    auto *label = new QLabel(text, this);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    setRole(label, Role::Muted);
    box->setAccessibleDescription(text);
    form->addRow(label);
}

void LimitsDialog::fill(const FindingLimits &limits)
{
    for (const auto &[kind, box] : std::as_const(m_boxes))
        box->setValue(limits[kind] * wordsOf(kind).scale);
}

void LimitsDialog::take()
{
    FindingLimits limits = m_settings.limits();
    for (const auto &[kind, box] : std::as_const(m_boxes))
        limits.set(kind, box->value() / wordsOf(kind).scale);
    m_settings.setLimits(limits);
    accept();
}

} // namespace hitlens
