// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/monitoring/putbackoffer.h"

#include "ui/monitoring/trafficwords.h"
#include "ui/widgets/messagestrip.h"

#include <QLocale>

namespace hitlens {

PutBackOffer::PutBackOffer(Client &client, MessageStrip &strip, const QString &folder,
    const QString &server, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_strip(strip)
    , m_folder(folder)
    , m_server(server)
{
    connect(&m_client, &Client::statusChanged, this, &PutBackOffer::onStatus);
}

void PutBackOffer::onStatus(const Status &status)
{
    if (status.state != Status::State::Ready || std::exchange(m_wasReady, true))
        return;
    const QList<ChangedSetting> left = ChangedSettingFile::leftOver(m_folder, m_server);
    if (left.isEmpty())
        return;
    const ChangedSetting &first = left.first();
    m_strip.showNote(tr("To watch traffic Hitlens changed notify-keyspace-events here at %1 and "
                        "could not put it back. Before it was “%2”.")
                         .arg(QLocale().toString(first.at.toLocalTime(), QLocale::ShortFormat),
                             QString::fromLatin1(first.before)));
    m_strip.addAction(tr("Put it back"), this, [this, left] { putBack(left); });
}

void PutBackOffer::putBack(const QList<ChangedSetting> &settings)
{
    JobHandle job(std::make_unique<PutBackJob>(m_folder, settings));
    job.on(&PutBackJob::finished, [this](const QList<PutBack> &outcomes) { onFinished(outcomes); });
    m_client.start(job);
    m_job = std::move(job);
}

void PutBackOffer::onFinished(const QList<PutBack> &outcomes)
{
    m_job.reset(); // it holds the notes
    const QStringList problems = putBackProblems(outcomes);
    if (problems.isEmpty())
        m_strip.showSuccess(tr("notify-keyspace-events is as it was before the watch."));
    else
        m_strip.showNote(problems.join(u'\n'));
}

} // namespace hitlens
