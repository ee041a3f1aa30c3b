#!/usr/bin/python3
# SPDX-FileCopyrightText: The Hitlens authors
# SPDX-License-Identifier: GPL-3.0-or-later

# Makes the files beside it again, each by the tool whose format it is. Needs, of Debian: php-cli,
# python3-msgpack, python3-cbor2, python3-snappy, python3-brotli, zstd, lz4, imagemagick, protobuf-compiler and a
# JDK. The tests read the files and need none of these.

import base64
import datetime
import decimal
import gzip
import hmac
import os
import pickle
import subprocess
import zlib

import brotli
import cbor2
import msgpack
import snappy
import snappy.snappy

HERE = os.path.dirname(os.path.abspath(__file__))

# What is inside of every compressed file: some repetition, non-ASCII text, 1,5 KB.
PLAIN = b"".join(
    b'{"id":%d,"name":"Caf\xc3\xa9 %d","price":%d.50}\n' % (i, i * 7, i * 3) for i in range(40))


def write(name, data):
    with open(os.path.join(HERE, name), "wb") as out:
        out.write(data)


def run(*command, stdin=b""):
    return subprocess.run(command, input=stdin, stdout=subprocess.PIPE, check=True).stdout


def crc32c(data, crc=0):
    """The checksum of RFC 3720: what python3-snappy 0.5 has does not run on Python 3.11."""
    crc ^= 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def compressed():
    write("plain.txt", PLAIN)
    write("python.gz", gzip.compress(PLAIN, 6, mtime=1700000000))
    write("fast.gz", gzip.compress(PLAIN, 1, mtime=0))
    write("members.gz", gzip.compress(PLAIN[:700], 9, mtime=0) + gzip.compress(PLAIN[700:], 9, mtime=0))
    # gzip(1) with a name and a time in the header.
    named = os.path.join(HERE, "plain.txt")
    os.utime(named, (1700000000, 1700000000))
    write("named.gz", run("gzip", "-9", "--name", "--stdout", named))
    write("php.gz", run("php", "-r", "echo gzencode(stream_get_contents(STDIN), 6);", stdin=PLAIN))
    write("python.zlib", zlib.compress(PLAIN))
    write("best.zlib", zlib.compress(PLAIN, 9))
    write("php.zlib", run("php", "-r", "echo gzcompress(stream_get_contents(STDIN));", stdin=PLAIN))
    small_window = zlib.compressobj(6, zlib.DEFLATED, 10)
    write("window10.zlib", small_window.compress(PLAIN) + small_window.flush())
    write("php.deflate", run("php", "-r", "echo gzdeflate(stream_get_contents(STDIN));", stdin=PLAIN))
    write("tool.zst", run("zstd", "-3", "--stdout", named))
    write("stream.zst", run("zstd", "-19", "--no-check", "--stdout", stdin=PLAIN))
    write("tool.lz4", run("lz4", "-1", "--stdout", named))
    write("best.lz4", run("lz4", "-9", "-BX", "-BD", "-B4", "--content-size", "--stdout", named))
    write("plain.br", brotli.compress(PLAIN))
    write("fast.br", brotli.compress(PLAIN, quality=4))
    write("plain.snappy", snappy.compress(PLAIN))
    assert crc32c(b"123456789") == 0xE3069283
    snappy.snappy._crc32c = crc32c
    write("plain.sz", snappy.StreamCompressor().compress(PLAIN))
    # 64 MB of zeros, and less where the format gains little on them.
    zeros = bytes(64 * 1000 * 1000)
    write("bomb.zst", run("zstd", "-19", "--stdout", stdin=zeros))
    write("bomb.lz4", run("lz4", "-9", "--stdout", stdin=zeros[:16 * 1000 * 1000]))
    write("bomb.snappy", snappy.compress(zeros[:2 * 1000 * 1000]))
    write("bomb.br", brotli.compress(zeros))
    write("bomb.gz", gzip.compress(zeros, 9, mtime=0))


