// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/keyspace/keydetails.h"

#include <array>
#include <memory>

namespace hitlens {

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
    client.send(pttl(key), context, [loading](const Result<Ttl> &ttl) {
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

} // namespace hitlens
