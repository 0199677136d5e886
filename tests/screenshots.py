"""``make screenshots``: every screen with real content into out/screenshots/.

Widths 1366 and 1920, light and dark, 100 and 150 %: the scale is chosen when a process starts,
so the program calls itself once a scale.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop.app import Program, make_application
from desktop.initials import initials
from desktop.questionnaires import shipped
from desktop.screens.first_run import FirstRunModel, FirstRunScreen
from desktop.screens.home import HomeScreen
from desktop.screens.interview import InterviewScreen
from desktop.screens.unlock import UnlockModel, UnlockScreen
from desktop.settings import SettingsBook
from desktop.shell import Shell
from desktop.visit import Visit
from sync.store import Store
from sync.values import RecordFacts, Review
from tests.desktop.review import office_pictures, pictures

OUT = Path("out/screenshots")
SIZES = ((1366, 768), (1920, 1080))
SCALES = ("1", "1.5")
STAGES = ("diagnosis", "measures", "cost", "plan", "report")
PASTED = (
    "系统名称\t类别\t上线年份\t使用人数\t年度费用(元)\t备注\n能源计量\t能源\t2020\t12\t18000\t\n"
    "质量检验台账\t质量\t2022\t18\t9000\t新\n售后服务登记\t客户与营销\t二〇二一\t6\t\t\n"
)


# Invented enterprises: name, county code and label, size, completeness, score, level, to confirm.
ENTERPRISES = (
    ("山西砚川机械制造有限公司", "140702", "晋中市 榆次区", "medium", 1.0, 43.8, "L2", 3),
    ("晋中岚桥铸件有限公司", "140727", "晋中市 祁县", "small", 0.62, None, "", 1),
    ("太原澄谷煤业有限责任公司", "140181", "太原市 古交市", "large", 0.78, 60.2, "L3", 6),
    ("长治云坪装备制造有限公司", "140403", "长治市 潞州区", "medium", 1.0, 52.4, "L3", 0),
    ("晋中穗安农产品有限公司", "140703", "晋中市 太谷区", "small", 0.94, 38.1, "L2", 2),
    ("平遥泊远文旅有限公司", "140728", "晋中市 平遥县", "small", 0.97, 47.0, "L3", 0),
    ("左权松涧核桃专业合作社", "140722", "晋中市 左权县", "micro", 0.91, 29.3, "L2", 0),
    ("临汾启衡化工有限公司", "141024", "临汾市 洪洞县", "medium", 0.99, 61.7, "L4", 0),
    ("寿阳合川陶瓷有限公司", "140725", "晋中市 寿阳县", "small", 0.88, 34.6, "L2", 1),
    ("运城河禾食品有限公司", "140802", "运城市 盐湖区", "medium", 0.96, 49.5, "L3", 0),
    ("阳泉东麓商贸有限公司", "140302", "阳泉市 城区", "micro", 0.92, 33.7, "L2", 0),
    ("忻州雁北冷链物流有限公司", "140902", "忻州市 忻府区", "small", 0.93, 41.2, "L3", 0),
    ("吕梁禾坡酒业有限公司", "141182", "吕梁市 汾阳市", "medium", 0.98, 51.9, "L3", 1),
)

# How far each of them has come, in Central's words once it has arrived.
STATES = ("hasIssues", "draft", "draft", "waiting", "draft", "received", "approved", "approved",
          "received", "approved", "waiting", "approved", "hasIssues")


def main(arguments: list[str]) -> int:
    if arguments:
        return take(arguments[0])
    OUT.mkdir(parents=True, exist_ok=True)
    with display():
        for scale in SCALES:
            settings = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_FONT_DPI": "96"}
            command = [sys.executable, "-m", "tests.screenshots", scale]
            subprocess.run(command, env=settings, check=True)
    return 0


@contextmanager
def display() -> Iterator[None]:
    """Start an X server where there is none."""
    if os.environ.get("DISPLAY"):
        yield
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(write), "-screen", "0", "3000x2000x24", "-nolisten", "tcp"],
        pass_fds=(write,),
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    with os.fdopen(read) as pipe:
        os.environ["DISPLAY"] = f":{pipe.readline().strip()}"
    yield
    server.terminate()
    server.wait(10)


def take(scale: str) -> int:
    """Take all pictures at one scale; sizes are those of the screen, so logical ones shrink."""
    app = make_application()
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        book = SettingsBook(Path(folder))
        book.change(
            replace(
                book.current,
                consultant="李工",
                organisation="晋澜企业服务中心",
                motion=False,
                theme="light",
            )
        )
        program = Program(app, book, practice=True)
        store = program.open_practice(stack)
        program.window.show()
        camera = Camera(program, float(scale))
        camera.gates(Path(folder) / "other")
        fill(store)
        program.use_store(store)
        camera.home()
        camera.visit()
        camera.reports(store)
        program.window.close()
    return 0


def fill(store: Store) -> None:
    """Put the invented enterprises into the list."""
    form = shipped()
    day = datetime.now(UTC).date()
    for place, (name, county, label, scale, complete, score, level, todo) in enumerate(ENTERPRISES):
        entry = form.start()
        uuid = store.create_record(form, entry)
        facts = RecordFacts(
            enterprise=name,
            pinyin=initials(name),
            county=county,
            county_label=label,
            scale=scale,
            completeness=complete,
            score=score,
            level=level,
            open_items=todo,
            follow_up_on=(day + timedelta(days=place)).isoformat() if place % 3 == 1 else "",
        )
        store.append(uuid, (), facts=facts, last_path="")
        settle(store, uuid, entry.xml(), STATES[place])


def settle(store: Store, uuid: str, xml: bytes, state: str) -> None:
    """Take an invented visit as far as ``state``: the list shows every one of them."""
    if state == "draft":
        return
    store.finish(uuid, xml, ())
    sent = next(one for one in store.outgoing() if one.record_uuid == uuid)
    if state == "waiting":
        later = datetime.now(UTC) + timedelta(days=9)
        store.mark_postponed(sent.version_id, "offline", "", 1, later)
        return
    at = datetime.now(UTC).isoformat()
    receipt = (f"SX-2026-{sent.version_id:06}", "platform", at, "")
    store.mark_received(sent.version_id, receipt)
    if state != "received":
        review = Review("state", state, "", "晋中市审核员", datetime.now(UTC))
        store.put_reviews(uuid, state, [(uuid, review)])


class Camera:
    """Brings each screen to the front and takes it in every size and theme."""

    def __init__(self, program: Program, scale: float) -> None:
        self._program, self._scale = program, scale

    @property
    def shell(self) -> Shell:
        shell = self._program.window.shell
        assert shell is not None
        return shell

    def gates(self, folder: Path) -> None:
        book = SettingsBook(folder)
        first = FirstRunScreen(FirstRunModel(book, self._program.background))
        self._program.window.show_gate(first)
        field = first.findChild(QWidget, "passphrase")
        field.setText("早出晚归一十八家")  # type: ignore[union-attr, attr-defined] # a line edit
        self.snap("12-first-run")
        model = UnlockModel(self._program.book, self._program.background, locked=True)
        gate = UnlockScreen(model)
        self._program.window.show_gate(gate)
        model.unlock("falsch")
        wait(lambda: bool(model.state.problem))
        self.snap("12-unlock")

    def home(self) -> None:
        page = self.shell.page
        assert isinstance(page, HomeScreen)
        wait(lambda: page.model.rows.rowCount() > 1 and page.model.rows.summary(0) is not None)
        self.snap("01-home")
        for name, number in (
            ("sync", "10-sync"),
            ("statistics", "13-statistics"),
        ):
            self.shell.go_home(name)
            self.snap(number)
        office_pictures.settings(self.shell, self.snap, wait)

    def visit(self) -> None:
        self.shell.go_home()
        page = self.shell.page
        assert isinstance(page, HomeScreen)
        page.model.choose("practice")
        wait(lambda: page.model.rows.rowCount() == 2 and page.model.rows.summary(0) is not None)
        rows = (page.model.rows.summary(row) for row in range(page.model.rows.rowCount()))
        factory = next(row for row in rows if row is not None and row.facts.path != "geti")
        self.shell.open_visit(factory.uuid)
        wait(lambda: self.shell.visit is not None)
        interview = self.shell.page
        assert isinstance(interview, InterviewScreen)
        assert self.shell.visit is not None
        self.interview(interview, self.shell.visit)
        for name in STAGES:
            self.shell.go_stage(name)
            pause(1500)
            self.snap(f"{name}")
        office_pictures.sheets(self.shell, self._program.book.folder, self.snap, wait)
        pictures.stages(self.shell, self.snap)
        pictures.projector(self.shell, self.frame)

    def reports(self, store: Store) -> None:
        pictures.portfolio(self.shell, pictures.many_visits(), self.snap, wait)
        pictures.reports(self._program, store, self.snap, wait)

    def frame(self, window: QWidget, name: str) -> None:
        """Take a window of its own at the size of a projector."""
        window.resize(round(1920 / self._scale), round(1080 / self._scale))
        pause(250)
        window.grab().save(str(OUT / f"{name}-{round(self._scale * 100)}.png"))

    def interview(self, page: InterviewScreen, visit: Visit) -> None:
        page.model.answer("/data/infra/drill", "d1")
        page.model.answer("/data/strategy/it_staff", "900")
        page.go_to("/data/infra/backup")
        self.snap("02-interview")
        page.go_to("/data/strategy/it_staff")
        self.snap("02-warning")
        page.model.answer("/data/systems/system_list[7]/sys_year", "1912")
        page.go_to("/data/systems/system_list[1]/sys_cost")
        QApplication.clipboard().setText(PASTED)
        self.snap("03-systems-table")
        table = page.findChild(QWidget, "repeat_screen")
        table._open_paste()  # type: ignore[union-attr, attr-defined] # the repeat screen
        self.snap("03-paste")
        page.model.toggle_na("/data/mgmt/app_asset")
        page.model.explain_na("/data/mgmt/app_asset", "group", "由集团共享中心登记，本厂不设台账")
        page.go_to("/data/mgmt/app_bi")
        page._mark("/data/mgmt/app_bi", "help")
        self.snap("04-help-na")
        page._mark("/data/mgmt/app_bi", "help")
        page.go_to("/data/confirm/sign_ent")
        self.snap("02-signature")
        page.go_to("/data/enterprise/reg_county")
        self.snap("02-cascade")
        page.show_finish()
        self.snap("05-finish")
        page.back()

    def snap(self, name: str) -> None:
        window, book = self._program.window, self._program.book
        for theme in ("light", "dark"):
            book.change(replace(book.current, theme=theme))
            for width, height in SIZES:
                window.resize(round(width / self._scale), round(height / self._scale))
                pause(250)
                percent = round(self._scale * 100)
                window.grab().save(str(OUT / f"{name}-{width}-{theme}-{percent}.png"))
        book.change(replace(book.current, theme="light"))


def pause(ms: int) -> None:
    """Let the event loop run; pictures, unlike tests, may wait for a time."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def wait(done: Callable[[], bool]) -> None:
    """Let the event loop run until something is there, 30 s at most."""
    for _turn in range(600):
        if done():
            return
        pause(50)
    raise TimeoutError


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
