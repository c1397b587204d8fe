"""What Python defines: functions, classes, comprehensions, imports, and what functions return."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..outline import BindingKind, Parameter, Place, Scope, ScopeKind
from .python_walk import PythonWalk
from .walk import Leave, named, span_of

if TYPE_CHECKING:
    from tree_sitter import Node

_COMPREHENSIONS = ("list_comprehension", "set_comprehension", "dictionary_comprehension", "generator_expression")


def _enter_function(walk: PythonWalk, node: Node) -> Leave | None:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    scope = Scope(ScopeKind.FUNCTION, walk.text(name) if name is not None else "", walk.scope, span_of(node))
    scope.decorators, walk.decorators = walk.decorators, ()
    scope.result = node.child_by_field_name("return_type")
    if name is not None:
        walk.scope.bind(scope.name, walk.binding(BindingKind.FUNCTION, None, node.end_byte, defined=scope))
    parameters = node.child_by_field_name("parameters")
    scope.parameters = tuple(_parameters(walk, parameters)) if parameters is not None else ()
    if walk.scope.kind is ScopeKind.CLASS and name is not None and "staticmethod" not in scope.decorators:
        scope.receiver = scope.parameters[0].name if scope.parameters else None
        scope.of_class = "classmethod" in scope.decorators or scope.name in ("__new__", "__init_subclass__")
    leave = walk.enter_scope(node, scope)
    start = body.start_byte if body is not None else node.start_byte
    for parameter in scope.parameters:
        annotation = parameter.annotation
        made = walk.binding(BindingKind.PARAMETER, None, start, annotation=annotation, parameter=parameter)
        scope.bind(parameter.name, made)
    if node.type == "lambda" and body is not None:
        scope.returns.append(Place(body, scope))
    return leave


def _parameters(walk: PythonWalk, node: Node) -> Iterator[Parameter]:
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


def _enter_class(walk: PythonWalk, node: Node) -> Leave | None:
    name = node.child_by_field_name("name")
    walk.decorators = ()
    if name is None:
        return None
    scope = Scope(ScopeKind.CLASS, walk.text(name), walk.scope, span_of(node))
    bases = node.child_by_field_name("superclasses")
    if bases is not None:
        scope.bases = tuple(Place(base, walk.scope) for base in named(bases) if base.type != "keyword_argument")
    walk.outline.classes.append(scope)
    walk.scope.bind(scope.name, walk.binding(BindingKind.CLASS, None, node.end_byte, defined=scope))
    return walk.enter_scope(node, scope)


def _enter_comprehension(walk: PythonWalk, node: Node) -> Leave | None:
    return walk.enter_scope(node, Scope(ScopeKind.COMPREHENSION, "", walk.scope, span_of(node)))


def _enter_decorated(walk: PythonWalk, node: Node) -> None:
    found = [walk.text(child).lstrip("@").strip() for child in node.named_children if child.type == "decorator"]
    walk.decorators = tuple(one.split("(")[0].rpartition(".")[2] for one in found)


def _enter_import(walk: PythonWalk, node: Node) -> None:
    for child in named(node):
        if child.type == "dotted_name":
            qualified = walk.text(child)
            _import(walk, qualified.split(".")[0], qualified.split(".")[0], node)
            walk.outline.imported.add(qualified)
        elif child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None and alias is not None:
                _import(walk, walk.text(alias), walk.text(name), node)


def _enter_from(walk: PythonWalk, node: Node) -> None:
    module = node.child_by_field_name("module_name")
    if module is None:
        return
    home = walk.text(module)
    if any(child.type == "wildcard_import" for child in node.named_children):
        walk.outline.wildcards.append(home)
        walk.outline.imported.add(home)
    for child in node.children_by_field_name("name"):
        if child.type == "dotted_name":
            _import(walk, walk.text(child), _of(home, walk.text(child)), node)
        elif child.type == "aliased_import":
            name, alias = child.child_by_field_name("name"), child.child_by_field_name("alias")
            if name is not None and alias is not None:
                _import(walk, walk.text(alias), _of(home, walk.text(name)), node)


def _of(module: str, name: str) -> str:
    """A name of a module; of one that is only dots (``from .. import name``) without one more."""
    return f"{module}{name}" if module.endswith(".") else f"{module}.{name}"


def _import(walk: PythonWalk, name: str, qualified: str, node: Node) -> None:
    walk.outline.imported.add(qualified)
    walk.scope.bind(name, walk.binding(BindingKind.IMPORT, None, node.end_byte, qualified=qualified))


def _enter_global(walk: PythonWalk, node: Node) -> None:
    for child in named(node):
        if child.type == "identifier":
            walk.scope.elsewhere[walk.text(child)] = walk.outline.module


def _enter_nonlocal(walk: PythonWalk, node: Node) -> None:
    for child in named(node):
        name = walk.text(child)
        home = walk.scope.parent
        while home is not None and not (home.kind is ScopeKind.FUNCTION and name in home.bindings):
            home = home.parent
        if home is not None:
            walk.scope.elsewhere[name] = home


def _enter_return(walk: PythonWalk, node: Node) -> None:
    function, children = walk.scope.function, named(node)
    if function is not None and children:
        function.returns.append(Place(children[0], walk.scope))


def _enter_yield(walk: PythonWalk, node: Node) -> None:
    function, children = walk.scope.function, named(node)
    if function is not None and children:
        function.yields.append(Place(children[0], walk.scope))


DEFINITIONS: dict[str, Callable[[PythonWalk, Node], Leave | None]] = {
    "function_definition": _enter_function,
    "lambda": _enter_function,
    "class_definition": _enter_class,
    **dict.fromkeys(_COMPREHENSIONS, _enter_comprehension),
    "decorated_definition": _enter_decorated,
    "import_statement": _enter_import,
    "import_from_statement": _enter_from,
    "global_statement": _enter_global,
    "nonlocal_statement": _enter_nonlocal,
    "return_statement": _enter_return,
    "yield": _enter_yield,
}
