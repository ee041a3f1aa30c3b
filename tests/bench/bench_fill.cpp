// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tests/bench/benchkeys.h"

#include <QCoreApplication>
#include <QStringList>

#include <cstdio>

// usage: bench_fill SOCKET KEYS
int main(int argc, char **argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.size() == 3 && hitlens::fillWithKeys(arguments[1], arguments[2].toUInt()))
        return 0;
    std::fputs("bench_fill: the server did not take the keys\n", stderr);
    return 1;
}
