"""What `check`, `plan` and `report` have in common: the policies and the date."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import TypeVar

import click

from ..errors import UsageError
from ..policy import Context, Policy, load_policies, parse_context
from ..resources import policies
from .files import read_bytes

Decorated = TypeVar("Decorated", bound=Callable[..., object])

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def policy_options(required: bool) -> Callable[[Decorated], Decorated]:
    """``--policy`` and ``--as-of``."""

    def decorate(function: Decorated) -> Decorated:
        function = click.option(
            "--as-of",
            metavar="DATE",
            help="The day to judge for (YYYY-MM-DD); today if not given.",
        )(function)
        return click.option(
            "--policy",
            "names",
            multiple=True,
            required=required,
            metavar="NAME|FILE",
            help="A policy by name (`cryptoagility policies` lists them) or a YAML file; repeatable.",
        )(function)

    return decorate


def context_option(function: Decorated) -> Decorated:
    """``--context``."""
    return click.option(
        "--context",
        metavar="FILE",
        help="Who owns what, by path: system, owner, data life, exposure, criticality.",
    )(function)


def stated(file: str | None) -> Context:
    """What the file of ``--context`` says; nothing if none was given. Raises PolicyError, UsageError."""
    return parse_context(read_bytes(file), file) if file is not None else Context()


def chosen(names: tuple[str, ...]) -> tuple[Policy, ...]:
    """The named policies and policy files. Raises PolicyError: unknown name, wrong file, a name given twice."""
    return load_policies(names, policies().joinpath("regulation"))


def day(given: str | None) -> date:
    """The day that was given, or today in UTC."""
    if given is None:
        return datetime.now(UTC).date()
    try:
        if _DAY.fullmatch(given) is None:
            raise ValueError(given)
        return date.fromisoformat(given)
    except ValueError as error:
        raise UsageError(f"--as-of {given!r} is not a day: write for example 2031-01-01") from error
