"""What may go wrong while a plan becomes a file, as codes with values."""


class ReportError(Exception):
    """A failure with a stable ``code`` and the values its sentence needs.

    ``incomplete`` (missing: names), ``file-kind`` (kinds), ``certificate``, ``not-a-plan``,
    ``locked``.
    """

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code}: {values}" if values else code)
        self.code = code
        self.values = values


class CancelledError(Exception):
    """The user stopped the making of a file."""
