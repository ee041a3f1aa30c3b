#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""usage: tests/checks/tidy.py ROOT BUILD [FILE...]

Runs clang-tidy on the source files of ours that BUILD compiles, or on those given, as many batches
at a time as there are cores. Nearly all that a file costs are the headers it includes, so files that
declare no name twice are checked as one translation unit. What passed is not checked again, in this
checkout or in another one of the same user, while the files and all they include stay the same.
Exits with 77, "skipped", where version 14 is missing.
"""

import hashlib
import itertools
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

TIDY = "clang-tidy-14"
BATCH = 60
PASSED = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
PASSED /= "hitlens-tidy"

# What a line without indent may declare. It finds more than that, which makes batches smaller, and
# does not find all, which the compiler then does.
DECLARED = (
    re.compile(r"^(?:class|struct|enum(?: class)?|using(?: [\w:]+::)?) ?(\w+)", re.MULTILINE),
    re.compile(r"(?<!::)\b(?!QTEST_|main\b|\d)(\w+)(?=\(|\{|\[|;| = )"),
)
NO_DECLARATION = re.compile(r"[\s#/}]|using namespace|namespace")


def our_sources(root, build):
    """The options each source file is compiled with, without what the build generated."""
    sources = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["file"])
        if source.is_relative_to(root) and not source.is_relative_to(build):
            sources[source] = options(shlex.split(entry["command"]))
    return sources


def options(command):
    """Those of a compiler's command in tuples, each with its value, but for what differs by target
    without changing the verdict."""
    words = iter(command[1 : command.index("-o")])
    return [
        (word, next(words)) if word == "-isystem" else (word,)
        for word in words
        if not word.startswith("-DQT_TESTCASE_")
    ]


def declared(source):
    """Names that the file may declare for itself alone."""
    own = itertools.filterfalse(NO_DECLARATION.match, source.read_text().splitlines())
    text = "\n".join(own)
    return {name for pattern in DECLARED for name in pattern.findall(text)}


def batches(sources):
    """The files in lists of those that can be one translation unit."""
    started = []
    for file in sorted(sources):
        names = declared(file)
        for batch, taken in started:
            if len(batch) < BATCH and taken.isdisjoint(names):
                break
        else:
            batch, taken = [], set()
            started.append((batch, taken))
        batch.append(file)
        taken |= names
    return [batch for batch, _ in started]


class Checker:
    def __init__(self, root, build):
        self.root = root
        self.config = root / ".clang-tidy"
        self.sources = our_sources(root, build)
        self.units = build / "tidy"
        self.units.mkdir(exist_ok=True)
        PASSED.mkdir(parents=True, exist_ok=True)

    def check(self, files):
        """How many of these files have no findings; prints what is found in a file alone."""
        unit = files[0] if len(files) == 1 else self.unit(files)
        words = list(itertools.chain(*dict.fromkeys(itertools.chain(*map(self.sources.get, files)))))
        stamp = PASSED / self.fingerprint(unit, words)
        if stamp.exists():
            return len(files)
        verdict = subprocess.run(
            [TIDY, f"--config-file={self.config}", "--quiet", unit, "--", *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        if verdict.returncode == 0:
            stamp.touch()
            return len(files)
        if len(files) > 1:
            half = len(files) // 2
            return self.check(files[:half]) + self.check(files[half:])
        print(verdict.stdout or f"{unit}: {TIDY} failed without a word", flush=True)
        return 0

    def unit(self, files):
        """A translation unit of these files: their text, as much is not checked in an include."""
        text = "".join(
            f"#define main main{number}\n{file.read_text()}\n#undef main\n"
            for number, file in enumerate(files)
        )
        unit = self.units / (hashlib.sha256(text.encode()).hexdigest()[:16] + ".cpp")
        unit.write_text(text)
        return unit

    def fingerprint(self, unit, words):
        """What the verdict depends on: the files with all they include, the configuration, and the
        options but for where the checkout is."""
        options = " ".join(words).replace(str(self.root), "")
        preprocess = ["c++", *words, "-E", "-CC", "-P", unit]
        verdict = hashlib.sha256(subprocess.run(preprocess, stdout=subprocess.PIPE).stdout)
        for content in (unit.read_bytes(), self.config.read_bytes(), options.encode()):
            verdict.update(hashlib.sha256(content).digest())
        return verdict.hexdigest()


def main():
    root, build, *chosen = (pathlib.Path(argument).resolve() for argument in sys.argv[1:])
    if not shutil.which(TIDY):
        print("skipped: other versions than clang-tidy 14 check other things, and 14 is not here")
        return 77
    checker = Checker(root, build)
    if unknown := set(chosen) - checker.sources.keys():
        sys.exit(f"not compiled by {build}: {', '.join(map(str, unknown))}")
    work = sorted(batches(chosen or checker.sources), key=len, reverse=True)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        clean = sum(pool.map(checker.check, work))
    total = sum(map(len, work))
    print(f"{total} files checked, {total - clean} with findings")
    return 0 if total and clean == total else 1


if __name__ == "__main__":
    sys.exit(main())
