"""Pinyin initials of the names that consultants here search for."""

import pytest

import resources
from desktop.initials import initials
from tools import pinyin_initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("晋中砺衡机械", "jzlhjx"),
        ("长治市", "czs"),
        ("长子县", "zzx"),
        ("繁峙县", "fsx"),
        ("洪洞县", "htx"),
        ("重庆", "cq"),
        ("银行", "yh"),
        ("ERP 系统", "erp xt"),
    ],
)
def test_names_are_found_by_the_letters_people_type(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_table_holds_what_pypinyin_says() -> None:
    assert resources.read_text("tables/initials.txt") == pinyin_initials.table()
