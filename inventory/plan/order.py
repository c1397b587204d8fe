"""Order among tasks: cycles joined, levels from the bottom up, urgency handed down to what has to come first."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def components(nodes: Iterable[Node], needs: Mapping[Node, Iterable[Node]]) -> tuple[tuple[Node, ...], ...]:
    """Strongly connected components, each after all that it needs (Tarjan, without recursion).

    The order is that of ``nodes``; the same input gives the same result.
    """
    order = list(nodes)
    position = {node: number for number, node in enumerate(order)}
    index: dict[Node, int] = {}
    low: dict[Node, int] = {}
    pending: list[Node] = []
    waiting: set[Node] = set()
    made: list[tuple[Node, ...]] = []
    for start in order:
        if start in index:
            continue
        work = [(start, iter(sorted(needs.get(start, ()), key=position.__getitem__)))]
        index[start] = low[start] = len(index)
        pending.append(start)
        waiting.add(start)
        while work:
            node, following = work[-1]
            step = next(following, None)
            if step is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    made.append(_popped(node, pending, waiting, position))
            elif step not in index:
                index[step] = low[step] = len(index)
                pending.append(step)
                waiting.add(step)
                work.append((step, iter(sorted(needs.get(step, ()), key=position.__getitem__))))
            elif step in waiting:
                low[node] = min(low[node], index[step])
    return tuple(made)


def levels(order: Iterable[Node], needs: Mapping[Node, Iterable[Node]]) -> dict[Node, int]:
    """The length of the longest chain of needs below each node. ``order``: each node after all that it needs."""
    found: dict[Node, int] = {}
    for node in order:
        found[node] = max((found[need] + 1 for need in needs.get(node, ())), default=0)
    return found


def _popped(node: Node, pending: list[Node], waiting: set[Node], position: Mapping[Node, int]) -> tuple[Node, ...]:
    members: list[Node] = []
    while True:
        member = pending.pop()
        waiting.discard(member)
        members.append(member)
        if member == node:
            return tuple(sorted(members, key=position.__getitem__))
