// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/invalidation/dryrunpanel.h"

#include "app/redis/permission.h"
#include "ui/invalidation/ttlhistogram.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QFormLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QLabel *makeHeading(const QString &text)
{
    auto *label = new QLabel(text);
    setRole(label, Role::Heading);
    return label;
}

QLabel *makeMuted()
{
    auto *label = new QLabel;
    setRole(label, Role::Muted);
    return label;
}

QFrame *makeCard()
{
    auto *card = new QFrame;
    setRole(card, Role::Panel);
    return card;
}

double shareOf(qint64 part, qint64 all)
{
    return static_cast<double>(part) / static_cast<double>(all);
}

// Exact where every key was asked; a share of the sample where not.
QString partText(qint64 part, const SampleSummary &sample)
{
    return sample.isComplete() ? formatCount(part) : formatPercent(shareOf(part, sample.sampled));
}

void showMissing(QLabel *label, const std::optional<Error> &error)
{
    label->setText(u"–"_s);
    label->setToolTip(error ? error->text : QString());
    if (const QString missing = error ? missingPermission(*error) : QString(); !missing.isEmpty())
        label->setText(DryRunPanel::tr("– (your user lacks %1)").arg(missing));
}

} // namespace

DryRunPanel::DryRunPanel(QWidget *parent)
    : QWidget(parent)
    , m_walked(makeMuted())
    , m_progress(new QProgressBar)
    , m_ttlBasis(makeMuted())
    , m_ttls(new TtlHistogram)
    , m_measure(new QPushButton(tr("Meas&ure exactly")))
    , m_save(new QPushButton(tr("Save &all names…")))
{
    m_measure->setToolTip(tr("Asks for the size of every key that matches: MEMORY USAGE."));
    m_save->setToolTip(tr("Looks for the keys again and writes each name to a file."));
    connect(m_measure, &QPushButton::clicked, this, &DryRunPanel::exactSizeRequested);
    connect(m_save, &QPushButton::clicked, this, &DryRunPanel::allNamesRequested);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(12);
    layout->addWidget(makeFigures(), 1);
    layout->addWidget(makeTtlCard(), 1);
    clear();
}

QWidget *DryRunPanel::makeFigures()
{
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress of the dry run"));
    auto *head = new QHBoxLayout;
    head->addWidget(makeHeading(tr("Dry run: nothing is changed")));
    head->addStretch();
    head->addWidget(m_walked);

    m_figures = new QFormLayout;
    m_figures->setContentsMargins({});
    m_figures->setVerticalSpacing(4);
    m_found = addFigure(tr("Keys that match"));
    m_memory = addFigure(tr("Memory they hold"));
    m_types = addFigure(tr("Types"));
    m_withoutTtl = addFigure(tr("Without TTL"));
    m_prefixes = addFigure(tr("Prefixes"));
    m_outOfReach = addFigure(tr("Out of reach"));
    // Names are nobody's markup.
    m_types->setTextFormat(Qt::PlainText);
    m_prefixes->setTextFormat(Qt::PlainText);

    auto *card = makeCard();
    auto *layout = new QVBoxLayout(card);
    layout->addLayout(head);
    layout->addWidget(m_progress);
    layout->addLayout(m_figures);
    layout->addStretch();
    return card;
}

QWidget *DryRunPanel::makeTtlCard()
{
    auto *head = new QHBoxLayout;
    head->addWidget(makeHeading(tr("Time to live")));
    head->addStretch();
    head->addWidget(m_ttlBasis);
    auto *card = makeCard();
    auto *layout = new QVBoxLayout(card);
    auto *more = new QHBoxLayout;
    more->addStretch();
    for (QPushButton *button : {m_measure, m_save}) {
        setRole(button, Role::Quiet);
        more->addWidget(button);
    }
    layout->addLayout(head);
    layout->addWidget(m_ttls, 1);
    layout->addLayout(more);
    return card;
}

QLabel *DryRunPanel::addFigure(const QString &name)
{
    auto *label = new QLabel;
    label->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    label->setWordWrap(true);
    label->setFont(tabularFont(label->font()));
    label->setAccessibleName(name);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_figures->addRow(name, label);
    return label;
}

void DryRunPanel::clear()
{
    m_walked->clear();
    m_progress->setValue(0);
    m_ttlBasis->clear();
    m_ttls->setCounts(std::nullopt);
    for (QLabel *label : {m_found, m_memory, m_types, m_withoutTtl, m_prefixes})
        showMissing(label, std::nullopt);
    showOutOfReach(0);
    m_measure->setEnabled(false);
    m_save->setEnabled(false);
}

