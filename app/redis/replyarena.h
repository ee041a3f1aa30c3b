// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

struct redisReader;
struct redisReply;

namespace hitlens {

// Has this reader make each reply, with all it consists of, in one piece of memory that is freed at
// once. hiredis' own functions ask for memory twice for each element and spend half of the time of
// a scan on that. Before the reader has parsed anything. Thread: that of the reader.
void useReplyArenas(redisReader *reader);

// Frees a whole reply that such a reader made, where hiredis does not.
void freeArenaReply(redisReply *reply);

} // namespace hitlens
