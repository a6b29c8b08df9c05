#!/usr/bin/env python3
"""Writes the three large files of examples in good/ that extend examples/france.

The expected answers come from the tables below, typed from the legal texts: the brackets of the
chèque énergie (décret 2016-555, arrêtés of 2018-12-26 and 2021-02-24), the periods of the one-euro
meal (decisions of the CNOUS board), and the rules on who may refuse the intermediation of child
support (code civil, art. 373-2-2). Nothing here is taken from the text of the rules, and nothing is
rounded: amounts are whole cents, consumption units are twentieths.
"""

import datetime
import itertools
import pathlib

HERE = pathlib.Path(__file__).parent / "good"


def euros(cents):
    """1344000 -> `13 440 €`, 1343999 -> `13 439.99 €`."""
    whole, rest = divmod(cents, 100)
    grouped = f"{whole:,}".replace(",", " ")
    return f"{grouped} €" if rest == 0 else f"{grouped}.{rest:02d} €"


def decimal(twentieths):
    """30 -> `1.5`, 25 -> `1.25`."""
    return f"{twentieths // 20}.{twentieths % 20 * 5:02d}".rstrip("0").rstrip(".")


def example(title, right, on, facts, expect):
    body = "\n".join(f"  {line}" for line in facts)
    return f'example "{title}" for {right} on {on} {{\n{body}\n  expect {expect}\n}}\n'


def write(name, heading, examples):
    path = HERE / name
    path.write_text(heading + "\n\n" + "\n".join(examples), encoding="utf-8")
    print(f"{len(examples):4d} examples in {path.name}")


# --- Chèque énergie --------------------------------------------------------------------------

# Era: a day to assess on, and the brackets of income per unit in euros: lower bound
# (included), upper bound (excluded), amounts for 1 unit, between 1 and 2, from 2 units. No amount:
# above the ceiling of the era.
VOUCHER = {
    "2018": ("2018-04-01", [
        (0, 5600, (144, 190, 227)),
        (5600, 6700, (96, 126, 152)),
        (6700, 7700, (48, 63, 76)),
        (7700, 10700, None),
    ]),
    "2019": ("2019-04-01", [
        (0, 5600, (194, 240, 277)),
        (5600, 6700, (146, 176, 202)),
        (6700, 7700, (98, 113, 126)),
        (7700, 10700, (48, 63, 76)),
    ]),
    "2021": ("2021-04-01", [
        (0, 5600, (194, 240, 277)),
        (5600, 6700, (146, 176, 202)),
        (6700, 7700, (98, 113, 126)),
        (7700, 10800, (48, 63, 76)),
    ]),
}

# Households by column of the table: declarants, children in full custody, children in shared
# custody, and their consumption units in twentieths, counted by hand from 1 / 0.5 / 0.3.
HOUSEHOLDS = [
    ("1 unit", [(1, 0, 0, 20)]),
    ("between 1 and 2 units", [
        (2, 0, 0, 30),  # 1 + 0.5
        (2, 1, 0, 36),  # 1 + 0.5 + 0.3
        (1, 0, 1, 25),  # 1 + 0.25
        (2, 0, 1, 33),  # 1 + 0.5 + 0.15
    ]),
    ("2 units or more", [
        (2, 3, 0, 48),  # 1 + 0.5 + 3 * 0.3
        (1, 0, 6, 40),  # 1 + 0.25 + 5 * 0.15, exactly 2
        (2, 2, 0, 42),  # 1 + 0.5 + 2 * 0.3
        (1, 4, 0, 48),  # 1 + 0.5 + 3 * 0.3
    ]),
]


def voucher_case(title, on, household, income, amount):
    declarants, full, shared, _ = household
    year = int(on[:4]) - 2
    children = ["person { custody full }"] * full + ["person { custody shared }"] * shared
    facts = [
        "household {",
        f"  occupancy tenant  reference_income({year}) {euros(income)}",
        f"  declarants [ {' '.join(['person {}'] * declarants)} ]",
        f"  dependants [ {' '.join(children)} ]" if children else "  dependants []",
        "}",
    ]
    expect = "not eligible because modest" if amount is None else f"eligible amount {euros(amount * 100)}"
    return example(title, "cheque_energie", on, facts, expect)


def income_at(bound, units):
    """The income, in cents, whose quotient by the units is the bound exactly."""
    cents, rest = divmod(bound * 100 * units, 20)
    assert rest == 0, "a household whose income at the bound is not a whole number of cents"
    return cents


