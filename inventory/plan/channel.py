"""What an attacker does with a broken algorithm, which sets the clock."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """What an attacker does with a broken algorithm, which sets the clock."""

    CONFIDENTIALITY = "confidentiality"  # harvest now, decrypt later
    AUTHENTICITY = "authenticity"  # trust now, forge later
    BOTH = "both"  # a joint task
    UNKNOWN = "unknown"


CHANNELS = {
    "key-establishment": Channel.CONFIDENTIALITY,
    "symmetric": Channel.CONFIDENTIALITY,
    "key-wrap": Channel.CONFIDENTIALITY,
    "signature": Channel.AUTHENTICITY,
    "firmware-signing": Channel.AUTHENTICITY,
    "hash": Channel.AUTHENTICITY,
    "mac": Channel.AUTHENTICITY,
}

ALREADY_LATE = "already late"
NO_DATE = "no date set"
