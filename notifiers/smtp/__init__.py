"""E-mail over SMTP: `headers` folds, `letter` composes, `settings` reads, `send` speaks with the relay."""

from __future__ import annotations

from collections.abc import Mapping

from planengine.notification.api import Notifier


def build(settings: Mapping[str, str]) -> Notifier:
    """The e-mail channel with these settings (docs/email.md lists them). No connection is made before the
    first message. Raises `SettingsError`."""
    from notifiers.smtp.send import SmtpNotifier
    from notifiers.smtp.settings import SmtpSettings

    return SmtpNotifier(SmtpSettings.read(settings))
