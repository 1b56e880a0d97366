"""Text measured and cut in UTF-16 code units, as Runway and Telegram count it."""


def utf16_units(text: str) -> int:
    """Measure `text` as Runway and Telegram count it."""
    return len(text.encode("utf-16-le")) // 2


def cut_utf16(text: str, most: int) -> str:
    """Cut `text` to at most so many units, never inside a character."""
    return text.encode("utf-16-le")[: max(0, most) * 2].decode("utf-16-le", "ignore")
