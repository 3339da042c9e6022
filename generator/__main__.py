"""`python -m generator`: the same command as `backfile`."""

from .cli import cli

if __name__ == "__main__":
    cli(prog_name="backfile")
