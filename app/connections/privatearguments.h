// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <string>
#include <vector>

namespace hitlens {

// The arguments of the program, taken out of the place where the system shows them to everybody
// (ps, /proc/<pid>/cmdline): there each but the program's name is written over with asterisks,
// since a URL may hold a password. Make it first thing in main(), before there are threads, and use
// what it holds in place of main's own; it must outlive the application. In the moment before, and
// where a system shows a copy (Windows), they can be read.
class PrivateArguments final
{
public:
    PrivateArguments(int argc, char **argv);

    // As QCoreApplication wants them: both stay where they are.
    int &count() { return m_count; }
    char **values() { return m_values.data(); }

private:
    std::vector<std::string> m_texts;
    std::vector<char *> m_values; // into m_texts, and null behind the last
    int m_count = 0;
};

} // namespace hitlens
