"""The search for other people's values finds them wherever a workbook can hold them."""

from __future__ import annotations

import io
import zipfile

import pytest

from clientbook.team.leaks import found_in

CLIENT, CODE, PHONE = "ООО «Ромашка & Ко»", "К-00417", "+7 900 123-45-67"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _zipped(name: str, data: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return made.getvalue()


PLANTED = {
    "comment": ("xl/comments1.xml", f"<comments><t>спросить у {CODE}</t></comments>".encode()),
    "defined name": ("xl/workbook.xml", f'<definedName name="a">"{CODE}"</definedName>'.encode()),
    "hidden name": ("xl/workbook.xml", f'<definedName hidden="1" name="Клиент.{CODE}">1</definedName>'.encode()),
    "hidden sheet": (
        "xl/worksheets/sheet9.xml",
        b'<c r="A1" t="inlineStr"><is><t>' + PHONE.encode() + b"</t></is></c>",
    ),
    "properties": ("docProps/app.xml", "<Company>ООО «Ромашка &amp; Ко»</Company>".encode()),
    "shared text": ("xl/sharedStrings.xml", "<si><t>ООО &#171;Ромашка &amp; Ко&#187;, старый</t></si>".encode()),
    "rich text": (
        "xl/sharedStrings.xml",
        "<si><r><t>ООО «Ром</t></r><r><rPr><b/></rPr><t>ашка &amp; Ко»</t></r></si>".encode(),
    ),
    "chart cache": ("xl/charts/chart1.xml", f"<c:pt idx='0'><c:v>{CODE}</c:v></c:pt>".encode()),
    "pivot cache": ("xl/pivotCache/pivotCacheDefinition1.xml", '<s v="ООО «Ромашка &amp; Ко»"/>'.encode()),
    "custom XML": ("customXml/item1.xml", f"<a b='{PHONE}'/>".encode()),
    "UTF-16": ("customXml/item2.xml", f"<a>{CLIENT.replace('&', '&amp;')}</a>".encode("utf-16")),
    "binary": ("xl/vbaProject.bin", b"\x01\x00\x07" + CLIENT.encode("utf-16-le") + b"\x00"),
    "embedded": ("xl/embeddings/book.xlsx", _zipped("xl/workbook.xml", f"<t>{CODE}</t>")),
    "name of a part": (f"xl/media/{CODE}.png", b"\x89PNG"),
}


@pytest.mark.parametrize("where", PLANTED)
def test_a_planted_value_is_found_with_its_part(where: str) -> None:
    part, data = PLANTED[where]
    harmless = {"xl/styles.xml": b"<a/>", "xl/worksheets/sheet1.xml": b"<c><v>417</v></c>"}
    leaks = found_in({**harmless, part: data}, [CLIENT, CODE, PHONE, "ничего такого"])
    assert len(leaks) == 1
    assert leaks[0].part.startswith(part)
    assert leaks[0].value in {CLIENT, CODE, PHONE}


def test_short_values_count_as_whole_cells_only_and_plain_figures_not_at_all() -> None:
    text = '<c r="A1" t="inlineStr"><is><t>код 12A и 4500</t></is></c><c r="A2"><v>4500</v></c>'
    assert [leak.value for leak in found_in({"s.xml": text.encode()}, ["12A", "код 12A и", "4501"])] == ["код 12A и"]
    whole = '<c r="A1" t="inlineStr"><is><t>12A</t></is></c>'
    assert [leak.value for leak in found_in({"s.xml": whole.encode()}, ["12A"])] == ["12A"]
    zeros = '<c r="A1" t="inlineStr"><is><t>0045</t></is></c><c r="A2"><v>45</v></c>'
    assert [leak.value for leak in found_in({"s.xml": zeros.encode()}, ["0045", "45"])] == ["0045"]


def test_a_part_of_a_word_is_not_the_word() -> None:
    assert not found_in({"s.xml": "<t>Ромашкино, К-004170</t>".encode()}, ["Ромашка", "Ромашки", CODE])
