"""Keys of texts and of steps as the code writes them: literals, f-strings as patterns, names where they can be read."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SPEAKERS = {"say", "_say", "self"}  # say("…"), ctx.say("…"); within Words self("…")


@cache
def trees(*folders: str) -> tuple[tuple[Path, ast.Module], ...]:
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return tuple((path.relative_to(ROOT), ast.parse(path.read_text("utf-8"))) for path in paths)


@cache
def nodes(tree: ast.Module) -> tuple[ast.AST, ...]:
    """Every node of a file, walked once: half of these searches would be walking."""
    return tuple(ast.walk(tree))


def spoken(*folders: str) -> Iterator[tuple[str, str]]:
    """(where, pattern) of the first argument of each call of words."""
    for path, tree in trees(*folders):
        for node in nodes(tree):
            if isinstance(node, ast.Call) and node.args and _speaks(node.func, path):
                for pattern in patterns(node.args[0], tree):
                    yield f"{path}:{node.lineno}", pattern


def _speaks(func: ast.expr, path: Path) -> bool:
    if isinstance(func, ast.Call):  # words(lang)("…")
        return isinstance(func.func, ast.Name) and func.func.id == "words"
    if isinstance(func, ast.Attribute):  # ctx.say("…"), say.has("…")
        return func.attr == "say" or (func.attr == "has" and isinstance(func.value, ast.Name))
    return isinstance(func, ast.Name) and func.id in SPEAKERS and (func.id != "self" or path.name == "words.py")


def patterns(key: ast.expr, tree: ast.Module) -> Iterator[str]:
    """Regular expressions for what a key can be; one that matches nothing where it cannot be read."""
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        yield re.escape(key.value)
    elif isinstance(key, ast.JoinedStr):
        yield "".join(re.escape(part.value) if isinstance(part, ast.Constant) else "[^{}]+" for part in key.values)
    elif isinstance(key, ast.IfExp):
        yield from patterns(key.body, tree)
        yield from patterns(key.orelse, tree)
    elif isinstance(key, ast.Name) and (found := list(_assigned(key.id, tree))):
        for value in found:
            yield from patterns(value, tree)
    elif isinstance(key, ast.Subscript) and isinstance(key.value, ast.Name):
        for value in _assigned(key.value.id, tree):
            if isinstance(value, ast.Dict):
                for one in value.values:
                    yield from patterns(one, tree)
    elif isinstance(key, ast.BoolOp):
        for one in key.values:
            yield from patterns(one, tree)
    else:
        yield f"(?!) unreadable: {ast.unparse(key)}"


def _assigned(name: str, tree: ast.Module) -> Iterator[ast.expr]:
    for node in nodes(tree):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(
            node, (ast.AnnAssign, ast.NamedExpr)) else []
        if any(isinstance(one, ast.Name) and one.id == name for one in targets) and node.value is not None:
            yield node.value


def texts(*folders: str) -> Iterator[str]:
    """Patterns of every string in the code that could be a key: with a dot, its first part a plain word."""
    for _, tree in trees(*folders):
        for node in nodes(tree):
            if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                for pattern in patterns(node, tree):
                    if re.match(r"[a-z_]+\\\.", pattern):
                        yield pattern


def first_arguments(*names: str) -> Iterator[tuple[str, str]]:
    """(where, pattern) of the first argument of each call of these names in core.

    An argument that is a parameter of the function around it is looked up where that function is called.
    """
    for path, tree in trees("core"):
        for function in [node for node in nodes(tree) if isinstance(node, (ast.FunctionDef, ast.Module))]:
            for node in _own_nodes(function):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names):
                    continue
                first = node.args[0] if node.args else next(one.value for one in node.keywords if one.arg in ("key",))
                where = f"{path}:{node.lineno}"
                position = _position(first, function)
                if isinstance(first, ast.Attribute):  # a step made anew from another: the same key
                    continue
                if position is None:
                    yield from ((where, pattern) for pattern in patterns(first, tree))
                else:
                    yield from ((where, pattern) for pattern in _passed(function.name, position))


def _own_nodes(function: ast.AST) -> Iterator[ast.AST]:
    """What stands in a function but not in one inside it."""
    for child in ast.iter_child_nodes(function):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own_nodes(child)


def _position(first: ast.expr, function: ast.AST) -> int | None:
    if isinstance(function, ast.FunctionDef) and isinstance(first, ast.Name):
        names = [one.arg for one in function.args.args]
        return names.index(first.id) if first.id in names else None
    return None


def _passed(name: str, position: int) -> Iterator[str]:
    for _, tree in trees("core"):
        for node in nodes(tree):
            called = getattr(node.func, "attr", getattr(node.func, "id", None)) if isinstance(node, ast.Call) else None
            if called == "read" and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                continue  # of a file, not of a parameter
            if called == name and len(node.args) > position:
                yield from patterns(node.args[position], tree)
