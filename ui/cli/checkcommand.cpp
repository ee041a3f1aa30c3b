// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "ui/cli/checkcommand.h"

#include "app/keyspace/transfer/keyfailure.h"
#include "app/redis/permission.h"
#include "ui/widgets/format.h"

#include <QUuid>

namespace hitlens {

using namespace Qt::StringLiterals;

namespace {

// Neither the command nor the database is refused: of another key the answer could be yes.
bool concernsThisKeyOnly(const Error &error)
{
    return error.kind == Error::Kind::Permission && !concernsEveryKey(error);
}

bool isRefused(const Error &error)
{
    return error.kind == Error::Kind::Permission || error.code == "READONLY"
        || error.text.contains("unknown command"_L1, Qt::CaseInsensitive);
}

QString roleText(const Topology &topology)
{
    switch (topology.kind) {
    case Topology::Kind::Cluster:
        return u"cluster"_s;
    case Topology::Kind::Sentinel:
        return u"primary by Sentinel"_s;
    default:
        return topology.isReplica() ? u"replica"_s : u"primary"_s;
    }
}

} // namespace

CheckCommand::CheckCommand(const Context &context, QObject *parent)
    : CliTask(context, parent)
{ }

void CheckCommand::start()
{
    m_key = "hitlens:check:" + QUuid::createUuid().toByteArray(QUuid::Id128);
    m_uses = {
        {u"watch"_s, {"INFO"}},
        {u"count keys"_s, {"DBSIZE"}},
        {u"list keys"_s, {"SCAN", "0", "COUNT", "1"}},
        {u"types"_s, {"TYPE", m_key}, true},
        {u"times to live"_s, {"PTTL", m_key}, true},
        {u"sizes"_s, {"MEMORY", "USAGE", m_key}, true},
        {u"keep for undo"_s, {"DUMP", m_key}, true},
        {u"delete"_s, {"UNLINK", m_key}, true, true},
        {u"expire"_s, {"PEXPIRE", m_key, "1000"}, true, true},
        {u"take expiry off"_s, {"PERSIST", m_key}, true, true},
        {u"undo"_s, {"RESTORE", m_key, "0", "no value"}, true, true},
    };
    m_clock.start();
    client().send(aclWhoAmI(), this, [this](const Result<QByteArray> &user) { onUser(user); });
}

void CheckCommand::onUser(const Result<QByteArray> &user)
{
    m_roundTrip = std::chrono::nanoseconds(m_clock.nsecsElapsed());
    m_user = user ? *user : QByteArray();
    m_unanswered = m_uses.size();
    for (qsizetype i = 0; i < m_uses.size(); ++i)
        ask(i);
}

void CheckCommand::ask(qsizetype index)
{
    const Use &use = m_uses[index];
    client().send(tryOut(use.argv, use.isOfKey ? m_key : QByteArray()), this,
        [this, index](const Result<Done> &answer) { onAnswer(index, answer); });
}

void CheckCommand::onAnswer(qsizetype index, const Result<Done> &answer)
{
    Use &use = m_uses[index];
    if (answer) {
        use.answer = u"yes"_s;
    } else if (!isRefusal(answer.error())) {
        return fail(CliExit::NotConnected, answer.error());
    } else if (concernsThisKeyOnly(answer.error())) {
        use.answer = u"some keys"_s;
    } else if (use.writes && client().writeRefusal()) {
        use.answer = u"read-only"_s;
    } else {
        // What the server says of the value was no refusal to do it.
        use.answer = isRefused(answer.error()) ? u"no"_s : u"yes"_s;
        use.missing = missingPermission(answer.error());
    }
    if (--m_unanswered == 0)
        show();
}

void CheckCommand::show()
{
    const Topology &topology = client().topology();
    const auto refusal = client().writeRefusal();
    QJsonObject permitted;
    for (const Use &use : m_uses)
        permitted[use.name] = use.answer;
    result() = {{u"server"_s, toJson(session().server(), client())},
        {u"product"_s, QString::fromUtf8(topology.product)},
        {u"version"_s, QString::fromUtf8(topology.version)}, {u"role"_s, roleText(topology)},
        {u"nodes"_s, qint64(topology.nodes.size())},
        {u"user"_s, m_user.isEmpty() ? QJsonValue() : QJsonValue(QString::fromUtf8(m_user))},
        {u"isReadOnly"_s, refusal.has_value()},
        {u"roundTripMilliseconds"_s, static_cast<double>(m_roundTrip.count()) / 1e6},
        {u"permitted"_s, permitted}};
    if (output().isJson())
        return finish(CliExit::Done);
    const auto row = [this](const QString &heading, const QString &text) {
        output().line(heading.leftJustified(17) + text);
    };
    row(tr("Server"), safeText(placeText(session().server(), client())));
    row(tr("Product"), QString::fromUtf8(topology.product + ' ' + topology.version));
    row(tr("Role"), roleText(topology));
    row(tr("User"), m_user.isEmpty() ? u"–"_s : terminalText(m_user));
    row(tr("Round trip"),
        formatRoundTrip(std::chrono::duration_cast<std::chrono::microseconds>(m_roundTrip)));
    row(tr("Changes"), refusal ? refusal->text : tr("possible"));
    for (const Use &use : m_uses)
        row(use.name,
            use.missing.isEmpty() ? use.answer : tr("%1 (needs %2)").arg(use.answer, use.missing));
    finish(CliExit::Done);
}

} // namespace hitlens
