"""Make policies/regulation/*.yaml from a file of timelines, with every fact, note and mark of doubt that it has.

    python tools/make_policies.py TIMELINES.yaml [--out policies/regulation] [ID ...]

Without ids the policies that are shipped are made. What the timelines say in prose only (how hybrids are seen, which
milestone is about which class of risk) stands in policy_readings.yaml, with the words it was read from. Each file is
read back with the strict loader and compared with its source before it is written.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from inventory.errors import PolicyError
from inventory.policy import Policy, parse_policy
from inventory.policy.strict_yaml import Entries, Scalar, read

_NUMBER = re.compile(r"\b[0-9]{11}\b")
_OF_ONE = re.compile(r"(?<=author) [0-9]{11}\b|(?<=catalogue) \([0-9]{11}\)|(?<=checker) in [0-9]{11}\b")
_NUMBERED = re.compile(r"(?:(?:public )?index files? )?\b[0-9]{11}(?:(?:,|;| and) [0-9]{11})*\b")

SHIPPED = (
    *("nist-ir-8547", "us-cnsa-2.0", "de-bsi-tr-02102-1", "us-eo-14412", "tw-fsc-pqc-guide"),
    *("uk-ncsc-pqc", "au-asd-ism", "jp-cryptrec-list", "fr-anssi-pqc", "eu-etsi-ts-119-312"),
    *("eu-nis-cg-roadmap", "g7-ceg-roadmap", "us-omb-m-26-15", "ca-itsm-40-001-spin", "sg-csa-handbook"),
    *("pci-dss-12.3.3", "eu-dora-rts-2024-1774", "hk-hkma-qpi"),
)
SPEAK_IN_STRENGTHS = frozenset({"NIST", "BSI"})  # meta.semantics.sizes of the timelines
WIDTH = 110

READINGS = Path(__file__).with_name("policy_readings.yaml")
CLASSICAL = ["RSA", "DH", "ECDH", "XDH", "DSA", "ECDSA", "EdDSA"]  # meta.semantics.classical_rules of the timelines

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
    sureness = _in_words(framework["source_confidence"])
    lines.append(_entry("level", sureness["level"], 2))
    lines += [_list(key, sureness[key], 2) for key in ("seen", "uncertain")]
    by_strength = framework["issuer"] in SPEAK_IN_STRENGTHS
    lines.append(f"\nunlisted_curves: {'by-strength' if by_strength else 'unknown'}")
    lines.append(_hybrids(framework))
    lines.append(_otherwise(framework))
    lines.append(_blocks("milestones", (_milestone(one) for one in framework["milestones"])))
    lines += _roadmap(framework)
    lines.append("\n" + _list("inventory_requirements", framework["inventory_requirements"], 0))
    lines += _controls(framework)
    lines.append(
        _blocks("rules", (_rule(framework, number) for number in range(1, len(framework["algorithm_rules"]) + 1)))
    )
    return "\n".join(lines) + "\n"


def _in_words(confidence: Mapping[str, Any]) -> dict[str, Any]:
    """How sure the source is. The numbers of its texts say nothing outside the timelines: told is how many they are."""
    texts = {key: [_without_numbers(one) for one in confidence[key]] for key in ("seen", "uncertain")}
    return {**confidence, **texts}


def _without_numbers(text: str) -> str:
    return _NUMBERED.sub(lambda found: _so_many(len(_NUMBER.findall(found[0]))), _OF_ONE.sub("", text))


def _so_many(texts: int) -> str:
    return "a secondary text" if texts == 1 else f"{texts} secondary texts"


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
    given = {**framework, "source_confidence": _in_words(framework["source_confidence"])}
    if kept != given:
        lost = sorted(key for key in {*kept, *given} if kept.get(key) != given.get(key))
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


@cache
def readings() -> Mapping[str, Any]:
    """The readings, by kind and policy."""
    loaded = yaml.safe_load(READINGS.read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _hybrids(framework: Mapping[str, Any]) -> str:
    reading = readings()["hybrids"].get(framework["id"])
    if reading is None:
        return (
            "\n# The sources say nothing that settles how hybrids are judged: their verdict is unknown.\nhybrids: null"
        )
    given = dict(reading)
    named = given.pop("pairs", ())
    lines = ["\nhybrids:", *_mapping(given), _entry("source", framework["url_or_doc_id"], 2)]
    if named:
        lines.append("  pairs:")
    for pair in named:
        first, *others = _mapping(pair, 6)
        lines += [f"    - {first.lstrip()}", *others]
    return "\n".join(lines)


def _otherwise(framework: Mapping[str, Any]) -> str:
    closed = readings()["otherwise"].get(framework["id"])
    if closed is None:
        return "\n# Nothing seen says that the list is closed: what no rule names is unknown.\notherwise: null"
    return "\n".join(["\notherwise:", *_mapping(closed), _entry("source", framework["url_or_doc_id"], 2)])


def _roadmap(framework: Mapping[str, Any]) -> Iterable[str]:
    """The classes of risk, and the goals that are read from milestones."""
    classes = readings()["risk_classes"].get(framework["id"])
    if classes is not None:
        yield "\n# Which class of the text a system is in, by its criticality in context.yaml."
        yield "\n".join(["risk_classes:", *_mapping(classes)])
    aims = readings()["goals"].get(framework["id"], ())
    if aims:
        yield "\n# Milestones read as rules on classical algorithms; classes: [] = every system." + _blocks(
            "goals", (_goal(framework, number, aim) for number, aim in enumerate(aims, start=1))
        )


def _controls(framework: Mapping[str, Any]) -> Iterable[str]:
    asked = readings()["controls"].get(framework["id"], ())
    if asked:
        yield (
            "\n# Which evidence answers which requirement: of the CBOM, of context.yaml, or none that a scan can give."
            + (_blocks("controls", (_control(framework, number, one) for number, one in enumerate(asked, start=1))))
        )


def _control(framework: Mapping[str, Any], number: int, asked: Mapping[str, Any]) -> list[str]:
    return [
        _entry("id", f"{framework['id']}/control-{number}", 4),
        _entry("clause", asked["clause"], 4),
        _entry("asks", framework["inventory_requirements"][asked["requirement"] - 1], 4),
        *(_list(key, asked.get(key, []), 4) for key in ("assets", "cbom", "context", "elsewhere")),
        _entry("basis", asked["basis"], 4),
        _entry("note", asked.get("note"), 4),
        _entry("confidence", asked.get("confidence", framework["source_confidence"]["level"]), 4),
    ]


def _goal(framework: Mapping[str, Any], number: int, aim: Mapping[str, Any]) -> list[str]:
    id = f"{framework['id']}/goal-{number}"
    milestone = framework["milestones"][aim["milestone"] - 1]
    last = date.fromisoformat(milestone["date"] or f"{milestone['year']}-12-31")
    if (last + timedelta(days=1)).isoformat() != aim["from"]:
        raise ValueError(f"{id}: begins on {aim['from']}, but its milestone ends on {last}")
    level = aim.get("confidence", "mixed")  # what was read is the milestone; that it is a rule is a reading
    return [
        _entry("id", id, 4),
        _list("classes", aim["classes"], 4),
        _list("families", CLASSICAL, 4),
        _list("usage", aim["usage"], 4),
        *(_entry(key, aim.get(key), 4) for key in ("status", "from", "until", "note")),
        _entry("source", framework["url_or_doc_id"], 4),
        _entry("confidence", level, 4),
    ]


def _mapping(given: Mapping[str, Any], indent: int = 2) -> list[str]:
    return [
        _list(key, value, indent) if isinstance(value, list) else _entry(key, value, indent)
        for key, value in given.items()
    ]


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
        _entry("confidence", "mixed" if "[recalled]" in rule["note"] else _doubted(framework, number) or level, 4),
        *(
            _entry("certificates_until", framework["milestones"][one["milestone"] - 1]["date"], 4)
            for one in readings()["certificates"].get(framework["id"], ())
            if one["rule"] == number
        ),
    ]


def _doubted(framework: Mapping[str, Any], number: int) -> str | None:
    """The mark of a rule that is less well known than its text."""
    for doubt in readings()["doubts"].get(framework["id"], ()):
        if number in doubt["rules"]:
            return str(doubt["confidence"])
    return None


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
