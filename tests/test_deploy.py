"""What an administrator copies from deploy/ and docs/running.md names options, settings and sizes that there are."""

import re
import shlex
import subprocess
from pathlib import Path

import pytest
import typer

from quiz.cli import app
from quiz.complaints import ExitCode
from quiz.settings import Settings
from quiz.web.forms import BODY_MAX, BODY_OF_UPLOAD_MAX

ROOT = Path(__file__).resolve().parent.parent
DEPLOY = ROOT / "deploy"
RUNNING = (ROOT / "docs" / "running.md").read_text("utf-8")
PROXIES = ("nginx.conf", "Caddyfile")
SIZES = {"nginx.conf": r"client_max_body_size (\d+)m;", "Caddyfile": r"max_size (\d+)MiB"}


def deployed(name: str) -> str:
    return (DEPLOY / name).read_text("utf-8")


def directives(unit: str) -> dict[str, str]:
    """A unit file; of a directive that is repeated, the last."""
    return dict(re.findall(r"^(\w+)=(.*)$", deployed(unit), re.MULTILINE))


def settings_in(text: str) -> dict[str, str]:
    return dict(re.findall(r"^#? ?(QUIZ_\w+)=(.*)$", text, re.MULTILINE))


def insist_taken(words: list[str]) -> None:
    """The command line would take these words."""
    command = typer.main.get_command(app)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    assert not hasattr(command, "commands"), f"no such command: {words}"
    command.make_context("quiz", words)


@pytest.mark.parametrize("unit", sorted(path.name for path in DEPLOY.glob("*.service")))
def test_a_unit_starts_the_program_with_options_that_it_has(unit):
    program, *words = shlex.split(directives(unit)["ExecStart"])

    assert program == f"{directives(unit)['WorkingDirectory']}/.venv/bin/quiz"
    insist_taken(words)


def test_commands_that_the_pages_tell_to_type_are_taken():
    typed = re.findall(r"^ {4}quiz (.*)$", RUNNING, re.MULTILINE)
    typed += re.findall(r"`quiz ([a-z-]+ [^`]*)`", RUNNING)

    assert len(typed) > 5
    for line in typed:
        insist_taken(shlex.split(line))


def test_every_setting_that_is_spoken_of_is_one():
    known = {f"QUIZ_{name.upper()}" for name in Settings.model_fields}

    assert set(settings_in(deployed("hoithi.env"))) <= known
    assert set(re.findall(r"QUIZ_[A-Z_]+", RUNNING)) <= known


def test_the_service_may_write_where_its_data_is():
    data_dir = settings_in(deployed("hoithi.env"))["QUIZ_DATA_DIR"]
    backups = shlex.split(directives("hoithi-backup.service")["ExecStart"])[2]

    assert data_dir in directives("hoithi.service")["ReadWritePaths"].split()
    assert {data_dir, backups} <= set(directives("hoithi-backup.service")["ReadWritePaths"].split())
    for folder in (data_dir, backups):
        assert f" {folder}" in RUNNING


def test_the_service_does_not_start_again_where_that_cannot_help():
    assert directives("hoithi.service")["RestartPreventExitStatus"] == f"{ExitCode.REFUSED:d} {ExitCode.BUSY:d}"


def test_every_exit_code_is_explained():
    told = re.search(r"^Exit codes: (.*?)\n\n", RUNNING, re.DOTALL | re.MULTILINE)

    assert told is not None
    assert [int(code) for code in re.findall(r"(?:^|; )(\d) ", told[1])] == [code.value for code in ExitCode]


@pytest.mark.parametrize("proxy", PROXIES)
def test_a_proxy_leads_to_the_service(proxy):
    words = shlex.split(directives("hoithi.service")["ExecStart"])
    address = f"{words[words.index('--host') + 1]}:{words[words.index('--port') + 1]}"

    assert re.search(rf"(proxy_pass http://|reverse_proxy ){re.escape(address)}[ ;]", deployed(proxy))


@pytest.mark.parametrize("proxy", PROXIES)
def test_a_proxy_lets_through_what_the_site_refuses_in_words(proxy):
    size = re.search(SIZES[proxy], deployed(proxy))

    assert size is not None
    assert int(size[1]) * 1024 * 1024 > max(BODY_MAX, BODY_OF_UPLOAD_MAX)


def test_the_command_that_runs_as_the_service_hands_on_what_was_typed(tmp_path):
    (tmp_path / "quiz").write_text('#!/bin/sh\necho "$QUIZ_DATA_DIR"; for word in "$@"; do echo "[$word]"; done\n')
    (tmp_path / "sudo").write_text('#!/bin/sh\nshift 2\nexec "$@"\n')
    told = deployed("quiz").replace("/etc/hoithi.env", str(DEPLOY / "hoithi.env"))
    (tmp_path / "wrapped").write_text(told.replace("/opt/hoithi/.venv/bin", str(tmp_path)))
    for name in ("quiz", "sudo", "wrapped"):
        (tmp_path / name).chmod(0o755)
    done = subprocess.run(
        [tmp_path / "wrapped", "create-organiser", "Lê Thị  'Minh'"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"}, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout.splitlines() == [
        settings_in(deployed("hoithi.env"))["QUIZ_DATA_DIR"], "[create-organiser]", "[Lê Thị  'Minh']",
    ]  # fmt: skip
