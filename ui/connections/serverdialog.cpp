// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/connections/serverdialog.h"

#include "ui/connections/prompter.h"
#include "ui/connections/serverform.h"
#include "ui/shell/theme.h"
#include "ui/widgets/formscroll.h"
#include "ui/widgets/messagestrip.h"

#include <QEvent>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScreen>
#include <QVBoxLayout>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

QStringList namesOfOthers(const ProfileStore &store, const QString &id)
{
    QStringList names;
    for (const Profile &profile : store.profiles()) {
        if (profile.id != id)
            names << profile.name;
    }
    return names;
}

QStringList groupsIn(const ProfileStore &store)
{
    QStringList groups;
    for (const Profile &profile : store.profiles()) {
        if (!profile.group.isEmpty() && !groups.contains(profile.group))
            groups << profile.group;
    }
    return groups;
}

} // namespace

ServerDialog::ServerDialog(
    ProfileStore &store, SecretStore &secrets, const Profile &profile, QWidget *parent)
    : QDialog(parent)
    , m_store(store)
    , m_secrets(secrets)
    , m_base(profile)
    , m_profile(profile)
    , m_form(new ServerForm(this))
    , m_strip(new MessageStrip(this))
    , m_testButton(new QPushButton(tr("&Test connection"), this))
    , m_cancelButton(new QPushButton(tr("Cancel"), this))
    , m_saveButton(new QPushButton(tr("Save"), this))
{
    const bool isNew = profile.id.isEmpty();
    setWindowTitle(isNew ? tr("Add server") : tr("Edit %1").arg(profile.name));
    makeLayout();
    m_form->setProfile(profile);
    m_form->setGroups(groupsIn(store));
    m_form->setTakenNames(namesOfOthers(store, profile.id));
    connect(m_form, &ServerForm::edited, this, &ServerDialog::onEdited);
    connect(m_form, &ServerForm::filledFromUrl, this, &ServerDialog::onFilledFromUrl);
    connect(m_testButton, &QPushButton::clicked, this, &ServerDialog::testConnection);
    connect(m_cancelButton, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_saveButton, &QPushButton::clicked, this, &ServerDialog::save);
    connect(&m_secrets, &SecretStore::persistenceChanged, this, &ServerDialog::showSecretPlace);
    showSecretPlace();
    m_secrets.probe();
    if (!isNew)
        readSecrets();
    m_form->setFocus();
}

ServerDialog::~ServerDialog() = default;

void ServerDialog::makeLayout()
{
    auto *title = new QLabel(windowTitle(), this);
    title->setTextFormat(Qt::PlainText);
    setRole(title, Role::Title);

    // On a small screen the fields scroll and the buttons stay.
    auto *page = new QWidget(this);
    auto *pageLayout = new QVBoxLayout(page);
    pageLayout->setContentsMargins(24, 4, 24, 4);
    pageLayout->addWidget(m_form);
    pageLayout->addStretch();

    auto *head = new QVBoxLayout;
    head->setContentsMargins(24, 0, 24, 0);
    head->setSpacing(12);
    head->addWidget(title);
    head->addWidget(m_strip);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 24, 0, 24);
    layout->setSpacing(16);
    layout->addLayout(head);
    layout->addWidget(new FormScroll(page, this), 1);
    layout->addLayout(makeButtons());
    resize(fontMetrics().averageCharWidth() * 96, 1);
}

bool ServerDialog::event(QEvent *event)
{
    const bool isHandled = QDialog::event(event);
    if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show)
        growToFit();
    return isHandled;
}

// A message or a problem makes room for itself, as far as the screen goes.
void ServerDialog::growToFit()
{
    const int most = screen()->availableGeometry().height() * 9 / 10;
    const int hint = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width())
                                                   : layout()->totalSizeHint().height();
    resize(width(), qMax(height(), qMin(hint, most)));
}

QLayout *ServerDialog::makeButtons()
{
    m_testButton->setAutoDefault(false);
    m_cancelButton->setAutoDefault(false);
    m_saveButton->setDefault(true);
    setRole(m_saveButton, Role::Primary);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(24, 0, 24, 0);
    buttons->setSpacing(8);
    buttons->addWidget(m_testButton);
    buttons->addStretch();
    buttons->addWidget(m_cancelButton);
    buttons->addWidget(m_saveButton);
    return buttons;
}

void ServerDialog::setUrl(const ConnectionUrl &url)
{
    m_form->setUrl(url);
    m_userMayBePassword = url.userMayBePassword;
}

void ServerDialog::readSecrets()
{
    // A locked keychain asks the person first; a test before the answer would lack the password.
    setBusy(true);
    m_secrets.read(m_profile.id, this, [this](const Result<QString> &kept) {
        setBusy(false);
        if (!kept)
            m_strip->showError(kept.error(), tr("The saved password cannot be shown."));
        else
            m_form->setSecrets(Secrets::fromText(*kept));
    });
}

void ServerDialog::showSecretPlace()
{
    m_form->setPasswordHint(
        m_secrets.isPersistent() ? tr("Kept in your keychain.") : m_secrets.reason());
}

void ServerDialog::onFilledFromUrl(const ConnectionUrl &url)
{
    m_userMayBePassword = url.userMayBePassword;
    m_strip->showNote(tr("The fields were filled in from the address."));
}

void ServerDialog::onEdited()
{
    // What the strip says is about what the fields said before.
    m_strip->clear();
    endTest();
}

