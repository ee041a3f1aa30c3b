// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/prefixtrafficmodel.h"

#include "app/monitoring/findingwords.h"

#include <QHash>

#include <algorithm>
#include <cmath>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

const QString unknownFigure = u"–"_s;

QString trafficCountText(std::optional<qint64> count)
{
    return count ? words::count(std::max<qint64>(*count, 0)) : unknownFigure;
}

std::optional<qint64> eventCountIn(const PrefixFigures &figures, PrefixTrafficModel::Column column)
{
    using Column = PrefixTrafficModel::Column;
    switch (column) {
    case Column::Misses:
        return figures.misses;
    case Column::Written:
        return figures.written;
    case Column::Expired:
        return figures.expired;
    case Column::Evicted:
        return figures.evicted;
    case Column::Deleted:
        return figures.deleted;
    case Column::Prefix:
    case Column::HitRate:
    case Column::Reads:
    case Column::Reasons:
        break;
    }
    return std::nullopt;
}

// Two rows for the same prefix never are; the rest is beside all.
QByteArray identity(const PrefixFigures &figures)
{
    return (figures.isRest ? "r" : "p") + figures.prefix;
}

} // namespace

void PrefixTrafficModel::setTraffic(const PrefixTraffic &traffic)
{
    m_hasSamples = traffic.samples > 0;
    QHash<QByteArray, qsizetype> places;
    for (qsizetype i = 0; i < traffic.prefixes.size(); ++i)
        places.insert(identity(traffic.prefixes[i]), i);
    const bool isAnother = std::ranges::any_of(
        m_rows, [&places](const PrefixFigures &row) { return !places.contains(identity(row)); });
    if (isAnother) {
        beginResetModel();
        m_rows = traffic.prefixes;
        endResetModel();
        return;
    }
    for (PrefixFigures &row : m_rows)
        row = traffic.prefixes[places.take(identity(row))];
    if (!m_rows.isEmpty())
        emit dataChanged(index(0, 0), index(int(m_rows.size()) - 1, columns - 1));
    if (places.isEmpty())
        return;
    QList<PrefixFigures> fresh;
    for (const PrefixFigures &figures : traffic.prefixes) {
        if (places.contains(identity(figures)))
            fresh.append(figures);
    }
    beginInsertRows({}, int(m_rows.size()), int(m_rows.size() + fresh.size()) - 1);
    m_rows += fresh;
    endInsertRows();
}

int PrefixTrafficModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int PrefixTrafficModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : columns;
}

QVariant PrefixTrafficModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const PrefixFigures &figures = m_rows.at(index.row());
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(figures, column);
    case Qt::ToolTipRole:
        return toolTip(figures, column);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter
            | (column == Column::Prefix || column == Column::Reasons ? Qt::AlignLeft
                                                                     : Qt::AlignRight));
    case SortRole:
        return sortKey(figures, column);
    case WordingsRole:
        return figures.misses ? wordings(figures.reasons) : QStringList(unknownFigure);
    case PrefixRole:
        return figures.isRest ? QVariant() : figures.prefix;
    default:
        return {};
    }
}

QVariant PrefixTrafficModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool isText = section == int(Column::Prefix) || section == int(Column::Reasons);
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::AlignVCenter | (isText ? Qt::AlignLeft : Qt::AlignRight));
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case Column::Prefix:
        return tr("Prefix");
    case Column::HitRate:
        return tr("Hit rate");
    case Column::Reads:
        return tr("Sampled reads");
    case Column::Misses:
        return tr("Misses");
    case Column::Reasons:
        return tr("Why missed");
    case Column::Written:
        return tr("Writes");
    case Column::Expired:
        return tr("Expired");
    case Column::Evicted:
        return tr("Evicted");
    case Column::Deleted:
        return tr("Deleted");
    }
    return {};
}

QString PrefixTrafficModel::text(const PrefixFigures &figures, Column column) const
{
    switch (column) {
    case Column::Prefix:
        if (figures.isRest)
            return tr("Other prefixes");
        return figures.prefix.isEmpty() ? tr("No prefix") : QString::fromUtf8(figures.prefix);
    case Column::HitRate: {
        const auto rate = hitRateOf(figures);
        if (!rate)
            return unknownFigure;
        return tr("%1 ± %2", "hit rate and its sampling error")
            .arg(words::percent(rate->share), words::percent((rate->high - rate->low) / 2));
    }
    case Column::Reads:
        return m_hasSamples ? trafficCountText(figures.sampledReads) : unknownFigure;
    case Column::Reasons:
        return figures.misses ? wordings(figures.reasons).first() : unknownFigure;
    default:
        return trafficCountText(eventCountIn(figures, column));
    }
}

// Counts; parts of all, the greatest first; and the greatest alone.
QStringList PrefixTrafficModel::wordings(const MissReasons &why)
{
    QList<std::pair<qint64, QString>> reasons{{why.expired, tr("expired %1")},
        {why.evicted, tr("evicted %1")}, {why.deleted, tr("deleted %1")},
        {why.notSet, tr("not set %1")}};
    reasons.removeIf([](const auto &reason) { return reason.first <= 0; });
    if (reasons.isEmpty())
        return {unknownFigure};
    const auto all = static_cast<double>(why.expired + why.evicted + why.deleted + why.notSet);
    QStringList counts;
    for (const auto &[count, word] : reasons)
        counts << word.arg(words::count(count));
    std::ranges::stable_sort(
        reasons, std::ranges::greater(), [](const auto &reason) { return reason.first; });
    QStringList parts;
    for (const auto &[count, word] : reasons)
        parts << word.arg(words::percent(static_cast<double>(count) / all));
    // Whole, and no whole unless it is alone.
    const auto &[most, word] = reasons.first();
    const qint64 percent = std::llround(static_cast<double>(most) / all * 100);
    const QString greatest
        = tr("%1 %").arg(words::count(reasons.size() > 1 ? std::min<qint64>(percent, 99) : 100));
    return {counts.join(u", "_s), parts.join(u", "_s), word.arg(greatest)};
}

QVariant PrefixTrafficModel::sortKey(const PrefixFigures &figures, Column column) const
{
    switch (column) {
    case Column::Prefix:
        return text(figures, column);
    case Column::HitRate: {
        const auto rate = hitRateOf(figures);
        return rate ? rate->share : -1;
    }
    case Column::Reads:
        return figures.sampledReads;
    case Column::Reasons:
        return figures.reasons.expired + figures.reasons.evicted + figures.reasons.deleted;
    default:
        return eventCountIn(figures, column).value_or(-1);
    }
}

QString PrefixTrafficModel::toolTip(const PrefixFigures &figures, Column column) const
{
    if (column == Column::Reasons)
        return text(figures, column) + u'\n'
            + tr("“Not set” are keys that were neither written nor lost while Hitlens watched.");
    if (column != Column::HitRate)
        return {};
    const auto rate = hitRateOf(figures);
    if (!rate)
        return tr("A rate is told from %1 sampled reads on.").arg(enoughSampledReads);
    return tr("%1 of %2 reads in the samples were hits. In 95 of 100 samples the rate of all reads "
              "is between %3 and %4.")
        .arg(words::count(figures.sampledReads - figures.sampledMisses),
            words::count(figures.sampledReads), words::percent(rate->low),
            words::percent(rate->high));
}

} // namespace hitlens
