// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keymove.h"

#include "app/keyspace/transfer/dumptype.h"
#include "app/redis/keycommands.h"

namespace hitlens {

using namespace Qt::StringLiterals;
using Outcome = KeyTransaction::Outcome;

namespace {

bool isUnknownCommand(const Error &error)
{
    return error.text.startsWith(u"ERR unknown command") || error.kind == Error::Kind::Permission;
}

} // namespace

KeyMove::KeyMove(Client &source, QByteArray key, QObject *parent)
    : QObject(parent)
    , m_source(source)
    , m_key(std::move(key))
{ }

void KeyMove::rename(const QByteArray &to)
{
    m_way = Way::Rename;
    m_target = &m_source;
    m_to = to;
    m_shown = {};
    if (to == m_key)
        return say(tr("That is its name already."));
    if (isOneSlot())
        renameInPlace();
    else
        take(&KeyMove::put);
}

void KeyMove::copy(Client &target, const QByteArray &to)
{
    m_way = Way::Copy;
    m_target = &target;
    m_to = to;
    m_shown = {};
    const bool isHere = m_target == &m_source;
    if (isHere && to == m_key)
        return say(tr("That is its own name."));
    if (isHere && isOneSlot() && m_source.commands().mayHave("copy"))
        copyByCommand();
    else
        take(&KeyMove::put);
}

bool KeyMove::isOneSlot() const
{
    return !m_source.topology().isCluster() || keySlot(m_key) == keySlot(m_to);
}

void KeyMove::renameInPlace()
{
    m_source.send(renameNx(m_key, m_to), this, [this](const Result<bool> &renamed) {
        if (renamed && *renamed)
            emit done();
        else if (renamed)
            lookAtTarget();
        else if (renamed.error().text.contains("no such key"_L1))
            say(tr("The key is gone: there is nothing to rename."));
        else
            emit failed(renamed.error());
    });
}

void KeyMove::copyByCommand()
{
    m_source.send(copyKey(m_key, m_to), this, [this](const Result<bool> &copied) {
        if (copied && *copied)
            emit done();
        else if (copied || isUnknownCommand(copied.error()))
            take(&KeyMove::put); // which tells a key that is there from one that is gone
        else
            emit failed(copied.error());
    });
}

void KeyMove::take(void (KeyMove::*then)())
{
    KeyAct act = keepKey(m_key);
    act.looks.first().mostBytes = mostCopied;
    run(m_source, std::move(act), this, [this, then](const KeyTransaction::Report &report) {
        if (report.outcome != Outcome::Done)
            return refuse(report);
        m_kept = keptKey(m_key, report.seen.keys.first());
        (this->*then)();
    });
}

void KeyMove::put()
{
    if (!m_target)
        return say(tr("That server was closed."));
    run(*m_target, restoreKey(made()), this, [this](const KeyTransaction::Report &report) {
        if (report.outcome == Outcome::Declined && report.obstacle == Obstacle::Exists)
            return lookAtTarget();
        if (report.outcome != Outcome::Done)
            return refuse(report);
        if (m_way == Way::Rename)
            return dropSource();
        emit done();
    });
}

// The second half of a rename from one node to another: the key is there under both names.
void KeyMove::dropSource()
{
    run(m_source, deleteIfStill(m_kept), this, [this](const KeyTransaction::Report &report) {
        const bool isGone = report.obstacle == Obstacle::Gone;
        if (report.outcome == Outcome::Done || (report.outcome == Outcome::Declined && isGone))
            return emit done();
        if (report.outcome == Outcome::Declined)
            return say(tr("The key changed while it was being moved to another node. It is there "
                          "under both names: what it was under the new one, what it is now under "
                          "the old one."));
        Error error = *report.error;
        error.text = tr("It is there under both names: %1").arg(error.text);
        emit failed(error);
    });
}

// What overwriting would destroy is taken along, to be shown, compared and put back.
void KeyMove::lookAtTarget()
{
    if (!m_target)
        return say(tr("That server was closed."));
    run(*m_target, keepKey(m_to), this,
        [this](const KeyTransaction::Report &report) { onTargetSeen(report); });
}

void KeyMove::onTargetSeen(const KeyTransaction::Report &report)
{
    if (!m_target)
        return say(tr("That server was closed."));
    if (report.outcome == Outcome::Declined && report.obstacle == Obstacle::Gone)
        return m_way == Way::Rename ? rename(m_to) : copy(*m_target, m_to); // just now
    if (report.outcome == Outcome::Declined)
        return say(tr("There is a key of that name already, and it is too large to be kept for an "
                      "undo, or of unknown size: it is not overwritten. Delete it first, or choose "
                      "another name."));
    if (report.outcome != Outcome::Done)
        return emit failed(*report.error);
    m_shown = keptKey(m_to, report.seen.keys.first());
    loadKeyDetails(*m_target, m_to, this, [this](const KeyDetails &details) {
        if (m_way == Way::Rename && !isOneSlot())
            return say(tr("There is a key of that name already, on another node of the cluster: "
                          "it is not overwritten. Delete it first, or choose another name."));
        emit exists(details);
    });
}

void KeyMove::overwrite()
{
    if (m_way == Way::Copy)
        return take(&KeyMove::putOver);
    run(m_source, renameOver(m_key, m_shown), this,
        [this](const KeyTransaction::Report &report) { onOver(report); });
}

void KeyMove::putOver()
{
    if (!m_target)
        return say(tr("That server was closed."));
    run(*m_target, restoreOver(made(), m_shown), this,
        [this](const KeyTransaction::Report &report) { onOver(report); });
}

void KeyMove::onOver(const KeyTransaction::Report &report)
{
    if (report.outcome != Outcome::Done)
        return refuse(report);
    // Where it was gone by then, nothing was destroyed.
    if (!report.seen.keys.last().exists)
        m_shown = {};
    emit done();
}

void KeyMove::refuse(const KeyTransaction::Report &report)
{
    if (report.outcome == Outcome::Declined)
        return say(wordsFor(report));
    Error error = withAdviceOnForm(*report.error, m_kept.dump);
    if (report.outcome == Outcome::Unknown)
        error.text
            = tr("Whether it was done is not known, since no answer came: %1").arg(error.text);
    emit failed(error);
}

QString KeyMove::wordsFor(const KeyTransaction::Report &report) const
{
    switch (report.obstacle) {
    case Obstacle::Gone:
        return tr("The key is gone.");
    case Obstacle::Changed:
        return tr("Nothing was overwritten: what is there has changed since it was shown to you.");
    case Obstacle::Past:
        return tr("It would have expired already by the clock of that server.");
    case Obstacle::TooLarge:
        return tr("The key is too large to be copied in one piece, or of unknown size. Export it "
                  "to a file instead.");
    default:
        return tr("There is a key of that name already.");
    }
}

void KeyMove::say(const QString &why)
{
    emit failed({Error::Kind::Local, {}, why});
}

} // namespace hitlens
