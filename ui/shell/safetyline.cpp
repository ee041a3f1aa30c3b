// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/safetyline.h"

#include "app/connections/primaryserver.h"
#include "ui/shell/theme.h"
#include "ui/widgets/flowlayout.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

namespace hitlens {

namespace {

bool isUnverified(const Tls &tls)
{
    return tls.enabled && !tls.verify;
}

} // namespace

SafetyLine::SafetyLine(const Client &client, bool isReadOnlyByDefault, QWidget *parent)
    : QFrame(parent)
    , m_client(client)
{
    auto *layout = new FlowLayout(4, this);
    layout->setContentsMargins(16, 4, 16, 5);
    m_readOnly = addMark(
        tr("read-only"), isReadOnlyByDefault ? tr("&Allow changes…") : tr("Edit server…"));
    m_replica = addMark(tr("replica"), tr("Open the &primary"));
    m_tls = addMark(tr("TLS not verified"), tr("Edit server…"));
    describeReadOnly(isReadOnlyByDefault);
    describeTls();
    connect(m_readOnly.wayOut, &QPushButton::clicked, this,
        isReadOnlyByDefault ? &SafetyLine::changesRequested : &SafetyLine::editRequested);
    connect(m_tls.wayOut, &QPushButton::clicked, this, &SafetyLine::editRequested);
    connect(m_replica.wayOut, &QPushButton::clicked, this, [this] {
        if (const auto primary = primaryAddress(m_client.topology(), m_client.endpoint()))
            emit primaryRequested(*primary);
    });
    connect(&m_client, &Client::topologyChanged, this, &SafetyLine::showMarks);
    showMarks();
}

SafetyLine::Mark SafetyLine::addMark(const QString &badge, const QString &wayOut)
{
    auto *row = new QWidget(this);
    const Mark mark{row, new QLabel(badge, row), new QLabel(row), new QPushButton(wayOut, row)};
    setRole(mark.badge, Role::Badge);
    setRole(mark.text, Role::Muted);
    mark.text->setTextFormat(Qt::PlainText);
    mark.wayOut->setAutoDefault(false);
    auto *line = new QHBoxLayout(row);
    line->setContentsMargins(0, 0, 12, 0);
    line->setSpacing(8);
    line->addWidget(mark.badge);
    line->addWidget(mark.text);
    line->addWidget(mark.wayOut);
    layout()->addWidget(row);
    return mark;
}

void SafetyLine::describeReadOnly(bool isByDefault)
{
    m_readOnly.text->setText(isByDefault ? tr("Production servers open read-only.")
                                         : tr("Nothing that may write is sent."));
    m_readOnly.row->setToolTip(isByDefault
            ? tr("You want production servers to open read-only (menu Server): Hitlens sends "
                 "nothing that may write, until you allow it for as long as this server is open.")
            : tr("The settings of this server say so: Hitlens sends it nothing that may write."));
    m_readOnly.row->setVisible(m_client.endpoint().readOnly);
}

void SafetyLine::describeTls()
{
    const Endpoint &endpoint = m_client.endpoint();
    const bool ofServer = isUnverified(endpoint.tls);
    const bool ofSentinels = endpoint.sentinel.isUsed() && isUnverified(endpoint.sentinel.tls);
    setBadgeTone(m_tls.badge, Tone::Warning);
    m_tls.text->setText(ofServer ? tr("Who answers is not checked.")
                                 : tr("Who answers as a sentinel is not checked."));
    m_tls.row->setToolTip(tr("The settings of this server switch off the check of the certificate: "
                             "the connection is encrypted, but somebody in between could read and "
                             "change everything, passwords too."));
    m_tls.row->setVisible(ofServer || ofSentinels);
}

void SafetyLine::showMarks()
{
    const Topology &topology = m_client.topology();
    m_replica.row->setVisible(topology.isReplica());
    if (topology.isReplica()) {
        const QString primary = QString::fromUtf8(topology.nodes.first().primary);
        m_replica.text->setText(primary.isEmpty() ? tr("Changes go to its primary.")
                                                  : tr("Changes go to %1.").arg(primary));
        m_replica.row->setToolTip(tr("A replica copies its primary and takes no changes itself. "
                                     "When it is promoted, writing is on again by itself."));
        const auto address = primaryAddress(topology, m_client.endpoint());
        m_replica.wayOut->setVisible(address.has_value());
    }
    setVisible(!m_readOnly.row->isHidden() || !m_replica.row->isHidden() || !m_tls.row->isHidden());
}

void SafetyLine::paintEvent(QPaintEvent *event)
{
    Q_UNUSED(event)
    const Theme &colors = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), colors.panel);
    painter.fillRect(0, height() - 1, width(), 1, colors.line);
}

} // namespace hitlens
