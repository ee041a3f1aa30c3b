// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/snapshotform.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QVBoxLayout>

namespace hitlens {

namespace {

constexpr qint64 mebibyte = 1024LL * 1024;

} // namespace

SnapshotForm::SnapshotForm(const BulkPlan &plan, std::chrono::seconds keptFor, QWidget *parent)
    : QWidget(parent)
    , m_keptFor(keptFor)
    , m_action(plan.action)
    , m_keeps(new QCheckBox(tr("&Keep an undo snapshot"), this))
    , m_most(new QComboBox(this))
    , m_words(new QLabel(this))
{
    m_keeps->setChecked(plan.keepsSnapshot);
    m_keeps->setToolTip(tr("Writes each key to a file on this computer before it is changed, so "
                           "that all of it can be taken back."));
    m_most->setAccessibleName(tr("Size of the snapshot at most"));
    m_most->setToolTip(tr("When the file would become larger, you are asked."));
    addSizes(plan.snapshotMostBytes);
    m_words->setWordWrap(true);
    m_words->setAccessibleName(tr("What the snapshot takes"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_keeps);
    row->addWidget(m_most);
    row->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addLayout(row);
    layout->addWidget(m_words);
    connect(m_keeps, &QCheckBox::toggled, this, &SnapshotForm::explain);
    connect(m_most, &QComboBox::currentIndexChanged, this, &SnapshotForm::explain);
    explain();
}

void SnapshotForm::addSizes(qint64 chosen)
{
    QList<qint64> sizes{
        64 * mebibyte, 256 * mebibyte, 1024 * mebibyte, 4096 * mebibyte, 16 * 1024 * mebibyte};
    if (!sizes.contains(chosen))
        sizes.append(chosen);
    std::ranges::sort(sizes);
    for (const qint64 size : sizes)
        m_most->addItem(tr("at most %1").arg(formatBytes(size)), size);
    m_most->setCurrentIndex(static_cast<int>(sizes.indexOf(chosen)));
}

bool SnapshotForm::keepsSnapshot() const
{
    return m_keeps->isChecked();
}

qint64 SnapshotForm::mostBytes() const
{
    return m_most->currentData().toLongLong();
}

void SnapshotForm::setAction(const BulkAction &action)
{
    m_action = action;
    explain();
}

void SnapshotForm::setExpected(const std::optional<SampleSummary> &sample)
{
    m_sample = sample;
    explain();
}

void SnapshotForm::explain()
{
    m_most->setEnabled(m_keeps->isChecked());
    const bool isSafe = m_keeps->isChecked();
    setRole(m_words, isSafe ? Role::Muted : Role::Danger);
    m_words->setText(isSafe
            ? tr("%1 It is kept for %2.").arg(expectation(), formatDuration(m_keptFor))
            : tr("Without it, what is done cannot be taken back."));
}

QString SnapshotForm::expectation() const
{
    if (!m_action.deletes())
        return tr("Only the former expiries: a few bytes for each key.");
    if (!m_sample || !m_sample->memory)
        return tr("As large as the keys at most, and compressed.");
    const qint64 bytes = m_sample->memory->bytes;
    const QString size = formatBytes(bytes);
    return bytes > mostBytes() ? tr("≈ %1 before it is compressed: you may be asked.").arg(size)
                               : tr("≈ %1 before it is compressed.").arg(size);
}

} // namespace hitlens
