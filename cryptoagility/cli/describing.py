"""Keysets for a person and for a program: names, states, fingerprints, validity, what the policy says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from ..errors import AgilityError, NotAllowed, UsageError
from .table import render

if TYPE_CHECKING:
    from ..keysets import Description, Key
    from ..policy import Policy

LEAST_ID = 4  # hexadecimal digits that name a key


def key_table(description: Description, policy: Policy) -> str:
    """The keys of a keyset, one a row."""
    several = description.slots > 1
    columns = ("key", "algorithm", "state", *(("slot",) if several else ()), "valid", "policy", "fingerprint (SHA-256)")
    return render(columns, [_row(key, policy, several) for key in description.keys])


def key_json(key: Key, policy: Policy) -> dict[str, object]:
    """A key for a program."""
    return {
        "id": key.id.hex(),
        "algorithm": key.algorithm,
        "state": key.state.value,
        "slot": key.slot,
        "generation": key.generation,
        "created": moment(key.created),
        "not_before": None if key.not_before is None else moment(key.not_before),
        "not_after": None if key.not_after is None else moment(key.not_after),
        "fingerprint": fingerprint(key) or None,
        "refused": refusals(key, policy) or None,
    }


def fingerprint(key: Key) -> str:
    """SHA-256 of the SubjectPublicKeyInfo in hexadecimal; "" where no standard has an SPKI for the algorithm."""
    from ..encoding import spki_fingerprint

    try:
        return spki_fingerprint(key.algorithm, key.public).hex()
    except AgilityError:
        return ""


def refusals(key: Key, policy: Policy) -> str:
    """Why the policy refuses what the key is for; "" if it does not."""
    from ..keysets import Purpose
    from ..policy import Action

    uses = (Action.ENCRYPT, Action.DECRYPT) if key.purpose is Purpose.ENCRYPT else (Action.SIGN, Action.VERIFY)
    for action in uses:
        try:
            policy.require(action, key.algorithm)
        except NotAllowed as error:
            return str(error)
    return ""


def find_key(description: Description, text: str) -> Key:
    """The key whose id begins with these hexadecimal digits. Raises UsageError for none or several."""
    wanted = text.lower()
    if len(wanted) < LEAST_ID or any(char not in "0123456789abcdef" for char in wanted):
        raise UsageError(f"a key is named by {LEAST_ID} or more hexadecimal digits of its id, not {text!r}")
    found = [key for key in description.keys if key.id.hex().startswith(wanted)]
    if len(found) != 1:
        there = ", ".join(key.short_id for key in description.keys[:10])
        raise UsageError(f"{len(found) or 'no'} keys begin with {text!r}; there are {there}")
    return found[0]


def pending_key(description: Description) -> Key:
    """The one key that waits to be promoted. Raises UsageError for none or several."""
    found = [key for key in description.keys if key.state == "pending"]
    if len(found) != 1:
        there = ", ".join(key.short_id for key in found) or "rotate --pending makes one"
        raise UsageError(f"{len(found) or 'no'} keys are pending: say which to promote ({there})")
    return found[0]


def end_of(text: str | None) -> int | None:
    """Seconds since 1970 of the end of a day (UTC), or of a time with its zone. Raises UsageError."""
    if text is None:
        return None
    try:
        if len(text) == 10:
            last = datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC) + timedelta(days=1)
        else:
            last = datetime.fromisoformat(text)
    except OverflowError:
        raise UsageError(
            f"{text!r} is the end of the calendar: leave --not-after out for a key without an end"
        ) from None
    except ValueError:
        raise UsageError(f"{text!r} is not a day (2027-12-31) or a time (2027-12-31T18:00:00+00:00)") from None
    if last.tzinfo is None:
        raise UsageError(f"{text!r} has no time zone: write for example 2027-12-31T18:00:00+00:00")
    seconds = int(last.timestamp())
    if seconds <= datetime.now(UTC).timestamp():
        raise UsageError(f"{text!r} is over: the key could not be used")
    return seconds


def moment(seconds: int) -> str:
    """A time in UTC; a number that no calendar has stays a number."""
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except (OverflowError, ValueError, OSError):
        return f"{seconds} s"


def _row(key: Key, policy: Policy, several: bool) -> Sequence[str]:
    return (
        key.short_id,
        key.algorithm,
        key.state.value,
        *((str(key.slot),) if several else ()),
        _validity(key),
        refusals(key, policy) or "allowed",
        fingerprint(key) or "no standard has one",
    )


def _validity(key: Key) -> str:
    if key.not_before is None and key.not_after is None:
        return "always"
    parts = []
    if key.not_before is not None:
        parts.append(f"from {moment(key.not_before)}")
    if key.not_after is not None:
        parts.append(f"until {moment(key.not_after)}")
    return " ".join(parts)
