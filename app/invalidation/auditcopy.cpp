// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/invalidation/auditcopy.h"

#include "app/invalidation/linefile.h"

#include <QCoreApplication>

namespace hitlens {

namespace {

// Its folder is not made: a share that is not mounted would be taken for a folder of this computer.
QString whyNotCopied(const QString &path, const QByteArray &line)
{
    const auto file = LineFile::open(path, LineFile::asUsual);
    if (!file)
        return file.error().text;
    const auto appended = file.value()->append(line);
    return appended ? QString() : appended.error().text;
}

} // namespace

AuditCopy::AuditCopy(QObject *parent)
    : QObject(parent)
{
    m_thread.setMaxThreadCount(1); // in order
}

void AuditCopy::write(const QByteArray &line)
{
    if (m_path.isEmpty())
        return;
    m_thread.start([this, path = m_path, line] {
        const QString why = whyNotCopied(path, line);
        if (!why.isEmpty())
            QMetaObject::invokeMethod(
                this, [this, why] { emit failed(why); }, Qt::QueuedConnection);
    });
}

void AuditCopy::finish()
{
    m_thread.waitForDone();
    QCoreApplication::sendPostedEvents(this, QEvent::MetaCall);
}

} // namespace hitlens
