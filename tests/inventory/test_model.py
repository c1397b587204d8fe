"""Facts as they travel: in an order, and from one process to another."""

from __future__ import annotations

import pickle
from itertools import permutations

from inventory.cbom.vocabulary import occurrence_dicts
from inventory.graph import Occurrence
from inventory.model import Confidence, Finding, Location, Parameter, Suppression, algorithm_id, in_order


def test_what_an_order_leaves_equal_is_sorted_by_all_that_it_is() -> None:
    words = ["b2", "a2", "a1", "b1", "a3"]
    for given in permutations(words):
        assert in_order(given, lambda one: (one[0] == "a",)) == ["b1", "b2", "a1", "a2", "a3"]
    assert in_order([], lambda one: (one,)) == []


def test_a_finding_is_the_same_in_another_process() -> None:
    place = Location("a.py", 1, 2, "f")
    one = Finding(
        "code",
        algorithm_id("AES"),
        place,
        "AES",
        "block-cipher",
        ("encrypt",),
        (Parameter("size", "128"),),
        reason="because",
        confidence=Confidence.LIKELY,
        suppression=Suppression("it is known", "2030-01-01"),
    )
    assert pickle.loads(pickle.dumps(one)) == one  # ours
    assert pickle.loads(pickle.dumps(place)) == place  # ours


def test_occurrences_that_differ_in_anything_are_written_apart() -> None:
    place, functions, excuse = Location("a.py", 1), ("encrypt",), Suppression("it is known", "2030-01-01")
    parameters = (Parameter("size", "128"),)
    several = [
        Occurrence(place, "code"),
        Occurrence(place, "keys"),
        Occurrence(place, "code", functions),
        Occurrence(place, "code", functions, parameters),
        Occurrence(place, "code", functions, (Parameter("size", "256"),)),
        Occurrence(place, "code", functions, parameters, "because"),
        Occurrence(place, "code", functions, parameters, None, Confidence.LIKELY),
        Occurrence(place, "code", functions, parameters, None, Confidence.CERTAIN, excuse),
        Occurrence(place, "code", functions, parameters, None, Confidence.CERTAIN, None, test=True),
    ]
    together = occurrence_dicts(several + several)
    assert together == [made for one in several + several for made in occurrence_dicts([one])]
    assert len({str(one) for one in together}) == len(several)
