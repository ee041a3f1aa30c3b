// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/connections/profilefile.h"
#include "app/connections/profilemerge.h"

#include <QFileSystemWatcher>
#include <QObject>

#include <functional>

namespace hitlens {

// The saved servers, kept in one JSON file. Lives on the GUI thread. Every change is made to what
// the file holds at that moment, under a lock, so that two running Hitlens do not lose each other's
// servers; what another one changes shows here by itself. Passwords are not here but in the
// SecretStore.
class ProfileStore final : public QObject
{
    Q_OBJECT

public:
    // Reads the file; it need not exist.
    explicit ProfileStore(QString path, QObject *parent = nullptr);

    static QString newId();

    // In the order the person gave them.
    const QList<Profile> &profiles() const { return m_profiles; }
    std::optional<Profile> profile(const QString &id) const;
    const QString &path() const { return m_path; }
    // What was wrong with the file when it was last read, in sentences; empty when nothing was.
    const QString &problem() const { return m_problem; }

    // All of these write the file before they return. An error means that nothing has changed, and
    // its text can be shown as it is.
    Result<QString> add(Profile profile); // gives it an id when it has none; returns the id
    Result<Done> addAll(const QList<Profile> &profiles); // with ids that are new; all or none
    Result<Done> update(const Profile &profile); // adds it when it is not there
    // Saves what was made of base, and keeps what another Hitlens has changed meanwhile. Where both
    // changed the same, that is returned, and nothing is saved.
    Result<QList<ProfileMerge::Clash>> merge(const Profile &base, const Profile &mine);
    Result<QString> duplicate(const QString &id); // returns the id of the copy, which stands next
    Result<Done> remove(const QString &id);
    Result<Done> move(const QString &id, qsizetype position);
    // Puts the server under that heading of the person's own (empty: none), before another server,
    // or last when that is empty or gone.
    Result<Done> place(const QString &id, const QString &group, const QString &before);
    Result<Done> renameGroup(const QString &from, const QString &to); // to: empty dissolves it
    // The server was opened. One that is not saved any more stays forgotten.
    Result<Done> noteUse(const QString &id, const QDateTime &when);

signals:
    void changed();
    void problemFound(const QString &problem);

private:
    using Change = std::function<Result<Done>(ProfileFile &)>;

    Result<Done> change(const Change &apply);
    Result<ProfileFile> readForChange();
    Result<Done> settleDamage(ProfileFile &file);
    void readFirst();
    void readAgain();
    void take(ProfileFile file);
    void setProblem(const QString &problem);
    void watch();

    const QString m_path;
    ProfileFile m_file;
    QList<Profile> m_profiles;
    QString m_problem;
    QFileSystemWatcher m_watcher;
};

} // namespace hitlens
