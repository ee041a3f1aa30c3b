// SPDX-FileCopyrightText: The Hitlens authors
// SPDX-License-Identifier: GPL-3.0-or-later

// usage: TARGET --target=ID [--seconds=N] [--kept=FILE] INPUT...
// Stands in for libFuzzer, which only clang has: runs the target on each file, or each file of a
// folder, and on changes of them until the time is over. Knows nothing of coverage. What fails is
// written to FILE.

#include "tests/fuzz/fuzztarget.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace {

using Input = std::string;

constexpr std::size_t largest = 8192;
constexpr unsigned slowest = 20; // seconds for one input

Input current;
std::string keptFile = "fuzz-failed-input";

// Only what is allowed in a signal handler, but for opening the file.
void keepInput(int signal)
{
    if (FILE *file = std::fopen(keptFile.c_str(), "wb")) {
        std::fwrite(current.data(), 1, current.size(), file);
        std::fclose(file);
    }
    std::fprintf(stderr, "failed: the input is kept in %s\n", keptFile.c_str());
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

void run(const Input &input)
{
    current = input;
    alarm(slowest);
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t *>(current.data()), current.size());
}

Input contentOf(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

class Mutator
{
public:
    explicit Mutator(std::vector<Input> seeds)
        : m_seeds(std::move(seeds))
    { }

    Input next()
    {
        Input input = m_seeds[below(m_seeds.size())];
        if (input.size() > largest)
            input.resize(largest);
        for (std::size_t changes = 1 + below(4); changes > 0; --changes)
            change(input);
        return input;
    }

private:
    std::size_t below(std::size_t end) { return end == 0 ? 0 : m_random() % end; }
    char anyByte() { return static_cast<char>(below(256)); }

    void change(Input &input)
    {
        static constexpr std::array telling{'\0', '\xff', '\x7f', '\x80', '\x01', '"', '\\', '9'};
        const std::size_t at = below(input.size());
        const std::size_t length = std::min(1 + below(16), input.size() - at);
        switch (below(8)) {
        case 0:
            return input.empty() ? void() : void(input[at] = anyByte());
        case 1:
            return input.empty() ? void() : void(input[at] ^= static_cast<char>(1 << below(8)));
        case 2:
            return input.empty() ? void() : void(input[at] = telling[below(telling.size())]);
        case 3:
            return void(input.insert(at, 1 + below(8), anyByte()));
        case 4:
            return void(input.erase(at, length));
        case 5:
            return void(input.insert(at, input.substr(at, length)));
        case 6:
            return input.resize(at);
        default: {
            const Input &other = m_seeds[below(m_seeds.size())];
            const std::size_t from = below(other.size());
            return void(input.insert(at, other.substr(from, 1 + below(64))));
        }
        }
    }

    std::vector<Input> m_seeds;
    std::mt19937 m_random{20240501}; // the same inputs each time, as far as the time reaches
};

void addSeeds(const std::filesystem::path &path, std::vector<Input> &seeds)
{
    if (!std::filesystem::is_directory(path))
        return seeds.push_back(contentOf(path));
    std::vector<std::filesystem::path> files;
    for (const auto &entry : std::filesystem::directory_iterator(path))
        files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    for (const auto &file : files)
        seeds.push_back(contentOf(file));
}

} // namespace

int main(int argc, char **argv)
{
    using Clock = std::chrono::steady_clock;
    LLVMFuzzerInitialize(&argc, &argv);
    std::chrono::seconds time{2};
    std::vector<Input> seeds{Input()};
    for (int i = 1; i < argc; ++i) {
        const std::string argument = argv[i];
        if (argument.starts_with("--seconds="))
            time = std::chrono::seconds(std::atoi(argument.c_str() + 10));
        else if (argument.starts_with("--kept="))
            keptFile = argument.substr(7);
        else if (!argument.starts_with("--"))
            addSeeds(argument, seeds);
    }
    for (const int signal : {SIGABRT, SIGSEGV, SIGALRM})
        std::signal(signal, keepInput);
    const auto end = Clock::now() + time;
    for (const Input &seed : seeds)
        run(seed);
    Mutator mutator(std::move(seeds));
    long runs = 0;
    for (; Clock::now() < end; ++runs)
        run(mutator.next());
    std::printf("%ld changed inputs\n", runs);
    return 0;
}
