"""The colours of a state: what its words and what lies behind them are painted in."""

TONES = {
    "red": ("red", "reds"), "amb": ("amb", "ambs"), "grn": ("grn", "grns"), "acc": ("acc", "accs"),
    "plain": ("ink2", "mute"),
}  # fmt: skip
