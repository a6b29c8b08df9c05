# SPDX-License-Identifier: Apache-2.0
"""Populations whose persons have no table of their own."""

from __future__ import annotations

import pytest

proactive = pytest.importorskip("proactive")
pa = pytest.importorskip("pyarrow")

RULES = """
source office "Guichet" { via file "guichet.csv" }
entity person "Personne" { student : boolean "Étudiant" }
entity home "Foyer" {
  income : money range 0 €..9 000 €  "Revenu"
  people : 0..9 person               "Personnes"
}
entity title "Titre" members may belong to several {
  open   : boolean   "Ouvert"
  debtor : 1 person  "Débiteur"
}
right aid for title "Aide" {
  law "Corpus, art. 1"
  when { open : open "Ouvert"   poor : debtor.home.income < 1 000 € "Modeste" }
}
"""


def test_persons_named_only_by_a_later_table_belong_to_no_group() -> None:
    rules = proactive.loads(RULES)
    titles = 500
    result = rules.assess(
        tables={
            "home": pa.table({"id": [1], "income": ["10"]}),
            "title": pa.table({"id": list(range(titles)), "open": [True] * titles}),
        },
        members={
            "home": pa.table({"home": [1], "person": [1000], "role": ["people"]}),
            "title": pa.table(
                {
                    "title": list(range(titles)),
                    "person": [1000 + i for i in range(titles)],
                    "role": ["debtor"] * titles,
                }
            ),
        },
        on="2023-01-01",
    )
    summary = result.summary()["aid"]
    assert (summary["eligible"], summary["undetermined"]) == (1, titles - 1)
    assert summary["top_missing"] == [("debtor.home.income", titles - 1)]


def test_several_rights_over_one_population_each_name_what_they_miss() -> None:
    rules = proactive.loads(
        RULES
        + """
right other for title "Autre" {
  law "Corpus, art. 1"
  when { open : open "Ouvert" }
}
"""
    )
    result = rules.assess(
        tables={"title": pa.table({"id": [1, 2], "open": [None, True]})}, on="2023-01-01"
    )
    summary = result.summary()
    assert summary["aid"]["top_missing"] == [("debtor.home.income", 2), ("open", 1)]
    assert summary["other"]["top_missing"] == [("open", 1)]
