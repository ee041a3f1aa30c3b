// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

namespace hitlens {

// What hitlens-cli ends with. Written down in resources/man/hitlens-cli.1.
enum class CliExit {
    Done = 0,
    SomeFailed = 1, // some keys failed, or what became of them is not known
    Usage = 2, // and nothing was asked of a server
    NotConnected = 3, // never, or not any more
    Refused = 4, // by the server, or because it takes no changes from us
    NotConfirmed = 5, // nothing was changed
    TooMany = 6, // keys: more than --max-keys, or than the person was shown
    NoSnapshot = 7, // it is full or could not be written; nothing was changed that is not in it
    Interrupted = 130, // by Ctrl-C
};

} // namespace hitlens
