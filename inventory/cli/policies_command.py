"""`policies`: what travels with the tool, with source, status and confidence."""

from __future__ import annotations

import json

import click

from ..policy import Policy, Rule, available, load_policies
from ..resources import policies
from . import streams
from .table import render


@click.command("policies")
@click.argument("name", required=False)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(name: str | None, as_json: bool) -> int:
    """List the policies that travel with this tool, or show one (NAME or FILE) with its rules, sources and dates."""
    folder = policies().joinpath("regulation")
    loaded = load_policies((name,) if name is not None else available(folder), folder)
    if as_json:
        streams.data(json.dumps([_dictionary(policy) for policy in loaded], ensure_ascii=False, indent=1) + "\n")
    elif name is None:
        streams.out(_overview(loaded))
    else:
        streams.out("\n".join(_details(policy) for policy in loaded))
    return 0


def _overview(loaded: tuple[Policy, ...]) -> str:
    rows = [
        (
            policy.id,
            policy.jurisdiction,
            policy.title,
            policy.date or "",
            policy.status,
            policy.binding,
            str(len(policy.rules)) if policy.rules else "controls only",
            policy.confidence.level,
        )
        for policy in loaded
    ]
    return render(("policy", "where", "title", "date", "status", "binding", "rules", "confidence"), rows)


def _details(policy: Policy) -> str:
    head = (
        ("title", policy.title),
        ("issuer", f"{policy.issuer} ({policy.jurisdiction})"),
        ("version", policy.version or "none given"),
        ("date", policy.date or "none given"),
        ("status", policy.status + (": a draft, verdicts say 'would fail'" if policy.draft else "")),
        ("binding", policy.binding),
        ("applies to", ", ".join(policy.applies_to)),
        ("source", policy.source or "none found"),
        ("confidence", policy.confidence.level),
        *(("uncertain", text) for text in policy.confidence.uncertain),
        ("file", f"{policy.file}, SHA-256 {policy.sha256}"),
    )
    lines = [policy.id, *(f"  {label:12}{text}" for label, text in head)]
    if policy.hybrids is not None:
        floor = ", ".join(policy.hybrids.floor) or "any"
        lines.append(
            f"  {'hybrids':12}{policy.hybrids.status.value}, classical part from {floor}; {policy.hybrids.note}"
        )
    if policy.otherwise is not None:
        closed = policy.otherwise.rule
        beside = f" (except {', '.join(policy.otherwise.exceptions)})" if policy.otherwise.exceptions else ""
        lines.append(f"  {'all else':12}{closed.status.value} for {', '.join(closed.usages)}{beside}; {closed.note}")
    lines += [f"  {'milestone':12}{one.date or one.year} ({one.kind}): {one.what}" for one in policy.milestones]
    lines += [f"  {'asks for':12}{text}" for text in policy.inventory_requirements]
    table = render(
        ("rule", "status", "from", "until", "usage", "families", "sets", "note"),
        [
            (
                rule.id,
                rule.status.value,
                str(rule.since or ""),
                str(rule.until or ""),
                ", ".join(rule.usages),
                ", ".join(rule.families),
                "no list given" if rule.sets is None else ", ".join(rule.sets) or "all",
                rule.note,
            )
            for rule in policy.rules
        ],
    )
    return "\n".join(lines) + "\n" + (table if policy.rules else "  no rules on algorithms: answered with evidence\n")


def _dictionary(policy: Policy) -> dict[str, object]:
    made: dict[str, object] = {
        "id": policy.id,
        "title": policy.title,
        "issuer": policy.issuer,
        "jurisdiction": policy.jurisdiction,
        "version": policy.version,
        "date": policy.date,
        "status": policy.status,
        "draft": policy.draft,
        "binding": policy.binding,
        "applies_to": list(policy.applies_to),
        "source": policy.source,
        "confidence": policy.confidence.level,
        "uncertain": list(policy.confidence.uncertain),
        "sha256": policy.sha256,
        "inventory_requirements": list(policy.inventory_requirements),
    }
    closed = policy.otherwise
    made["otherwise"] = None if closed is None else {**_rule(closed.rule), "except": list(closed.exceptions)}
    made["milestones"] = [
        {"year": one.year, "date": one.date, "kind": one.kind, "what": one.what, "applies_to": list(one.applies_to)}
        for one in policy.milestones
    ]
    made["rules"] = [_rule(rule) for rule in policy.rules]
    return made


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "id": rule.id,
        "families": list(rule.families),
        "sets": None if rule.sets is None else list(rule.sets),
        "usages": list(rule.usages),
        "status": rule.status.value,
        "from": rule.since.isoformat() if rule.since else None,
        "until": rule.until.isoformat() if rule.until else None,
        "note": rule.note,
        "source": rule.source,
        "confidence": rule.confidence,
    }
