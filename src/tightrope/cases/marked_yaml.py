"""YAML that knows its lines, so that an error can say where it is.

Only plain YAML is read: no anchors and aliases (a few lines of them can stand for gigabytes), no key twice, no tags.
Scalars follow YAML 1.2: ``no``, ``on`` and ``1:30`` are text, ``1e6`` is a number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tightrope.records import CaseError

#: A case is a page or two; anything beyond this is not one.
MAX_BYTES = 1_000_000

Location = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class MarkedYaml:
    """The plain value of a YAML file and the line of every key and list item.

    Attributes:
        path: the file.
        value: its content as dicts, lists, text, numbers, booleans and ``None``.
        lines: line (from 1) by location; a location is the keys and list indexes from the top.
    """

    path: Path
    value: Any
    lines: dict[Location, int]

    def where(self, location: Sequence[str | int]) -> str:
        """``file:line: field`` of a location; of the nearest thing around it if it is not in the file."""
        place = tuple(part for part in location if part != "[key]")
        known = place
        while known and known not in self.lines:
            known = known[:-1]
        field = field_name(place)
        return f"{self.path}:{self.lines.get(known, 1)}" + (f": {field}" if field else "")


def field_name(location: Sequence[str | int]) -> str:
    """A location as a reader writes it: ``groups.C5.members[2]``."""
    name = ""
    for part in location:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def read_marked_yaml(path: Path) -> MarkedYaml:
    """Read a YAML file with the lines of its keys.

    Raises:
        CaseError: the file is missing, too big, not UTF-8 or not plain YAML; names file and line.
    """
    text = _read_text(path)
    try:
        loader = _PlainLoader(text)
        try:
            node = loader.get_single_node()
            lines: dict[Location, int] = {(): 1}
            value = None if node is None else _plain_value(loader, node, (), lines, path)
        finally:
            loader.dispose()
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise CaseError(f"the character U+{error.character:04X} does not belong into YAML", f"{path}:{line}") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise CaseError(f"not valid YAML: {error.problem or error.context}", f"{path}:{line}") from error
    except RecursionError as error:
        raise CaseError("nested too deeply for a case", str(path)) from error
    return MarkedYaml(path, value, lines)


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise CaseError(f"bigger than {MAX_BYTES:,} bytes, so it is not a case", str(path))
        return path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CaseError(f"not UTF-8 text (byte {error.start})", str(path)) from error
    except OSError as error:
        raise CaseError(f"cannot be read: {error.strerror or error}", str(path)) from error


class _PlainLoader(yaml.SafeLoader):
    """PyYAML's safe loader with the scalars of YAML 1.2 and without aliases."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 (PyYAML's own interface)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not allowed in a case", mark)
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "tag", None) not in (None, "!"):
            said = f"tags ({event.tag}) are not allowed in a case"
            raise yaml.composer.ComposerError(None, None, said, event.start_mark)
        return super().compose_node(parent, index)


_PlainLoader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(true|True|TRUE|false|False|FALSE)$"), None)
_PlainLoader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"(~|null|Null|NULL|)$"), None)


def _plain_value(loader: _PlainLoader, node: Any, place: Location, lines: dict[Location, int], path: Path) -> Any:
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None:
                raise CaseError("a key must be plain text", f"{path}:{line}")
            if key in mapping:
                where = f"{path}:{line}: {field_name((*place, key))}"
                raise CaseError(f"stands twice (first in line {lines[(*place, key)]})", where)
            lines[(*place, key)] = line
            mapping[key] = _plain_value(loader, value_node, (*place, key), lines, path)
        return mapping
    if isinstance(node, yaml.SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            lines[(*place, index)] = item.start_mark.line + 1
            items.append(_plain_value(loader, item, (*place, index), lines, path))
        return items
    value = loader.construct_object(node)
    # The float pattern also covers whole numbers, so that one rule reads 5, 5.0 and 5e0.
    whole = isinstance(value, float) and math.isfinite(value) and node.value.lstrip("+-").isdigit()
    return int(value) if whole else value
