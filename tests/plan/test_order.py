"""Cycles are joined, everything comes after what it needs."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from inventory.plan.order import components, levels


def test_a_chain_is_turned_over() -> None:
    assert components("abc", {"a": ["b"], "b": ["c"]}) == (("c",), ("b",), ("a",))
    assert levels("cba", {"a": ["b"], "b": ["c"]}) == {"c": 0, "b": 1, "a": 2}


def test_a_cycle_is_one_component_after_what_it_needs() -> None:
    needs = {"a": ["b"], "b": ["c", "d"], "c": ["a"], "e": ["c"]}
    assert components("abcde", needs) == (("d",), ("a", "b", "c"), ("e",))


def test_a_node_may_need_itself() -> None:
    assert components("a", {"a": ["a"]}) == (("a",),)


def test_a_long_chain_does_not_run_out_of_stack() -> None:
    needs = {number: [number + 1] for number in range(5000)}
    assert len(components(range(5001), needs)) == 5001


@settings(deadline=None)
@given(st.dictionaries(st.integers(0, 7), st.lists(st.integers(0, 7), max_size=4), max_size=8))
def test_components_are_what_reaches_each_other(needs: dict[int, list[int]]) -> None:
    reach = {node: {node} for node in range(8)}
    for _ in range(8):
        for node in range(8):
            reach[node] |= {far for near in list(reach[node]) for far in needs.get(near, [])}
    made = components(range(8), needs)
    assert sorted(node for members in made for node in members) == list(range(8))
    done: set[int] = set()
    for members in made:
        for node in members:
            assert {other for other in reach[node] if node in reach[other]} == set(members)
            assert set(needs.get(node, [])) <= done | set(members)
        done |= set(members)