def voucher_grid():
    for era, (on, brackets) in VOUCHER.items():
        for column, (label, households) in enumerate(HOUSEHOLDS):
            for row, (low, high, amounts) in enumerate(brackets):
                household = households[row % len(households)]
                units = household[3]
                amount = amounts and amounts[column]
                at, below = income_at(low, units), income_at(high, units) - 1
                where = f"{era}, {label} ({decimal(units)})"
                yield voucher_case(f"{where}: {euros(low * 100)} per unit exactly", on, household, at, amount)
                yield voucher_case(
                    f"{where}: one cent of income below {euros(high * 100)} per unit", on, household, below, amount)


def voucher_ceilings():
    """At the ceiling of an era, and the same household on both sides of the days the figures change."""
    for era, (on, brackets) in VOUCHER.items():
        if era == "2018":
            continue  # the fourth row of its grid is the far side of the ceiling
        for label, households in HOUSEHOLDS:
            household, ceiling = households[0], brackets[-1][1]
            yield voucher_case(f"{era}, {label}: the ceiling itself, {euros(ceiling * 100)} per unit", on, household,
                               income_at(ceiling, household[3]), None)
    alone = HOUSEHOLDS[0][1][0]
    for on, income, amount, why in [
        ("2018-01-01", 7699, 48, "the first day of the voucher"),
        ("2018-12-31", 7700, None, "the last day of the ceiling of 7 700 €"),
        ("2019-01-01", 7700, 48, "the first day of the ceiling of 10 700 €"),
        ("2018-12-31", 5599, 144, "the last day of the first amounts"),
        ("2019-01-01", 5599, 194, "the first day of the second amounts"),
        ("2020-04-01", 10699, 48, "2020 keeps the ceiling of 2019"),
        ("2020-12-31", 10700, None, "the last day of the ceiling of 10 700 €"),
        ("2021-01-01", 10700, 48, "the first day of the ceiling of 10 800 €"),
        ("2022-12-31", 10799, 48, "the last day of the rule"),
    ]:
        yield voucher_case(f"One person with {euros(income * 100)}: {why}", on, alone, income * 100, amount)


def voucher_edges():
    for on in ("2017-12-31", "2023-01-01"):
        yield example("Outside the rule's period it is not in force", "cheque_energie", on,
                      ["household { occupancy tenant  declarants [ person {} ]  dependants [] }"], "not in force")
    for occupancy, housed in [("owner", True), ("first_time_buyer", True), ("tenant", True),
                              ("social_residence", False), ("housed_free", False)]:
        yield example(
            f"Occupancy: {occupancy.replace('_', ' ')}", "cheque_energie", "2021-04-01",
            [f"household {{ occupancy {occupancy}  reference_income(2019) 0 €  declarants [ person {{}} ]  dependants [] }}"],
            "eligible amount 194 €" if housed else "not eligible because housed")
    yield example("Everything the decision reads, in order", "cheque_energie", "2021-04-01", ["household {}"],
                  "undetermined missing occupancy, reference_income(2019), declarants, dependants "
                  "amount between 0 € and 277 € "
                  "needs occupancy, reference_income(2019), declarants, dependants, dependants.custody")
    # One declarant and one child of unknown custody are 1.25 or 1.5 units.
    for income, expect, why in [
        (800000, "eligible missing dependants[1].custody amount between 176 € and 240 €", "two brackets are possible"),
        (700000, "eligible missing dependants[1].custody amount between 176 € and 240 €",
         "exactly 5 600 € per unit is possible"),
        (699999, "eligible amount 240 €", "one cent less, and the custody is not asked"),
    ]:
        yield example(f"{euros(income)} and a child of unknown custody: {why}", "cheque_energie", "2021-04-01", [
            "household {",
            f"  occupancy tenant  reference_income(2019) {euros(income)}",
            "  declarants [ person {} ]",
            "  dependants [ person {} ]",
            "}",
        ], expect)


# --- The one-euro meal -----------------------------------------------------------------------

# First day, last day if there is one, and who pays one euro. Before the first day nobody does.
MEAL = [
    ("2020-09-01", "2021-01-24", "scholars"),
    ("2021-01-25", "2021-08-31", "everyone"),
    ("2021-09-01", "2022-07-31", "scholars"),
    ("2022-08-01", "2026-04-30", "scholars and hardship"),
    ("2026-05-01", None, "everyone"),
]

SCHOLAR_FACTS = "scholar, scholarship_start, scholarship_months, struck_off, struck_off_on"

# Who pays one euro, the outcome for a student who has neither, has hardship, has a scholarship; for
# someone who is not a student at all; and what the period may ask for.
MEAL_OUTCOMES = {
    "scholars": ("not eligible because scholar", "not eligible because scholar", "eligible",
                 "not eligible because student, scholar", f"enrolled, {SCHOLAR_FACTS}"),
    "everyone": ("eligible", "eligible", "eligible",
                 "not eligible because student", "enrolled"),
    "scholars and hardship": ("not eligible because scholar, hardship", "eligible", "eligible",
                              "not eligible because student, scholar, hardship", f"enrolled, {SCHOLAR_FACTS}, hardship"),
}


