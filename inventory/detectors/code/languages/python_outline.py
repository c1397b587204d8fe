"""The outline of a Python module, made in one walk over the tree without recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ..outline import (
    Binding,
    BindingKind,
    Outline,
    Parameter,
    Place,
    Scope,
    ScopeKind,
    Setting,
    Site,
    Span,
)
from .python_expressions import named, text

if TYPE_CHECKING:
    from tree_sitter import Node

_COMPREHENSIONS = ("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression")
_GROUPS = frozenset(
    {"pattern_list", "tuple_pattern", "list_pattern", "tuple", "list", "expression_list", "parenthesized_expression"}
)
_BODIES = frozenset({"with_statement", "function_definition", "class_definition"})
Leave = Callable[[], None]


def outline(root: Node, source: bytes) -> Outline:
    """The outline of this module."""
    walk = _Walk(root, source)
    cursor = root.walk()
    leaving: list[tuple[int, Leave]] = []
    depth = 0
    while True:
        node = cursor.node
        assert node is not None
        enter = _ENTER.get(node.type)
        if enter is not None:
            leave = enter(walk, node)
            if leave is not None:
                leaving.append((depth, leave))
        if cursor.goto_first_child():
            depth += 1
            continue
        while True:
            while leaving and leaving[-1][0] == depth:
                leaving.pop()[1]()
            if cursor.goto_next_sibling():
                break
            if not cursor.goto_parent():
                return walk.outline
            depth -= 1


class _Walk:
    """Where the walk is: the scope, the blocks and loops around."""

    def __init__(self, root: Node, source: bytes) -> None:
        self.source = source
        self.scope = Scope(ScopeKind.MODULE, "", None, (root.start_byte, root.end_byte))
        self.outline = Outline(self.scope)
        self.blocks: list[Span] = [self.scope.span]
        self.loops: list[Span | None] = [None]
        self.decorators: tuple[str, ...] = ()
        self.subjects: list[tuple[int, Node]] = []  # of match statements, with their end

    def text(self, node: Node) -> str:
        return text(node, self.source)

    def enter_scope(self, node: Node, scope: Scope) -> Leave:
        outer, blocks, loops = self.scope, self.blocks, self.loops
        self.outline.scopes[node.id] = scope
        self.scope, self.blocks, self.loops = scope, [scope.span], [None]

        def leave() -> None:
            self.scope, self.blocks, self.loops = outer, blocks, loops

        return leave

    def binding(self, kind: BindingKind, node: Node | None, end: int) -> Binding:
        return Binding(kind, self.scope, node, end=end, block=self.blocks[-1], loop=self.loops[-1])

    def assign(self, target: Node, value: Node | None, end: int, kind: BindingKind, annotation: Node | None) -> None:
        for part, path in _targets(target):
            binding = replace(self.binding(kind, value, end), path=path, annotation=annotation)
            if part.type == "identifier":
                self.scope.bind(self.text(part), binding)
            elif part.type == "attribute":
                self.attribute(part, binding, value if path == () else None)

    def attribute(self, target: Node, binding: Binding, value: Node | None) -> None:
        object, name = target.child_by_field_name("object"), target.child_by_field_name("attribute")
        if object is None or name is None:
            return
        attribute = self.text(name)
        method = self.scope.method_around()
        if method is not None and method.owner is not None and self.text(object) == method.receiver:
            home = method.owner.bindings if method.of_class else method.owner.attributes
            home.setdefault(attribute, []).append(binding)
            self.outline.attributes.add(attribute)
        if value is not None:
            span = (target.start_byte, binding.end)
            line = target.start_point[0] + 1
            self.outline.settings.append(Setting(object, attribute, value, self.scope, span, line))


def _targets(node: Node) -> Iterator[tuple[Node, tuple[int, ...] | None]]:
    """The names and attributes that are assigned to, each with its path in the value."""
    waiting: list[tuple[Node, tuple[int, ...] | None]] = [(node, ())]
    while waiting:
        part, path = waiting.pop()
        if part.type not in _GROUPS:
            yield part, path
            continue
        children = named(part)
        if part.type == "parenthesized_expression":
            waiting.extend((child, path) for child in children)
            continue
        for index, child in enumerate(children):
            if child.type == "list_splat_pattern":
                waiting.extend((inner, None) for inner in named(child))
                path = None  # what follows a star cannot be counted from the left
            else:
                waiting.append((child, None if path is None else (*path, index)))


def _enter_function(walk: _Walk, node: Node) -> Leave | None:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    scope = Scope(ScopeKind.FUNCTION, walk.text(name) if name is not None else "", walk.scope, _span(node))
    scope.decorators, walk.decorators = walk.decorators, ()
    scope.result = node.child_by_field_name("return_type")
    if name is not None:
        walk.scope.bind(scope.name, replace(walk.binding(BindingKind.FUNCTION, None, node.end_byte), defined=scope))
    parameters = node.child_by_field_name("parameters")
    scope.parameters = tuple(_parameters(walk, parameters)) if parameters is not None else ()
    if walk.scope.kind is ScopeKind.CLASS and name is not None and "staticmethod" not in scope.decorators:
        scope.receiver = scope.parameters[0].name if scope.parameters else None
        scope.of_class = "classmethod" in scope.decorators or scope.name in ("__new__", "__init_subclass__")
    leave = walk.enter_scope(node, scope)
    start = body.start_byte if body is not None else node.start_byte
    for parameter in scope.parameters:
        made = walk.binding(BindingKind.PARAMETER, None, start)
        scope.bind(parameter.name, replace(made, annotation=parameter.annotation, parameter=parameter))
    if node.type == "lambda" and body is not None:
        scope.returns.append(Place(body, scope))
    return leave


def _parameters(walk: _Walk, node: Node) -> Iterator[Parameter]:
    index: int | None = 0
    for child in named(node):
        if child.type == "keyword_separator":
            index = None
            continue
        name = child.child_by_field_name("name")
        inner = name if name is not None else child
        if child.type == "typed_parameter" and child.named_children:
            inner = child.named_children[0]
        variadic = {"list_splat_pattern": "*", "dictionary_splat_pattern": "**"}.get(inner.type)
        if variadic is not None:
            inner = inner.named_children[0] if inner.named_children else inner
        if inner.type != "identifier":
            continue
        default, annotation = child.child_by_field_name("value"), child.child_by_field_name("type")
        yield Parameter(walk.text(inner), None if variadic else index, default, annotation, variadic)
        index = None if variadic or index is None else index + 1


def _enter_class(walk: _Walk, node: Node) -> Leave | None:
    name = node.child_by_field_name("name")
    walk.decorators = ()
    if name is None:
        return None
    scope = Scope(ScopeKind.CLASS, walk.text(name), walk.scope, _span(node))
    bases = node.child_by_field_name("superclasses")
    if bases is not None:
        scope.bases = tuple(Place(base, walk.scope) for base in named(bases) if base.type != "keyword_argument")
    walk.outline.classes.append(scope)
    walk.scope.bind(scope.name, replace(walk.binding(BindingKind.CLASS, None, node.end_byte), defined=scope))
    return walk.enter_scope(node, scope)


def _enter_comprehension(walk: _Walk, node: Node) -> Leave | None:
    return walk.enter_scope(node, Scope(ScopeKind.COMPREHENSION, "", walk.scope, _span(node)))


def _enter_decorated(walk: _Walk, node: Node) -> None:
    found = [walk.text(child).lstrip("@").strip() for child in node.named_children if child.type == "decorator"]
    walk.decorators = tuple(one.split("(")[0].rpartition(".")[2] for one in found)


def _enter_assignment(walk: _Walk, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is None:
        return
    end = (right if right is not None else node).end_byte
    walk.assign(left, right, end, BindingKind.ASSIGNMENT, node.child_by_field_name("type"))
    if walk.scope.kind is ScopeKind.CLASS and left.type == "identifier":
        walk.outline.attributes.add(walk.text(left))


def _enter_augmented(walk: _Walk, node: Node) -> None:
    left = node.child_by_field_name("left")
    if left is not None:
        walk.assign(left, node, node.end_byte, BindingKind.ASSIGNMENT, None)


def _enter_named(walk: _Walk, node: Node) -> None:
    name, value = node.child_by_field_name("name"), node.child_by_field_name("value")
    if name is None or value is None:
        return
    home = walk.scope
    while home.kind is ScopeKind.COMPREHENSION and home.parent is not None:
        home = home.parent
    home.bind(walk.text(name), walk.binding(BindingKind.ASSIGNMENT, value, value.end_byte))


def _enter_for(walk: _Walk, node: Node) -> Leave | None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    outer = walk.loops[-1]
    walk.loops.append(outer if outer is not None else _span(node))
    if left is not None and right is not None:
        body = node.child_by_field_name("body")
        end = body.start_byte if body is not None else node.start_byte
        walk.assign(left, right, end, BindingKind.ELEMENT, None)
    return _leave_loop(walk)


def _enter_while(walk: _Walk, node: Node) -> Leave | None:
    outer = walk.loops[-1]
    walk.loops.append(outer if outer is not None else _span(node))
    return _leave_loop(walk)


def _leave_loop(walk: _Walk) -> Leave:
    loops = walk.loops
    return lambda: _pop(loops)


def _pop(stack: list[Span | None] | list[Span] | list[tuple[int, Node]]) -> None:
    stack.pop()


def _enter_for_in(walk: _Walk, node: Node) -> None:
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if left is not None and right is not None:
        walk.assign(left, right, walk.scope.span[0], BindingKind.ELEMENT, None)


def _enter_block(walk: _Walk, node: Node) -> Leave | None:
    parent = node.parent if node.child_count else None
    if parent is None or parent.type in _BODIES:
        return None
    walk.blocks.append(_span(node))
    blocks = walk.blocks
    return lambda: _pop(blocks)


def _enter_as(walk: _Walk, node: Node) -> None:
    children = named(node)
    if len(children) == 2 and children[1].named_children:
        walk.assign(children[1].named_children[0], children[0], node.end_byte, BindingKind.ASSIGNMENT, None)


def _enter_match(walk: _Walk, node: Node) -> Leave | None:
    subject = node.child_by_field_name("subject")
    if subject is None:
        return None
    walk.subjects.append((node.end_byte, subject))
    subjects = walk.subjects
    return lambda: _pop(subjects)


def _enter_case(walk: _Walk, node: Node) -> None:
    """``case name:`` binds the name to what is matched."""
    inner = named(node)
    if len(inner) != 1 or inner[0].type != "dotted_name" or not walk.subjects:
        return
    name = walk.text(inner[0])
    if name.isidentifier() and name != "_":
        walk.scope.bind(name, walk.binding(BindingKind.ASSIGNMENT, walk.subjects[-1][1], node.end_byte))


def _enter_import(walk: _Walk, node: Node) -> None:
    for child in named(node):
        if child.type == "dotted_name":
            qualified = walk.text(child)
            _import(walk, qualified.split(".")[0], qualified.split(".")[0], node)
            walk.outline.imported.add(qualified)
        elif child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None and alias is not None:
                _import(walk, walk.text(alias), walk.text(name), node)


def _enter_from(walk: _Walk, node: Node) -> None:
    module = node.child_by_field_name("module_name")
    if module is None:
        return
    home = walk.text(module)
    if any(child.type == "wildcard_import" for child in node.named_children):
        walk.outline.wildcards.append(home)
        walk.outline.imported.add(home)
    for child in node.children_by_field_name("name"):
        if child.type == "dotted_name":
            _import(walk, walk.text(child), f"{home}.{walk.text(child)}", node)
        elif child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None and alias is not None:
                _import(walk, walk.text(alias), f"{home}.{walk.text(name)}", node)


def _import(walk: _Walk, name: str, qualified: str, node: Node) -> None:
    walk.outline.imported.add(qualified)
    walk.scope.bind(name, replace(walk.binding(BindingKind.IMPORT, None, node.end_byte), qualified=qualified))


def _enter_global(walk: _Walk, node: Node) -> None:
    for child in named(node):
        if child.type == "identifier":
            walk.scope.elsewhere[walk.text(child)] = walk.outline.module


def _enter_nonlocal(walk: _Walk, node: Node) -> None:
    for child in named(node):
        name = walk.text(child)
        home = walk.scope.parent
        while home is not None and not (home.kind is ScopeKind.FUNCTION and name in home.bindings):
            home = home.parent
        if home is not None:
            walk.scope.elsewhere[name] = home


def _enter_return(walk: _Walk, node: Node) -> None:
    function, children = walk.scope.function, named(node)
    if function is not None and children:
        function.returns.append(Place(children[0], walk.scope))


def _enter_yield(walk: _Walk, node: Node) -> None:
    function, children = walk.scope.function, named(node)
    if function is not None and children:
        function.yields.append(Place(children[0], walk.scope))


def _enter_call(walk: _Walk, node: Node) -> None:
    function = node.child_by_field_name("function")
    if function is None:
        return
    last = function.child_by_field_name("attribute") if function.type == "attribute" else function
    name = walk.text(last) if last is not None and last.type == "identifier" else ""
    line = node.start_point[0] + 1
    walk.outline.call(Site(node, walk.scope, name, function.type == "identifier", _span(node), line))


def _span(node: Node) -> Span:
    return (node.start_byte, node.end_byte)


_ENTER: dict[str, Callable[[_Walk, Node], Leave | None]] = {
    "function_definition": _enter_function,
    "lambda": _enter_function,
    "class_definition": _enter_class,
    **dict.fromkeys(_COMPREHENSIONS, _enter_comprehension),
    "decorated_definition": _enter_decorated,
    "assignment": _enter_assignment,
    "augmented_assignment": _enter_augmented,
    "named_expression": _enter_named,
    "for_statement": _enter_for,
    "while_statement": _enter_while,
    "for_in_clause": _enter_for_in,
    "block": _enter_block,
    "as_pattern": _enter_as,
    "match_statement": _enter_match,
    "case_pattern": _enter_case,
    "import_statement": _enter_import,
    "import_from_statement": _enter_from,
    "global_statement": _enter_global,
    "nonlocal_statement": _enter_nonlocal,
    "return_statement": _enter_return,
    "yield": _enter_yield,
    "call": _enter_call,
}