void DryRunPanel::showProgress(const DryRunProgress &progress)
{
    m_found->setText(tr("%1 so far").arg(formatCount(progress.found)));
    m_walked->setText(formatPercent(progress.walked));
    m_progress->setValue(static_cast<int>(progress.walked * 1000));
}

void DryRunPanel::showResult(const DryRunResult &result)
{
    if (result.end != DryRunResult::End::Complete)
        return; // what was counted so far stays, as "so far"
    const QString found = result.isExact ? formatCount(result.found)
                                         : tr("at most %1").arg(formatCount(result.found));
    m_found->setText(u"<b>%1</b>"_s.arg(found));
    if (result.keyspace)
        m_found->setText(tr("<b>%1</b> of %2").arg(found, formatCount(*result.keyspace)));
    showMemory(result);
    showTypes(result);
    showTtls(result);
    showPrefixes(result);
    showOutOfReach(result.outOfReach);
    m_measure->setEnabled(result.sample.memory && !result.exactBytes);
    m_save->setEnabled(result.found > 0);
}

void DryRunPanel::showPrefixes(const DryRunResult &result)
{
    constexpr qsizetype shown = 4;
    QStringList parts;
    for (const PrefixTally::Prefix &prefix : result.prefixes)
        parts << tr("%1 %2").arg(prefix.bytes.isEmpty() ? tr("others") : displayBytes(prefix.bytes),
            formatCount(prefix.keys));
    if (parts.isEmpty())
        return showMissing(m_prefixes, std::nullopt);
    m_prefixes->setToolTip(parts.join(u'\n'));
    if (parts.size() > shown)
        parts = parts.mid(0, shown) << tr("and more");
    m_prefixes->setText(parts.join(u" · "_s));
}

// Few servers have such keys: where there is none, nothing is said of it.
void DryRunPanel::showOutOfReach(qint64 keys)
{
    m_outOfReach->setText(
        tr("%1 that your user may not look at are left out").arg(formatKeys(keys)));
    m_outOfReach->setVisible(keys > 0);
    m_figures->labelForField(m_outOfReach)->setVisible(keys > 0);
}

void DryRunPanel::showMemory(const DryRunResult &result)
{
    const SampleSummary &sample = result.sample;
    if (result.exactBytes) {
        m_memory->setText(formatBytes(result.exactBytes));
        m_memory->setToolTip(tr("Of every key, as MEMORY USAGE … SAMPLES 0 tells it."));
        return;
    }
    if (!sample.memory) {
        showMissing(m_memory, result.memoryError);
        return;
    }
    const QString bytes = formatBytes(sample.memory->bytes);
    m_memory->setText(sample.isComplete()
            ? bytes
            : tr("≈ %1 ± %2 (sampled %3)")
                  .arg(bytes, formatBytes(sample.memory->error), formatCount(sample.sampled)));
    m_memory->setToolTip(tr("As MEMORY USAGE tells it. The range holds with 95 % confidence."));
}

void DryRunPanel::showTypes(const DryRunResult &result)
{
    const SampleSummary &sample = result.sample;
    if (sample.types.isEmpty()) {
        showMissing(m_types, result.typeError);
        return;
    }
    QStringList parts;
    for (const auto &[type, count] : sample.types)
        parts << displayBytes(type) + u' ' + partText(count, sample);
    m_types->setText(parts.join(u" · "_s));
    m_types->setToolTip(
        sample.isComplete() ? QString() : tr("Of %1 sampled.").arg(formatCount(sample.sampled)));
}

void DryRunPanel::showTtls(const DryRunResult &result)
{
    const SampleSummary &sample = result.sample;
    m_ttls->setCounts(sample.ttls);
    if (!sample.ttls) {
        showMissing(m_withoutTtl, result.ttlError);
        return;
    }
    const qint64 without = sample.ttls->at(static_cast<size_t>(TtlBucket::None));
    m_withoutTtl->setText(sample.isComplete()
            ? formatCount(without)
            : tr("%1 (%2 of %3 sampled)")
                  .arg(partText(without, sample), formatCount(without),
                      formatCount(sample.sampled)));
    if (!sample.isComplete())
        m_ttlBasis->setText(tr("of %1 sampled").arg(formatCount(sample.sampled)));
}

} // namespace hitlens
