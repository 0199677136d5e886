"""Which kind of record a visit is: a diagnosis, a follow-up of one, or of a foreign form."""

from desktop.visit import Visit
from forms.revisit import is_follow_up


def has_method(visit: Visit) -> bool:
    """Whether the record is diagnosed."""
    return visit.entry.form.method is not None


def follows_up(visit: Visit) -> bool:
    """Whether the record tells what became of an earlier diagnosis."""
    return is_follow_up(visit.entry.form)


def has_plan(visit: Visit) -> bool:
    """Whether something is printed of the record."""
    return has_method(visit) or follows_up(visit)
