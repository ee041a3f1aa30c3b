// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// What a Connection asks before it is Ready, and what it goes on knowing of its server.

#include "app/redis/connection.h"

namespace hitlens {

using namespace Qt::StringLiterals;

void Connection::handshake()
{
    // A user of its own may have no password ("nopass"); the default one needs no AUTH then.
    const bool isNamed = !m_endpoint.username.isEmpty() && m_endpoint.username != "default"_L1;
    if (!m_endpoint.password.isEmpty() || isNamed) {
        QByteArrayList auth{"AUTH"};
        if (!m_endpoint.username.isEmpty())
            auth << m_endpoint.username.toUtf8();
        handshakeStep(auth << m_endpoint.password.toUtf8(), IfRefused::Fail);
    }
    if (m_endpoint.db != 0)
        handshakeStep({"SELECT", QByteArray::number(m_endpoint.db)}, IfRefused::Fail);
    handshakeStep({"CLIENT", "SETNAME", "hitlens"}, IfRefused::GoOn);
    askHello();
    if (m_endpoint.readOnly)
        askCommands(); // answered before PING: nothing passes the gate until it can judge
    ask({"PING"}, [this](const Result<Reply> &reply) {
        // Whoever may not PING may still be allowed to work, and a server that cannot save to disk
        // refuses it as it refuses writes.
        const bool isIgnored = !reply
            && (reply.error().kind == Error::Kind::Permission || reply.error().code == "MISCONF");
        if (!reply && !isIgnored && !m_handshakeError)
            m_handshakeError = reply.error();
        if (m_isHelloRefused && !m_handshakeError)
            askInfo();
        else
            finishHandshake();
    });
}

void Connection::askHello()
{
    m_isHelloRefused = false;
    // Redis 6.0 wants to be told the version that it speaks anyway.
    ask({"HELLO", "2"}, [this](const Result<Reply> &reply) {
        m_isHelloRefused = !reply;
        if (!reply)
            return;
        setHello(helloFromReply(*reply));
        // Looking must not make keys look used.
        if (m_context && toleratesNoTouch(m_hello))
            handshakeStep({"CLIENT", "NO-TOUCH", "ON"}, IfRefused::GoOn);
    });
}

void Connection::askInfo()
{
    ask({"INFO"}, [this](const Result<Reply> &reply) {
        setHello(reply ? helloFromInfo(reply->bytes()) : ServerHello());
        finishHandshake();
    });
}

void Connection::askRole()
{
    if (!m_context)
        return;
    ask({"ROLE"}, [this](const Result<Reply> &reply) {
        ServerHello hello = m_hello;
        hello.role = NodeRole::Unknown; // who may not ask leaves it to the server
        setHello(reply ? helloFromRole(hello, *reply) : hello);
    });
}

void Connection::askCommands()
{
    ask({"COMMAND"}, [this](const Result<Reply> &reply) {
        if (m_dropReason || !m_context)
            return;
        const CommandTable table = reply ? CommandTable::fromReply(*reply) : CommandTable();
        m_gate.setTable(table);
        emit commandsChanged(table);
    });
}

void Connection::setHello(const ServerHello &hello)
{
    const bool isReplica = hello.role == NodeRole::Replica;
    const bool takesWritesElsewhere = hello.isCluster && !m_endpoint.thisNodeOnly;
    m_gate.setPrimary(
        isReplica && !takesWritesElsewhere ? std::optional(hello.primary) : std::nullopt);
    if (isReplica && !m_roleTimer.isActive())
        m_roleTimer.start();
    else if (!isReplica)
        m_roleTimer.stop();
    if (m_hello == hello)
        return;
    m_hello = hello;
    if (m_status.state == Status::State::Ready)
        emit helloChanged();
}

// INFO, which is asked for often, and a write that was refused tell of a failover.
void Connection::noteRole(const Request &request, const Reply &reply)
{
    if (reply.isError()) {
        if (m_hello.role != NodeRole::Replica && reply.bytes().startsWith("READONLY "))
            askRole();
        return;
    }
    if (request.argv.first() != "INFO")
        return;
    const ServerHello seen = helloFromInfo(reply.bytes());
    if (seen.role == NodeRole::Unknown)
        return;
    m_isRoleFresh = true;
    ServerHello hello = m_hello;
    hello.role = seen.role;
    hello.primary = seen.primary;
    setHello(hello);
}

void Connection::handshakeStep(QByteArrayList argv, IfRefused ifRefused)
{
    ask(std::move(argv), [this, ifRefused](const Result<Reply> &reply) {
        if (reply || m_handshakeError)
            return;
        if (ifRefused == IfRefused::Fail || reply.error().code == "MAXCLIENTS")
            m_handshakeError = withoutPassword(reply.error());
    });
}

void Connection::ask(QByteArrayList argv, std::function<void(const Result<Reply> &)> done)
{
    sendNow({std::move(argv), {}, nullptr, std::move(done), true});
}

// A server that has renamed AUTH away repeats in its error what came with it, cut where it is long.
Error Connection::withoutPassword(Error error) const
{
    if (const qsizetype end = error.text.indexOf(", with args beginning"_L1); end >= 0)
        error.text.truncate(end);
    if (!m_endpoint.password.isEmpty())
        error.text.replace(m_endpoint.password, u"…"_s);
    return error;
}

void Connection::finishHandshake()
{
    if (m_dropReason || !m_context)
        return; // the context is going down, and lose() has told or will tell
    if (m_handshakeError) {
        lose(*m_handshakeError);
        return;
    }
    m_connectTimer.stop();
    setStatus({Status::State::Ready, {}, {}, 0});
    if (!m_context)
        return; // closed by who heard of it
    if (!m_endpoint.readOnly)
        askCommands();
    if (m_hello.role == NodeRole::Replica && m_hello.primary.host.isEmpty())
        askRole();
}

} // namespace hitlens
