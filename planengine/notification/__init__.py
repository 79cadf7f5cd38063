"""The language notifiers speak: `api` is the stable door, `registry` finds who stands behind it."""
