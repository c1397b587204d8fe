"""hashlib.md5() in a docstring."""

import hashlib
from hashlib import sha256

# hashlib.sha1(b"old")
TABLE = {"old": hashlib.md5, "new": sha256}
TEXT = "hashlib.new('sha1')"


def sha1(values):
    return sum(values)


def mean(values):
    return sha1(values) / len(values) if hashlib.algorithms_available else 0


class Store:
    def new(self, name):
        return name


Store().new("md5")
