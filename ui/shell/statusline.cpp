// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/statusline.h"

#include "ui/shell/theme.h"
#include "ui/widgets/format.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

QString describeStatus(const Status &status, const Profile &profile, const QDateTime &now)
{
    const auto text
        = [](const char *source) { return QCoreApplication::translate("StatusLine", source); };
    // A socket's path says nothing that the name does not say better.
    const QString where
        = profile.endpoint.socketPath.isEmpty() ? profile.endpoint.displayName() : profile.name;
    switch (status.state) {
    case Status::State::Closed:
        return text(QT_TRANSLATE_NOOP("StatusLine", "Not connected"));
    case Status::State::Connecting:
        return text(QT_TRANSLATE_NOOP("StatusLine", "Connecting to %1…")).arg(where);
    case Status::State::Ready:
        return profile.endpoint.username.isEmpty()
            ? text(QT_TRANSLATE_NOOP("StatusLine", "Connected to %1")).arg(where)
            : text(QT_TRANSLATE_NOOP("StatusLine", "Connected to %1 as %2"))
                  .arg(where, profile.endpoint.username);
    case Status::State::Waiting: {
        // Rounded up: it must not promise zero seconds and then wait.
        const qint64 seconds = qMax<qint64>(1, (now.msecsTo(status.retryAt) + 999) / 1000);
        return text(QT_TRANSLATE_NOOP("StatusLine", "Reconnecting in %1"))
            .arg(formatDuration(std::chrono::seconds(seconds)));
    }
    case Status::State::Failed:
        break;
    }
    return text(QT_TRANSLATE_NOOP("StatusLine", "The server refuses the connection"));
}

QString describeTopology(const Topology &topology, const Profile &profile)
{
    const auto text
        = [](const char *source) { return QCoreApplication::translate("StatusLine", source); };
    if (topology.kind == Topology::Kind::Sentinel && !topology.nodes.isEmpty())
        return text(QT_TRANSLATE_NOOP("StatusLine", "via Sentinel %1 → %2"))
            .arg(profile.endpoint.sentinel.primaryName, topology.nodes.first().address.text());
    if (!topology.isCluster())
        return {};
    const auto replicas = std::ranges::count(topology.nodes, NodeRole::Replica, &Node::role);
    return text(QT_TRANSLATE_NOOP("StatusLine", "Cluster, primaries: %1, replicas: %2"))
        .arg(topology.servingNodes().size())
        .arg(replicas);
}

StatusLine::StatusLine(QWidget *parent)
    : QWidget(parent)
    , m_dot(new QLabel(this))
    , m_connection(new QLabel(this))
    , m_topology(new QLabel(this))
    , m_roundTrip(new QLabel(this))
    , m_retry(new QPushButton(tr("Retry now"), this))
    , m_summary(new QLabel(this))
    , m_ownLookups(new QLabel(this))
{
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 0, 12, 0);
    layout->addWidget(m_dot);
    layout->addWidget(m_connection);
    layout->addWidget(m_topology);
    layout->addWidget(m_roundTrip);
    layout->addWidget(m_retry);
    layout->addSpacing(12);
    layout->addWidget(m_summary);
    layout->addStretch();
    layout->addWidget(m_ownLookups);
    for (QLabel *label : {m_connection, m_topology, m_roundTrip, m_summary, m_ownLookups})
        setRole(label, Role::Muted);
    m_roundTrip->setToolTip(tr("How long the server’s last answer to INFO took, there and back."));
    setRole(m_retry, Role::Quiet);
    connect(m_retry, &QPushButton::clicked, this, &StatusLine::retryRequested);
    setConnection({}, {});
    setTopology({});
    setRoundTrip({});
    setOwnLookups({});
}

void StatusLine::setConnection(const std::optional<Status> &status, const Profile &profile)
{
    m_connection->setText(status ? describeStatus(*status, profile, QDateTime::currentDateTimeUtc())
                                 : tr("No server is open"));
    const bool canRetry = status
        && (status->state == Status::State::Waiting || status->state == Status::State::Failed);
    m_retry->setVisible(canRetry);
    const auto state = status ? std::optional(status->state) : std::nullopt;
    m_dot->setVisible(state.has_value());
    m_state = state;
    updateDot();
}

void StatusLine::setRoundTrip(std::optional<std::chrono::microseconds> roundTrip)
{
    m_roundTrip->setVisible(roundTrip.has_value());
    if (roundTrip)
        m_roundTrip->setText(tr("· answers in %1").arg(formatRoundTrip(*roundTrip)));
}

void StatusLine::setTopology(const QString &topology)
{
    m_topology->setVisible(!topology.isEmpty());
    m_topology->setText(tr("· %1").arg(topology));
}

void StatusLine::setSummary(const QString &summary)
{
    m_summary->setText(summary);
}

void StatusLine::setOwnLookups(std::optional<qint64> lookups)
{
    m_ownLookups->setVisible(lookups.has_value());
    if (lookups)
        m_ownLookups->setText(tr("Hitlens’ own lookups are left out of every hit rate: %1")
                                  .arg(formatCount(*lookups)));
}

void StatusLine::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateDot();
}

void StatusLine::updateDot()
{
    const Theme &colors = themeOf(this);
    QColor color = colors.muted;
    if (m_state == Status::State::Ready)
        color = colors.good;
    else if (m_state == Status::State::Connecting)
        color = colors.warning;
    else if (m_state == Status::State::Waiting || m_state == Status::State::Failed)
        color = colors.danger;
    const int size = fontMetrics().height() / 2;
    QPixmap dot((QSizeF(size, size) * devicePixelRatioF()).toSize());
    dot.setDevicePixelRatio(devicePixelRatioF());
    dot.fill(Qt::transparent);
    QPainter painter(&dot);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    painter.drawEllipse(0, 0, size, size);
    m_dot->setPixmap(dot);
}

} // namespace hitlens
