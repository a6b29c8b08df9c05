# SPDX-License-Identifier: Apache-2.0
"""OpenFisca: the voucher as a small tax and benefit system. It has no unknown.

A simulation keeps what it has calculated, so that each run gets a fresh one; building it and
setting its inputs is timed in "from columns to decisions" only. Integers are of 32 bits there,
enough for incomes in cents below 21 million euros; formulas widen them before they multiply.
"""

# mypy: disable-error-code="misc,no-untyped-def"

from __future__ import annotations

from importlib.metadata import version as version_of
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.periods import MONTH, period
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks import voucher as rule
from benchmarks.answers import Answer, Answers
from benchmarks.data import CUSTODIES, OCCUPANCIES, Households
from benchmarks.peers import Case, Task

WHEN = period("2019-04")
DECLARANT, DEPENDANT = 0, 1

Person = build_entity(key="person", plural="persons", label="Person", is_person=True)
Household = build_entity(
    key="household",
    plural="households",
    label="Household",
    roles=[
        {"key": "declarant", "plural": "declarants", "label": "Declarants"},
        {"key": "dependant", "plural": "dependants", "label": "Dependants"},
    ],
)
Custody = Enum("Custody", {name: name for name in CUSTODIES})
Occupancy = Enum("Occupancy", {name: name for name in OCCUPANCIES})


class custody(Variable):
    value_type = Enum
    possible_values = Custody
    default_value = Custody.full
    entity = Person
    definition_period = MONTH
    label = "Custody"


class occupancy(Variable):
    value_type = Enum
    possible_values = Occupancy
    default_value = Occupancy.housed_free
    entity = Household
    definition_period = MONTH
    label = "Occupancy"


class reference_income(Variable):
    value_type = int
    entity = Household
    definition_period = MONTH
    label = "Reference income, in cents"


class units(Variable):
    value_type = int
    entity = Household
    definition_period = MONTH
    label = "Consumption units, in twentieths"

    def formula(household, period):
        shared = household.members("custody", period) == Custody.shared
        everyone = household.nb_persons()
        whole = everyone - household.sum(shared, role=Household.DEPENDANT)
        halves = np.array(rule.halves(), np.int32)
        return halves[whole.astype(np.int32)] + halves[everyone]


class eligible(Variable):
    value_type = bool
    entity = Household
    definition_period = MONTH
    label = "Entitled to the voucher"

    def formula(household, period):
        home = household("occupancy", period)
        income = household("reference_income", period).astype(np.int64) * 20
        modest = income < rule.BANDS[-1] * household("units", period).astype(np.int64)
        housed = (
            (home == Occupancy.owner)
            + (home == Occupancy.first_time_buyer)
            + (home == Occupancy.tenant)
        )
        return housed * modest


class voucher_amount(Variable):
    value_type = int
    entity = Household
    definition_period = MONTH
    label = "The voucher, in cents"

    def formula(household, period):
        income = household("reference_income", period).astype(np.int64) * 20
        twentieths = household("units", period).astype(np.int64)
        size = (twentieths > 20) * 1 + (twentieths >= 40)
        below = [income < bound * twentieths for bound in rule.BANDS]
        rows = [np.array(row, np.int32)[size] * 100 for row in rule.AMOUNTS]
        return household("eligible", period) * np.select(below, rows)


def version() -> str:
    return f"openfisca-core {version_of('openfisca-core')}"


def voucher(case: Case) -> list[Task]:
    system = _system()
    made = Households.read(case.folder)
    columns = {
        "reference_income": np.asarray(made.income).astype(np.int32),
        "occupancy": np.asarray(made.occupancy),
        "custody": np.asarray(made.custody),
    }
    household_of = np.repeat(np.arange(made.count), np.diff(made.offsets))
    first = np.repeat(made.offsets[:-1], np.diff(made.offsets))
    place = np.arange(made.persons, dtype=np.int32) - first
    is_declarant = place < np.repeat(made.declarants, np.diff(made.offsets))
    role = np.where(is_declarant, DECLARANT, DEPENDANT)

    def fresh() -> Simulation:
        simulation = _simulation(system, made.count, household_of, role)
        for name, column in columns.items():
            simulation.set_input(name, WHEN, column)
        return simulation

    def both(simulation: Simulation) -> tuple[Any, Any]:
        return simulation.calculate("eligible", WHEN), simulation.calculate("voucher_amount", WHEN)

    def outcome(simulation: Simulation) -> tuple[Any, None]:
        return simulation.calculate("eligible", WHEN), None

    return [
        Task("with amount", both, _answers, fresh, made.count),
        Task("outcomes", outcome, _answers, fresh, made.count),
        Task("from columns to decisions", lambda _: both(fresh()), _answers, per=made.count),
    ]


def _system() -> TaxBenefitSystem:
    system = TaxBenefitSystem([Person, Household])
    system.add_variables(custody, occupancy, reference_income, units, eligible, voucher_amount)
    return system


def _simulation(
    system: TaxBenefitSystem, households: int, household_of: Any, role: Any
) -> Simulation:
    builder = SimulationBuilder()
    builder.create_entities(system)
    builder.declare_person_entity("person", np.arange(len(household_of)))
    group = builder.declare_entity("household", np.arange(households))
    builder.join_with_persons(group, household_of, role)
    return builder.build(system)


def _answers(result: tuple[Any, Any]) -> Answers:
    return [Answer.of(*result)]
