import subprocess

from cli.worker import COMMAND, OUR_ROOMS


def test_a_process_of_the_server_runs_its_code_and_not_what_lies_around(tmp_path):
    (tmp_path / "cli").mkdir()
    (tmp_path / "cli" / "__init__.py").write_text("raise SystemExit('run by mistake')")
    # As the command begins, with its path set before anything is imported.
    code = COMMAND[-1].partition("from cli")[0] + "import cli; print(cli.__path__[0])"
    asked = [*COMMAND[:-1], code]
    ended = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith(OUR_ROOMS)
