// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include "app/monitoring/notifysetting.h"
#include "app/redis/job.h"

namespace hitlens {

// Puts back what an earlier run has changed on servers and could not put back itself; see
// ChangedSettingFile::leftOver(). Each by a connection of its own to where it was changed.
class PutBackJob final : public Job
{
    Q_OBJECT

public:
    PutBackJob(QString folder, QList<ChangedSetting> settings);

signals:
    void finished(const QList<hitlens::PutBack> &outcomes);

protected:
    void run() override;
    void cancelled() override;

private:
    void putBack(const ChangedSetting &setting);
    void take(const PutBack &outcome);

    const QString m_folder;
    const QList<ChangedSetting> m_settings;
    QList<PutBack> m_outcomes;
};

} // namespace hitlens
