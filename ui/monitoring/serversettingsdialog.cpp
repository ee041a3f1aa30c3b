// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/serversettingsdialog.h"

#include "app/redis/permission.h"
#include "ui/monitoring/settingrow.h"
#include "ui/monitoring/settingwords.h"
#include "ui/shell/theme.h"
#include "ui/widgets/dialogheader.h"
#include "ui/widgets/format.h"
#include "ui/widgets/formscroll.h"
#include "ui/widgets/messagestrip.h"
#include "ui/widgets/nameconfirm.h"
#include "ui/widgets/taborder.h"
#include "ui/widgets/whynot.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGuiApplication>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScreen>
#include <QTreeWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

constexpr int nodeColumn = 0;
constexpr int usedColumn = 1;
constexpr int firstOptionColumn = 2;
constexpr int nodesSeen = 5; // at once
constexpr int commandsSeen = 6;

QLabel *makeSettingLabel(const QString &name, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setAccessibleName(name);
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

bool isRefusedBy(const QList<NodeSettings> &nodes)
{
    return std::ranges::any_of(
        nodes, [](const NodeSettings &node) { return node.refusal.has_value(); });
}

bool isKnownTo(const QList<NodeSettings> &nodes, const QByteArray &option)
{
    return std::ranges::any_of(nodes, [&option](const NodeSettings &node) {
        return node.refusal || node.values.contains(option);
    });
}

} // namespace

ServerSettingsDialog::ServerSettingsDialog(
    Client &client, const Profile &profile, const SettingsProposal &proposal, QWidget *parent)
    : QDialog(parent)
    , m_client(client)
    , m_profile(profile)
    , m_serverName(profile.name.isEmpty() ? profile.endpoint.displayName() : profile.name)
    , m_proposedNodes(proposal.nodes)
    , m_strip(new MessageStrip(this))
    , m_nodeList(new QTreeWidget(this))
    , m_consequences(makeSettingLabel(tr("What it does at once"), this))
    , m_commandsTitle(makeSettingLabel({}, this))
    , m_commands(new QPlainTextEdit(this))
    , m_rewrites(new QCheckBox(tr("Also &write it to the server's configuration file"), this))
    , m_lasting(makeSettingLabel(tr("How long it lasts"), this))
    , m_confirmLabel(new QLabel(this))
    , m_confirm(new QLineEdit(this))
    , m_copy(new QPushButton(icon(u"copy"_s), tr("&Copy commands"), this))
    , m_putBack(new QPushButton(tr("&Put back"), this))
    , m_close(new QPushButton(tr("Cancel"), this))
    , m_apply(new QPushButton(tr("Cha&nge"), this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Settings of %1").arg(m_serverName));
    for (const SettingValue &setting : proposal.settings) {
        m_options.append(setting.option);
        m_rows.append(new SettingRow(setting.option, this));
    }
    makeNodes();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 16, 24, 16);
    layout->setSpacing(12);
    layout->addLayout(makeDialogHeader(windowTitle(), m_profile.environment, this));
    layout->addWidget(m_strip);
    layout->addWidget(new FormScroll(makeForm(), this), 1);
    layout->addLayout(makeFooter());
    // Enter must not change anything by itself.
    for (QPushButton *button : findChildren<QPushButton *>())
        button->setAutoDefault(false);
    const int lines = m_client.topology().servingNodes().size() > 1 ? 54 : 40;
    const QSize wanted(fontMetrics().averageCharWidth() * 104, fontMetrics().height() * lines);
    const QSize room = parent ? parent->window()->size() : screen()->availableSize();
    resize(wanted.boundedTo(room * 0.92));
    propose(proposal);
    connectParts();
    tabAsLaidOut(this);
    describe();
    start({});
    m_close->setFocus();
}

// ---- what it looks like

