"""The command line says in a sentence what stopped it."""

import socket
from pathlib import Path

import pytest

from desktop import i18n
from desktop.cli import main


def test_a_port_that_is_taken_is_named_with_the_way_out(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # given another program on the port
    i18n.use_language("zh_CN")
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        # when the platform is asked to run there
        code = main(["platform", "--port", str(port), "--folder", str(tmp_path)])
    # then it says so and what to do
    assert code == 1
    assert "--port" in capsys.readouterr().err
