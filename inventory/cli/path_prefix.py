"""Where the scanned directory is in its repository: code review knows files by their path from its root."""

from __future__ import annotations

import click

from ..errors import UsageError


def _checked(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    parts = value.removesuffix("/").split("/") if value else []
    if value.startswith("/") or ".." in parts or "\\" in value:
        raise UsageError(f"--path-prefix {value!r}: write a path inside the repository, such as services/gateway")
    return "/".join(part for part in parts if part not in ("", ".")) + "/" if parts and value.strip("./") else ""


path_prefix_option = click.option(
    "--path-prefix",
    "prefix",
    metavar="PATH",
    default="",
    callback=_checked,
    help="SARIF: where the scanned directory is in the repository; goes before each path.",
)
