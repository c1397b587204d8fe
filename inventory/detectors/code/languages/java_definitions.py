"""What Java defines: packages, imports, classes, methods, and what methods return."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from ..outline import Binding, BindingKind, Parameter, Place, Scope, ScopeKind, Site
from .java_annotations import configured_by, prefix_of
from .walk import Leave, Walk, named, span_of

if TYPE_CHECKING:
    from tree_sitter import Node

CONSTRUCTOR = "__init__"  # the engine's name for it in any language


def _enter_package(walk: Walk, node: Node) -> None:
    children = [child for child in named(node) if child.type in ("scoped_identifier", "identifier")]
    walk.outline.package = _dotted(walk, children[-1]) if children else ""


def _enter_import(walk: Walk, node: Node) -> None:
    children = [child for child in named(node) if child.type in ("scoped_identifier", "identifier")]
    if not children:
        return
    qualified = _dotted(walk, children[0])
    walk.outline.imported.add(qualified)
    if any(child.type == "asterisk" for child in node.named_children):
        walk.outline.wildcards.append(qualified)
        return
    made = walk.binding(BindingKind.IMPORT, None, node.end_byte, qualified=qualified)
    walk.scope.bind(qualified.rpartition(".")[2], made)


def _dotted(walk: Walk, node: Node) -> str:
    return "".join(walk.text(node).split())


def _enter_class(walk: Walk, node: Node) -> Leave | None:
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None:
        return None
    scope = _class(walk, node, walk.text(name), _bases(walk, node))
    scope.enumeration = node.type == "enum_declaration"
    scope.prefix = prefix_of(walk, node)
    walk.scope.bind(scope.name, walk.binding(BindingKind.CLASS, None, node.end_byte, defined=scope))
    leave = walk.enter_scope(node, scope)
    if body is not None:
        walk.outline.scopes[body.id] = scope
    components = node.child_by_field_name("parameters")
    if components is not None:
        _record(walk, components, scope)
    return leave


def _class(walk: Walk, node: Node, name: str, bases: tuple[Place, ...]) -> Scope:
    scope = Scope(ScopeKind.CLASS, name, walk.scope, span_of(node))
    scope.open, scope.bases = True, bases
    walk.outline.classes.append(scope)
    return scope


def _bases(walk: Walk, node: Node) -> tuple[Place, ...]:
    found: list[Node] = []
    for child in named(node):
        if child.type in ("superclass", "super_interfaces", "extends_interfaces"):
            for inner in named(child):
                found.extend(named(inner) if inner.type == "type_list" else [inner])
    return tuple(Place(_raw(one), walk.scope) for one in found)


def _raw(node: Node) -> Node:
    """A type without its arguments."""
    return named(node)[0] if node.type == "generic_type" and named(node) else node


def _record(walk: Walk, components: Node, scope: Scope) -> None:
    """The constructor of a record fills the field of each component."""
    maker = Scope(ScopeKind.FUNCTION, CONSTRUCTOR, scope, span_of(components))
    maker.parameters = tuple(_parameters(walk, components))
    scope.bind(CONSTRUCTOR, walk.binding(BindingKind.FUNCTION, None, components.end_byte, defined=maker))
    for parameter in maker.parameters:
        made = Binding(BindingKind.PARAMETER, maker, annotation=parameter.annotation, parameter=parameter)
        if parameter.configured is not None:
            made = Binding(BindingKind.CONFIGURED, maker, qualified=parameter.configured)
        maker.bind(parameter.name, made)
        scope.attributes.setdefault(parameter.name, []).append(made)
        walk.outline.attributes.add(parameter.name)


def _enter_body(walk: Walk, node: Node) -> Leave | None:
    """The body of a class without a name, or of a constant of an enumeration."""
    parent = node.parent
    if parent is None or parent.type not in ("object_creation_expression", "enum_constant"):
        return None
    kind = parent.child_by_field_name("type")
    bases = (Place(_raw(kind), walk.scope),) if kind is not None else ()
    scope = _class(walk, node, "", bases)
    if parent.type == "enum_constant" and walk.scope.kind is ScopeKind.CLASS:
        scope.attributes = walk.scope.attributes
        scope.bindings.update({name: list(found) for name, found in walk.scope.bindings.items()})
    return walk.enter_scope(node, scope)


def _enter_method(walk: Walk, node: Node) -> Leave:
    name = node.child_by_field_name("name")
    called = CONSTRUCTOR if node.type in _CONSTRUCTORS else walk.text(name) if name is not None else ""
    scope = Scope(ScopeKind.FUNCTION, called, walk.scope, span_of(node))
    scope.result = node.child_by_field_name("type")
    scope.private = any(one.type == "modifiers" and "private" in walk.text(one) for one in node.named_children)
    parameters = node.child_by_field_name("parameters")
    scope.parameters = tuple(_parameters(walk, parameters)) if parameters is not None else ()
    if called:
        walk.scope.bind(called, walk.binding(BindingKind.FUNCTION, None, node.end_byte, defined=scope))
    leave = walk.enter_scope(node, scope)
    body = node.child_by_field_name("body")
    start = body.start_byte if body is not None else node.start_byte
    for parameter in scope.parameters:
        annotation, configured = parameter.annotation, parameter.configured
        kind = BindingKind.PARAMETER if configured is None else BindingKind.CONFIGURED
        made = walk.binding(kind, None, start, qualified=configured, annotation=annotation, parameter=parameter)
        scope.bind(parameter.name, made)
    if node.type == "lambda_expression" and body is not None and body.type != "block":
        scope.returns.append(Place(body, scope))
    return leave


def _parameters(walk: Walk, node: Node) -> Iterator[Parameter]:
    if node.type == "identifier":
        yield Parameter(walk.text(node), 0)
        return
    for index, child in enumerate(one for one in named(node) if one.type != "receiver_parameter"):
        kind, name = child.child_by_field_name("type"), child.child_by_field_name("name")
        if child.type == "identifier":
            name = child
        elif child.type == "spread_parameter":
            inner = [one for one in named(child) if one.type == "variable_declarator"]
            name = inner[0].child_by_field_name("name") if inner else None
            yield Parameter(walk.text(name) if name is not None else "", index, variadic="...")
            continue
        if name is not None:
            called = walk.text(name)
            yield Parameter(called, index, None, kind, configured=configured_by(walk, child, called))


def _enter_constant(walk: Walk, node: Node) -> None:
    """A constant of an enumeration, which calls the constructor."""
    name = node.child_by_field_name("name")
    if name is not None:
        walk.scope.bind(walk.text(name), walk.binding(BindingKind.MEMBER, node, node.end_byte))
        line = node.start_point[0] + 1
        walk.outline.call(Site(node, walk.scope, walk.scope.name, False, span_of(node), line))


def _enter_return(walk: Walk, node: Node) -> None:
    function, children = walk.scope.function, named(node)
    if function is not None and children:
        function.returns.append(Place(children[0], walk.scope))


_CONSTRUCTORS = frozenset({"constructor_declaration", "compact_constructor_declaration"})
DEFINITIONS: dict[str, Callable[[Walk, Node], Leave | None]] = {
    "package_declaration": _enter_package,
    "import_declaration": _enter_import,
    **dict.fromkeys(("class_declaration", "interface_declaration", "enum_declaration"), _enter_class),
    **dict.fromkeys(("record_declaration", "annotation_type_declaration"), _enter_class),
    "class_body": _enter_body,
    **dict.fromkeys(("method_declaration", "constructor_declaration"), _enter_method),
    **dict.fromkeys(("compact_constructor_declaration", "lambda_expression"), _enter_method),
    "enum_constant": _enter_constant,
    "return_statement": _enter_return,
}
