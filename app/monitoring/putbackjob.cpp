// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/putbackjob.h"

#include "app/redis/listener.h"

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
    auto *listener = new Listener(router(), setting.address, this);
    auto *state = new NotifySetting(m_folder, setting, this);
    const auto settle = [this, listener](const PutBack &outcome) {
        listener->disconnect(this);
        listener->deleteLater();
        take(outcome);
    };
    const auto fail = [state, settle](const Error &error) {
        PutBack failed = state->result(PutBack::Outcome::Failed);
        failed.error = error;
        settle(failed);
    };
    connect(listener, &Listener::lost, this, fail);
    connect(listener, &Listener::failed, this, fail);
    connect(listener, &Listener::ready, this,
        [state, listener, settle] { state->putBack(*listener, settle); });
    listener->open();
}

void PutBackJob::take(const PutBack &outcome)
{
    m_outcomes.append(outcome);
    if (m_outcomes.size() == m_settings.size())
        emit finished(m_outcomes);
}

} // namespace hitlens
