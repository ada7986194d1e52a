"""Reads the DMN conformance suite: each result of a decision that is one literal expression.

The suite is no part of this project; `DMN_TCK` names its folder.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

from safeconduct.feel import SCALARS, Duration, ListOf, Record, Type, coerce

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_DURATION = re.compile(
    r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?"
)


@dataclass(frozen=True)
class Unreadable:
    """An expected value for which Python has none: equal to nothing that the engine gives."""

    text: str


@dataclass(frozen=True)
class Result:
    """One expected result: the expression, its inputs, and the types to convert to, in order."""

    folder: str
    name: str
    text: str
    inputs: dict[str, object]
    types: tuple[Type, ...]
    expected: object


def suite() -> Path | None:
    """The suite's folder: `DMN_TCK`, or ../shared/tck beside the repository."""
    given = os.environ.get("DMN_TCK")
    folder = Path(given) if given else Path(__file__).parents[3] / "shared" / "tck"
    return folder if (folder / "TestCases").is_dir() else None


def results(folder: Path) -> Iterator[Result]:
    for file in sorted(folder.glob("TestCases/*/*/*-test-*.xml")):
        tests = ElementTree.parse(file).getroot()
        model = Model(ElementTree.parse(file.parent / _text(tests, "modelName")).getroot())
        for case in _all(tests, "testCase"):
            inputs = {str(node.get("name")): _value(node) for node in _all(case, "inputNode")}
            service = case.get("invocableName") if case.get("type") == "decisionService" else None
            for node in _all(case, "resultNode"):
                name = str(node.get("name"))
                if name in model.plain:
                    (expected,) = _all(node, "expected")
                    yield Result(
                        file.parent.name,
                        name,
                        model.plain[name],
                        model.converted(inputs),
                        (
                            *model.type_of("decision", name),
                            *model.type_of("decisionService", service),
                        ),
                        _value(expected),
                    )


class Model:
    """What a .dmn file declares."""

    def __init__(self, root: ElementTree.Element) -> None:
        self.root = root

    @cached_property
    def plain(self) -> dict[str, str]:
        """The text of each decision that is a literal expression over inputs alone, by name."""
        found = {}
        for decision in _all(self.root, "decision"):
            expressions = _all(decision, "literalExpression")
            needs = [
                _tag(target)
                for need in decision
                if _tag(need) in ("informationRequirement", "knowledgeRequirement")
                for target in need
            ]
            if len(expressions) == 1 and set(needs) <= {"requiredInput"}:
                found[str(decision.get("name"))] = _text(expressions[0], "text")
        return found

    def converted(self, inputs: dict[str, object]) -> dict[str, object]:
        typed = {}
        for name, value in inputs.items():
            for type_ in self.type_of("inputData", name):
                value = coerce(value, type_)
            typed[name] = value
        return typed

    def type_of(self, tag: str, name: str | None) -> tuple[Type, ...]:
        """The declared type as a tuple of one, or of none where nothing checkable is declared."""
        for element in self.root.iter():
            if _tag(element) == tag and name is not None and element.get("name") == name:
                for variable in _all(element, "variable"):
                    found = self.named_type(variable.get("typeRef"))
                    return () if found is None else (found,)
        return ()

    def named_type(self, name: str | None) -> Type | None:
        for scalar in SCALARS:
            if scalar.name == name:
                return scalar
        for definition in _all(self.root, "itemDefinition"):
            if definition.get("name") == name:
                return self.defined_type(definition)
        return None

    def defined_type(self, definition: ElementTree.Element) -> Type | None:
        for function in _all(definition, "functionItem"):
            return self.named_type(function.get("outputTypeRef"))
        components = _all(definition, "itemComponent")
        found: Type | None
        if components:
            fields = {str(one.get("name")): self.defined_type(one) for one in components}
            found = Record({name: type_ for name, type_ in fields.items() if type_ is not None})
        else:
            references = [child.text for child in definition if _tag(child) == "typeRef"]
            found = self.named_type(references[0]) if references else None
        if found is not None and definition.get("isCollection") == "true":
            return ListOf(found)
        return found


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _all(element: ElementTree.Element, tag: str) -> list[ElementTree.Element]:
    return [child for child in element if _tag(child) == tag]


def _text(element: ElementTree.Element, tag: str) -> str:
    (child,) = _all(element, tag)
    return child.text or ""


def _value(node: ElementTree.Element) -> object:
    """The value of an input, an expected result, a component or a list item."""
    components = _all(node, "component")
    if components:
        return {str(one.get("name")): _value(one) for one in components}
    for child in node:
        if child.get(f"{_XSI}nil") == "true":
            return None
        if _tag(child) == "list":
            return [_value(item) for item in _all(child, "item")]
        if _tag(child) == "value":
            return _simple(child.get(f"{_XSI}type") or "xsd:string", child.text or "")
    return None


def _simple(kind: str, text: str) -> object:
    try:
        match kind.rpartition(":")[2]:
            case "boolean":
                return text == "true"
            case "decimal" | "double":
                return Decimal(text)
            case "date":
                return dt.date.fromisoformat(text)
            case "time" if not re.search(r"\.\d{7}", text):
                return dt.time.fromisoformat(text)
            case "dateTime" if not re.search(r"\.\d{7}", text):
                return dt.datetime.fromisoformat(text)
            case "duration":
                return _duration(text)
            case "string":
                return text
    except ValueError:
        pass
    return Unreadable(text)


def _duration(text: str) -> Duration:
    match = _DURATION.fullmatch(text)
    assert match is not None
    sign = -1 if match[1] else 1
    if match[2] or match[3]:
        return Duration(months=sign * (int(match[2] or 0) * 12 + int(match[3] or 0)))
    hours = int(match[4] or 0) * 24 + int(match[5] or 0)
    seconds = (hours * 60 + int(match[6] or 0)) * 60 + Decimal(match[7] or 0)
    return Duration(seconds=sign * seconds)
