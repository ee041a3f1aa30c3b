// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/connections/privatearguments.h"

#include <cstring>

namespace hitlens {

PrivateArguments::PrivateArguments(int argc, char **argv)
    : m_texts(argv, argv + argc)
    , m_count(argc)
{
    for (std::string &text : m_texts)
        m_values.push_back(text.data());
    m_values.push_back(nullptr);
    for (int i = 1; i < argc; ++i)
        std::memset(argv[i], '*', std::strlen(argv[i]));
}

} // namespace hitlens
