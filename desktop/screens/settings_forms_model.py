"""Settings, 题库与表: what is here, a signed file before it is taken, whom one trusts."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from desktop.background import Lane
from desktop.i18n import _
from desktop.messages import in_a_line, message_for
from desktop.office_files import Offer, Shelf, look_at_shelf, look_into, shipped_from, take_in
from desktop.opening import Opener
from desktop.page import Services
from sync.errors import SyncError
from sync.signing import CONFIGURATION, QUESTIONNAIRE, fingerprint
from sync.updates import distrust, read_public_key, trust


@dataclass(frozen=True, slots=True)
class FormsState:
    """``offer`` is a verified file that waits for a decision.

    ``key`` is the fingerprint of a key that waits to be compared.
    """

    shelf: Shelf | None = None
    file: str = ""
    offer: Offer | None = None
    key: str = ""
    busy: bool = False
    words: str = ""
    problem: str = ""
    key_problem: str = ""


class FormsModel(QObject):
    """Reads the shelf, looks into a file, takes it in; all on the DATABASE lane."""

    changed = Signal(object)

    def __init__(self, services: Services, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._services = services
        self._opener = Opener(services.now, services.new_uuid)
        self._load = shipped_from(services.settings.folder / "cache")
        self._data = b""
        self._key: tuple[str, bytes] = ("", b"")
        self.state = FormsState()

    def reload(self) -> None:
        """Look again at what is here."""
        store, opener, load = self._services.store, self._opener, self._load
        self._run(lambda: look_at_shelf(store, opener, load), self._show_shelf)

    def look_at(self, path: Path) -> None:
        """Verify a file and show what it would change; nothing is kept."""
        store, opener, load = self._services.store, self._opener, self._load
        self._set(replace(self.state, file=path.name, offer=None, busy=True, words="", problem=""))

        def work() -> tuple[bytes, Offer]:
            data = path.read_bytes()
            return data, look_into(store, opener, load, data)

        self._run(work, self._show_offer)

    def take(self) -> None:
        """Take in the file that was shown."""
        store, data, now = self._services.store, self._data, self._services.now
        self._set(replace(self.state, busy=True))
        self._run(lambda: take_in(store, data, now), self._show_taken)

    def leave(self) -> None:
        """Put the file away."""
        self._data = b""
        self._set(replace(self.state, file="", offer=None, problem="", words=""))

    def look_at_key(self, signer: str, text: str) -> None:
        """Show the fingerprint of a public key, for comparing by telephone."""
        try:
            key = read_public_key(text)
        except SyncError as error:
            words = in_a_line(message_for(error))
            self._set(replace(self.state, key="", key_problem=words))
            return
        if not signer.strip():
            self._set(replace(self.state, key="", key_problem=_(
                "Write the signer's name as the office gives it.")))
            return
        self._key = (signer.strip(), key)
        self._set(replace(self.state, key=fingerprint(key), key_problem=""))

    def trust(self) -> None:
        """Trust the signer whose fingerprint was compared."""
        store, (signer, key) = self._services.store, self._key
        self._set(replace(self.state, key=""))
        self._run(lambda: trust(store, signer, key), self._show_changed)

    def distrust(self, signer: str) -> None:
        """Trust a signer no more."""
        store = self._services.store
        self._run(lambda: distrust(store, signer), self._show_changed)

    def go_back(self, uuid: str) -> None:
        """Take a visit back to the copy from before its upgrade."""
        store = self._services.store
        self._run(lambda: store.undo_upgrade(uuid), self._show_changed)

    def _run(self, work: Callable[[], object], show: Callable[[object], None]) -> None:
        self._services.background.start(
            Lane.DATABASE, lambda _task: work(), show, self._complain)

    def _show_shelf(self, shelf: object) -> None:
        if isinstance(shelf, Shelf):
            self._set(replace(self.state, shelf=shelf))

    def _show_offer(self, found: object) -> None:
        if isinstance(found, tuple):
            self._data, offer = found
            self._set(replace(self.state, offer=offer, busy=False))

    def _show_taken(self, _signed: object) -> None:
        kind = self.state.offer.signed.kind if self.state.offer else ""
        words = {
            QUESTIONNAIRE: _("Taken in. New visits begin with it if it is the newest; running ones "
                             "stay with theirs."),
            CONFIGURATION: _("Taken in. Records go to the platform in it from now on."),
        }.get(kind, _("Taken in. It is used from now on."))
        self.leave()
        self._set(replace(self.state, busy=False, words=words))
        self._services.navigator.refresh_sync()
        self.reload()

    def _show_changed(self, _done: object) -> None:
        self.reload()

    def _complain(self, error: Exception) -> None:
        self._set(replace(self.state, busy=False, problem=in_a_line(message_for(error))))

    def _set(self, state: FormsState) -> None:
        if state != self.state:
            self.state = state
            self.changed.emit(state)
