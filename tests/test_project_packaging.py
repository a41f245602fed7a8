"""What is shipped: the wheel, the pins, and what no tracked file may hold."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("corpus", "retrieval", "eval", "ui")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Spelled in pieces, so that this file is not one of those that it looks for.
REGISTRY_HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("pypi", "tuna"),
        ("mirrors", "aliyun"),
        ("mirrors", "cloud", "tencent"),
        ("mirrors", "ustc"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("npmmirror", "com"),
        ("deb", "debian"),
        ("archive", "ubuntu"),
    )
]
MACHINE_PATH = re.compile(r"(?<![A-Za-z0-9_.~-])/(?:home/\w+|Users/\w+|root|work)/")


def strangers(text: str) -> list[str]:
    """Lists the registry hosts and the paths of a developer's machine that a text names."""
    hosts = [host for host in REGISTRY_HOSTS if host in text.lower()]
    return [*hosts, *(match.group() for match in MACHINE_PATH.finditer(text))]


def shipped_files() -> list[Path]:
    """Lists the tracked files; in a checkout without git, all but what the tools made."""
    if (ROOT / ".git").exists():
        git = ["git", "-c", f"safe.directory={ROOT}", "-C", str(ROOT), "ls-files", "-z"]
        listed = subprocess.run(git, capture_output=True, check=True, text=True, encoding="utf-8")
        files = [ROOT / name for name in listed.stdout.split("\0") if name]
    else:
        made = re.compile(r"\.venv|build|dist|__pycache__|.*_cache|.*\.egg-info|\.hypothesis")
        files = [
            file
            for file in ROOT.rglob("*")
            if not any(made.fullmatch(part) for part in file.relative_to(ROOT).parts)
        ]
    return [file for file in files if file.is_file()]


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.Path:
    """The wheel, built with no network from a copy of the tree, so that no old build is in it."""
    source = tmp_path_factory.mktemp("source")
    for file in shipped_files():
        copy = source / file.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
    out = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-index"]
    built = subprocess.run(
        [*pip, "--no-deps", "--no-build-isolation", "--wheel-dir", str(out), str(source)],
        capture_output=True,
        check=False,
        text=True,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    (path,) = out.glob("*.whl")
    return zipfile.Path(path)


@pytest.fixture(scope="module")
def wheel_names(wheel: zipfile.Path) -> set[str]:
    return {name for name in wheel.root.namelist() if not name.endswith("/")}


@pytest.fixture(scope="module")
def metadata(wheel: zipfile.Path) -> Message:
    (info,) = (entry for entry in wheel.iterdir() if entry.name.endswith(".dist-info"))
    return Parser().parsestr((info / "METADATA").read_text(encoding="utf-8"))


def test_the_wheel_holds_every_file_of_the_four_packages_and_no_other(
    wheel_names: set[str],
) -> None:
    """A package or a kind of data that pyproject.toml does not list would be missing here."""
    shipped = {name for name in wheel_names if ".dist-info/" not in name}
    in_tree = {
        file.relative_to(ROOT).as_posix()
        for file in shipped_files()
        if file.relative_to(ROOT).parts[0] in PACKAGES
    }

    assert shipped == in_tree


def test_the_wheel_brings_the_built_in_documents_and_questions(wheel_names: set[str]) -> None:
    assert "eval/builtin_qa.jsonl" in wheel_names
    assert [name for name in wheel_names if re.fullmatch(r"corpus/builtin/[^/]+\.md", name)]


def test_the_wheel_cannot_be_uploaded_by_mistake(metadata: Message) -> None:
    assert "Private :: Do Not Upload" in metadata.get_all("Classifier", [])


def test_the_wheel_says_its_name_version_and_license(
    metadata: Message, wheel_names: set[str]
) -> None:
    said = (metadata["Name"], metadata["Version"], metadata["License-Expression"])

    assert said == ("wenju", PROJECT["version"], "Apache-2.0")
    assert [name for name in wheel_names if name.endswith("/licenses/LICENSE")]


def test_every_dependency_is_pinned_to_one_version() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    pins = [re.fullmatch(r"([\w.-]+)==[\w.!+]+", line) for line in lines]
    names = [canonical(pin[1]) for pin in pins if pin]
    extras = PROJECT["optional-dependencies"].values()
    wanted = [*PROJECT["dependencies"], *(need for extra in extras for need in extra)]

    assert [line for line, pin in zip(lines, pins, strict=True) if not pin] == []
    assert len(names) == len(set(names))
    assert {canonical(re.split(r"[^\w.-]", need)[0]) for need in wanted} <= {*names, "wenju"}


@pytest.mark.parametrize(
    "text",
    [
        f"index-url = https://{REGISTRY_HOSTS[0]}/simple",
        f"see FILES.{REGISTRY_HOSTS[1].upper()}",
        "open('/" + "root/notes.txt')",
        "路径是/" + "work/main",
        "file:///" + "home/someone/x",
    ],
)
def test_a_registry_host_or_a_path_of_a_machine_is_seen(text: str) -> None:
    assert len(strangers(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["gov.example/" + "work/1.html", "~/" + "work/x", "homework/root/", "/home/", "a/root/b"],
)
def test_other_paths_are_left_alone(text: str) -> None:
    assert strangers(text) == []


def test_no_shipped_file_names_a_registry_host_or_a_path_of_a_machine() -> None:
    named = {
        str(file.relative_to(ROOT)): found
        for file in shipped_files()
        if (found := strangers(file.read_text(encoding="utf-8", errors="ignore")))
    }

    assert named == {}