QWidget *ServerSettingsDialog::makeForm()
{
    auto *page = new QWidget(this);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 8, 0);
    layout->setSpacing(8);
    for (SettingRow *row : std::as_const(m_rows))
        layout->addWidget(row);
    layout->addWidget(m_nodeList);
    setRole(m_consequences, Role::Danger);
    layout->addWidget(m_consequences);
    layout->addWidget(m_commandsTitle);
    m_commands->setReadOnly(true);
    m_commands->setTabChangesFocus(true);
    m_commands->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_commands->setAccessibleName(tr("Commands that are sent"));
    setRole(m_commands, Role::Mono);
    layout->addWidget(m_commands);
    layout->addWidget(makeRewrite());
    layout->addStretch();
    return page;
}

QWidget *ServerSettingsDialog::makeRewrite()
{
    m_rewrites->setToolTip(tr("CONFIG REWRITE writes all settings in force to the file, also what "
                              "others have changed since the server started."));
    setRole(m_lasting, Role::Muted);
    auto *part = new QWidget(this);
    auto *layout = new QVBoxLayout(part);
    layout->setContentsMargins({});
    layout->setSpacing(4);
    layout->addWidget(m_rewrites);
    layout->addWidget(m_lasting);
    return part;
}

void ServerSettingsDialog::makeNodes()
{
    QStringList headers{tr("Node"), tr("Used")};
    for (const QByteArray &option : std::as_const(m_options))
        headers << QString::fromUtf8(option);
    m_nodeList->setHeaderLabels(headers);
    m_nodeList->setAccessibleName(tr("Nodes that are changed"));
    m_nodeList->setRootIsDecorated(false);
    m_nodeList->setUniformRowHeights(true);
    m_nodeList->setTabKeyNavigation(false);
    m_nodeList->hide();
}

QLayout *ServerSettingsDialog::makeFooter()
{
    askForName(*m_confirmLabel, *m_confirm, m_serverName);
    setRole(m_apply, Role::Primary);
    m_copy->setToolTip(tr("For redis-cli, or for who may send them."));
    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_copy);
    buttons->addWidget(m_confirmLabel);
    buttons->addWidget(m_confirm);
    buttons->addStretch();
    for (QPushButton *button : {m_putBack, m_close, m_apply})
        buttons->addWidget(button);
    return buttons;
}

void ServerSettingsDialog::connectParts()
{
    for (SettingRow *row : std::as_const(m_rows))
        connect(row, &SettingRow::changed, this, &ServerSettingsDialog::describe);
    connect(m_nodeList, &QTreeWidget::itemChanged, this, &ServerSettingsDialog::describe);
    connect(m_rewrites, &QCheckBox::toggled, this, &ServerSettingsDialog::describe);
    connect(m_confirm, &QLineEdit::textChanged, this, &ServerSettingsDialog::updateControls);
    connect(m_copy, &QPushButton::clicked, this, &ServerSettingsDialog::copyCommands);
    connect(m_close, &QPushButton::clicked, this, &ServerSettingsDialog::reject);
    connect(m_apply, &QPushButton::clicked, this, [this] {
        m_isPuttingBack = false;
        start(steps());
    });
    connect(m_putBack, &QPushButton::clicked, this, [this] {
        m_isPuttingBack = true;
        start(stepsBack());
    });
    // Who answers from now on may be another one, or have been started anew.
    connect(&m_client, &Client::statusChanged, this, &ServerSettingsDialog::readAgain);
    connect(&m_client, &Client::topologyChanged, this, [this](const Topology &topology) {
        const QList<Node> nodes = topology.servingNodes();
        if (!std::ranges::equal(nodes, m_nodes, {}, &Node::name, &NodeSettings::node))
            readAgain();
    });
    connect(&m_client, &Client::writeRefusalChanged, this, &ServerSettingsDialog::showRefusal);
}

