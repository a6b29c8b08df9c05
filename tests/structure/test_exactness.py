"""Values are exact, and the same input gives the same bytes on every machine."""

from __future__ import annotations

import pytest

from sources import SRC, code, public_headers, sources, uses

# The only place that names a floating type: it turns float columns into cents, or refuses them.
FLOATS = {SRC / "facts" / "floats.cc", SRC / "facts" / "floats.h"}
FLOATING = r"\b(?:float|double|long double|float_t|double_t|_Float\d+\w*|__float128)\b"

# A clock, the environment, the locale, chance: what would make two runs differ.
SURROUNDINGS = (
    r"\b(?:system_clock|steady_clock|high_resolution_clock|gettimeofday|clock_gettime|localtime"
    r"|gmtime|strftime|getenv|secure_getenv|setenv|setlocale|std::locale|imbue|random_device"
    r"|mt19937\w*|srand)\b|\bstd::(?:time|rand|clock)\s*\("
)


def test_no_floating_type_but_in_the_one_file_that_converts() -> None:
    found = uses(FLOATING, [p for p in sources() if p not in FLOATS] + public_headers())
    assert not found, "\n".join(found)


def test_no_clock_environment_locale_or_chance() -> None:
    found = uses(SURROUNDINGS, sources() + public_headers())
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "text, left",
    [
        ("int a; // double", "int a;"),
        ("int a; /* float\n double */ int b;", "int a;\n int b;"),
        ('f("a \\" double");', "f( );"),
        ("f('\"'); double d;", "f( ); double d;"),
        ("int n = 1'000'000; double d;", "int n = 1'000'000; double d;"),
        ('f(R"(a " double)"); float x;', "f( ); float x;"),
    ],
)
def test_comments_and_strings_are_not_code(text: str, left: str) -> None:
    assert " ".join(code(text).split()) == " ".join(left.split())
