"""The language of the program's own texts: English source strings, one catalogue a part."""

import gettext

import resources

CHINESE, ENGLISH = "zh_CN", "en"
LANGUAGES = (CHINESE, ENGLISH)


class _Speaker:
    """The language in use: one a process, as the locale is."""

    def __init__(self) -> None:
        self.language = ""
        self.catalogue = gettext.NullTranslations()

    def use(self, language: str) -> None:
        self.catalogue = _catalogue(language)
        self.language = language

    def loaded(self) -> gettext.NullTranslations:
        if not self.language:
            self.use(CHINESE)
        return self.catalogue


def _catalogue(language: str) -> gettext.NullTranslations:
    chain = gettext.NullTranslations()
    if language == ENGLISH:
        return chain
    with resources.as_path(f"locale/{language}/LC_MESSAGES") as folder:
        for path in sorted(folder.glob("*.mo"), reverse=True):
            with path.open("rb") as file:
                part = gettext.GNUTranslations(file)
            part.add_fallback(chain)
            chain = part
    return chain


_speaker = _Speaker()


def use_language(language: str) -> None:
    """Translate from now on into ``language``, one of ``LANGUAGES``."""
    _speaker.use(language)


def language() -> str:
    """Return the language in use; Chinese until another is chosen."""
    _speaker.loaded()
    return _speaker.language


def _(text: str) -> str:
    """Return the translation of an English source string."""
    return _speaker.loaded().gettext(text)


def ngettext(singular: str, plural: str, count: int) -> str:
    """Return the form for ``count`` of a counted sentence."""
    return _speaker.loaded().ngettext(singular, plural, count)
