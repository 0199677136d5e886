"""What ``make screenshots`` takes of the settings and of the jobs beside the plan."""

from collections.abc import Callable
from pathlib import Path

from desktop.screens.batch_sheet import BatchSheet
from desktop.screens.plan import PlanPage
from desktop.screens.settings import SettingsScreen
from desktop.screens.verify_sheet import VerifySheet
from desktop.shell import Shell

Snap = Callable[[str], None]
Wait = Callable[[Callable[[], bool]], None]


def settings(shell: Shell, snap: Snap, wait: Wait) -> None:
    """Each section; the look with a colour that is refused."""
    shell.go_home("settings")
    page = shell.page
    assert isinstance(page, SettingsScreen)
    look, forms = page._look.model, page._forms.model
    wait(lambda: bool(look.state.pages) and forms.state.shelf is not None)
    for name in page.sections:
        page.go_to(name)
        if name == "look":
            look.set_colour("#4C9F70")
        snap(f"14-settings-{name}")
    look.set_colour("")


def sheets(shell: Shell, folder: Path, snap: Snap, wait: Wait) -> None:
    """Beside the plan: a file that was verified, plans made in one go."""
    shell.go_stage("plan")
    page = shell.page
    assert isinstance(page, PlanPage)
    wait(lambda: page._model.state.made is not None)
    assert page._model.state.made is not None
    (folder / "plan.pdf").write_bytes(page._model.state.made.pdf)
    actions = {one.objectName(): one for one in page.side.menu.actions()}
    actions["verify_plan"].trigger()
    verify = shell.findChild(VerifySheet)
    assert verify is not None
    verify.model.look_at(folder / "plan.pdf")
    wait(lambda: verify.model.state.verdict is not None)
    snap("09-verify")
    verify.finish()
    actions["plans_in_one_go"].trigger()
    batch = shell.findChild(BatchSheet)
    assert batch is not None
    wait(lambda: bool(batch.model.state.records))
    batch.model.choose(folder=str(folder / "plans"))
    batch.model.start()
    wait(lambda: bool(batch.model.state.lines))
    snap("09-batch")
    batch.finish()