void ServerDialog::testConnection()
{
    if (!m_form->validate())
        return;
    endTest();
    const Endpoint endpoint = withSecrets(m_form->profile().endpoint, m_form->secrets());
    m_strip->showNote(tr("Connecting to %1…").arg(endpoint.displayName()));
    m_testButton->setEnabled(false);
    m_test = new ConnectionTest(endpoint, this);
    m_prompter = std::make_unique<Prompter>(m_test->client(), m_form->profile().name, this);
    connect(m_test, &ConnectionTest::succeeded, this, &ServerDialog::onTested);
    connect(m_test, &ConnectionTest::failed, this, &ServerDialog::onTestFailed);
    m_test->start();
}

void ServerDialog::endTest()
{
    if (!m_test)
        return;
    m_prompter.reset();
    m_test->disconnect(this);
    m_test->deleteLater();
    m_test.clear();
    m_testButton->setEnabled(true);
}

void ServerDialog::onTested(const ConnectionTest::Report &report)
{
    endTest();
    const double ms = static_cast<double>(report.roundTrip.count()) / 1000;
    const QString time = QLocale().toString(ms, 'f', ms < 10 ? 1 : 0);
    m_strip->showSuccess(report.server.isEmpty()
            ? tr("Connected. A PING took %1 ms. This user may not ask for the version.").arg(time)
            : tr("Connected to %1. A PING took %2 ms.").arg(report.server, time));
}

void ServerDialog::onTestFailed(const Error &error)
{
    endTest();
    const QString address = m_form->profile().endpoint.displayName();
    m_strip->showError(error, tr("Connecting to %1 failed.").arg(address));
    if (!m_userMayBePassword || error.kind != Error::Kind::Auth)
        return;
    m_strip->addAction(tr("Use the user name as the password"), this, [this] {
        ConnectionUrl url{m_form->profile().endpoint};
        url.endpoint.password = std::exchange(url.endpoint.username, QString());
        setUrl(url);
        testConnection();
    });
}

void ServerDialog::save()
{
    if (!m_form->validate())
        return;
    const QString id = m_profile.id.isEmpty() ? ProfileStore::newId() : m_profile.id;
    m_profile = m_form->profile();
    m_profile.id = id;
    if (!isClashing())
        keep();
}

void ServerDialog::keep()
{
    if (!m_form->isSecretTyped() && !m_profile.askSecrets) {
        if (saveProfile())
            accept();
        return;
    }
    // Without a keychain the form has said so all along; one that refuses, or that turns out not to
    // be there, is news.
    const bool isPromised = m_secrets.isPersistent();
    const QString text = m_profile.askSecrets ? QString() : m_form->secrets().toText();
    // The password first: whoever hears of the new address connects with what is kept then.
    setBusy(true);
    m_secrets.write(m_profile.id, text, this, [this, isPromised](const SecretStore::Kept &kept) {
        setBusy(false);
        const bool isNews = isPromised && kept.place != SecretStore::Place::Keychain;
        if (!saveProfile())
            return;
        if (isNews)
            showNotKept(kept.reason);
        else
            accept();
    });
}

bool ServerDialog::saveProfile()
{
    const auto written = m_store.merge(m_base, m_profile);
    if (!written) {
        m_strip->showError(written.error(), tr("The server was not saved."));
        if (!m_store.profile(m_profile.id))
            m_secrets.remove(m_profile.id, this, [](const Result<Done> &) {});
        return false;
    }
    if (!written->isEmpty() && isClashing())
        return false;
    emit saved(m_profile.id);
    return true;
}

// Another Hitlens may have the same server open.
bool ServerDialog::isClashing()
{
    const auto stored = m_store.profile(m_profile.id);
    const ProfileMerge merge = stored ? mergeProfiles(m_base, m_profile, *stored) : ProfileMerge();
    if (merge.clashes.isEmpty())
        return false;
    showClashes(merge, *stored);
    return true;
}

void ServerDialog::showClashes(const ProfileMerge &merge, const Profile &stored)
{
    QStringList differences;
    for (const ProfileMerge::Clash &clash : merge.clashes)
        differences << (clash.mine == clash.theirs
                ? clash.what
                : tr("%1: “%2” there, “%3” here").arg(clash.what, clash.theirs, clash.mine));
    m_strip->showError(Error{Error::Kind::Local, {}, differences.join(u'\n')},
        tr("Another running Hitlens has saved this server differently. Yours is not saved yet."));
    m_strip->addAction(tr("Keep mine"), this, [this, stored, mine = merge.mine] {
        m_strip->clear();
        m_base = stored;
        m_profile = mine;
        keep();
    });
    m_strip->addAction(tr("Take theirs"), this, [this, stored, theirs = merge.theirs] {
        m_base = stored;
        const Secrets secrets = m_form->secrets();
        m_form->setProfile(theirs);
        m_form->setSecrets(secrets);
        m_strip->showNote(tr("The fields say what was saved there, and what else you changed."));
    });
}

void ServerDialog::showNotKept(const QString &reason)
{
    m_strip->showNote(tr("The server is saved, but the keychain did not take its password: %1. "
                         "Hitlens keeps it for this run only.")
                          .arg(reason));
    m_saveButton->hide();
    m_cancelButton->setText(tr("Close"));
}

void ServerDialog::setBusy(bool isBusy)
{
    for (QPushButton *button : {m_testButton, m_saveButton})
        button->setEnabled(!isBusy);
}

} // namespace hitlens
