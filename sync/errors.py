"""What may go wrong at rest and in motion, as codes with values; the desktop has the sentences."""


class SyncError(Exception):
    """A failure with a stable ``code`` and the values its sentence needs."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code}: {values}" if values else code)
        self.code = code
        self.values = values


class OfflineError(SyncError):
    """Nobody's fault: no network, a captive portal, a broken line. Tried again by itself."""


class ServerBusyError(SyncError):
    """The server asks for patience. Tried again by itself."""


class AuthExpiredError(SyncError):
    """The key or login is refused; the outbox waits."""


class ServerRejectedError(SyncError):
    """That item is refused; it is parked with the server's words and the others go on."""


class StoreError(SyncError):
    """The disk or the database: wrong passphrase, damaged file, no space, read-only folder."""
