"""The command line, run in this process."""

from click.testing import CliRunner

from cli.main import main


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words])
