"""The worked example of docs/platform.md is run as it stands there."""

import base64
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sync.engine import exchange
from sync.store import Store
from sync.values import ExchangeReport, ServerConfig
from tests.sync.builders import AForm, AnEntry, an_instance, load_a_form, ticking
from tests.sync.central_answers import Answer, page
from tests.sync.scripted_server import scripted_server

DOC = Path(__file__).parents[2] / "docs" / "platform.md"
ID = "uuid:11111111-1111-4111-8111-111111111111"


def the_example() -> Any:
    found = re.search(r"```python\n(.*?)```", DOC.read_text(encoding="utf-8"), re.S)
    assert found is not None
    names: dict[str, Any] = {}
    exec(compile(found.group(1), str(DOC), "exec"), names)  # noqa: S102 - our own documentation
    return names["ProvinceTransport"]


def test_the_documents_transport_carries_a_record_to_a_receipt(tmp_path: Path) -> None:
    # given
    transport = the_example()
    store = Store.create(tmp_path, "p", now=ticking())
    uuid = store.create_record(AForm(), AnEntry(ID))
    store.put_attachment(uuid, "a.jpg", b"photo")
    store.finish(uuid, an_instance(ID, photos=("a.jpg",)), ["a.jpg"])
    kept: dict[str, Any] = {}
    portal = True

    def answer(_method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        if portal:
            return page(200, "Log in")
        if path == "/ping":
            return Answer(200, "{}", "application/json")
        assert headers["X-Token"] == "token"
        message = json.loads(body)
        kept["xml"] = base64.b64decode(message["xml"])
        if "file" in message:
            kept[message["file"]["name"]] = base64.b64decode(message["file"]["data"])
        return Answer(200, json.dumps({"code": len(kept) > 2, "no": "P-1"}), "application/json")

    def run(url: str) -> ExchangeReport:
        config = ServerConfig(kind="province", url=url, password="token")  # noqa: S106
        return exchange(
            store, config=config, now=ticking(), progress=lambda _: None,
            cancelled=lambda: False, load=load_a_form, only_now=True, connect=transport,
        )

    # when
    with scripted_server(answer) as url:
        first = run(url)
        portal = False
        second = run(url)
    # then
    assert (first.problem, first.detail, first.waiting) == ("offline", "captive-portal", 1)
    assert (second.problem, second.sent) == ("", 1)
    assert kept == {"xml": an_instance(ID, photos=("a.jpg",)), "a.jpg": b"photo"}
    (receipt,) = store.receipts(uuid)
    assert (receipt.number, receipt.kind) == ("P-1", "platform")
    store.close()
