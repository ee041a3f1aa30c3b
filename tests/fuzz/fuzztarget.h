// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

#pragma once

#include <cstddef>
#include <cstdint>

// The two functions of a libFuzzer target, called by libFuzzer or by fuzzrunner.cpp.
extern "C" {
// Reads --target=ID. 0, or it ends the program.
int LLVMFuzzerInitialize(int *argc, char ***argv);
// Aborts when what has to hold does not.
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
}
