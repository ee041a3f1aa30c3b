#!/usr/bin/env python3
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

"""usage: packaging/linux/bill-of-materials.py NAME CARRIED LICENCES

Prints an SPDX 2.3 document, as JSON, of what the portable archive NAME carries. CARRIED has a line
for each file: its name in the archive, and where on this Debian it comes from; dpkg knows whose it
is. The copyright file of each package is put into the folder LICENCES. A licence is said where
that file is machine-readable and names one that SPDX knows, else it is NOASSERTION.
"""

import datetime
import hashlib
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

# Debian's short names as SPDX has them. What is not here and not an SPDX name already is not said.
SPDX = {
    "apache-2.0": "Apache-2.0",
    "bsd-2-clause": "BSD-2-Clause",
    "bsd-3-clause": "BSD-3-Clause",
    "bsl-1.0": "BSL-1.0",
    "expat": "MIT",
    "gpl-2": "GPL-2.0-only",
    "gpl-2+": "GPL-2.0-or-later",
    "gpl-3": "GPL-3.0-only",
    "gpl-3+": "GPL-3.0-or-later",
    "isc": "ISC",
    "lgpl-2": "LGPL-2.0-only",
    "lgpl-2+": "LGPL-2.0-or-later",
    "lgpl-2.1": "LGPL-2.1-only",
    "lgpl-2.1+": "LGPL-2.1-or-later",
    "lgpl-3": "LGPL-3.0-only",
    "lgpl-3+": "LGPL-3.0-or-later",
    "mit": "MIT",
    "zlib": "Zlib",
}


def package_of(path):
    """The package that a file came with; /usr/lib may be reached as /lib."""
    real = os.path.realpath(path)
    for candidate in dict.fromkeys((path, real, real.removeprefix("/usr"))):
        found = subprocess.run(["dpkg-query", "-S", candidate], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.split(": ")[0]
    sys.exit(f"bill-of-materials.py: no package has {path}")


def field(package, name):
    query = ["dpkg-query", "-W", f"-f=${{{name}}}", package]
    return subprocess.run(query, capture_output=True, text=True, check=True).stdout


def licence_of(copyright_file):
    """The licence of "Files: *" in a machine-readable copyright file, as SPDX says it."""
    text = copyright_file.read_text(errors="replace")
    if not re.match(r"Format: *https?://\S*copyright-format", text):
        return "NOASSERTION"
    for paragraph in re.split(r"\n\s*\n", text):
        licence = re.search(r"^License: *(.+)$", paragraph, re.MULTILINE)
        if re.search(r"^Files: *\*\s*$", paragraph, re.MULTILINE) and licence:
            return spdx_expression(licence.group(1))
    return "NOASSERTION"


def spdx_expression(debian):
    words = re.split(r"\s+(or|and)\s+", debian.strip(), flags=re.IGNORECASE)
    names = [SPDX.get(word.lower()) for word in words[::2]]
    if None in names:
        return "NOASSERTION"
    operators = [word.upper() for word in words[1::2]]
    if len(set(operators)) > 1:
        return "NOASSERTION"  # which binds first, Debian says by commas
    return f" {operators[0]} ".join(names) if operators else names[0]


def spdx_id(text):
    return "SPDXRef-" + re.sub(r"[^A-Za-z0-9.-]", "-", text)


def described(package, files, licences):
    name, version = field(package, "Package"), field(package, "Version")
    copyright_file = pathlib.Path("/usr/share/doc") / name / "copyright"
    licence = "NOASSERTION"
    if copyright_file.exists():
        shutil.copyfile(copyright_file, licences / name)
        licence = licence_of(copyright_file)
    architecture = field(package, "Architecture")
    return {
        "SPDXID": spdx_id(f"Package-{name}"),
        "name": name,
        "versionInfo": version,
        "supplier": "Organization: Debian",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "NOASSERTION",
        "licenseDeclared": licence,
        "copyrightText": "NOASSERTION",
        "comment": "Carried: " + ", ".join(sorted(files)),
        "externalRefs": [
            {
                "referenceCategory": "PACKAGE-MANAGER",
                "referenceType": "purl",
                "referenceLocator": f"pkg:deb/debian/{name}@{version}?arch={architecture}",
            }
        ],
    }


def main():
    name, carried, licences = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    licences.mkdir(parents=True)
    files = {}
    for line in filter(None, carried.read_text().splitlines()):
        inside, source = line.split(" ")
        files.setdefault(package_of(source), set()).add(inside)
    packages = [described(package, files[package], licences) for package in sorted(files)]
    ours = {
        "SPDXID": "SPDXRef-Package-hitlens-portable",
        "name": "hitlens",
        "versionInfo": name.split("-")[1],
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": "GPL-3.0-or-later",
        "licenseDeclared": "GPL-3.0-or-later",
        "copyrightText": "The Hitlens authors",
    }
    made = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.timezone.utc)
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", ours["SPDXID"])]
    relations += [(ours["SPDXID"], "CONTAINS", package["SPDXID"]) for package in packages]
    digest = hashlib.sha256(json.dumps(packages, sort_keys=True).encode()).hexdigest()
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": name,
        "documentNamespace": f"https://github.com/hitlens/hitlens/spdx/{name}-{digest}",
        "creationInfo": {
            "created": made.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "creators": ["Tool: packaging/linux/bill-of-materials.py"],
        },
        "packages": [ours] + packages,
        "relationships": [
            {"spdxElementId": source, "relationshipType": kind, "relatedSpdxElement": target}
            for source, kind, target in relations
        ],
    }
    json.dump(document, sys.stdout, indent=1, sort_keys=True)
    print()


main()
