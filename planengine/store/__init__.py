"""The database: schema, migrations, journal, outbox, queries. The only home of SQL; no rule of the subject lives here."""
