// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/hotkeyspanel.h"

#include "ui/monitoring/trafficwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/format.h"
#include "ui/widgets/whynot.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QLabel *makeHotLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setAccessibleName(name);
    setRole(label, Role::Muted);
    return label;
}

} // namespace

HotKeysPanel::HotKeysPanel(Client &client, QWidget *parent)
    : QWidget(parent)
    , m_client(client)
    , m_table(new QTableView(this))
    , m_hint(makeHotLabel(tr("What the counter means"), this))
    , m_status(makeHotLabel(tr("What was looked at"), this))
    , m_look(new QPushButton(
          icon(u"search"_s), tr("Look at %1").arg(formatKeys(HotKeysJob::usualSample)), this))
    , m_stop(new QPushButton(icon(u"stop"_s), tr("Stop looking"), this))
{
    m_look->setToolTip(tr("Asks for names and their counters (SCAN, OBJECT FREQ), some hundred at "
                          "once. No value is read, and no counter changes."));
    m_stop->setToolTip(tr("Stop looking and keep what was found so far."));
    auto *bar = new QHBoxLayout;
    bar->addWidget(m_status, 1);
    for (QPushButton *button : {m_look, m_stop})
        bar->addWidget(button, 0, Qt::AlignTop);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_hint);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);

    connect(m_look, &QPushButton::clicked, this, &HotKeysPanel::look);
    connect(m_stop, &QPushButton::clicked, this, &HotKeysPanel::stop);
    connect(&m_client, &Client::statusChanged, this, &HotKeysPanel::updateControls);
    // What was found is of the database before.
    connect(&m_client, &Client::databaseSelected, this, [this] {
        m_job.reset();
        showFound({});
        m_status->clear();
        updateControls();
    });
    FocusPass::set(this, m_look);
    m_hint->setText(counterMeaning({}));
    updateControls();
}

void HotKeysPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (!m_job && m_client.isReady())
        askPolicy();
}

void HotKeysPanel::askPolicy()
{
    m_client.send(evictionPolicy(), this, [this](const Result<QByteArray> &policy) {
        if (m_job)
            return;
        const QByteArray before = std::exchange(m_policy, policy ? *policy : QByteArray());
        if (!mayKeepCounter(m_policy))
            m_hint->setText(noCounterUnder(m_policy));
        else if (!mayKeepCounter(before))
            m_hint->setText(counterMeaning({}));
        updateControls();
    });
}

void HotKeysPanel::look()
{
    if (m_job || !m_client.isReady())
        return;
    JobHandle job(std::make_unique<HotKeysJob>());
    job.on(&HotKeysJob::progressed, [this](const HotKeys &found) { showFound(found); });
    job.on(&HotKeysJob::finished, [this](const HotKeys &found) { onFinished(found, true); });
    job.on(&HotKeysJob::stopped, [this](const HotKeys &found) { onFinished(found, false); });
    job.on(&HotKeysJob::failed, [this](const Error &error) { onFailed(error); });
    m_client.start(job);
    m_job = std::move(job);
    showFound({});
    m_status->setText(tr("Looking…"));
    updateControls();
    m_stop->setFocus();
}

void HotKeysPanel::stop()
{
    if (m_job)
        m_job->cancel();
}

void HotKeysPanel::showFound(const HotKeys &found)
{
    m_list.setHotKeys(found.hottest);
    m_status->setText(lookedAt(found));
}

void HotKeysPanel::onFinished(const HotKeys &found, bool isWhole)
{
    m_job.reset();
    m_policy = found.policy;
    showFound(found);
    const bool isKept = mayKeepCounter(m_policy);
    m_hint->setText(isKept ? counterMeaning(found) : noCounterUnder(m_policy));
    if (!isKept)
        m_status->clear();
    else if (!isWhole)
        m_status->setText(tr("Stopped. %1").arg(lookedAt(found)));
    updateControls();
    if (!found.hottest.isEmpty())
        m_table->setFocus();
}

void HotKeysPanel::onFailed(const Error &error)
{
    m_job.reset();
    m_list.setHotKeys({});
    m_status->setText(tr("The keys could not be asked: %1").arg(withPermission(error)));
    updateControls();
}

void HotKeysPanel::updateControls()
{
    const bool isLooking = static_cast<bool>(m_job);
    const bool isReady = m_client.isReady();
    const bool isKept = mayKeepCounter(m_policy);
    m_stop->setVisible(isLooking);
    m_look->setVisible(!isLooking);
    enableUnless(m_look, isReady,
        isReady && !isKept ? noCounterUnder(m_policy)
            : isReady      ? QString()
                           : tr("The server is not connected."));
}

} // namespace hitlens
