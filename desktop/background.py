"""The only module that starts threads: work goes to a lane, its outcome to the UI thread."""

import enum
import logging
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from PySide6.QtCore import QObject, Signal

_log = logging.getLogger(__name__)
CLOSING_TIMEOUT_S = 5.0


class Lane(enum.Enum):
    """Where work runs: DATABASE is one at a time, so writes never race; NETWORK is two.

    CAMERA is one: its work lasts as long as the camera is open, and no other may wait for it.
    """

    DATABASE = "database"
    NETWORK = "network"
    CAMERA = "camera"


_THREADS = {Lane.DATABASE: 1, Lane.NETWORK: 2, Lane.CAMERA: 1}


class Task(QObject):
    """A piece of work on its way. Made on the UI thread, so its signals arrive there.

    Work may read ``cancelled`` and emit ``progressed``; it touches no widget and no model.
    """

    succeeded = Signal(object)
    failed = Signal(object)
    progressed = Signal(object)
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._cancel = threading.Event()

    @property
    def cancelled(self) -> bool:
        """Whether the work should stop at the next good moment."""
        return self._cancel.is_set()

    def cancel(self) -> None:
        """Ask the work to stop; its outcome is no longer delivered."""
        self._cancel.set()


class Background(QObject):
    """The lanes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pools = {
            lane: ThreadPoolExecutor(_THREADS[lane], thread_name_prefix=lane.value)
            for lane in Lane
        }
        self._tasks: dict[Task, tuple[Lane, Future[None]]] = {}
        self._closed = False

    def start(
        self,
        lane: Lane,
        work: Callable[[Task], object],
        on_success: Callable[[object], None],
        on_failure: Callable[[Exception], None],
    ) -> Task:
        """Run ``work(task)`` in a lane; then call one of two slots, bound methods of a QObject.

        Qt drops the delivery once the slot's object is deleted; a cancelled task delivers nothing.
        """
        task = Task()
        task.succeeded.connect(on_success)
        task.failed.connect(on_failure)
        task.ended.connect(self._forget)
        if not self._closed:
            self._tasks[task] = (lane, self._pools[lane].submit(self._run, task, work))
        return task

    @property
    def busy(self) -> bool:
        """Whether any work is on its way or its outcome undelivered."""
        return bool(self._tasks)

    def close(self) -> bool:
        """Stop network and camera, let begun writes reach the disk; five seconds at most.

        Returns whether everything had ended. What was cut off is still in the outbox.
        """
        self._closed = True
        for task, (lane, _future) in self._tasks.items():
            if lane is not Lane.DATABASE:
                task.cancel()
        for lane, pool in self._pools.items():
            pool.shutdown(wait=False, cancel_futures=lane is not Lane.DATABASE)
        deadline = time.monotonic() + CLOSING_TIMEOUT_S
        return all(self._ended(future, deadline) for _lane, future in tuple(self._tasks.values()))

    @staticmethod
    def _ended(future: Future[None], deadline: float) -> bool:
        if future.cancelled():
            return True
        try:
            future.result(max(0.0, deadline - time.monotonic()))
        except TimeoutError:
            return False
        return True

    @staticmethod
    def _run(task: Task, work: Callable[[Task], object]) -> None:
        try:
            outcome = work(task)
        except Exception as error:  # noqa: BLE001 - thread boundary: handed on, not dropped
            _note(error)
            if not task.cancelled:
                task.failed.emit(error)
        else:
            if not task.cancelled:
                task.succeeded.emit(outcome)
        task.ended.emit()

    def _forget(self) -> None:
        sender = self.sender()
        if isinstance(sender, Task):
            self._tasks.pop(sender, None)


def _note(error: Exception) -> None:
    """Log a failure: where a bug happened, but never its message, which may quote an answer."""
    if hasattr(error, "code"):
        _log.info("work failed: %s %s", type(error).__name__, error.code)
        return
    frames = "".join(traceback.format_tb(error.__traceback__))
    _log.error("work failed: %s\n%s", type(error).__name__, frames)
