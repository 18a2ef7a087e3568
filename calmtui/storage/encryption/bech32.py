"""Bytes as text with a checksum, as age writes its keys (BIP 173)."""

from __future__ import annotations

_LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BITS = 5  # of a letter
_CHECKSUM_LETTERS = 6


def encode(prefix: str, data: bytes) -> str:
    """Encode bytes, with a prefix in lower case."""
    padding = -len(data) * 8 % _BITS
    letters = (len(data) * 8 + padding) // _BITS
    values = _split(int.from_bytes(data, "big") << padding, letters)
    prefix_values = (
        [ord(char) >> _BITS for char in prefix] + [0] + [ord(char) & 31 for char in prefix]
    )
    checksum = _polymod([*prefix_values, *values, *[0] * _CHECKSUM_LETTERS]) ^ 1
    values += _split(checksum, _CHECKSUM_LETTERS)
    return prefix + "1" + "".join(_LETTERS[value] for value in values)


def _split(bits: int, letters: int) -> list[int]:
    return [bits >> _BITS * place & 31 for place in reversed(range(letters))]


def _polymod(values: list[int]) -> int:
    checksum = 1
    for value in values:
        top = checksum >> 25
        checksum = (checksum & 0x1FFFFFF) << _BITS ^ value
        for place, factor in enumerate(_GENERATOR):
            if top >> place & 1:
                checksum ^= factor
    return checksum
