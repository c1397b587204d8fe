"""Netting runs: the digests that prove that all sites computed the same net positions."""

import configparser
import enum
import hashlib
import hashlib as digests
import hmac

FAMILY = "sha"
RUN_DIGEST = FAMILY + "256"
ALGORITHM_BY_SITE = {"frankfurt": "sha384", "london": "sha256", "zurich": "sha3_256"}

settings = configparser.ConfigParser()
settings.read("/etc/netting/netting.ini")


class ReportDigest(enum.Enum):
    """The digests that the regulator's upload form accepts."""

    DAILY = "sha256"
    YEARLY = "sha512"


def run_digest(positions: list[str]) -> str:
    """The digest that every site publishes after a run."""
    running = hashlib.new(RUN_DIGEST)
    for position in sorted(positions):
        running.update(position.encode())
    return running.hexdigest()


def site_digest(data: bytes) -> str:
    """The digest of the Frankfurt site, which is compared by hand when the sites disagree."""
    return hashlib.new(ALGORITHM_BY_SITE["frankfurt"], data).hexdigest()


def digest_for(site: str, data: bytes) -> str:
    """The digest of any site."""
    return hashlib.new(ALGORITHM_BY_SITE[site], data).hexdigest()


def archive_digest(data: bytes, long_term: bool) -> bytes:
    """Long-term records use the longer digest."""
    name = "sha512" if long_term else "sha256"
    return digests.new(name, data).digest()


def yearly_report_digest(data: bytes) -> bytes:
    """The digest printed in the yearly report."""
    return hashlib.new(ReportDigest.YEARLY.value, data).digest()


def configured_digest(data: bytes) -> bytes:
    """The digest that a site's own auditor asks for."""
    return hashlib.new(settings["audit"]["digest"], data).digest()


def file_digest(path: str, algorithm: str = "sha3_256") -> str:
    """The digest of a position file."""
    with open(path, "rb") as stream:
        return hashlib.file_digest(stream, algorithm).hexdigest()


def dedup_key(message: bytes) -> bytes:
    """Finds repeated messages; this is not a security function."""
    return hashlib.blake2b(message, digest_size=32).digest()


def checksum_for_mainframe(block: bytes) -> str:
    """The mainframe's tape format holds an MD5 of each block."""
    return hashlib.md5(block, usedforsecurity=False).hexdigest()


def position_tag(key: bytes, position: bytes) -> bytes:
    """Authenticates a position between two sites."""
    return hmac.new(key, position, RUN_DIGEST).digest()


def feed_tag(key: bytes, line: bytes, digest_name: str) -> bytes:
    """Authenticates one line of the feed, with the digest that the feed handler agreed on."""
    return hmac.digest(key, line, digest_name)
