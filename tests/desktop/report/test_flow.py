from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.report.flow import BOTTOM, TOP, ColumnRun, Item, paginate
from desktop.report.tables import table_items
from forms.plan.model import Cell, Column, Row, Run, Table

ROOM = BOTTOM - TOP


def nothing(*_: object) -> None:
    return None


def item(height: float, *, keep: bool = False, before: float = 0.0) -> Item:
    return Item(height, nothing, before=before, keep=keep)


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.floats(1, 90), st.booleans(), st.floats(0, 9)), min_size=1,
                max_size=60))
def test_every_item_is_set_once_in_order_and_inside_the_page(rows: list) -> None:
    # given items of any height, some kept with the next, when they are set
    items = [item(height, keep=keep, before=before) for height, keep, before in rows]
    pages = paginate(items, 0)
    # then all stand on the pages in their order, none over an edge or over another
    placed = [entry for page in pages for entry in page.placed]
    assert [entry[0] for entry in placed] == items
    for page in pages:
        lowest = TOP
        for entry, _, y in page.placed:
            assert y >= lowest - 0.01
            assert y + entry.height <= BOTTOM + 0.02
            lowest = y + entry.height


def test_what_is_kept_together_moves_to_the_next_page_together() -> None:
    first = item(ROOM - 20)
    heading, table = item(10, keep=True), item(30)
    pages = paginate([first, heading, table], 0)
    assert [[entry[0] for entry in page.placed] for page in pages] == [[first], [heading, table]]


def test_space_above_is_dropped_at_the_top_of_a_page() -> None:
    pages = paginate([item(ROOM), item(5, before=9)], 0)
    assert pages[1].placed[0][2] == TOP


def test_a_foot_stands_at_the_bottom_where_there_is_room() -> None:
    foot = item(10)
    foot.bottom = True
    (page,) = paginate([item(50), foot], 0)
    assert page.placed[1][2] == BOTTOM - 10


def test_two_feet_stand_above_each_other_at_the_bottom() -> None:
    note, strip = item(4), item(20, before=2)
    note.bottom = strip.bottom = True
    (page,) = paginate([item(50), note, strip], 0)
    assert [top for _, _, top in page.placed[1:]] == [BOTTOM - 26, BOTTOM - 20]


def rows_of(count: int) -> Table:
    rows = [Row((Cell(((Run("第一阶段"),),)),), "band")]
    rows += [Row((Cell(((Run(f"行 {n}"),),)), Cell(((Run("1.0"),),)))) for n in range(count)]
    rows.append(Row((Cell(((Run("合计"),),)), Cell(((Run("9.0"),),))), "total"))
    return Table((Column("名称"), Column("数", 20, "right")), tuple(rows))


def test_a_table_over_a_page_repeats_header_and_band_and_closes_its_part() -> None:
    items = table_items(rows_of(60), "（续）")
    pages = paginate(items, 0)
    assert len(pages) == 2
    # header, then the band with （续）, then rows; and the first part has its closing rule
    header, band = (entry[0] for entry in pages[1].placed[:2])
    assert header is items[0]
    assert band not in items
    assert len(pages[0].feet) == 1


def test_a_total_is_never_alone_with_the_header() -> None:
    # given tables of many lengths, when they are set
    for count in range(30, 60):
        pages = paginate(table_items(rows_of(count), "（续）"), 0)
        # then the last page holds at least the row above the total too
        own = [entry for entry, _, _ in pages[-1].placed if entry.height > 1]
        assert len(own) >= 4 or len(pages) == 1


def test_a_very_high_row_sets_its_long_cell_below_the_table() -> None:
    cells = (Cell(((Run("短"),),)), Cell(((Run("长" * 3000),),)))
    table = Table((Column("甲"), Column("乙", 40)), (Row(cells), Row(cells)))
    items = table_items(table, "（续）")
    assert all(entry.height <= 60 for entry in items)
    assert len(items) > 20


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(st.floats(2, 40), st.booleans()), min_size=1, max_size=80),
       st.floats(0, 200))
def test_columns_hold_every_item_once_and_stay_inside(rows: list, above: float) -> None:
    items = [item(height, keep=keep) for height, keep in rows]
    pages = paginate([item(above + 1), ColumnRun(items, 77, 6)], 0)
    placed = [entry for page in pages for entry in page.placed][1:]
    assert [entry[0] for entry in placed] == items
    assert {x for _, x, _ in placed} <= {0.0, 83.0}
    assert all(y + entry.height <= BOTTOM + 0.02 for entry, _, y in placed)


def test_the_last_page_s_columns_are_balanced() -> None:
    items = [item(10) for _ in range(12)]
    (page,) = paginate([ColumnRun(items, 76, 8)], 0)
    assert [x for _, x, _ in page.placed] == [0.0] * 6 + [84.0] * 6
