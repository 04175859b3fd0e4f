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
def test_job_descriptions_take_two_pages_each(tmp_path: Path) -> None:
    program = office(tmp_path / "office")
    books = [tmp_path / f"ДИ {lang}.xlsx" for lang in LANGUAGES]
    for lang, book in zip(LANGUAGES, books, strict=True):
        jobs = [job_description.content(job, Settings(), words(lang)) for job in job_description.JOBS]
        book.write_bytes(new_book(jobs, lang).save_bytes())
    pages = [len(PAGE.findall(printed.read_bytes())) for printed in program.convert_all(books, "pdf")]
    assert dict(zip(LANGUAGES, pages, strict=True)) == dict.fromkeys(LANGUAGES, 2 * len(job_description.JOBS))
