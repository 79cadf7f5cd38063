"""Backing up, restoring, checking the database."""

TEXTS = {
    "keeping.backed_up": "✓ Backed up and checked on disk: {path} ({size}).",
    "keeping.plan": "  {plan}: {events} log entries; last hash:\n  {hash}",
    "keeping.network": "Note: {path} lies on a network share. That is fine for a copy; do not open it or run planengine on it there.",
    "keeping.sound_backup": "✓ The backup {path} is sound, byte for byte as it was made.",
    "keeping.whole_backup": "✓ The backup {path}: the file can be read, its logs are unbroken.",
    "keeping.no_sum": (
        "Note: there is no .sha256 file beside {path}. Every row was compared with the log; of mail addresses and letters "
        "sent the log knows nothing, so a byte changed there may go unseen."
    ),
    "keeping.present.missing": "There is no database at {path} yet; nothing is lost.",
    "keeping.present.damaged": (
        "The database {path} is damaged and cannot be read; what was recorded after the backup cannot be told."
    ),
    "keeping.strange": "✗ Careful: the backup is of another workspace; it shares not one log entry with the present data.",
    "keeping.same": "The backup has the same log entries as the present database; none is lost.",
    "keeping.lost": "{plan}: {lost} entries recorded after entry {common} are not in the backup and will be lost.",
    "keeping.lost_all": "{plan}: the backup has no entry of this plan; all {lost} will be lost.",
    "keeping.gained": "{plan}: {gained} entries are only in the backup and will be there again.",
    "keeping.restored": "✓ Restored {path} from {file} and checked it.",
    "keeping.kept": "What was there before is kept at {path}",
    "keeping.older": "The backup is of an older schema. Run next: planengine db migrate",
    "keeping.letters": (
        "Letters sent after the backup may be sent again. Look before reminding: planengine remind preview"
    ),
    "keeping.sound": "✓ {path} is sound (schema {schema}, SQLite {sqlite}).",
    "keeping.warning.reset": (
        "Note: SQLite {version} is among the versions with a rare fault that can damage a file when several programs "
        "write. The system may have mended it under the same number. Back up regularly, and move to SQLite 3.51.3 when you can."
    ),
    "keeping.warning.evidence": "Note: {count} files of evidence are missing in {folder}. To see which: planengine evidence verify",
    "keeping.warning.network": "Note: {path} lies on a network share, where file locks cannot be trusted. Move it to a local disk.",
    "keeping.found.integrity": "✗ The file is damaged: {what}",
    "keeping.remedy.integrity": "→ Leave the file as it is, copy it elsewhere, then restore: planengine db restore FILE",
    "keeping.found.reference": "✗ Table {table}: {count} rows point to rows that table {parent} does not have.",
    "keeping.remedy.reference": "→ Another program changed the data. Restore the latest backup: planengine db restore FILE",
    "keeping.found.chain": "✗ {plan}: the log is wrong from entry {seq} on ({verdict:verdict}); the {count} before it are right.",
    "keeping.remedy.chain": "→ Keep the file as evidence and compare the latest backup: planengine db restore FILE (asks before it replaces)",
    "keeping.found.row": "✗ {plan}: {label} in table {table} is not what the log says.",
    "keeping.found.step": "✗ {plan}: entry {seq} of the log cannot be.",
    "keeping.found.absent": "✗ The {kind} {name} is missing.",
    "keeping.remedy.absent": "→ Somebody took a guard of the data away. Restore the latest backup: planengine db restore FILE",
    "keeping.found.strange": "✗ There is a {kind} {name} that is not planengine's.",
    "keeping.remedy.strange": "→ Ask who keeps the file; drop what was added, or restore a backup: planengine db restore FILE",
    "keeping.found.differs": "✗ The {kind} {name} is not as this version declares it.",
    "keeping.remedy.differs": "→ Somebody changed the structure. Restore the latest backup: planengine db restore FILE",
    "keeping.found.journal_mode": "✗ The file is in {mode} mode, not WAL: readers and writers will wait for each other.",
    "keeping.remedy.journal_mode": "→ Stop all other commands, back up, and restore that backup: planengine db restore FILE",
    "keeping.found.older": "✗ The data is of an older schema ({schema}); this version needs {known}.",
    "keeping.remedy.older": "→ Back up, then run: planengine db migrate",
}
