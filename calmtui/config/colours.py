"""Colours as `#rrggbb`: their parts, their light, and how far two stand apart. Pure."""

from __future__ import annotations

_SRGB_LINEAR = 0.04045  # below it a channel of sRGB is linear
_GLARE = 0.05  # what WCAG adds to each light
_IS_LIGHT = 0.18  # of the luminance of a ground: as near to white as to black


def channels(colour: str) -> tuple[int, int, int]:
    """Return the red, green and blue of `#rrggbb`."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def linear(channel: float) -> float:
    """Return the light of a channel of sRGB, 0 to 1 (IEC 61966-2-1)."""
    if channel <= _SRGB_LINEAR:
        return channel / 12.92
    light: float = ((channel + 0.055) / 1.055) ** 2.4
    return light


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour, 0 to 1, as WCAG 2 defines it."""
    red, green, blue = (linear(channel / 255) for channel in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21, as WCAG 2 defines it."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + _GLARE) / (dark + _GLARE)


def mixed(below: str, above: str, share: float) -> str:
    """Return a colour with so much of another over it."""
    parts = zip(channels(below), channels(above), strict=True)
    return as_hex(*(round(under * (1 - share) + over * share) for under, over in parts))


def as_hex(*parts: int) -> str:
    """Return red, green and blue as `#rrggbb`."""
    return "#" + "".join(f"{part:02x}" for part in parts)


def is_light(ground: str) -> bool:
    """Whether a ground is light."""
    return luminance(ground) > _IS_LIGHT
