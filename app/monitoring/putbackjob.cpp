// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/putbackjob.h"

namespace hitlens {

PutBackJob::PutBackJob(QString folder, QList<ChangedSetting> settings)
    : m_folder(std::move(folder))
    , m_settings(std::move(settings))
{ }

void PutBackJob::run()
{
    for (const ChangedSetting &setting : m_settings)
        putBack(setting);
}

void PutBackJob::cancelled()
{ }

void PutBackJob::putBack(const ChangedSetting &setting)
{
    auto *state = new NotifySetting(m_folder, setting, this);
    state->putBack(router(), [this](const PutBack &outcome) { take(outcome); });
}

void PutBackJob::take(const PutBack &outcome)
{
    m_outcomes.append(outcome);
    if (m_outcomes.size() == m_settings.size())
        emit finished(m_outcomes);
}

} // namespace hitlens
