"""The committed templates are what the code draws today, part by part, and a run takes them as they are."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

import clientbook
from clientbook.errors import RegisterError

TEMPLATES = Path(__file__).resolve().parents[1] / "workbook_templates"


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_the_committed_template_is_the_one_built_today(lang: str, tmp_path: Path) -> None:
    # parts, not the file: how tightly they are packed may differ from one processor to another
    built = clientbook.template(tmp_path / "template.xlsx", lang=lang)
    assert parts(TEMPLATES / f"clientbook_{lang}.xlsx") == parts(built), "python tasks.py templates builds them anew"


@pytest.mark.parametrize("lang", ["ru", "en"])
def test_examples_of_a_template_are_not_counted(lang: str, tmp_path: Path) -> None:
    built = clientbook.template(tmp_path / "Пустая книга.xlsx", lang=lang)
    with pytest.raises(RegisterError):
        clientbook.run(built)


def test_a_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "Книга.xlsx"
    path.write_text("моё")
    with pytest.raises(clientbook.ClientbookError):
        clientbook.template(path)
    assert path.read_text() == "моё"
