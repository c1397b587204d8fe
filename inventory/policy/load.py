"""Where policies come from: the folder that travels with the tool, and files. Nothing else of a policy reads disk."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources.abc import Traversable
from pathlib import Path

from ..errors import PolicyError
from .parse import distinct, parse_policy
from .policy import Policy
from .strict_yaml import MAXIMUM_BYTES, quoted


def load_policies(names: Iterable[str], folder: Traversable) -> tuple[Policy, ...]:
    """The policies of these names in a folder of ``NAME.yaml``, or of these files, sorted by name; each name once.

    A name with a slash or the ending of a YAML file is a file of the user's.
    """
    known = available(folder)
    return distinct([_load(name, folder, known) for name in names])


def available(folder: Traversable) -> tuple[str, ...]:
    """Names of the policies in a folder."""
    return tuple(sorted(one.name.removesuffix(".yaml") for one in folder.iterdir() if one.name.endswith(".yaml")))


def _load(name: str, folder: Traversable, known: tuple[str, ...]) -> Policy:
    if "/" in name or name.endswith((".yaml", ".yml")):
        try:
            return parse_policy(_bounded(Path(name)), name)
        except OSError as error:
            raise PolicyError(f"{name}: {error.strerror or 'cannot be read'}") from error
    if name not in known:
        raise PolicyError(f"no policy is called {quoted(name)}; there are {', '.join(known) or 'none'}")
    policy = parse_policy(folder.joinpath(f"{name}.yaml").read_bytes(), f"{name}.yaml")
    if policy.id != name:
        raise PolicyError(f"{policy.file}: holds the policy {quoted(policy.id)}; the file must have its name")
    return policy


def _bounded(path: Path) -> bytes:
    """The file's bytes; of one that is too large only as many as show that it is."""
    with path.open("rb") as file:
        return file.read(MAXIMUM_BYTES + 1)