def structured():
    session = {
        "id": 9007199254740993, "name": "Caf\u00e9", "tags": ["a", "b"], "score": 1.5, "ok": True,
        "none": None, "nested": {"z": -1, "a": -129}}
    write("session.msgpack", msgpack.packb(session))
    odd = [
        b"\x00\xff", msgpack.ExtType(5, b"\x01\x02\x03"), {1: "int key", None: 2}, 2**64 - 1, -2**63,
        float("nan"), float("-inf"), "x" * 40, list(range(20)), msgpack.Timestamp(1700000000)]
    write("odd.msgpack", msgpack.packb(odd))
    write("single.msgpack", msgpack.packb({"half": [0.1, 1e30]}, use_single_float=True))
    write("session.cbor", cbor2.dumps(session))
    when = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.timezone.utc)
    odd = [
        b"\x00\xff", {1: "int key"}, 2**64 - 1, -2**64, 2**70, when, cbor2.undefined,
        cbor2.CBORSimpleValue(99), float("inf"), 0.1]
    write("odd.cbor", cbor2.dumps(odd))
    write("half.cbor", cbor2.dumps([1.5, 100000.0, 0.1], canonical=True))


PHP = r"""
class User {
    public $name = "Caf\u{e9}"; protected $role = "admin"; private $score = 2.5; public $next = null;
}
enum Suit: string { case Hearts = "H"; }
class Legacy implements Serializable {
    public function serialize() { return "data"; }
    public function unserialize($data) {}
}
error_reporting(0);
$values = [
    "session.php" => ["id" => PHP_INT_MAX, "name" => "Caf\u{e9}", "tags" => ["a", "b"], "gap" => [1 => "x"],
        "price" => 0.1, "whole" => 1.0, "large" => 1e100, "ok" => true, "none" => null, "empty" => []],
    "object.php" => [new User, Suit::Hearts, "\xff\x00", INF, -INF],
    "custom.php" => new Legacy,
    "text.php" => "plain",
    "number.php" => 42,
];
$shared = new User;
$values["shared.php"] = [$shared, $shared];
$list = [1];
$values["reference.php"] = ["a" => &$list, "b" => &$list];
foreach ($values as $name => $value)
    file_put_contents("$argv[1]/$name", serialize($value));
"""


class User:
    def __init__(self):
        self.name = "Caf\u00e9"
        self.tags = {"a"}


def languages():
    run("php", "-r", PHP, HERE)
    cycle = [1]
    cycle.append(cycle)
    values = {
        "list": [1, -1, 70000, 2**31, 2**63, -2**80, 1.5, "Caf\u00e9\n", b"\x00\xff\"", None, True, False],
        "more": ((), (1,), (1, 2), {"k": [1, 2]}, float("inf")),
        "when": datetime.datetime(2024, 5, 1, 12),
        "price": decimal.Decimal("1.50"),
        "user": User(),
        "cycle": cycle,
    }
    for protocol in range(6):
        write("values%d.pickle" % protocol, pickle.dumps(values, protocol))
    write("newer.pickle", pickle.dumps([bytearray(b"ab"), frozenset([1]), {2}, b"x" * 300], 5))
    run("java", os.path.join(HERE, "JavaValues.java"), HERE)


ORDER = """
id: 42 customer { name: "Caf\u00e9" vip: true } items { sku: "A-1" count: 2 price: 1.5 }
items { sku: "B-2" count: -1 price: 0.1 } status: PAID weights: [1, 2, 300] blob: "\\x00\\xff"
big: -9223372036854775808 delta: -2 stamp { seconds: 1700000000 } counts { key: "x" value: 1 }
counts { key: "a" value: 2 } single: 0.1 fixed: 7 empty {}
"""


def protobuf():
    order = run(
        "protoc", "--proto_path", HERE, "--encode", "shop.Order", "--deterministic_output",
        os.path.join(HERE, "order.proto"), stdin=ORDER.encode())
    write("order.protobuf", order)
    # A field that order.proto does not know: 1000, with the number 5.
    write("newer.protobuf", order + b"\xc0\x3e\x05")


def texts():
    write("mime.base64", base64.encodebytes(PLAIN[:200]))
    write("zlib.base64", base64.b64encode(zlib.compress(PLAIN)))
    write("url.base64", base64.urlsafe_b64encode(bytes(range(256))).rstrip(b"="))
    part = lambda text: base64.urlsafe_b64encode(text).rstrip(b"=")
    token = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(
        b'{"sub":"42","name":"Caf\xc3\xa9","iat":1700000000,"exp":1700003600,"big":9007199254740993}')
    write("token.jwt", token + b"." + part(hmac.digest(b"secret", token, "sha256")))
    for format in "png", "jpg", "gif", "webp":
        run("convert", "-size", "30x20", "xc:red", "-strip", os.path.join(HERE, "red." + format))
    for kind in "lossless=true", "alpha-quality=90":
        run("convert", "-size", "30x20", "xc:#ff000080", "-define", "webp:" + kind,
            os.path.join(HERE, kind.split("=")[0] + ".webp"))


compressed()
structured()
languages()
protobuf()
texts()
