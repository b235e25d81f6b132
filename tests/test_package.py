"""What is installed: the calls for scripts, and a wheel that has everything that it needs."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import kokoq

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("name", kokoq.__all__)
def test_every_public_name_is_there(name: str) -> None:
    assert getattr(kokoq, name) is not None


def test_no_public_name_is_that_of_a_module() -> None:
    modules = {path.stem for path in (ROOT / "src" / "kokoq").iterdir()}
    assert not modules & set(kokoq.__all__)  # once it is imported, the module would hide the call


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'asess'"):
        kokoq.asess  # noqa: B018 - asked for what it raises


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from this checkout and laid out as an installer would."""
    folder = tmp_path_factory.mktemp("wheel")
    program = "import sys; from hatchling.build import build_wheel; build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, str(folder)], cwd=ROOT, check=True, capture_output=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


def test_the_wheel_carries_definitions_templates_words_and_the_type_marker(unpacked: Path) -> None:
    catalogues = [path.relative_to(ROOT) for path in ROOT.glob("indicators/*/catalogue.yaml")]
    for name in (*(f"_shipped/{path.as_posix()}" for path in catalogues), "_shipped/templates/report.md.j2"):
        assert (unpacked / "kokoq" / name).is_file(), name
    for name in ("lang/ru.yaml", "lang/en.yaml", "lang/office.yaml", "py.typed"):
        assert (unpacked / "kokoq" / name).is_file(), name


def test_the_wheel_runs_without_the_checkout(unpacked: Path, tmp_path: Path) -> None:
    program = (
        f"import sys; sys.path.insert(0, {str(unpacked)!r}); import kokoq; from kokoq.cli import run;"
        f"assert kokoq.__file__.startswith({str(unpacked)!r}); sys.exit(run(['check', 'promyshlennovsky']))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
