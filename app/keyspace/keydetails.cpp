// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keydetails.h"

#include "app/redis/permission.h"

#include <array>
#include <memory>

namespace hitlens {

namespace {

Command<Ttl> ttlInSeconds(const QByteArray &key)
{
    Command<Ttl> command = pttl(key);
    command.argv.first() = "TTL";
    command.parse = [](const Reply &reply) {
        const Result<Ttl> read = pttl({}).parse(reply);
        return read ? Result<Ttl>(Ttl{read->state, read->left * 1000}) : read;
    };
    return command;
}

} // namespace

KeyType keyTypeOf(QByteArrayView typeName)
{
    struct Word
    {
        QByteArrayView name;
        KeyType type;
    };
    static constexpr std::array words{
        Word{"none", KeyType::None},
        Word{"string", KeyType::String},
        Word{"hash", KeyType::Hash},
        Word{"list", KeyType::List},
        Word{"set", KeyType::Set},
        Word{"zset", KeyType::SortedSet},
        Word{"stream", KeyType::Stream},
    };
    for (const Word &word : words) {
        if (word.name == typeName)
            return word.type;
    }
    return KeyType::Other;
}

KeyType KeyDetails::type() const
{
    return typeName ? keyTypeOf(*typeName) : KeyType::None;
}

std::optional<Error> KeyDetails::failure() const
{
    const std::array errors{typeName ? std::optional<Error>() : typeName.error(),
        ttl ? std::optional<Error>() : ttl.error(),
        memory ? std::optional<Error>() : memory.error(),
        encoding ? std::optional<Error>() : encoding.error()};
    for (const auto &error : errors) {
        if (error && error->kind != Error::Kind::Permission && error->kind != Error::Kind::Server)
            return error;
    }
    return std::nullopt;
}

void loadKeyDetails(Client &client, const QByteArray &key, QObject *context,
    std::function<void(const KeyDetails &)> handler)
{
    struct Loading
    {
        KeyDetails details;
        int missing = 4;
        std::function<void(const KeyDetails &)> handler;

        void arrived()
        {
            if (--missing == 0)
                handler(details);
        }
    };
    const auto loading = std::make_shared<Loading>();
    loading->details.key = key;
    loading->handler = std::move(handler);
    client.send(typeName(key), context, [loading](const Result<QByteArray> &name) {
        loading->details.typeName = name;
        loading->arrived();
    });
    askTtl(client, key, context, [loading](const Result<Ttl> &ttl) {
        loading->details.ttl = ttl;
        loading->details.measured = Countdown::Clock::now();
        loading->arrived();
    });
    client.send(memoryUsage(key), context, [loading](const Result<std::optional<qint64>> &memory) {
        loading->details.memory = memory;
        loading->arrived();
    });
    client.send(objectEncoding(key), context, [loading](const Result<QByteArray> &encoding) {
        loading->details.encoding = encoding;
        loading->arrived();
    });
}

void askTtl(Client &client, const QByteArray &key, QObject *context,
    std::function<void(const Result<Ttl> &)> handler)
{
    client.send(pttl(key), context,
        [&client, key, context, handler = std::move(handler)](const Result<Ttl> &ttl) {
            if (ttl || missingPermission(ttl.error()) != QLatin1StringView("+pttl"))
                return handler(ttl);
            client.send(
                ttlInSeconds(key), context, [handler, refusal = ttl](const Result<Ttl> &inSeconds) {
                    handler(inSeconds ? inSeconds : refusal);
                });
        });
}

} // namespace hitlens
