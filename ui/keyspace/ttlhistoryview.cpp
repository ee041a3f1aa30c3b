// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/keyspace/ttlhistoryview.h"

#include "ui/keyspace/ttlform.h"
#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QLabel>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype mostShown = 8;

QString wordsOf(const TtlHistory::Entry &entry)
{
    using What = TtlHistory::What;
    const QString ttl = formatDuration(entry.ttl.left);
    switch (entry.what) {
    case What::Found:
        return entry.ttl.state == Ttl::State::Expires
            ? TtlHistoryView::tr("found to expire in %1").arg(ttl)
            : TtlHistoryView::tr("found without an expiry");
    case What::SetHere:
        return TtlHistoryView::tr("set here to %1").arg(ttl);
    case What::RemovedHere:
        return TtlHistoryView::tr("removed here");
    case What::SetElsewhere:
        return TtlHistoryView::tr("changed elsewhere to %1").arg(ttl);
    case What::RemovedElsewhere:
        return TtlHistoryView::tr("removed elsewhere");
    case What::Expired:
        return TtlHistoryView::tr("the key expired");
    case What::Deleted:
        return TtlHistoryView::tr("the key was gone, before its time");
    }
    Q_UNREACHABLE();
}

QString lineOf(const TtlHistory::Entry &entry, const QDateTime &now)
{
    const QString line
        = TtlHistoryView::tr("%1: %2").arg(formatInstant(entry.when, now), wordsOf(entry));
    if (entry.when.secsTo(entry.confirmed) < 1 || entry.ttl.state == Ttl::State::Gone)
        return line;
    return line + u' '
        + TtlHistoryView::tr("(as expected at %1)").arg(formatInstant(entry.confirmed, now));
}

} // namespace

TtlHistoryView::TtlHistoryView(QWidget *parent)
    : QFrame(parent)
    , m_text(new QLabel(this))
{
    setRole(m_text, Role::Muted);
    m_text->setTextFormat(Qt::PlainText);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_text->setAccessibleDescription(tr("What became of the TTL while this key was shown"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->addWidget(m_text);
}

void TtlHistoryView::showHistory(const TtlHistory &history)
{
    const QDateTime now = QDateTime::currentDateTime();
    QStringList lines;
    const auto &entries = history.entries();
    for (auto entry = entries.crbegin(); entry != entries.crend() && lines.size() < mostShown;
         ++entry)
        lines << lineOf(*entry, now);
    m_text->setText(lines.isEmpty() ? tr("Nothing is known of it yet.") : lines.join(u'\n'));
}

} // namespace hitlens
