// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/serverform.h"

#include "ui/connections/clustersection.h"
#include "ui/connections/colorrow.h"
#include "ui/connections/environment.h"
#include "ui/connections/moresection.h"
#include "ui/connections/proxysection.h"
#include "ui/connections/sentinelsection.h"
#include "ui/connections/sshsection.h"
#include "ui/connections/tlssection.h"
#include "ui/widgets/focuspass.h"
#include "ui/widgets/formfield.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QFileDialog>
#include <QFormLayout>
#include <QHostAddress>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>
#include <limits>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QWidget *inRow(const QList<QWidget *> &widgets, int spacing)
{
    auto *row = new QWidget;
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(spacing);
    for (QWidget *widget : widgets)
        layout->addWidget(widget);
    FocusPass::set(row, widgets.first());
    return row;
}

QSpinBox *makeNumber(int least, int most, QWidget *parent)
{
    auto *box = new QSpinBox(parent);
    box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    box->setRange(least, most);
    box->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    box->setMinimumWidth(box->fontMetrics().horizontalAdvance(u"0000000000"_s));
    return box;
}

} // namespace

ServerForm::ServerForm(QWidget *parent)
    : QWidget(parent)
    , m_tabs(new QTabBar(this))
    , m_stack(new QStackedWidget(this))
    , m_general(new QWidget(m_stack))
    , m_name(new QLineEdit(this))
    , m_group(new QLineEdit(this))
    , m_byHost(makeSegment(tr("&Host and port")))
    , m_bySocket(makeSegment(tr("&Unix socket")))
    , m_host(new QLineEdit(this))
    , m_port(makeNumber(1, 65535, this))
    , m_socket(new QLineEdit(this))
    , m_browse(new QPushButton(tr("Choose…"), this))
    , m_db(makeNumber(0, std::numeric_limits<int>::max(), this))
    , m_user(new QLineEdit(this))
    , m_password(new QLineEdit(this))
    , m_show(new QPushButton(tr("Sho&w"), this))
    , m_ask(new QCheckBox(tr("Ask every ti&me"), this))
    , m_environment(new QComboBox(this))
    , m_color(new ColorRow(this))
    , m_readOnly(new QCheckBox(tr("&Read-only: send nothing that may write"), this))
    , m_rows(new QFormLayout(m_general))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(16);
    m_rows->setVerticalSpacing(12);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setLabelAlignment(Qt::AlignLeft);
    m_nameField = addRow(m_rows, tr("&Name"), m_name);
    m_group->setPlaceholderText(tr("none: under its environment"));
    addRow(m_rows, tr("&Group"), m_group);
    makeAddressRows(m_rows);
    makeLoginRows(m_rows);
    makeLookRows(m_rows);
    setTabOrders();
    FocusPass::set(this, m_name);
    m_tabs->setExpanding(false);
    m_tabs->setDrawBase(false);
    m_tabs->setFocusPolicy(Qt::StrongFocus);
    m_tabs->setAccessibleName(tr("Parts of the server's settings"));
    m_tabs->addTab(tr("General"));
    m_stack->addWidget(m_general);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    addTab(tr("Encryption"), {new TlsSection(TlsSection::Of::Server, m_stack)});
    addTab(tr("Way in"), {new SshSection(m_stack), new ProxySection(m_stack)});
    addTab(tr("Sentinel and cluster"),
        {new SentinelSection(m_stack), new TlsSection(TlsSection::Of::Sentinels, m_stack),
            new ClusterSection(m_stack)});
    addTab(tr("More"), {new MoreSection(m_stack)});
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(16);
    layout->addWidget(m_tabs);
    layout->addWidget(m_stack);
    for (QLineEdit *line : {m_name, m_group, m_socket, m_user, m_password})
        connect(line, &QLineEdit::textChanged, this, &ServerForm::onEdited);
    for (QSpinBox *number : {m_port, m_db})
        connect(number, &QSpinBox::valueChanged, this, &ServerForm::onEdited);
    setProfile({});
}

void ServerForm::addTab(const QString &title, const QList<FormSection *> &sections)
{
    auto *page = new QWidget(m_stack);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(24);
    QWidget *last = nullptr;
    for (FormSection *section : sections) {
        layout->addWidget(section);
        last = section->chainTabs(last);
        connect(section, &FormSection::edited, this, &ServerForm::onEdited);
        connect(section, &FormSection::secretEdited, this, [this] { m_isSecretTyped = true; });
    }
    FormSection::alignFields(sections);
    layout->addStretch();
    m_stack->addWidget(page);
    m_tabs->addTab(title);
    m_sections << Tab{title, sections};
}

