"""What the laptop writes the platform reads; what was cut is never taken for whole."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.client.multipart import submission
from sync.platform.multipart import MultipartError, Part, read_parts
from sync.transport import Upload

NAMES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1,
                max_size=40).filter(lambda name: "%2" not in name and "%0" not in name)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=2000), NAMES, st.binary(max_size=2000))
def test_every_name_and_every_byte_comes_through(xml: bytes, name: str, data: bytes) -> None:
    # when
    body, kind = submission(xml, Upload(name, data))
    # then
    first, second = read_parts(kind, body)
    assert first == Part("xml_submission_file", "submission.xml", xml)
    assert (second.name, second.data) == (name, data)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=500), st.integers(1, 2000))
def test_a_body_that_was_cut_is_refused(data: bytes, cut: int) -> None:
    body, kind = submission(b"<data/>", Upload("a.jpg", data))
    # The line break after the closing boundary says nothing: without it the body is whole.
    shorter = body[: -min(cut + 4, len(body))]
    with pytest.raises(MultipartError):
        read_parts(kind, shorter)


@pytest.mark.parametrize(
    "kind", ["", "text/xml", "multipart/form-data", "multipart/mixed; boundary=b"]
)
def test_another_kind_of_body_is_refused(kind: str) -> None:
    with pytest.raises(MultipartError):
        read_parts(kind, b"--b\r\n\r\n--b--")
