// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/shell/opentargets.h"

#include "app/connections/profilestore.h"
#include "app/connections/secrets.h"
#include "app/connections/secretstore.h"
#include "ui/connections/prompter.h"
#include "ui/shell/passworddialog.h"
#include "ui/shell/serverpage.h"
#include "ui/shell/settings.h"

#include <QTabWidget>

namespace hitlens {

namespace {

QList<CopyTarget> targetsOf(
    const QTabWidget *tabs, const ServerPage *here, const SavedServers &saved)
{
    QList<CopyTarget> targets;
    QStringList open;
    for (int i = 0; i < tabs->count(); ++i) {
        const auto *page = qobject_cast<const ServerPage *>(tabs->widget(i));
        targets << CopyTarget{page->profile(), page->endpoint(), page == here};
        open << page->profile().id;
    }
    for (const Profile &profile : saved.profiles.profiles()) {
        if (open.contains(profile.id))
            continue;
        CopyTarget target{profile, profile.endpoint, false, false};
        target.endpoint.readOnly |= profile.environment == Environment::Production
            && saved.settings.opensProductionReadOnly();
        targets << target;
    }
    return targets;
}

// redis://word@host: the word was the password.
void swapUserForPassword(
    const SavedServers &saved, CopyTarget target, bool keep, const CopyTargets::Answer &answer)
{
    target.endpoint.password = std::exchange(target.endpoint.username, QString());
    if (keep) {
        target.profile.endpoint.username.clear();
        // What is not kept is asked for again the next time.
        (void)saved.profiles.update(target.profile);
        saved.secrets.write(target.profile.id, secretsOf(target.endpoint).toText(), &saved.secrets,
            [](const SecretStore::Kept &) {});
    }
    answer(target.endpoint);
}

void askSecrets(const SavedServers &saved, const CopyTarget &target,
    const std::optional<Error> &refusal, QWidget *parent, const CopyTargets::Answer &answer)
{
    auto *dialog = new PasswordDialog(
        target.profile, secretsOf(target.endpoint), refusal, saved.secrets.isPersistent(), parent);
    QObject::connect(dialog, &PasswordDialog::entered, parent,
        [saved, target, answer](const Secrets &secrets, bool keep) {
            if (keep)
                saved.secrets.write(target.profile.id, secrets.toText(), &saved.secrets,
                    [](const SecretStore::Kept &) {});
            answer(withSecrets(target.endpoint, secrets));
        });
    QObject::connect(dialog, &PasswordDialog::userNameIsPassword, parent,
        [saved, target, answer](bool keep) { swapUserForPassword(saved, target, keep, answer); });
    QObject::connect(dialog, &QDialog::rejected, parent, [answer] { answer(std::nullopt); });
    dialog->open();
}

void logIn(const SavedServers &saved, const CopyTarget &target, const std::optional<Error> &refusal,
    QWidget *parent, const CopyTargets::Answer &answer)
{
    if (refusal || target.profile.askSecrets)
        return askSecrets(saved, target, refusal, parent, answer);
    saved.secrets.read(target.profile.id, parent, [target, answer](const Result<QString> &kept) {
        answer(kept ? withSecrets(target.endpoint, Secrets::fromText(*kept)) : target.endpoint);
    });
}

} // namespace

CopyTargets copyTargetsOf(const QTabWidget *tabs, const ServerPage *here, const SavedServers &saved)
{
    const auto prompt = [](Client &client, const QString &name, QWidget *parent) {
        return std::unique_ptr<QObject>(std::make_unique<Prompter>(client, name, parent));
    };
    const auto login
        = [saved](const CopyTarget &target, const std::optional<Error> &refusal, QWidget *parent,
              const CopyTargets::Answer &answer) { logIn(saved, target, refusal, parent, answer); };
    return {[tabs, here, saved] { return targetsOf(tabs, here, saved); }, prompt, login};
}

} // namespace hitlens
