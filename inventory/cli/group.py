"""The commands by name, loaded on use, and the translation of errors to exit codes."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Mapping
from types import MappingProxyType

import click

from cryptoagility import __version__
from cryptoagility.cli import streams
from cryptoagility.errors import AgilityError, AmbiguousAlgorithm, InvalidSignature, UnknownAlgorithm

from ..errors import Unreadable, UsageError

# Name of the command (module NAME_command, here or in the library) and one line for the overview.
_COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "scan": "Find cryptography in files and directories; writes a CycloneDX CBOM.",
        "check": "Judge a CBOM under one or more policies for a date.",
        "plan": "Plan the migration in waves, with a deadline for each task.",
        "report": "Show an inventory, its verdicts and its plan to a person (HTML, Markdown).",
        "query": "List the assets of a CBOM for which an expression holds.",
        "diff": "Say what is new, gone, moved, changed, weakened or strengthened between two CBOMs.",
        "merge": "Merge several CBOMs into one; what they contradict each other in is said.",
        "convert": "Write a CBOM as CycloneDX 1.6 or 1.7.",
        "validate": "Check a CBOM against the official schema and its own references.",
        "algorithms": "Show what is known of an algorithm: sizes, strength, status, sources.",
        "policies": "List the policies that travel with this tool, or show one.",
        "keys": "Make, rotate, move and retire the keys of keysets.",
        "sign": "Sign a file with a keyset; the signature is detached.",
        "verify": "Verify a detached signature with a keyset or with public keys.",
        "audit": "Verify, show and seal the audit log of a settlement channel.",
        "selftest": "Put every check to every cryptographic backend; what deviates is switched off.",
    }
)
_OF_THE_LIBRARY = frozenset({"audit", "keys", "sign", "verify", "selftest"})


class _Lazy(click.Group):
    """A group that imports a command when it is called and lists all without importing any."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        package = "cryptoagility.cli" if cmd_name in _OF_THE_LIBRARY else __package__
        module = importlib.import_module(f".{cmd_name}_command", package)
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(__version__, prog_name="cryptoagility", message="%(prog)s %(version)s")
def cli() -> None:
    """Find cryptography, judge it under regulations for a date, plan its replacement, and sign with keys that rotate.

    Start with `cryptoagility scan DIRECTORY -o cbom.json`, then
    `cryptoagility check cbom.json --policy nist-ir-8547`.
    """


def run(arguments: list[str]) -> int:
    """Run one command line; the exit code."""
    try:
        code = cli.main(args=arguments or ["--help"], prog_name="cryptoagility", standalone_mode=False)
        if sys.stdout is not None:
            sys.stdout.flush()
    except click.exceptions.Exit as error:
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return 130
    except click.ClickException as error:
        _say(_one_line(error))
        return 2
    except (UsageError, Unreadable, UnknownAlgorithm, AmbiguousAlgorithm) as error:
        _say(str(error))
        return 2
    except InvalidSignature as error:
        _say(str(error))
        return 5
    except AgilityError as error:
        _say(str(error))
        return 2
    except (BrokenPipeError, streams.ReaderLeft):
        streams.give_up()
        return 0
    except OSError as error:
        if error.filename is not None:
            raise
        streams.give_up()  # help and the like, which click writes itself
        _say(f"cannot write to standard output: {error.strerror}")
        return 2
    return code if isinstance(code, int) else 0


def _one_line(error: click.ClickException) -> str:
    hint = ""
    if isinstance(error, click.UsageError) and error.ctx is not None:
        hint = f"; see `{error.ctx.command_path} --help`"
    return f"{error.format_message().rstrip('.')}{hint}"


def _say(message: str) -> None:
    lines = " ".join(part.strip() for part in message.splitlines() if part.strip())
    shown = "".join(char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in lines)
    streams.note(f"cryptoagility: {shown}\n")
