"""``yunzhen publish``: what a province's laptops need, put on its ODK Central in one go."""

import argparse
import getpass
import os
from pathlib import Path

import forms
from desktop.i18n import _
from desktop.questionnaires import SHIPPED, shipped
from forms import revisit
from sync.client.office import OTHER, SAME, Row, connect_office
from sync.client_settings import settings_code
from sync.configuration import write_configuration
from sync.down import CARRIER
from sync.files import write_durably
from sync.office import Done, Wanted, set_up
from sync.platform.assignments import AssignmentError, tasks_in
from sync.platform.codes import picture
from sync.platform.regions import PROVINCE
from sync.platform.web.words import fault

PASSWORD = "YUNZHEN_PASSWORD"  # noqa: S105 - the variable's name
# Nothing is asked in it; it makes Central give the lists to the laptops' keys (sync/down.py).
LISTS = f"""
| survey |
| | type | name | label |
| | select_one_from_file assignments.csv | assignments | 待诊断企业 |
| | select_one_from_file providers.csv | providers | 服务商 |
| | select_one_from_file benchmarks.csv | benchmarks | 同行参照 |
| settings |
| | form_id | version | form_title |
| | {CARRIER} | 1 | 名单（只为下发，不用填） |
"""


def run(options: argparse.Namespace) -> int:
    """Publish and print each step; return the exit code."""
    try:
        tasks = _tasks(options.tasks) if options.tasks else []
    except AssignmentError as error:
        print(fault(error.code, error.values))
        return 1
    questionnaires = [forms.load(path) for path in options.questionnaire] or [
        shipped(SHIPPED), shipped(revisit.FOLLOW_UP)]
    wanted = Wanted(
        options.project, (*questionnaires, forms.load(LISTS.encode())), tasks, options.laptop,
        options.tasks.name if options.tasks else "",
    )
    password = os.environ.get(PASSWORD) or getpass.getpass(_("Password of the account: "))
    office = connect_office(options.server, options.email, password)
    good = True
    try:
        for done in set_up(office, wanted):
            good = good and done.outcome != OTHER
            print(_words(done), flush=True)
            if done.config is not None:
                write_codes(options.out, done.name, write_configuration(done.config),
                            settings_code(done.config.url, done.name))
    finally:
        office.close()
    return 0 if good else 1


def write_codes(folder: Path, name: str, configuration: str, code: str) -> None:
    """Write a laptop's configuration as a file to open and as a QR picture to scan."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = "".join("_" if sign in '\\/:*?"<>|' else sign for sign in name)
    write_durably(folder / f"{stem}.json", configuration.encode())
    write_durably(folder / f"{stem}.png", picture(code))


def _tasks(path: Path) -> list[Row]:
    return [Row(one.uuid, one.enterprise, one.properties)
            for one in tasks_in(path.read_bytes(), PROVINCE)]


def _words(done: Done) -> str:
    if done.kind == "form":
        said = {SAME: _("was there already"),
                OTHER: _("is there with other content: give it another version")}
        return _("Questionnaire  {name}  {outcome}").format(
            name=done.name, outcome=said.get(done.outcome, _("published")))
    if done.kind == "tasks":
        new, changed = done.outcome.split()
        return _("Tasks          {name}  {new} new, {changed} changed").format(
            name=done.name, new=new, changed=changed)
    sentence = {
        "project": _("Project        {name}  {outcome}"), "list": _("List           {name}"),
        "laptop": _("Laptop         {name}"),
    }[done.kind]
    return sentence.format(name=done.name, outcome=done.outcome)
