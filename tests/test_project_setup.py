"""The set-up of the Makefile: what it says and does on machines that lack something.

Each machine is a folder of small scripts that is all of PATH; what they are called with is kept
in a log.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BASH = shutil.which("bash") or "bash"
MAKE = shutil.which("make") or "make"

STARTS = "exit 0"
FAILS = "exit 1"
NO_PLAYWRIGHT = "exit 1"
ROOT_USER = "echo 0"
OTHER_USER = "echo 1000"
HAS_FONT = "echo NotoSansCJK.ttc"


class Machine:
    """A PATH that holds nothing but the given programs."""

    def __init__(self, folder: Path) -> None:
        self.bin = folder / "bin"
        self.log = folder / "log"
        self.bin.mkdir()
        self.add("python", NO_PLAYWRIGHT)

    def add(self, name: str, body: str) -> str:
        """Puts a script on PATH and gives its path."""
        program = self.bin / name
        program.write_text(f'#!{BASH}\necho "{name} $*" >>"{self.log}"\n{body}\n', encoding="utf-8")
        program.chmod(0o755)
        return str(program)

    def run(self, *command: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs a command that sees this PATH and the given variables alone."""
        return subprocess.run(
            command,
            env={"PATH": str(self.bin), "HOME": str(self.bin.parent), "LC_ALL": "C.UTF-8"}
            | variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
        )

    def find_chromium(self, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs the search for a browser with this machine's Python."""
        script = str(ROOT / ".ci" / "find-chromium")
        return self.run(BASH, script, **({"PYTHON": str(self.bin / "python")} | variables))

    def called(self) -> list[str]:
        """Lists the calls of the scripts, oldest first."""
        return self.log.read_text(encoding="utf-8").splitlines() if self.log.exists() else []

    def installs(self, name: str, body: str) -> str:
        """Gives the body of a script that puts another one on PATH."""
        line = f"printf '#!{BASH}\\n{body}\\n' >{self.bin}/{name}"
        return f"{line}; {shutil.which('chmod')} +x {self.bin}/{name}"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_the_chromium_that_is_named_is_taken(machine: Machine) -> None:
    named = machine.add("my-browser", STARTS)
    machine.add("chromium", STARTS)

    assert machine.find_chromium(WENJU_CHROMIUM=named).stdout == f"{named}\n"


def test_a_named_chromium_that_does_not_start_is_an_error_and_not_replaced(
    machine: Machine,
) -> None:
    named = machine.add("my-browser", FAILS)
    machine.add("chromium", STARTS)

    found = machine.find_chromium(WENJU_CHROMIUM=named)

    assert (found.returncode, found.stdout) == (1, "")
    assert found.stderr.count("\n") == 1
    assert named in found.stderr


def test_playwrights_own_chromium_comes_before_those_on_path(machine: Machine) -> None:
    own = machine.add("own", STARTS)
    machine.add("python", f"echo {own}")
    machine.add("chromium", STARTS)

    assert machine.find_chromium().stdout == f"{own}\n"


@pytest.mark.parametrize(
    "name", ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
)
def test_a_chromium_on_path_is_found_and_nothing_is_installed(machine: Machine, name: str) -> None:
    path = machine.add(name, STARTS)
    machine.add("id", ROOT_USER)
    machine.add("fc-list", HAS_FONT)
    machine.add("apt-get", FAILS)

    assert machine.find_chromium().stdout == f"{path}\n"
    assert not [call for call in machine.called() if call.startswith("apt-get")]


def test_a_browser_that_does_not_start_is_passed_over(machine: Machine) -> None:
    machine.add("chromium", FAILS)
    works = machine.add("google-chrome", STARTS)

    assert machine.find_chromium().stdout == f"{works}\n"


def test_root_gets_the_distributions_chromium_and_a_chinese_font(machine: Machine) -> None:
    machine.add("id", ROOT_USER)
    install = machine.installs("chromium", STARTS)
    machine.add("apt-get", f'echo noise; [[ "$*" == *chromium* ]] && {{ {install}; }}; exit 0')

    found = machine.find_chromium()

    assert found.stdout == f"{machine.bin}/chromium\n"
    assert [call for call in machine.called() if call.startswith("apt-get")] == [
        "apt-get -qq update",
        "apt-get -qq install --yes --no-install-recommends fontconfig fonts-noto-cjk",
        "apt-get -qq update",
        "apt-get -qq install --yes --no-install-recommends chromium",
    ]


def test_another_user_gets_playwrights_chromium(machine: Machine) -> None:
    own = machine.bin / "own"
    machine.add("id", OTHER_USER)
    machine.add("apt-get", FAILS)
    install = machine.installs("own", STARTS)
    machine.add(
        "python", f"if [[ $1 == -m ]]; then {install}; elif [[ -x {own} ]]; then echo {own}; fi"
    )

    found = machine.find_chromium()

    assert found.stdout == f"{own}\n"
    assert "python -m playwright install chromium" in machine.called()
    assert not [call for call in machine.called() if call.startswith("apt-get")]


@pytest.mark.parametrize("user", [ROOT_USER, OTHER_USER])
def test_where_none_can_be_installed_the_last_line_says_what_to_do(
    machine: Machine, user: str
) -> None:
    machine.add("id", user)
    machine.add("apt-get", FAILS)

    found = machine.find_chromium()

    assert (found.returncode, found.stdout) == (1, "")
    assert "WENJU_CHROMIUM" in found.stderr.splitlines()[-1]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of nothing but what the set-up reads."""
    folder = tmp_path / "check out"
    folder.mkdir()
    for name in ("Makefile", "pyproject.toml", "constraints.txt"):
        shutil.copy(ROOT / name, folder)
    return folder


Make = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def make(machine: Machine, checkout: Path) -> Make:
    for name in ("bash", "cat", "touch", "sed"):
        (machine.bin / name).symlink_to(shutil.which(name) or name)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return machine.run(MAKE, "--no-print-directory", "-C", str(checkout), *arguments)

    return run


def a_python(machine: Machine, *, makes: str = "python") -> str:
    """A Python whose virtual environments hold a copy of ``makes`` that only keeps a log."""
    mkdir, copy = shutil.which("mkdir"), shutil.which("cp")
    machine.add(makes, STARTS)
    venv = f"{mkdir} -p .venv/bin; {copy} {machine.bin}/{makes} .venv/bin/python"
    return f'if [[ "$*" == "-m venv"* ]]; then {venv}; fi'


def installs(machine: Machine) -> list[str]:
    return [call.split("--constraint ")[1] for call in machine.called() if "pip install" in call]


def test_without_a_target_the_commands_are_listed(make: Make) -> None:
    listed = make()

    assert listed.returncode == 0
    assert [line.split("\t")[0] for line in listed.stdout.splitlines()][:4] == [
        "make help",
        "make install",
        "make serve",
        "make test",
    ]


@pytest.mark.parametrize("target", ["install", "serve", "test"])
def test_without_a_python_one_line_says_so(make: Make, target: str) -> None:
    result = make(target)

    assert result.returncode == 2
    assert result.stderr.count("\n") == 1
    assert "Python 3.11" in result.stderr


def test_a_python_that_is_too_old_is_not_taken(machine: Machine, make: Make) -> None:
    machine.add("python3", FAILS)

    result = make("install")

    assert "Python 3.11" in result.stderr
    assert not [call for call in machine.called() if "venv --clear" in call]


def test_a_python_without_venv_is_named_with_the_package_to_install(
    machine: Machine, make: Make
) -> None:
    machine.add("python3", '[[ "$*" != *ensurepip* ]]')

    result = make("install")

    assert result.stderr.count("\n") == 1
    assert "apt-get install python3-venv" in result.stderr


def test_a_second_install_does_nothing_until_the_pins_change(
    machine: Machine, make: Make, checkout: Path
) -> None:
    machine.add("python3", a_python(machine))

    results = [make("install"), make("install")]
    once = installs(machine)
    later = (checkout / ".venv" / "installed").stat().st_mtime + 5
    os.utime(checkout / "constraints.txt", (later, later))
    results.append(make("install"))

    assert [result.returncode for result in results] == [0, 0, 0]
    assert once == ["constraints.txt --editable ."]
    assert installs(machine) == [*once, *once]


def test_serving_needs_no_test_tools_and_passes_its_options_on(
    machine: Machine, make: Make, checkout: Path
) -> None:
    machine.add("python3", a_python(machine))
    make("install")
    shutil.copy(machine.add("wenju", STARTS), checkout / ".venv" / "bin")

    served = make("serve", "PORT=8123", "HOST=0.0.0.0", "CORPUS=my papers", "ENGINE=bm25s")

    assert served.returncode == 0, served.stderr
    expected = "wenju serve --port 8123 --host 0.0.0.0 --corpus my papers --engine bm25s"
    assert machine.called()[-1] == expected
    assert installs(machine) == ["constraints.txt --editable ."]


def test_serving_gives_no_option_that_was_not_asked_for(
    machine: Machine, make: Make, checkout: Path
) -> None:
    machine.add("python3", a_python(machine))
    make("install")
    shutil.copy(machine.add("wenju", STARTS), checkout / ".venv" / "bin")

    make("serve")

    assert machine.called()[-1] == "wenju serve"


def test_a_checkout_that_was_moved_is_set_up_anew(
    machine: Machine, make: Make, checkout: Path, tmp_path: Path
) -> None:
    machine.add("python3", a_python(machine))
    make("install")
    moved = tmp_path / "moved"
    checkout.rename(moved)

    machine.run(MAKE, "-C", str(moved), "install")

    assert len(installs(machine)) == 2