def academic_start(on):
    day = datetime.date.fromisoformat(on)
    return f"{day.year if day.month >= 9 else day.year - 1}-09-01"


def meal_case(title, on, facts, expect):
    return example(title, "repas_crous", on, [f"person {{ {facts} }}"], expect)


def meal_boundaries():
    for on in ("2019-09-01", "2020-08-31"):
        yield meal_case(f"{on}: before the first decision nobody pays one euro", on, "enrolled true  scholar true",
                        "not in force")
    for first, last, who in MEAL:
        neither, hardship, scholar, outsider, needs = MEAL_OUTCOMES[who]
        for on, day in ((first, "first day"), (last, "last day")):
            if on is None:
                continue
            what = f"{on}, {day} for {who}"
            running = (f"scholar true  scholarship_start {academic_start(on)}  scholarship_months 12  "
                       "struck_off false  hardship false")
            yield meal_case(f"{what}: a student", on, "enrolled true  scholar false  hardship false",
                            f"{neither} needs {needs}")
            yield meal_case(f"{what}: a student in hardship", on, "enrolled true  scholar false  hardship true", hardship)
            yield meal_case(f"{what}: a student with a scholarship", on, f"enrolled true  {running}", scholar)
            yield meal_case(f"{what}: not a student", on, "enrolled false  scholar false  hardship false", outsider)


def meal_scholarship():
    """A scholarship runs from the start of term for its months, and stops on the day of a striking-off."""
    ended = "not eligible because scholar, hardship"
    for on, months, expect, why in [
        ("2022-08-31", 12, ended, "the day before the scholarship starts"),
        ("2022-09-01", 12, "eligible", "the day it starts"),
        ("2023-08-31", 12, "eligible", "the last day of twelve months"),
        ("2023-09-01", 12, ended, "the day after twelve months"),
        ("2023-06-30", 10, "eligible", "the last day of ten months"),
        ("2023-07-01", 10, ended, "the day after ten months"),
    ]:
        yield meal_case(f"{on}: {why}", on,
                        f"enrolled true  scholar true  scholarship_start 2022-09-01  scholarship_months {months}  "
                        "struck_off false  hardship false", expect)
    for on, expect, why in [
        ("2023-03-14", "eligible", "the day before a striking-off"),
        ("2023-03-15", ended, "the day of a striking-off"),
    ]:
        yield meal_case(f"{on}: {why}", on,
                        "enrolled true  scholar true  scholarship_start 2022-09-01  scholarship_months 12  "
                        "struck_off true  struck_off_on 2023-03-15  hardship false", expect)
    running = "enrolled true  scholar true  scholarship_start 2022-09-01"
    for facts, expect, why in [
        (f"{running}  scholarship_months 12", "undetermined missing struck_off, struck_off_on, hardship",
         "struck off or not is unknown"),
        (f"{running}  struck_off false  hardship false", "undetermined missing scholarship_months", "the months are unknown"),
        (f"{running}  struck_off true  scholarship_months 12  hardship false", "undetermined missing struck_off_on",
         "struck off on an unknown day"),
        (f"{running}  hardship true", "eligible", "hardship is enough, the scholarship is not asked"),
        ("enrolled true", f"undetermined missing {SCHOLAR_FACTS}, hardship", "nothing but a student"),
        ("scholar false  hardship false", ended, "refused without knowing whether a student"),
    ]:
        yield meal_case(f"2023-03-01: {why}", "2023-03-01", facts, expect)


# --- Child support ---------------------------------------------------------------------------

# The day from which a title of this kind opens the intermediation by itself.
OPENS_FROM = [
    ("divorce_judgment", "2022-03-01"),
    ("other_judgment", "2023-01-01"),
    ("approved_agreement", "2023-01-01"),
    ("divorce_by_consent", "2023-01-01"),
    ("notarial_deed", "2023-01-01"),
    ("caf_title", "2023-01-01"),
    ("lawyers_deed", "2023-01-01"),
]

ISSUE_DAYS = ["2022-02-28", "2022-03-01", "2022-12-31", "2023-01-01", "2024-01-10"]

# Creditor refuses, debtor refuses, violence, the judge excluded it: what the law says.
OBJECTIONS = [
    # creditor debtor violence judge   still set up?  on what grounds not
    (False, False, False, False, None),
    (True,  False, False, False, None),                  # one parent alone cannot refuse
    (False, True,  False, False, None),
    (True,  True,  False, False, "unopposed"),           # both can
    (False, False, True,  False, None),
    (True,  False, True,  False, None),
    (False, True,  True,  False, None),
    (True,  True,  True,  False, None),                  # not against violence
    (False, False, False, True,  "allowed"),             # the judge can
    (True,  False, False, True,  "allowed"),
    (False, True,  False, True,  "allowed"),
    (True,  True,  False, True,  "allowed, unopposed"),
    (False, False, True,  True,  "allowed"),             # even then
    (True,  False, True,  True,  "allowed"),
    (False, True,  True,  True,  "allowed"),
    (True,  True,  True,  True,  "allowed"),
]


