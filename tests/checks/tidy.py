#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""usage: tests/checks/tidy.py ROOT BUILD

Runs clang-tidy on every source file of ours that BUILD compiles, as many at a time as there are
cores. It takes some seconds a file, so what passed is not asked again, in this checkout or in
another one of the same user, while the file and all it includes stay the same. Exits with 77,
"skipped", where version 14 is missing.
"""

import hashlib
import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

TIDY = "clang-tidy-14"
PASSED = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache")
PASSED /= "hitlens-tidy"


def our_sources(root, build):
    """Compile commands, as lists, by source file: without what the build generated."""
    commands = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        source = pathlib.Path(entry["file"])
        if source.is_relative_to(root) and not source.is_relative_to(build):
            commands[source] = shlex.split(entry["command"])
    return commands


def fingerprint(root, source, command):
    """What the verdict depends on: the source with all its includes, and the configuration."""
    without_output = command[: command.index("-o")]
    preprocessed = subprocess.run(
        [*without_output, "-E", "-P", source], cwd=root, check=True, capture_output=True
    )
    verdict = hashlib.sha256(str(source.relative_to(root)).encode())
    for part in (preprocessed.stdout, source.read_bytes(), (root / ".clang-tidy").read_bytes()):
        verdict.update(hashlib.sha256(part).digest())
    return verdict.hexdigest()


def check(root, build, source, command):
    """True when clang-tidy finds nothing; prints what it finds."""
    stamp = PASSED / fingerprint(root, source, command)
    if stamp.exists():
        return True
    verdict = subprocess.run(
        [TIDY, "-p", build, "--quiet", source],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    if verdict.returncode == 0:
        stamp.touch()
    else:
        print(verdict.stdout or f"{source}: {TIDY} failed without a word", flush=True)
    return verdict.returncode == 0


def main():
    root, build = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    if not shutil.which(TIDY):
        print("skipped: other versions than clang-tidy 14 check other things, and 14 is not here")
        return 77
    PASSED.mkdir(parents=True, exist_ok=True)
    commands = our_sources(root, build)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        verdicts = list(pool.map(lambda item: check(root, build, *item), commands.items()))
    print(f"{len(verdicts)} files checked, {verdicts.count(False)} with findings")
    return 0 if verdicts and all(verdicts) else 1


if __name__ == "__main__":
    sys.exit(main())
