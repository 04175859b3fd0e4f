"""A job description fits on two A4 pages in either language, the list of acknowledgement included."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from clientbook.hosts.file.write import new_book
from clientbook.locale import LANGUAGES, words
from clientbook.register.settings import Settings
from clientbook.sheets import job_description
from tests.libreoffice import office

PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.libreoffice
@pytest.mark.parametrize("lang", LANGUAGES)
def test_job_descriptions_take_two_pages_each(lang: str, tmp_path: Path) -> None:
    program = office(tmp_path / "office")
    book = tmp_path / "ДИ.xlsx"
    jobs = [job_description.content(job, Settings(), words(lang)) for job in job_description.JOBS]
    book.write_bytes(new_book(jobs, lang).save_bytes())
    assert len(PAGE.findall(program.convert(book, "pdf").read_bytes())) == 2 * len(jobs)
