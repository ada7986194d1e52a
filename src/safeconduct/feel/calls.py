"""Calling functions: FEEL's own, and those written in the expression."""

from __future__ import annotations

from typing import TYPE_CHECKING

from safeconduct.feel import tree
from safeconduct.feel.builtins import REFUSED, find
from safeconduct.feel.terms import NULL, BuiltinTerm, Closure, Term

if TYPE_CHECKING:
    from safeconduct.feel.compiler import Compiler, Names


def call(c: Compiler, node: tree.Call, names: Names, truth: bool) -> Term:
    function = c.compile(node.function, names)
    positional = [c.compile(argument, names) for argument in node.positional]
    named = {name: c.compile(argument, names) for name, argument in node.named}
    if isinstance(function, Closure):
        return _call_closure(c, function, positional, named)
    if isinstance(function, BuiltinTerm):
        if function.name in REFUSED:
            raise c.unsupported(f"The function `{function.name}` is not supported.", node)
        if len(named) < len(node.named):
            return c.misfit("An argument is named twice.", node)
        found = find(function.name, positional, named)
        if found is None:
            return c.misfit(f"`{function.name}` does not take these arguments.", node)
        run, arguments = found
        return run(c, arguments)
    return c.misfit("This is not a function.", node)


def _call_closure(
    c: Compiler, function: Closure, positional: list[Term], named: dict[str, Term]
) -> Term:
    if positional and len(positional) == len(function.parameters):
        arguments = dict(zip(function.parameters, positional, strict=True))
    elif set(named) == set(function.parameters) and not positional:
        arguments = named
    else:
        return c.misfit("The function does not take these arguments.") or NULL
    return c.compile(function.body, {**function.names, **arguments})
