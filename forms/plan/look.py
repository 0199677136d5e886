"""An organisation's colour: it replaces blue only if it stays legible in print and in grey."""

import re

_HEX = re.compile(r"#[0-9A-Fa-f]{6}")
DARKEST_GREY, CONTRAST = 0.60, 7.0


def accepted_blue(colour: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Return the colour to print with and what is to be said about it.

    Source: plan/layout.md §3: at least 60 % ink in grey and a contrast of 7:1 on white.
    """
    if not colour:
        return "", ()
    if not _HEX.fullmatch(colour):
        return "", (("colour-unreadable", colour),)
    grey, contrast = legibility(colour)
    if grey < DARKEST_GREY or contrast < CONTRAST:
        return "", (("colour-too-light", colour),)
    return colour.upper(), ()


def legibility(colour: str) -> tuple[float, float]:
    """Return the ink of ``#RRGGBB`` in grey print, 0 to 1, and its contrast on white, from 1."""
    red, green, blue = (int(colour[n:n + 2], 16) / 255 for n in (1, 3, 5))
    grey = 1 - (0.299 * red + 0.587 * green + 0.114 * blue)
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4
              for c in (red, green, blue)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return grey, 1.05 / (luminance + 0.05)


def darkened(colour: str) -> str:
    """Return the lightest shade of ``#RRGGBB`` that is accepted: itself where it is."""
    parts = [int(colour[n:n + 2], 16) for n in (1, 3, 5)]
    shades = ("#" + "".join(f"{part * percent // 100:02X}" for part in parts)
              for percent in range(100, 0, -1))
    return next((shade for shade in shades if accepted_blue(shade)[0]), "#000000")
