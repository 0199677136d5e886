"""The benchmark's whole way: the office's cells, the wire, the laptop, the diagnosis, the plan."""

from datetime import UTC, datetime
from pathlib import Path

import forms
from desktop.plan_context import plan_context
from desktop.plan_making import document_of
from desktop.screens.diagnosis_compare import compared, read_beside
from desktop.settings import Settings
from forms.plan.model import Paragraph, plain
from sync.engine import exchange
from sync.platform import benchmarks
from sync.platform.database import writing
from sync.platform.server import RunningPlatform
from sync.platform.statistics import Cell
from sync.store import Store
from sync.values import ServerConfig
from tests.desktop.builders import PASSPHRASE, an_entry

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
CELLS = (
    Cell("制造业", "中型", "score", 12, 30.0, 44.0, 61.5),
    Cell("制造业", "中型", "d1", 12, 20.0, 40.0, 60.0),
    Cell("采矿业", "中型", "score", 30, 1.0, 2.0, 3.0),
)


def test_a_published_benchmark_reaches_screen_and_plan(tmp_path: Path) -> None:
    # given: the office published its cells, the laptop has the factory's visit
    entry = an_entry("factory")
    store = Store.create(tmp_path / "data", PASSPHRASE)
    uuid = store.create_record(entry.form, entry, practice=True)
    with RunningPlatform(folder=tmp_path / "platform") as platform:
        platform.publish(entry.form)
        with writing(platform.engine) as session:
            benchmarks.publish(session, CELLS, NOW)
        # when
        report = exchange(
            store, config=ServerConfig(url=platform.app_user_url, practice=True),
            now=lambda: NOW, progress=lambda _progress: None, cancelled=lambda: False)
    assert report.problem == ""
    diagnosis = forms.diagnose(entry)
    shown = compared(read_beside(store, uuid, "", practice=True), entry, diagnosis)
    plan = document_of(store, uuid, entry, diagnosis, plan_context(entry, "YZ", Settings(), NOW))
    # then: the screen has the medians of its own trade and size, the plan the sentence
    assert (shown.peer_count, dict(shown.peers)) == (12, {"D1": 40.0})
    words = [plain(block.text) for chapter in plan.chapters for block in _blocks(chapter.blocks)
             if isinstance(block, Paragraph)]
    assert ("同业参照：制造业中型企业 12 家，中位 44.0 分，前四分之一不低于 61.5 分"
            "（平台 2026-11-23 发布）。") in words
    store.close()


def _blocks(blocks: tuple[object, ...]) -> list[object]:
    """Return the blocks, those in columns too."""
    found: list[object] = []
    for block in blocks:
        found.append(block)
        for side in (getattr(block, "left", ()), getattr(block, "right", ())):
            found += side
    return found
