"""Which channels there are, and how one is built.

A channel is a notifier factory that a package names in the entry-point group `planengine.notifiers`. Nothing
is searched and nothing is imported before somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping

from planengine.notification.api import Notifier, NotifierFactory, SettingsError

GROUP = "planengine.notifiers"

# Our own kinds are found in a checkout that was never installed, and no other package can take their names.
_OWN = {
    "console": "notifiers.console:build",
    "file": "notifiers.file:build",
    "smtp": "notifiers.smtp:build",
}


def names() -> tuple[str, ...]:
    """The kinds of channel that can be built here, sorted; no channel is imported."""
    return tuple(sorted(_offers()))


def build(kind: str, settings: Mapping[str, str]) -> Notifier:
    """The notifier of that kind with these settings, ready to send.

    Raises `planengine.errors.Refusal("channel.unknown")` for a kind nobody offers, and `SettingsError` when
    the channel finds fault with its settings, when two packages claim the same kind (key `kind`), or when the
    package that offers it cannot be imported (key `kind`).
    """
    offers = _offers()
    if kind not in offers:
        from planengine.errors import Refusal

        raise Refusal("channel.unknown", kind=kind, known=", ".join(sorted(offers)))
    return _load(kind, offers[kind])(settings)


def _offers() -> dict[str, tuple[str, ...]]:
    """Kind → the different factories that are offered under this name, as `module:attribute`, sorted."""
    from importlib.metadata import entry_points

    found: dict[str, set[str]] = {}
    for point in entry_points(group=GROUP):
        found.setdefault(point.name, set()).add(point.value)
    offers = {name: tuple(sorted(values)) for name, values in found.items()}
    return offers | {name: (value,) for name, value in _OWN.items()}


def _load(kind: str, values: tuple[str, ...]) -> NotifierFactory:
    from importlib.metadata import EntryPoint

    if len(values) > 1:
        # which of the two would carry the letters must not depend on the order of installation
        raise SettingsError("kind", f"several packages offer {kind!r}: {', '.join(values)}")
    try:
        factory: NotifierFactory = EntryPoint(kind, values[0], GROUP).load()
    except (ImportError, AttributeError) as error:
        raise SettingsError(
            "kind", f"{kind!r} is offered by {values[0]}, which cannot be loaded: {error}"
        ) from error
    return factory