void ServerSettingsDialog::propose(const SettingsProposal &proposal)
{
    for (qsizetype i = 0; i < m_rows.size(); ++i)
        m_rows[i]->setWanted(proposal.settings[i].value);
}

// ---- reading and changing

void ServerSettingsDialog::start(const QList<SettingStep> &steps)
{
    if (!m_client.isReady())
        return updateControls();
    JobHandle job(std::make_unique<ServerSettingsJob>(m_options, steps));
    job.on(&ServerSettingsJob::finished, [this](const SettingsReport &report) { take(report); });
    m_isBusy = !steps.isEmpty();
    if (m_isBusy)
        m_strip->clear();
    m_client.start(job);
    m_job = std::move(job);
    updateControls();
}

void ServerSettingsDialog::readAgain()
{
    if (!m_job && m_client.isReady())
        start({});
    describe();
}

void ServerSettingsDialog::take(const SettingsReport &report)
{
    m_job.reset();
    const bool isFirst = m_nodes.isEmpty();
    const bool wasBusy = std::exchange(m_isBusy, false);
    if (wasBusy)
        m_former = m_nodes;
    m_nodes = report.nodes;
    showNodes();
    if (wasBusy) {
        m_confirm->clear();
        m_close->setText(tr("Close"));
        QList<SettingStep> done;
        for (const SettingsReport::Outcome &outcome : report.outcomes) {
            if (outcome.isDone())
                done.append(outcome.step);
            else if (outcome.isUnanswered())
                m_unanswered.append(outcome.step);
        }
        noteDone(done);
        showReport(report);
    } else if (!m_unanswered.isEmpty() && !isRefusedBy(m_nodes)) {
        settleUnanswered();
    } else if (isFirst || isRefusedBy(m_nodes)) {
        showRefusal();
    }
    describe();
}

// What became of it is seen now.
void ServerSettingsDialog::settleUnanswered()
{
    const QList<SettingStep> steps = std::exchange(m_unanswered, {});
    noteDone(stepsInForce(steps, m_nodes));
    m_strip->showSuccess(tr("The server answers again. In force now: %1.")
                             .arg(settingsNow(steps, m_options, chosenNodes())));
}

void ServerSettingsDialog::showNodes()
{
    const QSignalBlocker silence(m_nodeList);
    QByteArrayList chosen = m_proposedNodes;
    if (m_nodeList->topLevelItemCount() > 0) {
        chosen.clear();
        for (const NodeSettings &node : chosenNodes())
            chosen << node.node;
    }
    const bool isFirst = m_nodeList->topLevelItemCount() == 0;
    m_nodeList->clear();
    for (const NodeSettings &node : std::as_const(m_nodes)) {
        auto *item = new QTreeWidgetItem(m_nodeList);
        const bool isChosen = chosen.contains(node.node) || (isFirst && chosen.isEmpty());
        item->setText(nodeColumn, displayBytes(node.node));
        item->setData(nodeColumn, Qt::UserRole, node.node);
        item->setCheckState(nodeColumn, isChosen ? Qt::Checked : Qt::Unchecked);
        item->setText(usedColumn, formatBytes(node.used));
        for (int i = 0; i < m_options.size(); ++i)
            item->setText(firstOptionColumn + i, presentSetting(m_options[i], {node}));
    }
    for (int column = 0; column < m_nodeList->columnCount(); ++column) {
        m_nodeList->resizeColumnToContents(column);
        m_nodeList->setColumnWidth(
            column, m_nodeList->columnWidth(column) + 2 * fontMetrics().averageCharWidth());
    }
    const int rows = std::clamp(int(m_nodes.size()), 1, nodesSeen) + 1;
    m_nodeList->setFixedHeight(rows * (fontMetrics().height() + 12));
    m_nodeList->setVisible(m_nodes.size() > 1);
    for (SettingRow *row : std::as_const(m_rows)) {
        row->setPresent(presentSetting(row->option(), m_nodes));
        row->setChangeable(isKnownTo(m_nodes, row->option()));
    }
}

