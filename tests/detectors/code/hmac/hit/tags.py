import hashlib
import hmac
from hmac import HMAC
from hmac import new as tag

DIGEST = hashlib.sha512


class Session:
    algorithm = "sha384"

    def __init__(self, digest=hashlib.sha224):
        self.digest = digest

    def sign(self, key, message):
        return hmac.new(key, message, self.digest).digest()

    def check(self, key, message):
        return hmac.digest(key, message, self.algorithm)


hmac.new(b"key of the test", b"", hashlib.sha256)
hmac.new(b"key of the test", digestmod="sha1")
tag(b"key of the test", b"", DIGEST)
HMAC(b"key of the test", b"", "md5")
hmac.new(b"key of the test", b"", lambda data=b"": hashlib.sha3_256(data))


def feed(key, line, name):
    return hmac.new(key, line, name)
