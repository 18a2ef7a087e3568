"""The desktop's part of a notification: `python -m tests.support.notifications FILE` owns its name
on the session's bus, and writes the texts of each as a line of JSON.
"""

from __future__ import annotations

import json
import os
import re
import socket
import struct
import sys
from typing import Any

NAME = "org.freedesktop.Notifications"
_CALL, _RETURN = 1, 2
_PATH, _INTERFACE, _MEMBER, _REPLY_TO, _TO, _FROM, _SIGNATURE = 1, 2, 3, 5, 6, 7, 8
_KINDS = {_PATH: "o", _SIGNATURE: "g", _REPLY_TO: "u"}
_ANSWERS: dict[str, tuple[str, tuple[Any, ...]]] = {
    "Notify": ("u", (1,)),
    "GetServerInformation": ("ssss", ("desktop", "calmtui", "1", "1.2")),
    "GetCapabilities": ("as", ()),
}


def _packed(kinds: str, values: tuple[Any, ...]) -> bytes:
    data = b""
    if kinds == "as":
        return struct.pack("<I", 0)
    for kind, value in zip(kinds, values, strict=True):
        if kind == "g":
            data += bytes([len(value)]) + value.encode() + b"\0"
            continue
        data += b"\0" * (-len(data) % 4)
        if kind == "u":
            data += struct.pack("<I", value)
        else:
            text = value.encode()
            data += struct.pack("<I", len(text)) + text + b"\0"
    return data


class Bus:
    """A connection to the session's bus."""

    def __init__(self, address: str) -> None:
        path = re.search("path=([^,]+)", address)
        assert path
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(path[1])
        self._serial = 0
        uid = str(os.getuid()).encode().hex()
        self._socket.sendall(f"\0AUTH EXTERNAL {uid}\r\n".encode())
        assert self._socket.recv(100).startswith(b"OK")
        self._socket.sendall(b"BEGIN\r\n")

    def send(self, kind: int, fields: dict[int, Any], kinds: str, values: tuple[Any, ...]) -> None:
        self._serial += 1
        body, heads = _packed(kinds, values), b""
        if kinds:
            fields = {**fields, _SIGNATURE: kinds}
        for number, value in fields.items():
            heads += b"\0" * (-len(heads) % 8)
            of = _KINDS.get(number, "s")
            heads += bytes([number, 1]) + of.encode() + b"\0" + _packed(of, (value,))
        head = b"l" + bytes([kind, 0, 1]) + struct.pack("<II", len(body), self._serial)
        head += struct.pack("<I", len(heads)) + heads
        self._socket.sendall(head + b"\0" * (-len(head) % 8) + body)

    def call(self, member: str, kinds: str = "", values: tuple[Any, ...] = ()) -> None:
        own = "org.freedesktop.DBus"
        fields = {_PATH: "/org/freedesktop/DBus", _INTERFACE: own, _MEMBER: member, _TO: own}
        self.send(_CALL, fields, kinds, values)

    def receive(self) -> tuple[int, int, dict[int, Any], bytes]:
        """Return the next message: its kind, its serial, its fields and its body."""
        start = self._read(16)
        length, serial, size = struct.unpack("<III", start[4:])
        heads = self._read(size + -size % 8)
        fields: dict[int, Any] = {}
        place = 0
        while place < size:
            place += -place % 8
            number, of = heads[place], chr(heads[place + 2])
            place += 4
            if of == "g":
                fields[number] = heads[place + 1 : place + 1 + heads[place]].decode()
                place += heads[place] + 2
                continue
            (value,) = struct.unpack_from("<I", heads, place)
            place += 4
            fields[number] = value
            if of in "so":
                fields[number] = heads[place : place + value].decode()
                place += value + 1
        return start[1], serial, fields, self._read(length)

    def _read(self, length: int) -> bytes:
        data = b""
        while len(data) < length:
            piece = self._socket.recv(length - len(data))
            if not piece:
                raise EOFError
            data += piece
        return data


def _strings(body: bytes) -> list[str]:
    """Return the texts of a call of Notify: program, icon, title and text."""
    found, place = [], 0
    for kind in "susss":
        place += -place % 4
        (value,) = struct.unpack_from("<I", body, place)
        place += 4
        if kind == "s":
            found.append(body[place : place + value].decode())
            place += value + 1
    return found


def main(file: str) -> None:
    """Answer until the bus ends."""
    bus = Bus(os.environ["DBUS_SESSION_BUS_ADDRESS"])
    bus.call("Hello")
    bus.call("RequestName", "su", (NAME, 0))
    while True:
        try:
            kind, serial, fields, body = bus.receive()
        except (EOFError, ConnectionError):
            return
        answer = _ANSWERS.get(fields.get(_MEMBER, ""))
        if kind != _CALL or answer is None:
            continue
        if fields[_MEMBER] == "Notify":
            with open(file, "a", encoding="utf-8") as out:
                out.write(json.dumps(_strings(body)) + "\n")
        bus.send(_RETURN, {_REPLY_TO: serial, _TO: fields[_FROM]}, *answer)


if __name__ == "__main__":
    main(sys.argv[1])
