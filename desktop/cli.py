"""The command ``yunzhen``: the desktop app and, without a window, each step of its way of data."""

import argparse
import errno
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from desktop.i18n import _
from desktop.messages import in_a_line, message, message_for
from forms.errors import FormsError
from sync.errors import SyncError

if TYPE_CHECKING:
    from desktop.report.errors import ReportError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code: 0 done, 1 a fault that the output names."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except _refusals() as error:
        print(in_a_line(message(error.code, error.values)), file=sys.stderr)
        return 1
    except BrokenPipeError:
        # Who read the output has seen enough (``| head``); at exit Python would flush once more.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        print(_words_of(error), file=sys.stderr)
        return 1


def _words_of(error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return _("The port is taken by another program. Choose another one with --port.")
    return _("{name} cannot be read or written: {reason}").format(
        name=error.filename or _("A file"), reason=error.strerror or error)


def _refusals() -> "tuple[type[FormsError | SyncError | ReportError], ...]":
    """Return the errors that carry a code; asked only once something is raised.

    So the libraries behind ``desktop.report`` need not be loaded for a command without them.
    """
    from desktop.report.errors import ReportError

    return FormsError, SyncError, ReportError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="yunzhen", description=_("Cloud diagnosis on site"))
    parser.add_argument("--practice", action="store_true",
                        help=_("open the practice enterprise with an embedded platform"))
    parser.add_argument("--data", type=Path, help=_("folder of the encrypted database"))
    parser.set_defaults(run=_app)
    commands = parser.add_subparsers(metavar=_("command"))

    demo = commands.add_parser("demo", help=_("the whole job without a window"))
    demo.add_argument("--out", type=Path, default=Path("out/demo"))
    demo.set_defaults(run=_demo)

    check = commands.add_parser("check", help=_("find every fault of a workbook"))
    check.add_argument("workbook", type=Path)
    check.set_defaults(run=_check)

    convert = commands.add_parser("convert", help=_("workbook folder, .xlsx or .xml"))
    convert.add_argument("workbook", type=Path)
    convert.add_argument("out", type=Path)
    convert.set_defaults(run=_convert)

    diagnose = commands.add_parser("diagnose", help=_("diagnose a record"))
    diagnose.add_argument("record", type=Path)
    diagnose.add_argument("--number", default="", help=_("of the record, if a package has several"))
    diagnose.add_argument("--json", action="store_true", help=_("the whole explanation"))
    diagnose.add_argument("--questionnaire", type=Path)
    diagnose.set_defaults(run=_diagnose)

    plan = commands.add_parser("plan", help=_("make the plan of a record"))
    plan.add_argument("record", type=Path)
    plan.add_argument("--number", default="", help=_("of the record, if a package has several"))
    plan.add_argument("-o", "--out", type=Path, required=True)
    plan.add_argument("--length", choices=("onepage", "standard", "full"), default="standard")
    plan.add_argument("--questionnaire", type=Path)
    plan.add_argument("--lock", action="store_true", help=_("the PDF asks for a password"))
    plan.add_argument("--sign", type=Path, metavar="P12",
                      help=_("sign the PDF with the organisation's certificate"))
    plan.set_defaults(run=_plan)

    plans = commands.add_parser("plans", help=_("make the plans of all records in a folder"))
    plans.add_argument("folder", type=Path)
    plans.add_argument("-o", "--out", type=Path, required=True)
    plans.add_argument("--length", choices=("onepage", "standard", "full"), default="standard")
    plans.set_defaults(run=_plans)

    paper = commands.add_parser("paper", help=_("the blank questionnaire to fill by hand"))
    paper.add_argument("-o", "--out", type=Path, required=True)
    paper.add_argument("--questionnaire", type=Path)
    paper.set_defaults(run=_paper)

    verify = commands.add_parser("verify", help=_("is this plan the one in the record?"))
    verify.add_argument("file", type=Path)
    verify.add_argument("--record", type=Path)
    verify.set_defaults(run=_verify)

    selftest = commands.add_parser("selftest", help=_("does this copy carry all it needs?"))
    selftest.set_defaults(run=_selftest)

    platform = commands.add_parser("platform", help=_("the embedded platform"))
    platform.add_argument("--db", default="")
    platform.add_argument("--port", type=int, default=8420)
    platform.add_argument("--host", default="127.0.0.1")
    platform.add_argument("--folder", type=Path, default=Path("platform"))
    platform.set_defaults(run=_platform)

    publish = commands.add_parser("publish", help=_("publish everything to an ODK Central"))
    publish.add_argument("server", metavar="https://HOST")
    publish.add_argument("--email", required=True, help=_("an administrator's or manager's"))
    publish.add_argument("--project", default="企业上云诊断", help=_("name or number"))
    publish.add_argument("--questionnaire", type=Path, action="append", default=[],
                         help=_("instead of the shipped ones; may be given several times"))
    publish.add_argument("--tasks", type=Path, help=_("Excel sheet of the enterprises to visit"))
    publish.add_argument("--laptop", action="append", default=[],
                         help=_("name of a laptop that gets a key; may be given several times"))
    publish.add_argument("--out", type=Path, default=Path("laptops"),
                         help=_("where the laptops' codes go"))
    publish.set_defaults(run=_publish)
    return parser


