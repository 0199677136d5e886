"""Signed files and server configurations: what is not exactly right is refused."""

import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.client_settings import settings_code
from sync.configuration import (
    ConfigurationError,
    read_configuration,
    read_picture,
    write_configuration,
)
from sync.signing import SigningError, fingerprint, new_keys, sign, verify
from sync.store import Store
from sync.updates import take_in_signed, trust
from sync.values import ServerConfig
from tests.sync.builders import AForm, load_a_form, ticking

PRIVATE, PUBLIC = new_keys()
URL = f"https://central.example/v1/key/{'a' * 64}/projects/1"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store.create(tmp_path / "store", "p", now=ticking())
    yield made
    made.close()


def signed(payload: bytes = b"payload", kind: str = "questionnaire", name: str = "x") -> bytes:
    return sign(payload, kind=kind, name=name, signer="省中心", private_key=PRIVATE)


def refusal(data: bytes, trusted: dict[str, bytes]) -> str:
    with pytest.raises(SigningError) as caught:
        verify(data, trusted)
    return caught.value.code


def test_a_signed_questionnaire_is_taken_in_with_its_signer(store: Store) -> None:
    # given
    trust(store, "省中心", PUBLIC)
    # when
    found = take_in_signed(store, signed(AForm().package()), load_a_form)
    # then
    assert found.signer == "省中心"
    assert [(one.version, one.signer) for one in store.questionnaires()] == [("1", "省中心")]


def test_a_signed_table_replaces_the_list_of_its_name(store: Store) -> None:
    # given
    trust(store, "省中心", PUBLIC)
    table = b"name,label,__version,city\nu1,A,1,1407\n"
    # when
    take_in_signed(store, signed(table, "table", "providers"), load_a_form)
    # then
    assert [one.label for one in store.entities("providers")] == ["A"]


def test_unsigned_altered_and_strangers_files_are_refused(store: Store) -> None:
    _, other = new_keys()
    assert refusal(b"payload", {"省中心": PUBLIC}) == "unsigned"
    assert refusal(signed(), {}) == "unknown-signer"
    assert refusal(signed(), {"省中心": other}) == "altered"
    assert refusal(signed()[:-1], {"省中心": PUBLIC}) == "altered"
    assert refusal(signed() + b"x", {"省中心": PUBLIC}) == "altered"
    with pytest.raises(SigningError):
        take_in_signed(store, signed(), load_a_form)
    assert store.questionnaires() == ()


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 255))
def test_no_single_changed_byte_passes(position: int, change: int) -> None:
    data = bytearray(signed())
    data[position % len(data)] ^= change
    try:
        found = verify(bytes(data), {"省中心": PUBLIC})
    except SigningError:
        return
    # JSON has two spellings of a few characters; what is signed is still exactly what was signed.
    assert (found.payload, found.kind, found.name) == (b"payload", "questionnaire", "x")


def test_fingerprint_can_be_read_out() -> None:
    assert len(fingerprint(PUBLIC).split()) == 8


@pytest.mark.parametrize(
    "pasted",
    [
        URL, f" {URL}/\n", f"{URL}/formList", f"{URL}/submission", settings_code(URL, "诊断"),
        json.dumps({"general": {"server_url": URL}, "admin": {}}),
        write_configuration(ServerConfig(url=URL)),
        "\n".join(settings_code(URL, "诊断")[i:i + 40] for i in range(0, 400, 40)),
    ],
)
def test_every_way_of_pasting_gives_the_address(pasted: str) -> None:
    assert read_configuration(pasted).url == URL


def test_the_address_of_reviews_follows_from_that_of_the_project() -> None:
    assert read_configuration(URL).rest_url == "https://central.example/v1/projects/1"
    assert read_configuration("https://kf.example.org/someone").rest_url == ""


def test_name_and_password_of_a_plain_openrosa_server_are_taken_over() -> None:
    general = {"server_url": "https://kc.example", "username": "u", "password": "p"}
    found = read_configuration(json.dumps({"general": general}))
    assert (found.url, found.username, found.password) == ("https://kc.example", "u", "p")


@pytest.mark.parametrize("text", ["", "hello", "{}", '{"general": {}}', "eJwDAAAAAAE=", "[1]",
                                  '{"url": "x", "surprise": 1}'])
def test_anything_else_is_refused_by_name(text: str) -> None:
    with pytest.raises(ConfigurationError):
        read_configuration(text)


def test_the_qr_picture_that_central_shows_is_read() -> None:
    # given
    picture = io.BytesIO()
    segno.make(settings_code(URL, "企业上云诊断")).save(picture, kind="png", scale=4)
    # then
    assert read_picture(picture.getvalue()).url == URL


def test_a_picture_without_a_code_and_a_file_that_is_none_are_told_apart() -> None:
    from PIL import Image

    blank = io.BytesIO()
    Image.new("RGB", (200, 200), "white").save(blank, "PNG")
    for data, code in ((blank.getvalue(), "no-qr-code"), (b"text", "not-a-picture")):
        with pytest.raises(ConfigurationError) as caught:
            read_picture(data)
        assert caught.value.code == code
