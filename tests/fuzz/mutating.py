"""One way to spoil a valid small file, shared by all fuzz tests: bits, cuts, copies, exchanges and hostile pieces."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from hypothesis import strategies as st

#: What stands in a file that somebody made to do harm, or that a program wrote by mistake.
PIECES: tuple[bytes, ...] = (
    *rb"""NaN Infinity -1 -0 0 1e999 1e-999 0.1.2 1_000 0x1f . e5 2147483648 9223372036854775808 0000-00-00 2023-02-29
    9999-12-31 99999-01-01 0001-01-01 1970-01-01 2023-13-40T25:61:61Z null true {} [] "" [[ "x": " ' < > [ ] { } ( )
    , ; | : \ / # & % ? !! &a *a ~ <![CDATA[ ]]> <!-- --> <!DOCTYPE <!ENTITY &a; &#0; &#xD800; <a </ <div> <p> <script>
    <svg> <table><tr><td> <?xml""".split(),
    *(b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\x1a", b"\x1b[2J"),
    *(b"\n", b"\r", b"\r\n\r\n", b"\x0b", b"\x0c", b"\t", b" ", b"---\n", b"- ", b"<pre>\n", b"<ol start='-1'><li>"),
    *(b"9" * 25, b"9" * 400, b"9" * 5000),
    *"\u202e \u2066 \u200b \ufeff \ufffe \ufdd0 \U0010ffff".encode().split(),
    *"٣ ² １２ ½ Ⅷ İ ß ﬁ é \u0301 𠀀 中國 Россия 日 «".encode().split(),
    *("\u2028".encode(), "\u0085".encode()),
)
#: What a number, a word or a field may become.
_NUMBER = re.compile(rb"-?[0-9]+(?:\.[0-9]+)?")
_WORD = re.compile(rb"[^\s,;:\"'<>{}\[\]()=/]+")
_LINE = re.compile(rb"[^\n]*\n?")
_ENCODINGS = ("utf-16", "utf-32", "gb18030", "big5", "cp1251", "koi8-r", "latin-1", "utf-7")

_PLACE = st.integers(0, 2**16 - 1)
_PIECE = st.sampled_from(PIECES)
Change = Callable[[bytes], bytes]


def _flip(place: int, bit: int) -> Change:
    def change(content: bytes) -> bytes:
        spoilt = bytearray(content)
        if spoilt:
            spoilt[place % len(spoilt)] ^= 1 << bit
        return bytes(spoilt)

    return change


def _put(place: int, piece: bytes, times: int, length: int) -> Change:
    """Put a piece in place of ``length`` bytes."""

    def change(content: bytes) -> bytes:
        at = place % (len(content) + 1)
        return content[:at] + piece * times + content[at + length :]

    return change


def _cut(place: int) -> Change:
    return lambda content: content[: place % (len(content) + 1)]


def _chunk(place: int, length: int, to: int, times: int) -> Change:
    """Move a chunk elsewhere: no times (lost), once, or several."""

    def change(content: bytes) -> bytes:
        at = place % (len(content) + 1)
        chunk, rest = content[at : at + length], content[:at] + content[at + length :]
        there = to % (len(rest) + 1)
        return rest[:there] + chunk * times + rest[there:]

    return change


def _token(pattern: re.Pattern[bytes], place: int, piece: bytes) -> Change:
    """Put a piece in place of a whole number, word or line."""

    def change(content: bytes) -> bytes:
        found = list(pattern.finditer(content))
        if not found:
            return content + piece
        one = found[place % len(found)]
        return content[: one.start()] + piece + content[one.end() :]

    return change


def _exchanged(pattern: re.Pattern[bytes], place: int, other: int) -> Change:
    """Let two words or lines change places."""

    def change(content: bytes) -> bytes:
        found = [one.span() for one in pattern.finditer(content) if one.end() > one.start()]
        if len(found) < 2:
            return content
        first, second = sorted((found[place % len(found)], found[other % len(found)]))
        if first == second:
            return content
        between = content[first[1] : second[0]]
        return content[: first[0]] + content[slice(*second)] + between + content[slice(*first)] + content[second[1] :]

    return change


def _recoded(encoding: str) -> Change:
    return lambda content: content.decode("utf-8", "replace").encode(encoding, "replace")


_BOTH = st.sampled_from((_WORD, _LINE))
CHANGES: st.SearchStrategy[Change] = st.one_of(
    st.builds(_flip, _PLACE, st.integers(0, 7)),
    st.builds(_put, _PLACE, _PIECE, st.just(1), st.sampled_from((0, 1, 4))),
    st.builds(_put, _PLACE, _PIECE, st.sampled_from((2, 30, 3000)), st.just(0)),
    st.builds(_put, _PLACE, st.binary(max_size=6), st.just(1), st.sampled_from((0, 1, 4))),
    st.builds(_token, st.just(_NUMBER), _PLACE, _PIECE),
    st.builds(_token, _BOTH, _PLACE, _PIECE),
    st.builds(_token, _BOTH, _PLACE, st.just(b"")),
    st.builds(_exchanged, _BOTH, _PLACE, _PLACE),
    st.builds(_chunk, _PLACE, st.integers(1, 80), _PLACE, st.sampled_from((0, 1, 2, 40))),
    st.builds(_cut, _PLACE),
    st.builds(_recoded, st.sampled_from(_ENCODINGS)),
)


@st.composite
def spoilt(draw: st.DrawFn, whole: Sequence[bytes], most: int = 5) -> bytes:
    """One of these contents after one change or several."""
    content = draw(st.sampled_from(whole))
    for change in draw(st.lists(CHANGES, min_size=1, max_size=most)):
        content = change(content)[:1_000_000]
    return content