# Each command imports what it needs when it runs: `yunzhen check` starts without Qt or SQLAlchemy.


def _app(options: argparse.Namespace) -> int:
    from desktop.app import run

    return run(practice=options.practice, folder=options.data)


def _demo(options: argparse.Namespace) -> int:
    from desktop.demo import run

    return run(options.out)


def _check(options: argparse.Namespace) -> int:
    import forms

    faults = forms.check(options.workbook)
    for fault in faults:
        place = ":".join(str(part) for part in (fault.file, fault.sheet, fault.row, fault.column)
                         if part)
        print(f"{place}  {fault.message} {fault.advice}")
    print(_("{count} faults").format(count=len(faults)))
    return 1 if faults else 0


def _convert(options: argparse.Namespace) -> int:
    import forms

    forms.convert(options.workbook, options.out)
    print(options.out)
    return 0


def _diagnose(options: argparse.Namespace) -> int:
    from desktop.record_files import read_record
    from desktop.records import diagnosis_json, diagnosis_text

    entry = read_record(options.record, options.questionnaire, options.number).entry
    print(diagnosis_json(entry) if options.json else diagnosis_text(entry))
    return 0


def _plan(options: argparse.Namespace) -> int:
    from desktop.record_files import read_record
    from desktop.records import write_plan

    protected = options.lock or options.sign
    if protected and options.out.suffix.lower() != ".pdf":
        from desktop.report.errors import ReportError

        raise ReportError("file-kind", kinds=".pdf")
    record = read_record(options.record, options.questionnaire, options.number)
    written, said = write_plan(record, options.out, options.length)
    if protected:
        from desktop.copies import protect

        protect(options.out, certificate=options.sign, lock=options.lock)
    for sentence in (written, *said):
        print(sentence)
    return 0


def _plans(options: argparse.Namespace) -> int:
    from desktop.copies import write_plans

    outcomes = write_plans(options.folder, options.out, options.length)
    for outcome in outcomes:
        said = outcome.file or " ".join(message_for(outcome.error) if outcome.error else ())
        print(f"{outcome.name}  {said}")
    made = sum(1 for outcome in outcomes if outcome.file)
    print(_("{made} of {count} plans made").format(made=made, count=len(outcomes)))
    return 0 if made == len(outcomes) else 1


def _paper(options: argparse.Namespace) -> int:
    import forms
    from desktop.copies import write_paper
    from desktop.questionnaires import shipped

    given = options.questionnaire
    pages = write_paper(options.out, forms.load(given) if given else shipped())
    print(_("{file}, {pages} pages").format(file=options.out, pages=pages))
    return 0


def _verify(options: argparse.Namespace) -> int:
    from desktop.records import verify

    good, sentence = verify(options.file, options.record)
    print(sentence)
    return 0 if good else 1


def _selftest(_options: argparse.Namespace) -> int:
    from desktop.selftest import run

    return run()


def _platform(options: argparse.Namespace) -> int:
    from sync.platform.server import main as serve

    return serve(options.db, options.port, options.folder, _say_where, options.host)


def _publish(options: argparse.Namespace) -> int:
    from desktop.publish import run

    return run(options)


def _say_where(address: str) -> None:
    """Print what one does with an address of the platform; at once, also into a file."""
    words = _("The platform runs at {address} (Ctrl+C stops it)")
    if "/setup?" in address:
        words = _("First sign-in: make the administrator in a browser at {address}")
    print(words.format(address=address), flush=True)
