import hashlib
import hashlib as digests
from functools import partial
from hashlib import *
from hashlib import sha1 as quick

NAME = "SHA" + "384"
BY_SITE = {"frankfurt": "sha512", "zurich": "sha3_256"}

hashlib.md5(b"", usedforsecurity=False).hexdigest()
quick(b"")
digests.sha224(b"")
sha3_512(b"")
hashlib.shake_128(b"").digest(16)
hashlib.blake2b(b"", digest_size=32)
hashlib.blake2s()
hashlib.new("ripemd160")
hashlib.new(NAME, b"")
hashlib.new(name=f"sha{256}")
hashlib.new(BY_SITE["zurich"])
hashlib.pbkdf2_hmac("sha256", b"secret word", b"salt of sixteen.", 600_000, dklen=32)
hashlib.scrypt(b"secret word", salt=b"salt", n=2**14, r=8, p=1)
hasher = partial(hashlib.sha512, usedforsecurity=True)
hasher(b"")
getattr(hashlib, "sha384")(b"")


def of_file(path):
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, hashlib.sha256)


def of_site(site):
    return hashlib.new(BY_SITE.get(site, "sha256"))


def unknown(name, record):
    hashlib.new(name)
    return getattr(hashlib, record["digest"])(b"")
