"""`python -m planengine`: the same as the command `planengine`."""

from planengine.cli.main import run

if __name__ == "__main__":
    run()
