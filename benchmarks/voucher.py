# SPDX-License-Identifier: Apache-2.0
"""The energy voucher on 2019-04-01 as whole numbers, for the engines that have no rule files.

Units of consumption are counted in twentieths, and income per unit is compared by
cross-multiplication, so that every engine has exact answers: `income / units < bound` is
`income * 20 < bound * units`.
"""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import numpy.typing as npt

ON = "2019-04-01"
RIGHT = "cheque_energie"
YEAR = 2017

HOUSED = ("owner", "first_time_buyer", "tenant")
BANDS = (560_000, 670_000, 770_000, 1_070_000)  # cents per unit; below the last one is modest
MOST_PERSONS = 22
COUNTS = ("whole_persons", "all_persons")
AMOUNTS = ((194, 240, 277), (146, 176, 202), (98, 113, 126), (48, 63, 76))  # euros

_EXAMPLES = Path(__file__).parent.parent / "examples" / "france"


def rules() -> dict[str, str]:
    """The files of the voucher in examples/france, without the line by which receipt is seen:
    the peers do not compute that column."""
    names = ("vocabulary.rights", "cheque_energie.rights")
    files = {name: (_EXAMPLES / name).read_text(encoding="utf-8") for name in names}
    return {name: re.sub(r"(?m)^  received .*\n", "", text) for name, text in files.items()}


def rules_with_counts() -> dict[str, str]:
    """The same, with the numbers of persons as fields instead of being counted."""
    household = 'entity household "Foyer" {'
    fields = "\n".join(f'  {name} : integer range 1..{MOST_PERSONS} "{name}"' for name in COUNTS)
    counted = r"(?m)^define (?:whole|all)_persons .*\n"
    return {
        name: re.sub(counted, "", text).replace(household, f"{household}\n{fields}")
        for name, text in rules().items()
    }


def units_of(persons: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """Twentieths: 20 for the first person, 10 for the second, 6 for each further one."""
    first, second = np.minimum(persons, 1), np.clip(persons - 1, 0, 1)
    units: npt.NDArray[np.int64] = 20 * first + 10 * second + 6 * np.maximum(persons - 2, 0)
    return units


def halves() -> list[int]:
    """By number of persons, half of their units: the rule adds two halves."""
    return [int(units) // 2 for units in units_of(np.arange(MOST_PERSONS + 1))]
