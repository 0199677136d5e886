"""What may go wrong in a form, as codes with values; the desktop turns them into sentences."""


class FormsError(Exception):
    """A failure with a stable ``code`` and the values its sentence needs."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(f"{code}: {values}" if values else code)
        self.code = code
        self.values = values


class FormDefinitionError(FormsError):
    """The form cannot be used. Values say where: ``sheet row column`` or ``node``, ``position``."""


class AnswerRejectedError(FormsError):
    """An edit that the form does not allow: unknown path, read-only node, a row too many."""


class RecordError(FormsError):
    """A record's XML cannot be continued with this form."""
