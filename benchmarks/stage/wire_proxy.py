"""A proxy on loopback that counts every byte and request that passes, and can make the line slow.

Usage: python -m benchmarks.stage.wire_proxy LISTEN UPSTREAM CONTROL [RTT_MS KBPS]

`GET /stats` at the control port answers what passed since `GET /reset`, as JSON.
"""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import suppress

PIECE = 64 * 1024
SLOW_PIECE = 1500


class Counts:
    """What passed since the last reset; `up` is from the client."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Begin anew."""
        self.up = self.down = self.requests = 0


class Proxy:
    """One listening port before one upstream port."""

    def __init__(self, upstream: int, rtt_ms: float, kbps: float) -> None:
        self.counts = Counts()
        self._upstream = upstream
        self._delay = rtt_ms / 2000
        self._seconds_per_byte = 8 / (kbps * 1000) if kbps else 0.0

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Join one client with the upstream until both have hung up."""
        await asyncio.sleep(2 * self._delay)  # the handshake of a real line
        there, back = await asyncio.open_connection("127.0.0.1", self._upstream)
        with suppress(ConnectionError, TimeoutError):
            await asyncio.gather(self._pass(reader, back, up=True), self._pass(there, writer, up=False))
        for end in (back, writer):
            end.close()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, up: bool) -> None:
        slow = bool(self._delay or self._seconds_per_byte)
        while piece := await reader.read(SLOW_PIECE if slow else PIECE):
            self._count(piece, up=up)
            if slow:
                await asyncio.sleep(len(piece) * self._seconds_per_byte)
                asyncio.get_running_loop().call_later(self._delay, writer.write, piece)
            else:
                writer.write(piece)
                await writer.drain()
        await asyncio.sleep(self._delay)
        if writer.can_write_eof():
            writer.write_eof()

    def _count(self, piece: bytes, *, up: bool) -> None:
        if up:
            self.counts.up += len(piece)
            self.counts.requests += piece.count(b" HTTP/1.1\r\n")
        else:
            self.counts.down += len(piece)

    async def control(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one question about the counts."""
        asked = await reader.readuntil(b"\r\n\r\n")
        if asked.startswith(b"GET /reset"):
            self.counts.reset()
        body = json.dumps(vars(self.counts)).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        await writer.drain()
        writer.close()


async def main(listen: int, upstream: int, control: int, rtt_ms: float = 0, kbps: float = 0) -> None:
    """Run until killed."""
    proxy = Proxy(upstream, rtt_ms, kbps)
    await asyncio.start_server(proxy.meet, "127.0.0.1", listen)
    await asyncio.start_server(proxy.control, "127.0.0.1", control)
    print("ready", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(*map(int, sys.argv[1:4]), *map(float, sys.argv[4:6])))
