// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/monitoring/commandfamily.h"

#include <QHash>

namespace hitlens {

namespace {

QHash<QByteArray, CommandFamily> makeTable()
{
    const std::pair<CommandFamily, const char *> rows[]{
        {CommandFamily::Read,
            "get mget getrange substr strlen getbit bitcount bitpos bitfield_ro lcs exists type "
            "ttl "
            "pttl expiretime pexpiretime touch dump hget hmget hgetall hkeys hvals hlen hexists "
            "hstrlen hrandfield httl hpttl hexpiretime hpexpiretime lrange llen lindex lpos "
            "smembers sismember smismember scard srandmember sinter sunion sdiff sintercard zrange "
            "zrevrange zrangebyscore zrevrangebyscore zrangebylex zrevrangebylex zscore zmscore "
            "zrank zrevrank zcard zcount zlexcount zrandmember zinter zunion zdiff zintercard "
            "xrange xrevrange xlen xread xpending pfcount geosearch geopos geodist geohash "
            "georadius_ro georadiusbymember_ro json.get json.mget json.type ts.get"},
        {CommandFamily::Write,
            "set setex psetex setnx mset msetnx append setrange incr incrby incrbyfloat decr "
            "decrby "
            "getset getex setbit bitop bitfield hset hsetnx hmset hincrby hincrbyfloat hsetex "
            "lpush rpush lpushx rpushx lset linsert ltrim lmove rpoplpush blmove brpoplpush sadd "
            "smove sinterstore sunionstore sdiffstore zadd zincrby zrangestore zinterstore "
            "zunionstore zdiffstore xadd xtrim xack xclaim xautoclaim xreadgroup xsetid pfadd "
            "pfmerge geoadd geosearchstore georadius georadiusbymember rename renamenx copy move "
            "restore restore-asking migrate sort json.set json.merge json.mset ts.add"},
        {CommandFamily::Removal,
            "del unlink getdel expire pexpire expireat pexpireat persist hdel hgetdel hexpire "
            "hpexpire hexpireat hpexpireat hpersist lpop rpop lrem lmpop blpop brpop blmpop spop "
            "srem zrem zpopmin zpopmax zmpop bzpopmin bzpopmax bzmpop zremrangebyscore "
            "zremrangebyrank zremrangebylex xdel flushdb flushall json.del"},
        {CommandFamily::Scan, "keys scan sscan hscan zscan randomkey dbsize"},
        {CommandFamily::Script,
            "eval evalsha eval_ro evalsha_ro fcall fcall_ro multi exec discard watch unwatch"},
    };
    QHash<QByteArray, CommandFamily> table;
    for (const auto &[family, names] : rows) {
        for (const QByteArray &name : QByteArray(names).split(' '))
            table.insert(name, family);
    }
    return table;
}

} // namespace

CommandFamily familyOf(const QByteArray &command)
{
    static const QHash<QByteArray, CommandFamily> table = makeTable();
    return table.value(command, CommandFamily::Other);
}

} // namespace hitlens