// A dot says that there is something to see.
void ServerForm::markTabs()
{
    for (qsizetype i = 0; i < m_sections.size(); ++i) {
        const QList<FormSection *> &sections = m_sections[i].sections;
        const bool isUsed = std::any_of(sections.begin(), sections.end(),
            [](const FormSection *section) { return section->isUsed(); });
        const int tab = static_cast<int>(i) + 1;
        m_tabs->setTabText(tab, m_sections[i].title + (isUsed ? u" •"_s : QString()));
        m_tabs->setTabToolTip(tab, isUsed ? tr("Something is set here.") : QString());
    }
}

void ServerForm::setGroups(const QStringList &groups)
{
    auto *completer = new QCompleter(groups, m_group);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_group->setCompleter(completer);
}

void ServerForm::makeAddressRows(QFormLayout *rows)
{
    auto *group = new QButtonGroup(this);
    group->addButton(m_byHost);
    group->addButton(m_bySocket);
    auto *kinds = inRow({m_byHost, m_bySocket}, 0);
    kinds->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    addRow(rows, tr("Connect by"), kinds);
    connect(m_bySocket, &QPushButton::toggled, this, &ServerForm::showAddressKind);

    m_host->setPlaceholderText(tr("cache.example.com, or paste a redis:// address"));
    m_host->setAccessibleName(tr("Host"));
    m_port->setAccessibleName(tr("Port"));
    auto *portLabel = new QLabel(tr("&Port"), this);
    portLabel->setBuddy(m_port);
    m_hostField = addRow(rows, tr("H&ost"), inRow({m_host, portLabel, m_port}, 8));
    connect(m_host, &QLineEdit::textChanged, this, &ServerForm::onHostChanged);
    connect(m_host, &QLineEdit::editingFinished, this, &ServerForm::takeHostApart);

    m_browse->setAutoDefault(false);
    m_browse->setAccessibleName(tr("Choose the socket's file"));
    connect(m_browse, &QPushButton::clicked, this, &ServerForm::browseForSocket);
    m_socket->setPlaceholderText(u"/run/redis/redis-server.sock"_s);
    m_socketField = addRow(rows, tr("&Socket"), inRow({m_socket, m_browse}, 8));
    addRow(rows, tr("&Database"), m_db);
}

void ServerForm::makeLoginRows(QFormLayout *rows)
{
    m_user->setPlaceholderText(tr("default"));
    addRow(rows, tr("Us&er name"), m_user);

    m_password->setEchoMode(QLineEdit::Password);
    m_show->setCheckable(true);
    m_show->setAutoDefault(false);
    m_show->setAccessibleName(tr("Show the password"));
    connect(m_show, &QPushButton::toggled, m_password, [this](bool isShown) {
        m_password->setEchoMode(isShown ? QLineEdit::Normal : QLineEdit::Password);
    });
    connect(m_password, &QLineEdit::textEdited, this, [this] { m_isSecretTyped = true; });
    m_passwordField = addRow(rows, tr("P&assword"), inRow({m_password, m_show, m_ask}, 8));
    m_ask->setToolTip(tr("Keep no secret of this server, but ask at each opening. What stands here "
                         "is for the test alone."));
    connect(m_ask, &QCheckBox::toggled, this, &ServerForm::onEdited);
}

void ServerForm::makeLookRows(QFormLayout *rows)
{
    for (const Environment environment : {Environment::None, Environment::Development,
             Environment::Staging, Environment::Production})
        m_environment->addItem(environmentName(environment), QVariant::fromValue(environment));
    connect(m_environment, &QComboBox::currentIndexChanged, this, &ServerForm::onEdited);
    auto *field = addRow(rows, tr("En&vironment"), m_environment);
    field->setHint(tr("Production is marked in red and asks again before many keys are changed."));

    addRow(rows, tr("&Colour"), m_color);
    addRow(rows, tr("Changes"), m_readOnly);
    connect(m_readOnly, &QCheckBox::toggled, this, &ServerForm::onEdited);
}

QPushButton *ServerForm::makeSegment(const QString &text)
{
    auto *segment = new QPushButton(text, this);
    segment->setCheckable(true);
    segment->setAutoDefault(false);
    setRole(segment, Role::Segment);
    return segment;
}

