// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/serverform.h"

#include "ui/connections/colorrow.h"
#include "ui/connections/environment.h"
#include "ui/connections/formfield.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHostAddress>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

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
    row->setFocusProxy(widgets.first());
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
    , m_name(new QLineEdit(this))
    , m_byHost(makeSegment(tr("&Host and port")))
    , m_bySocket(makeSegment(tr("&Unix socket")))
    , m_host(new QLineEdit(this))
    , m_port(makeNumber(1, 65535, this))
    , m_socket(new QLineEdit(this))
    , m_browse(new QPushButton(tr("Choose…"), this))
    , m_tls(new QCheckBox(tr("Encrypt with T&LS"), this))
    , m_caFile(new QLineEdit(this))
    , m_chooseCaFile(new QPushButton(tr("Choose…"), this))
    , m_db(makeNumber(0, std::numeric_limits<int>::max(), this))
    , m_user(new QLineEdit(this))
    , m_password(new QLineEdit(this))
    , m_show(new QPushButton(tr("Sho&w"), this))
    , m_environment(new QComboBox(this))
    , m_color(new ColorRow(this))
    , m_separator(new QLineEdit(this))
    , m_rows(new QFormLayout(this))
{
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setHorizontalSpacing(16);
    m_rows->setVerticalSpacing(12);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setLabelAlignment(Qt::AlignLeft);
    m_nameField = addRow(m_rows, tr("&Name"), m_name);
    makeAddressRows(m_rows);
    makeTlsRows(m_rows);
    makeLoginRows(m_rows);
    makeLookRows(m_rows);
    setTabOrders();
    setFocusProxy(m_name);
    for (QLineEdit *line : {m_name, m_socket, m_caFile, m_user, m_password, m_separator})
        connect(line, &QLineEdit::textChanged, this, &ServerForm::onEdited);
    for (QSpinBox *number : {m_port, m_db})
        connect(number, &QSpinBox::valueChanged, this, &ServerForm::onEdited);
    setProfile({});
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

void ServerForm::makeTlsRows(QFormLayout *rows)
{
    m_tlsField = addRow(rows, tr("Encryption"), m_tls);
    connect(m_tls, &QCheckBox::toggled, this, &ServerForm::showAddressKind);

    m_chooseCaFile->setAutoDefault(false);
    m_chooseCaFile->setAccessibleName(tr("Choose the authority's certificate"));
    connect(m_chooseCaFile, &QPushButton::clicked, this, &ServerForm::browseForCaFile);
    m_caFile->setPlaceholderText(tr("those this computer trusts"));
    m_caFileField = addRow(rows, tr("Authorit&y (CA)"), inRow({m_caFile, m_chooseCaFile}, 8));
    m_caFileField->setHint(tr("The server's certificate is always checked."));
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
    connect(m_password, &QLineEdit::textEdited, this, [this] { m_isPasswordTyped = true; });
    m_passwordField = addRow(rows, tr("P&assword"), inRow({m_password, m_show}, 8));
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

    m_separator->setPlaceholderText(tr("none: one flat list of keys"));
    setRole(m_separator, Role::Mono);
    addRow(rows, tr("&Key separator"), m_separator);
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
    name->setBuddy(content->focusProxy() ? content->focusProxy() : content);
    rows->addRow(name, field);
    return field;
}

void ServerForm::setTabOrders()
{
    const QList<QWidget *> order{m_name, m_byHost, m_bySocket, m_host, m_port, m_socket, m_browse,
        m_db, m_tls, m_caFile, m_chooseCaFile, m_user, m_password, m_show, m_environment, m_color,
        m_separator};
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
    m_tls->setChecked(endpoint.tls.enabled);
    m_caFile->setText(endpoint.tls.caFile);
    m_user->setText(endpoint.username);
    m_environment->setCurrentIndex(
        m_environment->findData(QVariant::fromValue(profile.environment)));
    m_color->setColor(profile.color);
    m_separator->setText(profile.keySeparator);
    showAddressKind();
    updateDefaults();
}

Profile ServerForm::profile() const
{
    Profile profile = m_profile;
    Endpoint &endpoint = profile.endpoint;
    endpoint.host = isSocket() ? QString() : m_host->text().trimmed();
    endpoint.port = static_cast<quint16>(m_port->value());
    endpoint.socketPath = isSocket() ? m_socket->text().trimmed() : QString();
    endpoint.db = m_db->value();
    endpoint.tls.enabled = !isSocket() && m_tls->isChecked();
    endpoint.tls.caFile = m_caFile->text().trimmed();
    endpoint.username = m_user->text();
    profile.name = m_name->text().trimmed();
    if (profile.name.isEmpty())
        profile.name = endpoint.displayName();
    profile.environment = m_environment->currentData().value<Environment>();
    profile.color = m_color->color();
    profile.keySeparator = m_separator->text();
    return profile;
}

QString ServerForm::password() const
{
    return m_password->text();
}

void ServerForm::setPassword(const QString &password)
{
    m_password->setText(password);
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
        field->setFocus();
        return false;
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
    m_tls->setChecked(endpoint.tls.enabled);
    m_user->setText(endpoint.username);
    m_password->setText(endpoint.password);
    m_isPasswordTyped = true;
}

bool ServerForm::isSocket() const
{
    return m_bySocket->isChecked();
}

void ServerForm::showAddressKind()
{
    setRowVisible(m_hostField, !isSocket());
    setRowVisible(m_socketField, isSocket());
    setRowVisible(m_tlsField, !isSocket());
    setRowVisible(m_caFileField, !isSocket() && m_tls->isChecked());
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

void ServerForm::browseForCaFile()
{
    auto *dialog = new QFileDialog(this, tr("Choose the authority's certificate"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Certificates (*.pem *.crt *.cer)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, m_caFile, &QLineEdit::setText);
    dialog->open();
}

void ServerForm::onEdited()
{
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
