"""A door before a server: `python -m bench.drill.relay PORT TARGET` hands on what passes through.

Killed, it breaks every connection and refuses new ones, as its server does that ends; stopped, it
lets everybody wait. The server behind it keeps what it holds: moto's S3 has it in memory alone, and
the loopback OpenAI and Runway count in theirs what was paid.
"""

import asyncio
import sys
from contextlib import suppress

PIECE_BYTES = 1 << 16


async def serve(port: int, target: int) -> None:
    """Hand on connections until the process ends."""

    async def hand_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            there = await asyncio.open_connection("127.0.0.1", target)
        except OSError:
            writer.close()
            return
        await asyncio.gather(_pour(reader, there[1]), _pour(there[0], writer))

    server = await asyncio.start_server(hand_on, "127.0.0.1", port)
    async with server:
        await server.serve_forever()


async def _pour(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await source.read(PIECE_BYTES):
            target.write(piece)
            await target.drain()
    with suppress(ConnectionError, OSError):
        target.close()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), int(sys.argv[2])))
