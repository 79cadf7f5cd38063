"""The database: schema, migrations, journal, outbox, queries. The only home of SQL, and no rule lives here."""