void ServerSettingsDialog::noteDone(const QList<SettingStep> &done)
{
    if (m_isPuttingBack)
        forgetFormer(m_undo, done);
    else
        keepFormer(m_undo, done, m_former);
    // What is not so everywhere yet stays as it was typed.
    for (SettingRow *row : std::as_const(m_rows)) {
        const auto wanted = row->wanted();
        if (wanted && stepsTo({*wanted}, chosenNodes(), false).isEmpty())
            row->setWanted({});
    }
    const QString act = settingAct(done, m_former);
    if (!act.isEmpty())
        emit changed(m_isPuttingBack ? tr("Put back: %1", "settings").arg(act) : act);
}

// What the servers say afterwards counts, not what they answered to the change.
void ServerSettingsDialog::showReport(const SettingsReport &report)
{
    QList<SettingStep> steps;
    for (const SettingsReport::Outcome &outcome : report.outcomes) {
        if (!outcome.isDone())
            return showFailures(report);
        steps.append(outcome.step);
    }
    m_strip->showSuccess(tr("In force now: %1.").arg(settingsNow(steps, m_options, chosenNodes())));
}

void ServerSettingsDialog::showFailures(const SettingsReport &report)
{
    const auto failed = std::ranges::find_if(report.outcomes,
        [](const SettingsReport::Outcome &outcome) { return outcome.error.has_value(); });
    if (failed != report.outcomes.end())
        m_strip->showError(*failed->error, settingFailures(report, m_nodes.size() > 1));
}

void ServerSettingsDialog::showRefusal()
{
    if (m_isBusy)
        return;
    if (const auto refusal = m_client.writeRefusal()) {
        m_strip->showError(*refusal, tr("Nothing can be changed here."));
        return updateControls();
    }
    const auto refused = std::ranges::find_if(
        m_nodes, [](const NodeSettings &node) { return node.refusal.has_value(); });
    if (refused == m_nodes.end()) {
        m_strip->clear();
        return updateControls();
    }
    const QString permission = missingPermission(*refused->refusal);
    QString tried = m_nodes.size() > 1
        ? tr("The settings of %1 cannot be read.").arg(displayBytes(refused->node))
        : tr("The settings cannot be read.");
    if (!permission.isEmpty())
        tried += u' ' + tr("The user lacks %1.").arg(permission);
    m_strip->showError(
        *refused->refusal, tried + u' ' + tr("The commands can be copied for who may send them."));
    updateControls();
}

void ServerSettingsDialog::reject()
{
    if (!m_isBusy)
        QDialog::reject();
}

// ---- what is chosen

QList<SettingValue> ServerSettingsDialog::wanted() const
{
    QList<SettingValue> wanted;
    for (const SettingRow *row : m_rows) {
        if (const auto value = row->wanted())
            wanted.append(*value);
    }
    return wanted;
}

QList<NodeSettings> ServerSettingsDialog::chosenNodes() const
{
    if (m_nodes.size() < 2)
        return m_nodes;
    QList<NodeSettings> chosen;
    for (int i = 0; i < m_nodeList->topLevelItemCount(); ++i) {
        const QTreeWidgetItem *item = m_nodeList->topLevelItem(i);
        const auto node = std::ranges::find(
            m_nodes, item->data(nodeColumn, Qt::UserRole).toByteArray(), &NodeSettings::node);
        if (item->checkState(nodeColumn) == Qt::Checked && node != m_nodes.end())
            chosen.append(*node);
    }
    return chosen;
}

QList<SettingStep> ServerSettingsDialog::steps() const
{
    return stepsTo(wanted(), chosenNodes(), m_rewrites->isChecked());
}

QList<SettingStep> ServerSettingsDialog::stepsBack() const
{
    return hitlens::stepsBack(m_undo, m_nodes, m_options, m_rewrites->isChecked());
}

