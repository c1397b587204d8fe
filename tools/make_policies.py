"""Make policies/regulation/*.yaml from a file of timelines, with every fact, note and mark of doubt that it has.

    python tools/make_policies.py TIMELINES.yaml [--out policies/regulation] [ID ...]

Without ids the five policies that are shipped are made. What the timelines say in prose only (how hybrids are seen)
stands in READINGS below, with the words it was read from. Each file is read back with the strict loader and compared
with its source before it is written.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from inventory.errors import PolicyError
from inventory.policy import Policy, parse_policy
from inventory.policy.strict_yaml import Entries, Scalar, read

SHIPPED = ("nist-ir-8547", "us-cnsa-2.0", "de-bsi-tr-02102-1", "us-eo-14412", "tw-fsc-pqc-guide")
SPEAK_IN_STRENGTHS = frozenset({"NIST", "BSI"})  # meta.semantics.sizes of the timelines
WIDTH = 110

READINGS: Mapping[str, Mapping[str, object]] = {
    "nist-ir-8547": {
        "status": "approved",
        "floor": ["RSA-2048..", "DH-2048..", "EC-224.."],
        "exit": None,
        "note": (
            "Hybrids are accommodated and seen as temporary (section 3.2). The floor of 112 bits is this file's "
            "reading: it is the lowest strength that the tables list."
        ),
        "confidence": "seen-secondary",
    },
    "us-cnsa-2.0": {
        "status": "deprecated",
        "floor": ["RSA-3072..", "DH-3072..", "P-384"],
        "exit": "2031-12-31",
        "note": (
            "A hybrid is tolerated and to be left again. Not required; FAQ 2.1 says not to use one on NSS mission "
            "systems except where NSA names an exception (IKEv2); a footnote of the 2022 advisory allows one for "
            "interoperability. 'deprecated', and the exit on the day from which CNSA 2.0 algorithms are mandated, "
            "are this file's reading; the classical floor is that of CNSA 1.0."
        ),
        "confidence": "mixed",
    },
    "de-bsi-tr-02102-1": {
        "status": "approved",
        "floor": ["RSA-3000..", "DH-3000..", "EC-250.."],
        "exit": None,
        "note": (
            "KEMs should be used in hybrid form (section 2.1); ML-DSA only in combination with a classical signature "
            "(section 5.3.4). The combiner has to be one of table 2.1. Hybrid use goes on after the dates that end "
            "classical-only use."
        ),
        "confidence": "seen-secondary",
    },
}

CLOSED: Mapping[str, Mapping[str, object]] = {
    "us-cnsa-2.0": {
        "status": "disallowed",
        "usage": ["key-establishment", "signature", "firmware-signing", "symmetric", "key-wrap", "hash"],
        "except": ["SHA-3"],
        "from": None,
        "until": None,
        "note": (
            "Not in the suite. CNSA 1.0 and CNSA 2.0 are lists of what may be used on NSS; what is on neither is not "
            "accepted (the rules on P-256, AES-128 and SHA-256 say so of those; the column cnsa2 of the table of "
            "algorithms says false for MD5, SHA-1 and DSA). That it holds for every other algorithm is this file's "
            "reading. SHA-3 was not looked up and stays unknown."
        ),
        "confidence": "mixed",
    },
}

HEADER = """\
# {title}
# {issuer} ({jurisdiction}). {standing}
#
# Paraphrased; not legal advice. Verdicts are readiness against a text, not legal compliance.
# Made by tools/make_policies.py from the timelines compiled on {compiled}. To correct a fact, correct it there or
# here, and say in `note` and `confidence` what it rests on; the cases in tests/policies/ say what has to come out.
#
# How a rule is read
#   from, until      closed interval of days; null = open
#   parameter_sets   [] = every set of the families; null = the source gives no list, so the verdict is unknown
#   sizes            RSA and DH sizes are rounded down to a named class (RSA-2560 is RSA-2048); NAME-a..b is a range
#                    of true bits; EC-250.. is every curve of 250 bits or more, X25519 and Ed25519 included
#   families         a set belongs to its own family only; a rule for a scheme (RSAES-PKCS1) goes before one for RSA
#   usage            signature does not include firmware-signing
#   classical        rules on RSA, DH, ECDH, XDH, DSA, ECDSA, EdDSA are about classical-only use; a hybrid is judged by
#                    `hybrids`: it counts if its post-quantum part is accepted and its classical part meets the floor
#   otherwise        of a closed suite: what no rule names; without it that is unknown
#   no rule          unknown, never safe. [recalled] marks what was remembered and not read, [computed] a counted date
"""


def policy_yaml(framework: Mapping[str, Any], compiled: str) -> str:
    """The text of one policy file."""
    lines = [_header(framework, compiled), "schema: cryptoagility/policy/1"]
    lines += [_entry(key, framework[key]) for key in ("id", "title", "issuer", "jurisdiction", "version", "date")]
    lines.append(_entry("status", framework["status"]))
    lines.append(f"draft: {'true' if framework['status'] in ('draft', 'proposal') else 'false'}")
    lines.append(_entry("binding", framework["binding"]))
    lines.append(_list("applies_to", framework["applies_to"], 0))
    lines.append(_entry("source", framework["url_or_doc_id"]))
    lines.append(_entry("compiled", compiled))
    lines.append("review_by: null")
    lines.append("\nconfidence:")
    lines.append(_entry("level", framework["source_confidence"]["level"], 2))
    lines += [_list(key, framework["source_confidence"][key], 2) for key in ("seen", "uncertain")]
    by_strength = framework["issuer"] in SPEAK_IN_STRENGTHS
    lines.append(f"\nunlisted_curves: {'by-strength' if by_strength else 'unknown'}")
    lines.append(_hybrids(framework))
    lines.append(_otherwise(framework))
    lines.append(_blocks("milestones", (_milestone(one) for one in framework["milestones"])))
    lines.append("\n" + _list("inventory_requirements", framework["inventory_requirements"], 0))
    lines.append(
        _blocks("rules", (_rule(framework, number) for number in range(1, len(framework["algorithm_rules"]) + 1)))
    )
    return "\n".join(lines) + "\n"


def check(text: str, framework: Mapping[str, Any]) -> Policy:
    """The policy read back with the strict loader. Raises ValueError if anything of the source is not in it."""
    policy = parse_policy(text.encode(), f"{framework['id']}.yaml")
    kept = {
        **{key: getattr(policy, key) for key in ("id", "title", "issuer", "jurisdiction", "version", "date", "status")},
        "binding": policy.binding,
        "url_or_doc_id": policy.source,
        "applies_to": list(policy.applies_to),
        "inventory_requirements": list(policy.inventory_requirements),
        "source_confidence": {
            "level": policy.confidence.level,
            "seen": list(policy.confidence.seen),
            "uncertain": list(policy.confidence.uncertain),
        },
        "milestones": [
            {"year": one.year, "date": one.date, "kind": one.kind, "what": one.what, "applies_to": list(one.applies_to)}
            for one in policy.milestones
        ],
        "algorithm_rules": [
            {
                "families": list(one.families),
                "parameter_sets": None if one.sets is None else list(one.sets),
                "usage": list(one.usages),
                "status": one.status.value,
                "from": one.since.isoformat() if one.since is not None else None,
                "until": one.until.isoformat() if one.until is not None else None,
                "note": one.note,
            }
            for one in policy.rules
        ],
    }
    if kept != dict(framework):
        lost = sorted(key for key in {*kept, *framework} if kept.get(key) != framework.get(key))
        raise ValueError(f"{framework['id']}: lost or changed: {', '.join(lost)}")
    return policy


def main(arguments: Iterable[str]) -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("timelines", type=Path)
    parser.add_argument("ids", nargs="*", default=SHIPPED)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent.parent / "policies" / "regulation")
    options = parser.parse_args(list(arguments))
    source = yaml.safe_load(options.timelines.read_text("utf-8"))
    frameworks = {one["id"]: one for one in source["frameworks"]}
    for name in options.ids or SHIPPED:
        text = policy_yaml(frameworks[name], source["meta"]["compiled"])
        check(text, frameworks[name])
        (options.out / f"{name}.yaml").write_text(text, "utf-8")
        print(options.out / f"{name}.yaml")


def _header(framework: Mapping[str, Any], compiled: str) -> str:
    standing = f"{framework['status']}, {framework['binding']}"
    if framework["version"]:
        standing = f"{framework['version']}: {standing}"
    return HEADER.format(
        title=framework["title"],
        issuer=framework["issuer"],
        jurisdiction=framework["jurisdiction"],
        standing=standing,
        compiled=compiled,
    )


def _hybrids(framework: Mapping[str, Any]) -> str:
    reading = READINGS.get(framework["id"])
    if reading is None:
        return (
            "\n# The sources say nothing that settles how hybrids are judged: their verdict is unknown.\nhybrids: null"
        )
    lines = ["\nhybrids:"]
    for key, value in reading.items():
        lines.append(_list(key, value, 2) if isinstance(value, list) else _entry(key, value, 2))
    lines.append(_entry("source", framework["url_or_doc_id"], 2))
    return "\n".join(lines)


def _otherwise(framework: Mapping[str, Any]) -> str:
    closed = CLOSED.get(framework["id"])
    if closed is None:
        return "\n# Nothing seen says that the list is closed: what no rule names is unknown.\notherwise: null"
    lines = ["\notherwise:"]
    for key, value in closed.items():
        lines.append(_list(key, value, 2) if isinstance(value, list) else _entry(key, value, 2))
    lines.append(_entry("source", framework["url_or_doc_id"], 2))
    return "\n".join(lines)


def _milestone(milestone: Mapping[str, Any]) -> list[str]:
    return [
        *(_entry(key, milestone[key], 4) for key in ("year", "date", "kind", "what")),
        _list("applies_to", milestone["applies_to"], 4),
    ]


def _rule(framework: Mapping[str, Any], number: int) -> list[str]:
    rule = framework["algorithm_rules"][number - 1]
    level = framework["source_confidence"]["level"]
    return [
        _entry("id", f"{framework['id']}/{number}", 4),
        _list("families", rule["families"], 4),
        "    parameter_sets: null"
        if rule["parameter_sets"] is None
        else _list("parameter_sets", rule["parameter_sets"], 4),
        _list("usage", rule["usage"], 4),
        *(_entry(key, rule[key], 4) for key in ("status", "from", "until", "note")),
        _entry("source", framework["url_or_doc_id"], 4),
        _entry("confidence", "mixed" if "[recalled]" in rule["note"] else level, 4),
    ]


def _blocks(key: str, blocks: Iterable[list[str]]) -> str:
    made = ["\n".join(["  - " + lines[0].lstrip(), *lines[1:]]) for lines in blocks]
    return f"\n{key}:\n" + "\n\n".join(made) if made else f"\n{key}: []"


def _entry(key: str, value: object, indent: int = 0) -> str:
    return f"{' ' * indent}{key}: {_scalar(value, indent + 2)}"


def _list(key: str, values: list[str], indent: int) -> str:
    """Names on one line if they fit, else flowing over lines; sentences get a line each."""
    margin = " " * indent
    if any(" " in value for value in values):
        return "\n".join([f"{margin}{key}:", *(f"{margin}  - {_scalar(value, indent + 4)}" for value in values)])
    items = [_scalar(value, 0, fold=False) for value in values]
    if len(one_line := f"{margin}{key}: [{', '.join(items)}]") <= WIDTH:
        return one_line
    rows = [f"{margin}   "]
    for item in items:
        if len(rows[-1]) + len(item) + 2 > WIDTH:
            rows.append(f"{margin}   ")
        rows[-1] += f" {item},"
    return "\n".join([f"{margin}{key}:", f"{margin}  [", *rows, f"{margin}  ]"])


def _scalar(value: object, indent: int, fold: bool = True) -> str:
    if value is None or isinstance(value, int):
        return "null" if value is None else str(value)
    text = str(value)
    if fold and len(text) > WIDTH - indent - 10 and "  " not in text and text == text.strip() and "\n" not in text:
        return ">-\n" + "\n".join(" " * indent + line for line in _wrapped(text, WIDTH - indent))
    return text if _is_plain(text, in_list=not fold) else json.dumps(text, ensure_ascii=False)


def _wrapped(text: str, width: int) -> Iterable[str]:
    row = ""
    for word in text.split(" "):
        if row and len(row) + 1 + len(word) > width:
            yield row
            row = word
        else:
            row = f"{row} {word}" if row else word
    yield row


def _is_plain(text: str, in_list: bool) -> bool:
    """Whether the text means itself without quotes."""
    if in_list and any(character in text for character in "[]{},"):
        return False
    try:
        node = read(f"key: {text}".encode(), "text")
    except PolicyError:
        return False
    assert isinstance(node, Entries)
    found = node.entries["key"]
    return isinstance(found, Scalar) and found.value == text


if __name__ == "__main__":
    main(sys.argv[1:])