FormField *ServerForm::addRow(QFormLayout *rows, const QString &label, QWidget *content)
{
    auto *field = new FormField(content, this);
    auto *name = new QLabel(label, this);
    name->setBuddy(FocusPass::target(content));
    rows->addRow(name, field);
    return field;
}

void ServerForm::setTabOrders()
{
    const QList<QWidget *> order{m_tabs, m_name, m_group, m_byHost, m_bySocket, m_host, m_port,
        m_socket, m_browse, m_db, m_user, m_password, m_show, m_ask, m_environment, m_color,
        m_readOnly};
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order[i - 1], order[i]);
}

void ServerForm::setProfile(const Profile &profile)
{
    m_profile = profile;
    const Endpoint &endpoint = profile.endpoint;
    m_name->setText(profile.name);
    (endpoint.socketPath.isEmpty() ? m_byHost : m_bySocket)->setChecked(true);
    m_host->setText(endpoint.host);
    m_port->setValue(endpoint.port);
    m_socket->setText(endpoint.socketPath);
    m_db->setValue(endpoint.db);
    m_group->setText(profile.group);
    m_ask->setChecked(profile.askSecrets);
    m_readOnly->setChecked(endpoint.readOnly);
    for (const Tab &tab : m_sections) {
        for (FormSection *section : tab.sections)
            section->setProfile(profile);
    }
    m_user->setText(endpoint.username);
    m_environment->setCurrentIndex(
        m_environment->findData(QVariant::fromValue(profile.environment)));
    m_color->setColor(profile.color);
    showAddressKind();
    updateDefaults();
}

Profile ServerForm::profile() const
{
    Profile profile = m_profile;
    for (const Tab &tab : m_sections) {
        for (const FormSection *section : tab.sections)
            section->writeTo(profile);
    }
    Endpoint &endpoint = profile.endpoint;
    endpoint.host = isSocket() ? QString() : m_host->text().trimmed();
    endpoint.port = static_cast<quint16>(m_port->value());
    endpoint.socketPath = isSocket() ? m_socket->text().trimmed() : QString();
    endpoint.db = m_db->value();
    endpoint.tls.enabled = endpoint.tls.enabled && !isSocket();
    endpoint.readOnly = m_readOnly->isChecked();
    profile.group = m_group->text().trimmed();
    profile.askSecrets = m_ask->isChecked();
    endpoint.username = m_user->text();
    profile.name = m_name->text().trimmed();
    if (profile.name.isEmpty())
        profile.name = endpoint.displayName();
    profile.environment = m_environment->currentData().value<Environment>();
    profile.color = m_color->color();
    return profile;
}

Secrets ServerForm::secrets() const
{
    Secrets secrets;
    secrets.password = m_password->text();
    for (const Tab &tab : m_sections) {
        for (const FormSection *section : tab.sections)
            section->writeTo(secrets);
    }
    return secrets;
}

void ServerForm::setSecrets(const Secrets &secrets)
{
    if (!m_password->isModified())
        m_password->setText(secrets.password);
    for (const Tab &tab : m_sections) {
        for (FormSection *section : tab.sections)
            section->setSecrets(secrets);
    }
}

void ServerForm::setPasswordHint(const QString &hint)
{
    m_passwordField->setHint(hint);
}

bool ServerForm::validate()
{
    takeHostApart();
    m_isChecked = true;
    check();
    for (FormField *field : {m_nameField, m_hostField, m_socketField}) {
        if (field->problem().isEmpty())
            continue;
        m_tabs->setCurrentIndex(0);
        field->setFocus();
        return false;
    }
    for (qsizetype i = 0; i < m_sections.size(); ++i) {
        for (const FormSection *section : m_sections[i].sections) {
            FormField *wrong = section->wrongField();
            if (!wrong)
                continue;
            m_tabs->setCurrentIndex(static_cast<int>(i) + 1);
            wrong->setFocus();
            return false;
        }
    }
    return true;
}

