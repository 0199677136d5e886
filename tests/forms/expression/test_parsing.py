"""Text to tree: the grammar, its traps, and errors with their place."""

import pytest

from forms.errors import FormDefinitionError
from forms.expression import parse
from forms.expression.tokenizer import MAX_LENGTH
from forms.expression.tree import Call, Number, Operation, Path, Text, walk


def problem(source: str) -> FormDefinitionError:
    with pytest.raises(FormDefinitionError) as caught:
        parse(source)
    return caught.value


def test_a_star_is_a_wildcard_where_an_operand_belongs_and_a_product_elsewhere() -> None:
    tree = parse("* * *")
    assert isinstance(tree, Operation)
    assert tree.operators == ("*",)
    assert all(isinstance(operand, Path) for operand in tree.operands)


def test_operator_names_are_names_where_an_operand_belongs() -> None:
    tree = parse("div div mod")
    assert isinstance(tree, Operation)
    assert tree.operators == ("div",)


def test_a_hyphen_belongs_to_the_name_it_touches() -> None:
    assert parse("a-b").steps[0].name == "a-b"  # type: ignore[union-attr]  # a path
    tree = parse("a - b")
    assert isinstance(tree, Operation)
    assert tree.operators == ("-",)


def test_a_long_chain_is_one_flat_node() -> None:
    tree = parse(" or ".join(["/data/a = 1"] * 2000))
    assert isinstance(tree, Operation)
    assert len(tree.operands) == 2000


def test_precedence_binds_and_before_or_and_products_before_sums() -> None:
    tree = parse("1 or 2 and 3 + 4 * 5")
    assert isinstance(tree, Operation)
    assert tree.operators == ("or",)
    second = tree.operands[1]
    assert isinstance(second, Operation)
    assert second.operators == ("and",)


def test_every_node_knows_its_place_in_the_text() -> None:
    tree = parse("1 + selected(/data/a, 'x')")
    places = {type(part).__name__: part.position for part in walk(tree)}
    assert places["Call"] == 4
    assert places["Text"] == 22


def test_a_quoted_text_ends_at_its_own_quote() -> None:
    assert parse("\"it's\"") == Text("it's", 0)


def test_a_number_may_begin_with_a_point() -> None:
    assert parse(".5") == Number(0.5, 0)


def test_a_function_name_keeps_its_prefix() -> None:
    tree = parse("jr:choice-name(/data/a, '/data/a')")
    assert isinstance(tree, Call)
    assert tree.name == "jr:choice-name"


@pytest.mark.parametrize(("source", "position"), [
    ("1 +", 3), ("(1", 2), ("a[1", 3), ("'open", 0), ("1 ? 2", 2), ("f(1,)", 4), ("$x", 0),
    ("child::", 7), ("nothing::a", 0), ("a b", 2),
])
def test_an_error_says_where(source: str, position: int) -> None:
    error = problem(source)
    assert error.code == "expression-syntax"
    assert error.values["position"] == position


def test_an_empty_expression_is_named() -> None:
    assert problem("   ").code == "expression-empty"


@pytest.mark.parametrize("source", ["(" * 5000 + "1" + ")" * 5000, "-" * 5000 + "1",
                                    "a[" * 3000 + "1" + "]" * 3000, "f(" * 3000 + ")" * 3000])
def test_nesting_has_a_limit(source: str) -> None:
    assert problem(source).code == "expression-too-deep"


def test_length_has_a_limit() -> None:
    assert problem("1 + " * MAX_LENGTH + "1").code == "expression-too-long"
