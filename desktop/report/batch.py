"""Many plans in one go: each becomes a file or a sentence why not; one failure stops no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from desktop.report.errors import CancelledError, ReportError
from desktop.report.pdf import render_pdf
from forms.errors import FormsError
from forms.plan.model import Plan


@dataclass(frozen=True, slots=True)
class Job:
    """A plan to be made, or a file to be copied; ``name`` is the file's, without suffix."""

    name: str
    make: Callable[[], Plan | bytes]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job: the file, or the error that ``desktop.messages`` puts into words."""

    name: str
    file: Path | None
    error: Exception | None = None


def make_all(jobs: Iterable[Job], folder: Path, progress: Callable[[int, int], None] | None = None,
             cancelled: Callable[[], bool] | None = None) -> tuple[Outcome, ...]:
    """Write every job's PDF into a folder; return what became of each, in order.

    Args:
        jobs: Names that are taken already get a number behind.
        folder: Made if it is not there.
        progress: Called with (jobs done, jobs all) after every job.
        cancelled: Asked between pages; what is not made then is left out of the outcomes.
    """
    waiting = list(jobs)
    folder.mkdir(parents=True, exist_ok=True)
    outcomes: list[Outcome] = []
    for number, job in enumerate(waiting, start=1):
        try:
            outcomes.append(Outcome(job.name, _written(job, folder, cancelled)))
        except CancelledError:
            break
        except (FormsError, ReportError, OSError) as error:
            outcomes.append(Outcome(job.name, None, error))
        if progress is not None:
            progress(number, len(waiting))
    return tuple(outcomes)


def _written(job: Job, folder: Path, cancelled: Callable[[], bool] | None) -> Path:
    made = job.make()
    if isinstance(made, Plan):
        made = render_pdf(made, cancelled=cancelled)
    elif cancelled is not None and cancelled():
        raise CancelledError
    file = _free(folder, job.name)
    file.write_bytes(made)
    return file


def _free(folder: Path, name: str) -> Path:
    """Return a path in the folder that no file has yet."""
    file, count = folder / f"{name}.pdf", 2
    while file.exists():
        file, count = folder / f"{name}-{count}.pdf", count + 1
    return file