void ServerForm::setUrl(const ConnectionUrl &url)
{
    const Endpoint &endpoint = url.endpoint;
    (endpoint.socketPath.isEmpty() ? m_byHost : m_bySocket)->setChecked(true);
    m_host->setText(endpoint.host);
    m_port->setValue(endpoint.port);
    m_socket->setText(endpoint.socketPath);
    m_db->setValue(endpoint.db);
    Profile filled = profile();
    filled.endpoint.tls.enabled = endpoint.tls.enabled;
    filled.endpoint.tls.verify = endpoint.tls.verify;
    if (endpoint.sentinel.isUsed())
        filled.endpoint.sentinel = endpoint.sentinel;
    filled.endpoint.commandTimeout = endpoint.commandTimeout;
    for (const Tab &tab : m_sections) {
        for (FormSection *section : tab.sections)
            section->setProfile(filled);
    }
    m_user->setText(endpoint.username);
    m_password->setText(endpoint.password);
    m_isSecretTyped = true;
}

bool ServerForm::isSocket() const
{
    return m_bySocket->isChecked();
}

void ServerForm::showAddressKind()
{
    setRowVisible(m_hostField, !isSocket());
    setRowVisible(m_socketField, isSocket());
    onEdited();
}

void ServerForm::setRowVisible(FormField *field, bool isVisible)
{
    field->setVisible(isVisible);
    m_rows->labelForField(field)->setVisible(isVisible);
}

void ServerForm::onHostChanged(const QString &text)
{
    // Pasted at once; what is typed letter by letter is looked at when the field is left.
    const bool isPasted = text.size() - m_hostLength > 1;
    m_hostLength = text.size();
    if (!isPasted || !text.contains("://"_L1)) {
        onEdited();
        return;
    }
    takeHostApart();
    m_hostField->setProblem(isSocket() ? QString() : hostProblem());
}

// Splits an address, or a host with its port, into the fields they belong to.
void ServerForm::takeHostApart()
{
    const QString text = m_host->text().trimmed();
    const bool isUrl = text.contains("://"_L1);
    const bool hasPort = text.contains(u':') && QHostAddress(text).isNull();
    if (isSocket() || (!isUrl && !hasPort))
        return;
    const auto url = parseConnectionUrl(text);
    if (!url)
        return; // hostProblem() says why
    if (isUrl) {
        setUrl(*url);
        emit filledFromUrl(*url);
        return;
    }
    m_host->setText(url->endpoint.host);
    m_port->setValue(url->endpoint.port);
}

void ServerForm::browseForSocket()
{
    auto *dialog = new QFileDialog(this, tr("Choose the server's socket"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFilter(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
    dialog->setOption(QFileDialog::DontUseNativeDialog); // native ones hide sockets
    dialog->setDirectory(u"/run"_s);
    connect(dialog, &QFileDialog::fileSelected, m_socket, &QLineEdit::setText);
    dialog->open();
}

void ServerForm::onEdited()
{
    markTabs();
    updateDefaults();
    if (m_isChecked)
        check();
    emit edited();
}

void ServerForm::check()
{
    m_nameField->setProblem(nameProblem());
    m_hostField->setProblem(isSocket() ? QString() : hostProblem());
    m_socketField->setProblem(isSocket() ? socketProblem() : QString());
    for (const Tab &tab : m_sections) {
        for (FormSection *section : tab.sections)
            section->check();
    }
}

QString ServerForm::hostProblem() const
{
    const QString host = m_host->text().trimmed();
    if (host.isEmpty())
        return tr("Enter the server's name or IP address.");
    const bool isAddress = !QHostAddress(host).isNull();
    const auto url = isAddress ? ConnectionUrl() : parseConnectionUrl(host);
    if (!url)
        return url.error().text;
    if (host.contains(u'/'))
        return tr("A host holds no “/”. For a file's path choose “Unix socket”.");
    return {};
}

QString ServerForm::socketProblem() const
{
    const QString path = m_socket->text().trimmed();
    if (path.isEmpty())
        return tr("Enter the path of the server's socket.");
    if (!path.startsWith(u'/'))
        return tr("The path must start at the root, as in /run/redis/redis-server.sock.");
    return {};
}

QString ServerForm::nameProblem() const
{
    return m_takenNames.contains(profile().name)
        ? tr("Another server has this name. Choose one that tells them apart.")
        : QString();
}

void ServerForm::updateDefaults()
{
    const Profile now = profile();
    const bool hasAddress = !now.endpoint.host.isEmpty() || !now.endpoint.socketPath.isEmpty();
    m_name->setPlaceholderText(hasAddress ? now.endpoint.displayName() : tr("shop-cache"));
    Profile plain = now;
    plain.color.clear();
    m_color->setDefaultColor(colorOf(plain, themeOf(this)));
}

} // namespace hitlens
