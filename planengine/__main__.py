"""`python -m planengine`."""

from planengine.cli.main import run

run()
