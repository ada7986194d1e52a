"""Texts to trees: what reads how, and where an error points."""

import pytest

from safeconduct.feel import FeelSyntaxError, FeelUnsupported, parse, top_level_connective
from safeconduct.feel import tree as t

HERE = t.Span()


def test_names_of_several_words_are_feel_s_own_or_given() -> None:
    call = parse('list  contains(countries, "VE")')
    assert isinstance(call, t.Call)
    assert call.function == t.Name(HERE, "list contains")
    assert parse("Full Name", ["Full Name"]) == t.Name(HERE, "Full Name")
    with pytest.raises(FeelSyntaxError, match="1:6: `Name`"):
        parse("Full Name")


@pytest.mark.parametrize(
    ("text", "low_closed", "high_closed"),
    [
        ("[1..10]", True, True),
        ("(1..10)", False, False),
        ("]1..10[", False, False),
        ("[1..10[", True, False),
        ("]1..10]", False, True),
    ],
)
def test_brackets_of_ranges(text: str, low_closed: bool, high_closed: bool) -> None:
    one, ten = t.NumberLiteral(HERE, "1"), t.NumberLiteral(HERE, "10")
    assert parse(text) == t.RangeNode(HERE, one, ten, low_closed, high_closed)
    compared = parse(f"{text} = x")
    assert isinstance(compared, t.Comparison)


def test_a_filter_may_end_a_range() -> None:
    test = parse("a in [b..c[1]]")
    assert isinstance(test, t.In)
    (range_,) = test.tests
    assert isinstance(range_, t.RangeNode)
    assert isinstance(range_.high, t.Filter)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("a between 1 and 2 and b", "(a between 1 and 2) and b"),
        ("a in ]1..3[ and b", "(a in ]1..3[) and b"),
        ("a or b and c", "a or (b and c)"),
        ("1 + 2 * 3 ** 2", "1 + (2 * (3 ** 2))"),
        ("-5 ** 2", "(-5) ** 2"),
        ("2 ** 3 ** 2", "(2 ** 3) ** 2"),
        ("-f(1)", "-(f(1))"),
        ("if a then b else c + 1", "if a then b else (c + 1)"),
        ("1 + /* two */ 2 // three", "1 + 2"),
    ],
)
def test_precedence(text: str, same: str) -> None:
    assert parse(text) == parse(same)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("age >", "1:6"),
        ("age >= \n  18 18", "2:6"),
        ('name = "abc', "1:8"),
        ('name = "a\\q"', "1:10"),
        ("a # b", "1:3"),
        ("", "1:1"),
        ("  // nothing", "1:1"),
        ("(1", "1:3"),
        ("[1,]", "1:4"),
        ("+1", "1:1"),
    ],
)
def test_syntax_errors_point_at_line_and_column(text: str, place: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    assert str(caught.value).startswith(f"{place}: ")


def test_spans_point_at_the_node() -> None:
    node = parse("age >= 18\n and country = 1")
    assert isinstance(node, t.And)
    assert node.right.span == t.Span(2, 6, 2, 17)


def test_escapes() -> None:
    assert parse(r'"a\n\"\u00e9\uD83D\uDE00\U01F600"') == t.TextLiteral(HERE, 'a\n"é😀😀')


@pytest.mark.parametrize("text", ["(" * 500 + "1", "1" + "+1" * 500, "x" + "[1]" * 500])
def test_what_is_too_deep_is_refused_and_not_a_traceback(text: str) -> None:
    with pytest.raises(FeelUnsupported):
        parse(text)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("a and b", "and"),
        ("(a or b)", "or"),
        ("not(a)", "not"),
        ("if a then b else c", "if"),
        ("some x in y satisfies a and b", None),
        ("a = not(b)", None),
    ],
)
def test_connective_at_the_top(text: str, word: str | None) -> None:
    assert top_level_connective(parse(text)) == word
