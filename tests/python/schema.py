# SPDX-License-Identifier: Apache-2.0
"""Whether a document is as a JSON schema says: the part of the standard that docs/schemas uses.

A word that this does not know is an error, so that no schema promises what nobody checks."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

SCHEMAS = Path(__file__).parents[2] / "docs" / "schemas"
TYPES = {
    "string": str,
    "integer": int,
    "object": dict,
    "array": list,
    "boolean": bool,
    "null": type(None),
}
SAID = {"$schema", "$id", "$defs", "title", "description"}


def mistakes(document: Any, schema: str) -> list[str]:
    """What is wrong with a document, by place; nothing when it is as docs/schemas/SCHEMA says."""
    root = json.loads((SCHEMAS / schema).read_text("utf-8"))
    return list(_mistakes(document, root, root, "$"))


def _mistakes(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str) -> Any:
    for word, wanted in schema.items():
        if word == "$ref":
            yield from _mistakes(value, root["$defs"][wanted.removeprefix("#/$defs/")], root, at)
        elif word == "type":
            kinds = [wanted] if isinstance(wanted, str) else wanted
            if not any(_is(value, kind) for kind in kinds):
                yield f"{at} is no {wanted}"
        elif word == "enum" and value not in wanted or word == "const" and value != wanted:
            yield f"{at} is not {wanted}"
        elif word == "pattern" and not re.search(wanted, value):
            yield f"{at} is not as {wanted}"
        elif word == "minimum" and value is not None and value < wanted:
            yield f"{at} is below {wanted}"
        elif word == "required":
            yield from (f"{at} has no {name}" for name in wanted if name not in value)
        elif word == "properties":
            for name, inner in wanted.items():
                if name in value:
                    yield from _mistakes(value[name], inner, root, f"{at}.{name}")
        elif word == "additionalProperties":
            yield from (f"{at} has {name}" for name in value if name not in schema["properties"])
        elif word == "items":
            for place, one in enumerate(value):
                yield from _mistakes(one, wanted, root, f"{at}[{place}]")
        elif word not in {*SAID, "enum", "const", "pattern", "minimum"}:
            yield f"{at}: the schema says {word}"


def _is(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and not (kind == "integer" and isinstance(value, bool))
