"""The time that is written into a CBOM: only one that was given."""

from __future__ import annotations

import os
from datetime import UTC, datetime

import click

from ..errors import UsageError

timestamp_option = click.option(
    "--timestamp",
    metavar="TIME",
    help="Time to write into the CBOM (RFC 3339); none is written unless given here or in SOURCE_DATE_EPOCH.",
)


def written_time(given: str | None) -> str | None:
    """The time to write: that of the option, else SOURCE_DATE_EPOCH, else none. Raises UsageError."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if given is None and epoch is None:
        return None
    try:
        if given is not None:
            moment = datetime.fromisoformat(given)
            if moment.tzinfo is None:
                raise UsageError(f"--timestamp {given!r} has no time zone: write for example 2026-11-25T12:00:00Z")
        else:
            return _of_epoch(str(epoch))
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"not a time: {given!r}; write for example 2026-11-25T12:00:00Z") from error
    return _written(moment)


def _of_epoch(seconds: str) -> str:
    try:
        if not (seconds.isascii() and seconds.isdigit()):
            raise ValueError(seconds)
        return _written(datetime.fromtimestamp(int(seconds), UTC))
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(f"SOURCE_DATE_EPOCH is {seconds[:40]!r}: it must be whole seconds since 1970") from error


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
