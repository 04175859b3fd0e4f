"""The file formats under the add-in, read back by the readers that security people use."""

from __future__ import annotations

import io

import olefile
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from oletools.olevba import decompress_stream

from clientbook.xlam.compound import compound_file
from clientbook.xlam.compression import CHUNK, compress
from clientbook.xlam.project import scrambled

repeating = st.builds(lambda word, times: word * times, st.binary(min_size=1, max_size=40), st.integers(1, 400))
texts = st.lists(st.one_of(repeating, st.binary(max_size=200)), max_size=6).map(b"".join)


@given(texts.filter(bool))
@settings(max_examples=60, deadline=None)
def test_what_was_compressed_is_given_back(data: bytes) -> None:
    assert bytes(decompress_stream(bytearray(compress(data)))) == data


def test_chunks_that_cannot_be_compressed_stay_as_they_are() -> None:
    numbers = ((place * 2654435761) >> 7 for place in range(2 * CHUNK))
    data = bytes(number & 0xFF for number in numbers)
    assert bytes(decompress_stream(bytearray(compress(data))))[: len(data)] == data


@pytest.mark.parametrize("count", [1, 2, 3, 6, 25, 200])
def test_a_compound_file_keeps_streams_of_every_size(count: int) -> None:
    sizes = (0, 1, 63, 64, 4095, 4096, 70_000)
    streams = {f"stream {number}": bytes([number % 251]) * sizes[number % len(sizes)] for number in range(count)}
    book = compound_file({"VBA": streams, "PROJECT": b"first", "PROJECTwm": b"second"})
    with olefile.OleFileIO(io.BytesIO(book), raise_defects=olefile.DEFECT_INCORRECT) as found:
        assert not found.parsing_issues
        assert sorted("/".join(path) for path in found.listdir()) == sorted(
            ["PROJECT", "PROJECTwm", *(f"VBA/{name}" for name in streams)]
        )
        assert all(found.openstream(["VBA", name]).read() == data for name, data in streams.items())


def test_a_name_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="31"):
        compound_file({"x" * 32: b""})


def test_protection_is_hidden_as_office_hides_it() -> None:
    """The first three bytes of CMG, DPB and GC in a project that Excel saved, for its identifier and seed."""
    assert scrambled(bytes(4), "{318BEE36-5BE1-492A-826D-473DB19B0F30}", 0x5D).startswith("5D5F8A")