void ServerSettingsDialog::copyCommands()
{
    QGuiApplication::clipboard()->setText(m_commands->toPlainText());
    m_strip->showSuccess(tr("The commands are in the clipboard."));
}

// ---- what may be done now

bool ServerSettingsDialog::isConfirmed() const
{
    return m_profile.environment != Environment::Production || m_confirm->text() == m_serverName;
}

QString ServerSettingsDialog::whyNotApply() const
{
    if (const QString why = whyNotWrite(m_client); !why.isEmpty())
        return why;
    const bool isRefused = !m_nodes.isEmpty()
        && std::ranges::all_of(
            m_nodes, [](const NodeSettings &node) { return node.refusal.has_value(); });
    return isRefused ? tr("The settings could not be read, so that they could not be put back.")
                     : QString();
}

void ServerSettingsDialog::describe()
{
    const QList<SettingStep> forward = steps();
    const QList<SettingStep> back = stepsBack();
    const QStringList sentences = settingConsequences(wanted(), chosenNodes(), m_nodes.size() > 1);
    m_consequences->setText(sentences.join(u'\n'));
    m_consequences->setVisible(!sentences.isEmpty());
    const bool showsBack = forward.isEmpty() && !back.isEmpty();
    const QString unread = m_client.isReady() ? tr("The settings are being read…")
                                              : tr("The server is not connected.");
    m_commandsTitle->setText(m_nodes.isEmpty() ? unread
            : !forward.isEmpty()               ? tr("“Change” sends:")
            : showsBack                        ? tr("“Put back” sends:")
                                               : tr("Nothing is to be changed."));
    m_commands->setPlainText(
        settingLines(showsBack ? back : forward, m_nodes.size() > 1, m_client.topology()));
    m_commands->setVisible(!forward.isEmpty() || showsBack);
    const int lines = std::clamp(m_commands->blockCount(), 1, commandsSeen);
    m_commands->setFixedHeight(
        m_commands->fontMetrics().lineSpacing() * lines + fontMetrics().height() + 4);
    const QList<NodeSettings> chosen = chosenNodes();
    m_rewrites->setEnabled(std::ranges::any_of(
        chosen, [](const NodeSettings &node) { return node.hasFile.value_or(true); }));
    m_lasting->setText(howLongItLasts(chosen, m_rewrites->isChecked()));
    const bool hasReplicas = std::ranges::any_of(m_client.topology().nodes,
        [](const Node &node) { return node.role == NodeRole::Replica && !node.primary.isEmpty(); });
    if (hasReplicas && !m_nodes.isEmpty())
        m_lasting->setText(m_lasting->text() + u' '
            + tr("Replicas keep settings of their own, which are in force after a failover."));
    updateControls();
}

void ServerSettingsDialog::updateControls()
{
    const QString whyNot = whyNotApply();
    const bool isIdle = !m_job && m_client.isReady();
    const bool hasSteps = !steps().isEmpty();
    const bool hasBack = !stepsBack().isEmpty();
    const bool hasProblem = std::ranges::any_of(m_rows, &SettingRow::hasProblem);
    const bool isGuarded = m_profile.environment == Environment::Production && whyNot.isEmpty()
        && (hasSteps || hasBack);
    m_confirmLabel->setVisible(isGuarded);
    m_confirm->setVisible(isGuarded);
    m_copy->setEnabled(hasSteps || hasBack);
    m_putBack->setVisible(hasBack);
    const QString whyNotBack = whyNot.isEmpty() && hasSteps
        ? tr("Clear the new values first: then it is shown what is sent to put back.")
        : whyNot;
    m_close->setEnabled(!m_isBusy);
    enableUnless(m_putBack, isIdle && isConfirmed(), whyNotBack);
    enableUnless(m_apply, isIdle && hasSteps && !hasProblem && isConfirmed(), whyNot);
}

} // namespace hitlens
