"""The channels that ship with planengine, one folder each: `smtp` (e-mail), `console`, `file` (.eml files).

A channel imports `planengine.notification.api` and the standard library, nothing else of planengine; `file`
borrows the letter of `smtp`. Deleting a folder, with its line in the entry points, deletes the channel.
"""
