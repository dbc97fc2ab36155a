"""A schedule for cron or systemd, ready to be put in place."""

import shlex
import sys
from pathlib import Path

from data.version import NAME
from report.schedule.go import BUSY, INCOMPLETE, SOMETHING_NEW

KINDS = ("cron", "systemd")
# Monday morning: the week before is complete, and the brief lies there when the day begins.
CRON_TIME, SYSTEMD_TIME = "17 6 * * 1", "Mon *-*-* 06:17"

CRON = """\
# Put this line into your table: crontab -e. Mondays at 6:17 in the time of this machine.
# Exit codes: 0 nothing new, {news} news, {incomplete} told although something failed,
# {busy} another run is going on, 1 wrong. cron mails what is printed, which is what is wrong.
# Secrets stand in no file of the study: in the system's keyring, or in the environment of cron.
{time} {command} --quiet || test $? -eq {news} -o $? -eq {busy}
"""
SYSTEMD = """\
# ~/.config/systemd/user/{unit}.service
[Unit]
Description=Weekly brief of {folder}
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart={command} --quiet
# 0 nothing new, {news} news, {busy} another run is going on; {incomplete}, told although something
# failed, and 1, wrong, are failures.
SuccessExitStatus={news} {busy}
# A run that was killed goes on where it stopped.
Restart=on-abnormal
RestartSec=60
# Secrets, for you alone to read (chmod 600); or leave this out and use the system's keyring.
EnvironmentFile=-%h/.config/{name}.env

# ~/.config/systemd/user/{unit}.timer
[Unit]
Description=Weekly brief of {folder}

[Timer]
OnCalendar={time}
Persistent=true

[Install]
WantedBy=timers.target

# Then: systemctl --user enable --now {unit}.timer
"""


def example_of(kind: str, folder: Path, program: Path) -> str:
    """Write a schedule for a study.

    Parameters
    ----------
    kind : {"cron", "systemd"}
    folder : Path
        Of the study.
    program : Path
        That is run.

    Returns
    -------
    str
    """
    place = folder.resolve()
    words = [str(program), "run", str(place)]
    command = shlex.join(words)
    codes = {"news": SOMETHING_NEW, "incomplete": INCOMPLETE, "busy": BUSY}
    if kind == "cron":
        # cron takes a percent sign for the end of the line.
        return CRON.format(time=CRON_TIME, command=command.replace("%", r"\%"), **codes)
    # systemd has rules of its own for what a shell would quote, and specifiers of one letter.
    quoted = " ".join(map(_quoted, words))
    return SYSTEMD.format(
        unit=f"{NAME}-{_unit(place.name)}",
        folder=str(place).replace("%", "%%"),
        command=quoted,
        time=SYSTEMD_TIME,
        name=NAME,
        **codes,
    )


def _quoted(word: str) -> str:
    said = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{said}"' if set(said) & set(" \t\"\\'") else said


def _unit(name: str) -> str:
    """Name a unit after a folder, with the letters that a unit may have."""
    return "".join(c if c.isascii() and (c.isalnum() or c in "_.-") else "_" for c in name)


def this_program() -> Path:
    """Return the program that is running, as it can be called from elsewhere."""
    beside = Path(sys.executable).parent / NAME
    return beside if beside.exists() else Path(sys.argv[0]).resolve()