def boolean(value):
    return "true" if value else "false"


def support_case(title, kind, issued, objections, expect, on="2024-02-01", support="170 € per month"):
    creditor, debtor, violence, judge = objections
    facts = [
        "support_title {",
        f"  kind {kind}  issued_on {issued}  monthly_support {support}",
        f"  creditor_refuses {boolean(creditor)}  debtor_refuses {boolean(debtor)}  "
        f"violence {boolean(violence)}  judge_excluded {boolean(judge)}",
        "  creditor [ person {} ]  debtor [ person {} ]  children [ person {} ]",
        "}",
    ]
    return example(title, "intermediation", on, facts, expect)


def refused(reasons):
    reasons = [reason for reason in reasons if reason]
    return "not eligible because " + ", ".join(reasons) if reasons else "eligible"


def support_table():
    nobody = (False, False, False, False)
    for (kind, opens), issued in itertools.product(OPENS_FROM, ISSUE_DAYS):
        late = None if issued >= opens else "automatic"
        yield support_case(f"{kind.replace('_', ' ')} of {issued}", kind, issued, nobody, refused([late]))
    for kind, issued in (("divorce_judgment", "2022-03-01"), ("notarial_deed", "2023-01-01")):
        for row in OBJECTIONS:
            *objections, grounds = row
            words = [word for word, holds in zip(("creditor refuses", "debtor refuses", "violence", "judge excludes"),
                                                 objections) if holds] or ["no objection"]
            yield support_case(f"{kind.replace('_', ' ')} of {issued}: {', '.join(words)}", kind, issued, objections,
                               refused([grounds]))
    both = (True, True, False, False)
    yield support_case("Too early a title, and both parents refuse: both reasons", "caf_title", "2022-12-31", both,
                       refused(["automatic", "unopposed"]))
    yield support_case("Nothing due in cash", "divorce_judgment", "2022-03-01", nobody, refused(["in_cash"]),
                       support="0 € per month")
    yield support_case("One cent due in cash", "divorce_judgment", "2022-03-01", nobody, "eligible",
                       support="0.01 € per month")
    yield support_case("The first day of the rule", "divorce_judgment", "2022-03-01", nobody, "eligible", on="2022-03-01")
    yield support_case("The day before the rule", "divorce_judgment", "2022-02-28", nobody, "not in force", on="2022-02-28")


def support_unknown():
    known = "monthly_support 170 € per month  judge_excluded false"
    for title, facts, expect in [
        ("Issued in 2023: the kind is not asked", f"issued_on 2023-01-01  {known}  violence true", "eligible"),
        ("Issued in 2022: the kind is asked", f"issued_on 2022-06-01  {known}  violence true", "undetermined missing kind"),
        ("A divorce judgment of an unknown day", f"kind divorce_judgment  {known}  violence true",
         "undetermined missing issued_on"),
        ("One parent does not refuse: violence is not asked", f"issued_on 2023-01-01  {known}  debtor_refuses false", "eligible"),
        ("Both refuse: violence decides", f"issued_on 2023-01-01  {known}  creditor_refuses true  debtor_refuses true",
         "undetermined missing violence"),
        ("Nothing known", "", "undetermined missing monthly_support, issued_on, kind, judge_excluded, violence, "
                              "creditor_refuses, debtor_refuses needs monthly_support, issued_on, kind, judge_excluded, "
                              "violence, creditor_refuses, debtor_refuses"),
    ]:
        yield example(title, "intermediation", "2024-02-01", [f"support_title {{ {facts} }}" if facts else "support_title {}"],
                      expect)


def main():
    write("voucher_grid.rights",
          "// The energy voucher: units by brackets by edges by eras, then ceilings, days of change, occupancy.\n"
          "// Loaded together with examples/france. Written by ../generate.py.",
          [*voucher_grid(), *voucher_ceilings(), *voucher_edges()])
    write("meal_boundaries.rights",
          "// The one-euro meal: the first and last day of each period, and of a scholarship.\n"
          "// Loaded together with examples/france. Written by ../generate.py.",
          [*meal_boundaries(), *meal_scholarship()])
    write("child_support_truth_table.rights",
          "// Child support: kind by day of issue, then refusals by violence by the judge, then facts missing.\n"
          "// Loaded together with examples/france. Written by ../generate.py.",
          [*support_table(), *support_unknown()])


if __name__ == "__main__":
    main()
