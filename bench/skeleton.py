"""The least that a durable command can be: click, sqlite3, one committed row. Nothing of planengine."""

import sqlite3

import click


@click.command()
@click.argument("database")
@click.option("--note")
def skeleton(database: str, note: str | None) -> None:
    connection = sqlite3.connect(database, isolation_level=None)
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 10000")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE work SET note = ?, version = version + 1 WHERE id = 1", (note,))
    connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    skeleton()
