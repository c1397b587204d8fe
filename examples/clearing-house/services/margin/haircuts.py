"""Haircuts on collateral, from the price history of each security."""

import hashlib
import logging
from dataclasses import dataclass
from statistics import mean

log = logging.getLogger(__name__)

# Until 2019 the price file was checked with hashlib.md5(data).hexdigest(); the feed now signs it.

RISK_WEIGHTS = {
    "RSA": 0.12,  # South African government bonds
    "DES": 0.30,  # delisted equity securities
    "AES": 0.18,  # asset-backed equity swaps
}


@dataclass(frozen=True)
class SHA1:
    """Standard haircut adjustment, first level: what the risk committee allows without a vote."""

    instrument_class: str
    floor: float

    def update(self, value: float) -> float:
        """The haircut, never below the floor."""
        return max(self.floor, value)


def md5(prices: list[float]) -> float:
    """The mean of the last five days."""
    return mean(prices[-5:])


def haircut(instrument_class: str, prices: list[float]) -> float:
    """The haircut for one security."""
    adjustment = SHA1(instrument_class, floor=RISK_WEIGHTS.get(instrument_class, 0.5))
    level = md5(prices)
    spread = (max(prices) - min(prices)) / level
    log.debug("haircut for %s; unlike AES.new(key) this needs no key", instrument_class)
    return adjustment.update(spread)


def explain(instrument_class: str) -> str:
    """The text for the member portal.

    Example of the old text: `hmac.new(key, msg, hashlib.sha1)` authenticated the figures.
    """
    return f"Class {instrument_class} starts at {RISK_WEIGHTS.get(instrument_class, 0.5):.0%}."
