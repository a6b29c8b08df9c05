# SPDX-License-Identifier: Apache-2.0
"""A decision table of many rows: an amount by band of income."""

from __future__ import annotations

RIGHT = "by_income"
HIGHEST = 6_000_000  # cents; from there on the amount is 0


def bounds(rows: int) -> list[int]:
    """Increasing, in cents; the income of a row lies below its bound."""
    return [HIGHEST * (i + 1) // rows for i in range(rows - 1)] + [HIGHEST]


def amounts(rows: int) -> list[int]:
    """In cents, none equal to that of the row before."""
    return [100 + i * 7919 % 9_973 for i in range(rows)]


def rules(rows: int) -> str:
    lines = "\n".join(
        f"  | < {_euros(bound)} | {_euros(amount)} |"
        for bound, amount in zip(bounds(rows), amounts(rows))
    )
    return f"""
entity household {{ income : money range 0 €..100 000 000 € "Income" }}
table help : money by income {{
{lines}
  | otherwise | 0 € |
}}
right {RIGHT} for household {{
  law "Benchmark"
  when {{ modest : income < {_euros(HIGHEST)} "Income" }}
  amount help(income)
}}
"""


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02} €"
