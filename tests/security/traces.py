"""Everything that a stack leaves behind, as one can read it: files, tables, objects."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import psycopg2
import requests
import s3fs
from psycopg2 import sql

from tests.production.object_store import BUCKET

SHORTEST_CUT = 20


def in_files(*folders: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below some folders: logs, what runs wrote, the instance's own."""
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file():
                yield str(path), path.read_bytes()


def in_tables(login: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Every row of every table: runs with config and tags, events with metadata and tracebacks."""
    with closing(
        psycopg2.connect(
            host=login["PGHOST"],
            port=login["PGPORT"],
            user=login["PGUSER"],
            password=login["PGPASSWORD"],
            dbname=login["PGDATABASE"],
        )
    ) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(sql.SQL("SELECT t::text FROM {} AS t").format(sql.Identifier(table)))
            yield table, "\n".join(row for (row,) in cursor.fetchall()).encode()


def in_objects() -> Iterator[tuple[str, bytes]]:
    """Every object of the bucket: requests, results, prompts, films."""
    files = s3fs.S3FileSystem(skip_instance_cache=True)
    for path in files.find(BUCKET):
        yield path, files.cat_file(path)


def in_the_ui(url: str) -> Iterator[tuple[str, bytes]]:
    """What the Dagster UI is told of the instance and of the runs."""
    question = "{instance{info} runsOrError{...on Runs{results{runConfigYaml tags{key value}}}}}"
    answer = requests.post(f"{url}/graphql", json={"query": question}, timeout=60)
    answer.raise_for_status()
    yield "the UI", answer.content


def forms(secret: str) -> set[bytes]:
    """A secret as it is and encoded; of a long one its first and last letters too."""
    raw = secret.encode()
    found = {raw, quote(secret, safe="").encode(), raw.hex().encode()}
    for before in range(3):
        encoded = base64.b64encode(bytes(before) + raw)[4 * (before > 0) : -4]
        found |= {encoded, encoded.translate(bytes.maketrans(b"+/", b"-_"))}
    is_address = "://" in secret
    if len(secret) >= SHORTEST_CUT and not is_address:
        found |= {raw[:8], raw[-8:]}
    return found
