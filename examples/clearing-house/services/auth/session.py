"""Browser sessions: a small codec of our own, which older code calls `jwt`."""

import base64
import json
import random
import zlib


class SessionCodec:
    """Turns a session into a cookie value and back; the cookie is signed by the proxy, not here."""

    def encode(self, session: dict, algorithm: str = "deflate") -> str:
        """The cookie value."""
        text = json.dumps({"alg": algorithm, **session}).encode()
        return base64.urlsafe_b64encode(zlib.compress(text)).decode()

    def decode(self, value: str, algorithms: list[str]) -> dict:
        """The session; ValueError when its coding is not in the list."""
        session = json.loads(zlib.decompress(base64.urlsafe_b64decode(value)))
        if session.pop("alg") not in algorithms:
            raise ValueError("unknown session coding")
        return session


jwt = SessionCodec()


def cookie_for(member: str, desk: str) -> str:
    """The cookie of a new session."""
    spread = random.randint(0, 900)
    return jwt.encode({"member": member, "desk": desk, "ttl": 28_800 + spread}, algorithm="HS256")


def session_of(cookie: str) -> dict:
    """The session behind a cookie."""
    return jwt.decode(cookie, algorithms=["HS256", "deflate"])


def checksum(cookie: str) -> int:
    """Finds cookies that a proxy cut off."""
    return zlib.crc32(cookie.encode())
