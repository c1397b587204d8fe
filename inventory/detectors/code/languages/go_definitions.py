"""What Go defines: packages, imports, types, functions and methods, and what they return."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..outline import BindingKind, Parameter, Place, Scope, ScopeKind
from .walk import Leave, Walk, named, span_of

if TYPE_CHECKING:
    from tree_sitter import Node

_VERSION = re.compile(r"/v\d+$|\.v\d+$")  # of a module, at the end of the path of its package


def _enter_package(walk: Walk, node: Node) -> None:
    children = named(node)
    walk.outline.package = walk.text(children[0]) if children else ""


def _enter_import(walk: Walk, node: Node) -> None:
    path, alias = node.child_by_field_name("path"), node.child_by_field_name("name")
    if path is None:
        return
    qualified = walk.text(path).strip('"`')
    walk.outline.imported.add(qualified)
    if alias is not None and alias.type == "dot":
        walk.outline.wildcards.append(qualified)
        return
    last = _VERSION.sub("", qualified).rpartition("/")[2]
    names = [walk.text(alias)] if alias is not None else [last, last.removeprefix("go-"), last.removesuffix("-go")]
    first = last.removeprefix("go-").partition("-")[0]
    names += [first] if alias is None and first not in walk.scope.bindings else []
    for name in dict.fromkeys(names):
        walk.scope.bind(name, walk.binding(BindingKind.IMPORT, None, node.end_byte, qualified=qualified))


def _enter_type(walk: Walk, node: Node) -> None:
    """A structure is a class whose fields are attributes; what it embeds it derives from."""
    name, kind = node.child_by_field_name("name"), node.child_by_field_name("type")
    if name is None or kind is None:
        return
    scope = _class(walk, walk.text(name), node)
    if kind.type == "struct_type":
        _fields(walk, kind, scope)
    elif kind.type not in ("interface_type", "function_type"):
        scope.bases = (Place(kind, walk.scope),)


def _class(walk: Walk, name: str, node: Node) -> Scope:
    """The class of this name, made when it is first mentioned: by its declaration or by a method."""
    module = walk.outline.module
    for binding in module.bindings.get(name, ()):
        if binding.defined is not None and binding.defined.kind is ScopeKind.CLASS:
            return binding.defined
    scope = Scope(ScopeKind.CLASS, name, module, span_of(node))
    walk.outline.classes.append(scope)
    home = module if node.type == "method_declaration" else walk.scope
    home.bind(name, walk.binding(BindingKind.CLASS, None, node.end_byte, defined=scope))
    return scope


def _fields(walk: Walk, node: Node, scope: Scope) -> None:
    bases = []
    for field in (child for one in named(node) for child in named(one)):
        kind, names = field.child_by_field_name("type"), field.children_by_field_name("name")
        for name in names:
            made = walk.binding(BindingKind.ASSIGNMENT, None, field.end_byte, annotation=kind)
            scope.attributes.setdefault(walk.text(name), []).append(made)
            walk.outline.attributes.add(walk.text(name))
        if not names and kind is not None:
            bases.append(Place(kind, walk.scope))
    scope.bases = tuple(bases)


def _enter_function(walk: Walk, node: Node) -> Leave:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    scope = Scope(ScopeKind.FUNCTION, walk.text(name) if name is not None else "", walk.scope, span_of(node))
    scope.result = _result(node.child_by_field_name("result"))
    parameters = node.child_by_field_name("parameters")
    receiver = node.child_by_field_name("receiver")
    scope.parameters = tuple(_parameters(walk, parameters, 0)) if parameters is not None else ()
    if receiver is not None:
        _method(walk, node, scope, receiver)
    elif name is not None:
        walk.scope.bind(scope.name, walk.binding(BindingKind.FUNCTION, None, node.end_byte, defined=scope))
    leave = walk.enter_scope(node, scope)
    start = body.start_byte if body is not None else node.start_byte
    for parameter in scope.parameters:
        annotation = parameter.annotation
        made = walk.binding(BindingKind.PARAMETER, None, start, annotation=annotation, parameter=parameter)
        scope.bind(parameter.name, made)
    return leave


def _method(walk: Walk, node: Node, scope: Scope, receiver: Node) -> None:
    """A method belongs to the class of its receiver, which is its first parameter."""
    own = next(iter(_parameters(walk, receiver, 0)), None)
    declared = named(receiver)[0].child_by_field_name("type") if named(receiver) else None
    while declared is not None and declared.type in ("pointer_type", "generic_type", "parenthesized_type"):
        declared = named(declared)[0] if named(declared) else None
    if declared is None:
        return
    owner = _class(walk, walk.text(declared), node)
    itself = own if own is not None else Parameter("", 0)
    rest = tuple(
        Parameter(one.name, None if one.index is None else one.index + 1, None, one.annotation, one.variadic)
        for one in scope.parameters
    )
    scope.parent, scope.parameters, scope.receiver = owner, (itself, *rest), itself.name
    owner.bind(scope.name, walk.binding(BindingKind.FUNCTION, None, node.end_byte, defined=scope))


def _parameters(walk: Walk, node: Node, index: int) -> Iterator[Parameter]:
    for child in named(node):
        kind, names = child.child_by_field_name("type"), child.children_by_field_name("name")
        variadic = "..." if child.type == "variadic_parameter_declaration" else None
        for name in names:
            yield Parameter(walk.text(name), index, None, kind, variadic)
            index += 1
        if not names:
            index += 1


def _result(node: Node | None) -> Node | None:
    """The type of the first result."""
    if node is None or node.type != "parameter_list":
        return node
    first = named(node)[0] if named(node) else None
    return first.child_by_field_name("type") if first is not None else None


def _enter_return(walk: Walk, node: Node) -> None:
    function, children = walk.scope.function, named(node)
    if function is not None and children:
        function.returns.append(Place(children[0], walk.scope))


DEFINITIONS: dict[str, Callable[[Walk, Node], Leave | None]] = {
    "package_clause": _enter_package,
    "import_spec": _enter_import,
    "type_spec": _enter_type,
    "type_alias": _enter_type,
    **dict.fromkeys(("function_declaration", "method_declaration", "func_literal"), _enter_function),
    "return_statement": _enter_return,
}
