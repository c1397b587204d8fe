"""Plans: tasks, targets, deadlines, prerequisites and waves; nothing vanishes and no number is invented."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.graph import Asset, Graph, build
from inventory.model import Finding, Location, State, unknown_algorithm
from inventory.plan import ALREADY_LATE, Context, Plan, Task, make_plan, parse_context, plan_json
from inventory.policy import Policy, available, load_policies
from inventory.resources import policies
from tests.policy.findings import certificate, code, library, policy, private_key, rule, tls
from tests.policy.test_evaluate import DAYS, ESTATES

REGULATION = policies().joinpath("regulation")
ALL = load_policies(available(REGULATION), REGULATION)
NIST, CNSA, BSI, EO, TAIWAN = (
    next(one for one in ALL if one.id == name)
    for name in ("nist-ir-8547", "us-cnsa-2.0", "de-bsi-tr-02102-1", "us-eo-14412", "tw-fsc-pqc-guide")
)
TODAY = date(2026, 11, 25)
SYSTEM = """\
  - paths: ["{path}/**"]
    system: {path}
    owner: {path}-team
    data_life_years: 7
    signature_life_years: 30
    exposure: internet
    criticality: {criticality}
"""
CONTEXT = parse_context(
    (
        "systems:\n"
        + "".join(SYSTEM.format(path=p, criticality=c) for p, c in (("pki", "critical"), ("app", "normal")))
    ).encode(),
    "context.yaml",
)


def planned(found: list[Finding], *chosen: Policy, day: date = TODAY, context: Context = CONTEXT) -> Plan:
    return make_plan(build("estate", found), chosen or (NIST,), day, context)


def titled(plan: Plan, start: str) -> Task:
    (task,) = [task for task in plan.tasks if task.title.startswith(start)]
    return task


def outline(plan: Plan) -> list[tuple[int, str]]:
    return [(task.wave, task.title) for task in plan.tasks]


# Targets

FOR_NIST = [
    ("RSA-PSS-2048-SHA256", "ML-DSA-65"),
    ("X25519", "ML-KEM-768"),
    ("RSA-OAEP-3072-SHA256", "ML-KEM-768"),
]
FOR_BSI = [
    ("ECDSA-P256-SHA256", "MLDSA65-ECDSA-P256-SHA512"),
    ("X25519", "X-Wing"),
    ("ML-KEM-768", "X-Wing"),
    ("ML-KEM-1024", "MLKEM1024-P384"),
    ("ML-DSA-87", "MLDSA87-ECDSA-P384-SHA512"),
]
FOR_CNSA = [
    ("ECDSA-P384-SHA384", "ML-DSA-87"),
    ("X25519", "ML-KEM-1024"),
    ("SLH-DSA-SHA2-256s", "ML-DSA-87"),
    ("AES-128-GCM", "AES-256-GCM"),
    ("AES-128-CBC", "AES-256-CBC"),
    ("AES-128-ECB", "AES-256-GCM"),
    ("AES-128-WRAP", "AES-256-WRAP"),
    ("Fernet", "AES-256-GCM"),
    ("SHA-256", "SHA-384"),
    ("MLDSA65-ECDSA-P256-SHA512", "ML-DSA-87"),
]


@pytest.mark.parametrize(
    ("chosen", "name", "target"),
    [(chosen, *pair) for chosen, pairs in ((NIST, FOR_NIST), (BSI, FOR_BSI), (CNSA, FOR_CNSA)) for pair in pairs],
)
def test_the_target_is_one_that_the_policy_accepts(chosen: Policy, name: str, target: str) -> None:
    plan = planned([code(name, "app/a.py")], chosen)
    (task,) = [task for task in plan.tasks if f"algorithm:{name}" in task.assets and task.kind == "migrate"]
    assert [(one.algorithm, one.role, one.accepted_by) for one in task.targets] == [(target, "target", (chosen.id,))]
    assert task.conflicts == ()


@pytest.mark.parametrize(
    ("type", "chosen", "target"),
    [("tls", NIST, "X25519MLKEM768"), ("tls", CNSA, "ML-KEM-1024"), ("ssh", BSI, "mlkem768x25519-sha256")],
)
def test_a_protocol_goes_to_a_group_that_it_has(type: str, chosen: Policy, target: str) -> None:
    plan = planned([tls("app/a.py", 1, ("X25519",), type=type)], chosen)
    assert [one.algorithm for one in titled(plan, f"Move the key establishment of {type} in app").targets] == [target]


def test_policies_that_conflict_get_an_interim_with_an_exit_and_the_conflict_is_told() -> None:
    task = titled(planned([tls("app/a.py", 1, ("X25519",))], CNSA, BSI, EO), "Move the key")
    interim, final = task.targets
    assert (interim.algorithm, interim.role, interim.until) == ("SecP384r1MLKEM1024", "interim", date(2031, 12, 31))
    assert interim.reason == (
        "accepted by de-bsi-tr-02102-1; not confirmed by us-eo-14412, without a rule on it; "
        "SecP384r1MLKEM1024 is deprecated under us-cnsa-2.0; to be left by 2031-12-31 under us-cnsa-2.0 "
        "(hybrids, NSA PP-22-1338 (CNSA 2.0 advisory); NSA PP-24-4014 (FAQ 2.1); CNSSP 15; mixed)"
    )
    assert (final.algorithm, final.role, final.refused_by) == ("ML-KEM-1024", "end-state", ("de-bsi-tr-02102-1",))
    (conflict,) = task.conflicts
    assert conflict == (
        "SecP384r1MLKEM1024 is to be left for ML-KEM-1024 under us-cnsa-2.0, "
        "but ML-KEM-1024 is approved-hybrid-only under de-bsi-tr-02102-1"
    )


def test_an_exit_that_is_over_is_not_printed_as_a_plan() -> None:
    task = titled(planned([tls("app/a.py", 1, ("X25519",))], CNSA, BSI, day=date(2032, 1, 1)), "Move the key")
    assert task.targets[0].until is None
    assert task.targets[0].reason.endswith("to be left again, no day is set")


def test_a_hybrid_without_a_successor_stays_an_interim_and_says_so() -> None:
    task = titled(planned([tls("app/a.py", 1, ("curve25519-sha256",), type="ssh")], CNSA), "Move the key")
    assert [(one.algorithm, one.role) for one in task.targets] == [("mlkem1024nistp384-sha384", "interim")]
    assert task.conflicts == (
        "mlkem1024nistp384-sha384 is to be left under us-cnsa-2.0, and no successor is known here",
    )


def test_a_target_is_one_that_still_holds_when_every_date_is_over() -> None:
    chosen = policy(
        rule("test/1", "RSA", "[]", "signature", "disallowed"),
        rule("test/2", "ML-DSA", "[ML-DSA-65]", "signature", "approved", until="2030-12-31"),
        rule("test/3", "ML-DSA", "[ML-DSA-65]", "signature", "disallowed", since="2031-01-01"),
        rule("test/4", "ML-DSA", "[ML-DSA-87]", "signature", "approved"),
    )
    task = titled(planned([code("RSA-PSS-3072-SHA256", "app/a.py")], chosen), "Replace")
    assert [one.algorithm for one in task.targets] == ["ML-DSA-87"]


def test_no_algorithm_for_all_is_a_conflict() -> None:
    one = policy(
        rule("one/1", "ML-DSA", "[]", "signature", "disallowed"),
        rule("one/2", "RSA", "[]", "signature", "disallowed"),
        id="one",
    )
    two = policy(
        rule("two/1", "ML-DSA", "[]", "signature", "approved"),
        rule("two/2", "SLH-DSA", "[]", "signature", "disallowed"),
        id="two",
    )
    task = titled(planned([code("RSA-PSS-3072-SHA256", "app/a.py")], one, two), "Replace RSA-3072")
    assert task.conflicts == ("no algorithm for signature satisfies all: ML-DSA-65 is disallowed under one",)


# Deadlines


def test_each_channel_has_its_own_deadline_and_says_who_set_it() -> None:
    plan = planned([private_key("k", "RSA-3072", "app/k.pem")], NIST, EO, BSI)
    found = {
        task.channel.value: [(d.date, d.policy, d.rule, d.becomes) for d in task.deadlines]
        for task in plan.tasks
        if task.kind == "migrate"
    }
    assert found == {
        "confidentiality": [
            (date(2030, 12, 31), "us-eo-14412", "us-eo-14412/1", "disallowed"),
            (date(2031, 12, 31), "de-bsi-tr-02102-1", "de-bsi-tr-02102-1/9", "disallowed"),
            (date(2035, 12, 31), "nist-ir-8547", "nist-ir-8547/5", "disallowed"),
        ],
        "authenticity": [
            (date(2031, 12, 31), "us-eo-14412", "us-eo-14412/2", "disallowed"),
            (date(2035, 12, 31), "de-bsi-tr-02102-1", "de-bsi-tr-02102-1/11", "disallowed"),
            (date(2035, 12, 31), "nist-ir-8547", "nist-ir-8547/6", "disallowed"),
        ],
    }


def test_what_is_disallowed_now_is_late_and_has_no_date() -> None:
    task = titled(planned([code("ECDSA-P256-SHA256", "app/a.py")], NIST, day=date(2036, 5, 5)), "Replace EC-P256")
    assert [(d.date, d.label, d.becomes) for d in task.deadlines] == [(None, ALREADY_LATE, "disallowed")]
    plan = planned([code("X25519", "app/a.py"), code("DH-3072", "app/a.py")], CNSA)
    assert [(wave.number, wave.checkpoint, wave.label) for wave in plan.waves] == [
        (1, None, "already late: as soon as possible"),
        (2, date(2030, 12, 31), "done by 2030-12-31"),
    ]


def test_what_is_deprecated_has_until_it_is_disallowed() -> None:
    task = titled(planned([code("RSA-PSS-2048-SHA256", "app/a.py")], NIST, day=date(2032, 1, 1)), "Replace RSA-2048")
    assert [(d.date, d.label, d.becomes) for d in task.deadlines] == [(date(2035, 12, 31), None, "disallowed")]


def test_no_deadline_is_ever_in_the_past() -> None:
    for day in (date(2020, 1, 1), date(2031, 1, 1), date(2031, 12, 31), date(2040, 1, 1)):
        plan = planned([code("RSA-PSS-2048-SHA256", "app/a.py"), code("X25519", "app/a.py")], *ALL, day=day)
        assert all(cut >= day for cut in plan.checkpoints)
        dates = [d.date for task in plan.tasks for d in task.deadlines if d.date is not None]
        assert all(one >= day for one in dates)
        assert all(wave.checkpoint is None or wave.checkpoint >= day for wave in plan.waves)


# Order


def chain(path: str = "pki") -> list[Finding]:
    return [
        certificate("root", "RSA-4096", "RSA-PKCS1-SHA256", f"{path}/root.pem"),
        certificate("ca", "RSA-4096", "RSA-PKCS1-SHA256", f"{path}/ca.pem", issuer="root"),
        certificate("leaf", "RSA-2048", "RSA-PKCS1-SHA256", "app/leaf.pem", issuer="ca"),
        private_key("leaf", "RSA-2048", "app/leaf.key"),
    ]


def test_trust_anchors_come_before_leaves_and_are_as_urgent() -> None:
    plan = planned(chain(), NIST)
    assert outline(plan) == [
        (1, "Replace keys and certificates on RSA-4096 in pki (signatures)"),
        (2, "Replace keys and certificates on RSA-4096 in pki (signatures, 1 below the trust anchor)"),
        (3, "Replace keys and certificates on RSA-2048 in app (signatures, 2 below the trust anchor)"),
    ]
    root, ca, leaf = plan.tasks
    assert (root.prerequisites, ca.prerequisites, leaf.prerequisites) == ((), (root.id,), (ca.id,))
    assert [wave.label for wave in plan.waves] == ["done by 2030-12-31"] * 3
    assert root.deadline is not None
    assert root.deadline.date == date(2035, 12, 31)  # its own; the wave is that of the leaf


def test_a_key_and_its_certificate_are_one_task_where_the_private_key_is() -> None:
    plan = planned(
        [*chain()[:2], certificate("leaf", "RSA-2048", "RSA-PKCS1-SHA256", "pki/leaf.pem", issuer="ca"), chain()[3]]
    )
    task = titled(plan, "Replace keys and certificates on RSA-2048")
    assert [system.name for system in task.systems] == ["app"]
    assert task.assets == (
        "certificate:sha256:leaf-by-ca",
        "private-key:spki-sha256:leaf",
        "public-key:spki-sha256:leaf",
    )
    assert task.occurrences == 2
    assert task.notes == (
        "in this order: the new key, the certificate for it, what trusts and uses it, the old one revoked",
    )
    assert titled(planned([chain()[3]]), "Replace keys and certificates on RSA-2048 in app (sig").notes == ()
    copies = [certificate("leaf", "RSA-2048", None, f"pki/{n}.pem", issuer="ca") for n in range(3)]
    assert titled(planned([*copies, chain()[3]]), "Replace keys").systems[0].name == "app"
    assert titled(planned(copies), "Replace keys").systems[0].name == "pki"


def test_cas_that_certify_each_other_are_cut_over_together() -> None:
    crossed = [
        certificate("a", "RSA-2048", "ECDSA-SHA256", "pki/a.pem", issuer="b"),
        certificate("b", "EC-P256", "RSA-PKCS1-SHA256", "app/b.pem", issuer="a"),
        certificate("leaf", "EC-P256", "ECDSA-SHA256", "app/leaf.pem", issuer="b"),
    ]
    plan = planned(crossed, NIST)
    joint, leaf = plan.tasks
    assert joint.kind.value == "joint"
    assert joint.title == (
        "Together: Replace keys and certificates on EC-P256 in app (signatures); "
        "Replace keys and certificates on RSA-2048 in pki (signatures)"
    )
    assert [system.name for system in joint.systems] == ["app", "pki"]
    assert joint.prerequisites == ()
    assert (leaf.prerequisites, leaf.wave > joint.wave) == ((joint.id,), True)


def test_parts_come_before_the_whole() -> None:
    found = [code("ECDSA-P384-SHA256", "app/a.py"), code("SHA-256", "app/b.py"), code("SHA-256", "pki/b.py")]
    plan = planned(found, CNSA)
    whole, part = titled(plan, "Replace EC-P384 in app"), titled(plan, "Replace SHA-256 in app")
    assert (whole.prerequisites, part.wave, whole.wave) == ((part.id,), 1, 2)


def test_a_library_that_does_not_provide_the_target_comes_first() -> None:
    found = [
        library("oldcrypto", "app/requirements.txt", "RSA-PSS", "SHA-256"),
        library("newcrypto", "app/requirements.txt", "ECDSA", "ML-DSA-65"),
        library("silent", "app/requirements.txt"),
        code("RSA-PSS-2048-SHA256", "app/a.py"),
        code("ECDSA-P256-SHA256", "app/b.py"),
    ]
    plan = planned(found, NIST)
    upgrade = titled(plan, "Bring")
    assert (upgrade.title, upgrade.assets) == (
        "Bring oldcrypto (1.0) to a version that provides ML-DSA-65, or replace it",
        ("library:pkg:pypi/oldcrypto@1.0",),
    )
    assert upgrade.notes == ("which version provides it is not in the inventory",)
    rsa, ec = titled(plan, "Replace RSA-2048"), titled(plan, "Replace EC-P256")
    assert (rsa.prerequisites, rsa.wave > upgrade.wave) == ((upgrade.id,), True)
    assert (ec.prerequisites, ec.notes) == ((), ("ML-DSA-65 is provided by newcrypto",))


def test_only_the_library_that_the_code_calls_has_to_change() -> None:
    calls = replace(code("RSA-PSS-2048-SHA256", "app/a.py"), location=Location("app/a.py", 1, symbol="jwt.encode"))
    offered = [library(name, "app/requirements.txt", "RSA", "SHA-2") for name in ("pyjwt", "authlib", "cryptography")]
    upgrades = [task.title for task in planned([*offered, calls], NIST).tasks if task.kind == "library"]
    assert upgrades == ["Bring pyjwt (1.0) to a version that provides ML-DSA-65, or replace it"]
    of_python = replace(calls, location=Location("app/a.py", 1, symbol="ssl.create_default_context"))
    assert [task.kind.value for task in planned([*offered, of_python], NIST).tasks] == ["migrate"]


def test_a_family_that_a_library_provides_holds_its_members() -> None:
    able = library("good", "app/requirements.txt", "RSA", "XDH", "EdDSA", "SHA-2", "ML-DSA", "ML-KEM")
    found = [able, code("RSA-PKCS1-2048-SHA256", "app/a.py"), code("X25519", "app/a.py"), code("Ed25519", "app/a.py")]
    plan = planned(found, NIST)
    assert {task.kind.value for task in plan.tasks} == {"migrate"}
    assert titled(plan, "Replace X25519").notes == ("ML-KEM-768 is provided by good",)


def test_what_is_not_known_about_libraries_makes_no_task() -> None:
    plan = planned([library("silent", "app/requirements.txt"), code("RSA-PSS-2048-SHA256", "app/a.py")], NIST)
    assert [task.kind.value for task in plan.tasks] == ["migrate"]


# What has to be found out first


def test_unknown_things_are_tasks_of_wave_0() -> None:
    found = [
        code("RSA-PSS-SHA384", "app/a.py"),
        code("RSA-PKCS1-SHA384", "app/b.py"),
        Finding(
            "c", unknown_algorithm("ae", "AESGCM"), Location("app/c.py", 1), primitive="ae", reason="key from a file"
        ),
        tls("app/t.py", 1),
        code("SHA3-384", "app/d.py"),
    ]
    plan = planned(found, CNSA)
    assert outline(plan) == [
        (0, "Find out the key size of RSA in app (signatures)"),
        (0, "Find out the algorithm of unknown ae (AESGCM) in app (encryption)"),
        (0, "Find out the groups of tls server in app (key establishment)"),
        (0, "Settle what us-cnsa-2.0 means for hashing that it has no rule on"),
        (1, "Replace RSA in app (signatures)"),
    ]
    asked = plan.tasks[0]
    assert titled(plan, "Replace RSA").prerequisites == (asked.id,)
    assert asked.assets == ("algorithm:RSA-PKCS1-SHA384", "algorithm:RSA-PSS-SHA384")
    assert plan.waves[0].label == "find out first"


def test_what_a_policy_wants_gone_anyway_is_no_question_to_it() -> None:
    # On this day the order has no rule in force for X25519, but it will disallow it.
    assert [task.kind.value for task in planned([code("X25519", "app/a.py")], EO).tasks] == ["migrate"]
    assert [task.kind.value for task in planned([code("ML-KEM-768", "app/a.py")], EO).tasks] == ["clarify"]


# Whose it is


def test_one_algorithm_in_two_systems_is_two_tasks() -> None:
    plan = planned([code("X25519", "app/a.py"), code("X25519", "app/a.py", line=9), code("X25519", "pki/a.py")], NIST)
    assert [(task.systems[0].name, task.systems[0].owner, task.occurrences) for task in plan.tasks] == [
        ("pki", "pki-team", 1),
        ("app", "app-team", 2),
    ]


def test_what_nobody_owns_is_visible() -> None:
    plan = planned([code("X25519", "elsewhere/a.py")], NIST)
    made = plan_json(plan)["tasks"]
    assert isinstance(made, list)
    (task,) = made
    assert isinstance(task, dict)
    assert (task["title"], task["system"], task["owner"]) == (
        "Replace X25519 where no system is assigned (key establishment)",
        "unassigned",
        None,
    )


def test_an_algorithm_of_an_inventory_without_places_is_not_lost() -> None:
    bare = build("estate", [code("X25519", "a.py")])
    graph = Graph(bare.root, tuple(_without_places(asset) for asset in bare.assets), bare.edges)
    (task,) = make_plan(graph, [NIST], TODAY, CONTEXT).tasks
    assert (task.assets, task.occurrences, task.systems[0].name) == (("algorithm:X25519",), 0, "unassigned")


def _without_places(asset: Asset) -> Asset:
    return replace(asset, occurrences=())


def test_an_id_is_made_of_what_the_task_is_and_stays_when_it_grows() -> None:
    one = planned([code("RSA-PSS-2048-SHA256", "app/a.py")], NIST).tasks[0]
    grown = [code("RSA-PSS-2048-SHA256", "app/a.py"), code("RSA-PSS-2048-SHA384", "app/b.py")]
    assert planned(grown, NIST, EO, day=date(2027, 1, 1)).tasks[0].id == one.id
    assert planned([code("RSA-PSS-3072-SHA256", "app/a.py")], NIST).tasks[0].id != one.id


# Everything that is not a task


def test_what_needs_no_task_is_counted_with_its_reason() -> None:
    found = [
        code("ML-DSA-65", "app/a.py"),
        code("SHA-256", "app/a.py"),
        code("ML-KEM-768", "app/a.py", state=State.AVAILABLE),
        certificate("c", "EC-P256", "ECDSA-P256-SHA256", "app/c.pem"),
    ]
    plan = planned(found, NIST)
    assert [(one.reason, one.assets) for one in plan.unchanged] == [
        ("accepted with no end date by every chosen policy that covers it", ("algorithm:ML-DSA-65",)),
        (
            "changes with the keys, certificates and protocols that it belongs to",
            ("algorithm:EC-P256", "algorithm:ECDSA-P256-SHA256"),
        ),
        ("no chosen policy has rules on it", ("algorithm:SHA-256",)),
        ("only offered by a library; nothing is seen to use it", ("algorithm:ML-KEM-768",)),
        ("software; the algorithms, keys and protocols in it are judged", ("application:dir:.",)),
    ]


def test_policies_without_rules_bring_their_milestones() -> None:
    made = plan_json(planned([code("X25519", "app/a.py")], NIST, TAIWAN, day=date(2028, 1, 1)))
    milestones = made["milestones"]
    assert isinstance(milestones, list)
    told = [(one["policy"], one["year"]) for one in milestones if isinstance(one, dict)]
    assert told == [
        ("nist-ir-8547", 2030),
        ("nist-ir-8547", 2035),
        ("tw-fsc-pqc-guide", 2029),
        ("tw-fsc-pqc-guide", 2035),
    ]


def test_json() -> None:
    plan = planned([code("X25519", "app/a.py")], NIST)
    made = plan_json(plan)
    assert made["schema"] == "cryptoagility/plan/1"
    assert made["policies"] == [
        {"id": "nist-ir-8547", "version": "initial public draft", "draft": True, "sha256": NIST.sha256}
    ]
    assert made["waves"] == [
        {"number": 1, "checkpoint": "2035-12-31", "label": "done by 2035-12-31", "tasks": [plan.tasks[0].id]}
    ]
    assert made["tasks"] == [
        {
            "id": plan.tasks[0].id,
            "kind": "migrate",
            "title": "Replace X25519 in app (key establishment)",
            "wave": 1,
            "channel": "confidentiality",
            "usages": ["key-establishment"],
            "system": "app",
            "owner": "app-team",
            "systems": [
                {
                    "name": "app",
                    "owner": "app-team",
                    "data_life_years": 7,
                    "signature_life_years": 30,
                    "exposure": "internet",
                    "criticality": "normal",
                    "migration_years": None,
                    "re_timestamped": None,
                }
            ],
            "assets": ["algorithm:X25519"],
            "occurrences": 1,
            "current": ["X25519"],
            "targets": [
                {
                    "algorithm": "ML-KEM-768",
                    "usage": "key-establishment",
                    "role": "target",
                    "until": None,
                    "reason": "accepted by nist-ir-8547",
                    "accepted_by": ["nist-ir-8547"],
                    "unconfirmed_by": [],
                    "refused_by": [],
                }
            ],
            "conflicts": [],
            "deadline": {
                "date": "2035-12-31",
                "label": None,
                "channel": "confidentiality",
                "usage": "key-establishment",
                "policy": "nist-ir-8547",
                "rule": "nist-ir-8547/5",
                "becomes": "disallowed",
                "draft": True,
            },
            "deadlines": made["tasks"][0]["deadlines"],  # type: ignore[index,call-overload]
            "prerequisites": [],
            "notes": [],
            "risks": [
                {
                    "channel": "confidentiality",
                    "system": "app",
                    "life_years": 7,
                    "migration_years": None,
                    "margin_years": made["tasks"][0]["risks"][0]["margin_years"],  # type: ignore[index,call-overload]
                    "outcome": made["tasks"][0]["risks"][0]["outcome"],  # type: ignore[index,call-overload]
                    "sensitivity": made["tasks"][0]["risks"][0]["sensitivity"],  # type: ignore[index,call-overload]
                }
            ],
        }
    ]


# Properties


@settings(deadline=None)
@given(ESTATES, DAYS, st.randoms(use_true_random=False))
def test_a_plan_does_not_depend_on_any_order(found: list[Finding], day: date, random: object) -> None:
    expected = json.dumps(plan_json(planned(found, *ALL, day=day)))
    shuffled, chosen = list(found), list(ALL)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    random.shuffle(chosen)  # type: ignore[attr-defined]
    graph = build("estate", shuffled)
    mixed = Graph(graph.root, tuple(reversed(graph.assets)), tuple(reversed(graph.edges)))
    assert json.dumps(plan_json(make_plan(mixed, chosen, day, CONTEXT))) == expected


@settings(deadline=None)
@given(ESTATES, DAYS)
def test_nothing_vanishes_and_what_comes_first_is_in_an_earlier_wave(found: list[Finding], day: date) -> None:
    graph = build("estate", found)
    plan = make_plan(graph, ALL, day, CONTEXT)
    busy = {ref for task in plan.tasks for ref in task.assets}
    idle = [ref for one in plan.unchanged for ref in one.assets]
    assert busy | set(idle) == {asset.ref for asset in graph.assets}
    assert not busy & set(idle)
    assert len(idle) == len(set(idle))
    waves = {task.id: task.wave for task in plan.tasks}
    assert len(waves) == len(plan.tasks)
    for task in plan.tasks:
        assert all(waves[need] < task.wave for need in task.prerequisites)
        assert (task.wave == 0) == (task.kind == "clarify")
    assert [ref for wave in plan.waves for ref in wave.tasks] == [task.id for task in plan.tasks]
