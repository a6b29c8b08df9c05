# SPDX-License-Identifier: Apache-2.0
"""Rights that people do not know they have: who is entitled, and who does not receive.

    import proactive

    rules = proactive.load("examples/france")
    answer = rules.assess({"occupancy": "tenant", "declarants": [{}], "dependants": []},
                          on="2019-04-01", rights=["cheque_energie"])["cheque_energie"]
    print(answer.outcome, [missing.fact for missing in answer.missing])

    result = rules.assess(household="household.parquet", person="person.parquet",
                          members="household_members.parquet", on="2019-04-01",
                          rights=["cheque_energie"])
    print(result.summary())
"""

from proactive import _quiet as _quiet  # before anybody calls the native module
from proactive._absent import Absent
from proactive._api import (
    Answers,
    Assessment,
    Audience,
    Changes,
    Condition,
    Decision,
    EntityInfo,
    ExampleResult,
    Explanation,
    FactChange,
    FieldInfo,
    Missing,
    Need,
    NeedReason,
    Plan,
    RefusalSheet,
    RightInfo,
    RoleInfo,
    RuleSet,
    WouldChange,
    load,
    loads,
)
from proactive._core import __version__
from proactive._difference import (
    DifferenceWitness,
    PopulationComparison,
    ReasonCount,
    RightComparison,
    RuleChange,
    WitnessAnswer,
    compare,
    compare_populations,
)
from proactive._errors import Diagnostic, RightsError
from proactive._event import (
    AffectedRight,
    AnswerAfterEvent,
    AnswersAfterEvent,
    EventChange,
    EventEffect,
    EventInfo,
)
from proactive._funnel import Funnel, FunnelMissing, Stop, StopCombination, StopPart
from proactive._questions import AskedFact, Count, Prior, Question, Questionnaire, StillNeeded
from proactive._timeline import Calendar, Cause, Entry, Status, Timeline, TimelineChanges

__all__ = [
    "Absent",
    "AffectedRight",
    "AnswerAfterEvent",
    "Answers",
    "AnswersAfterEvent",
    "AskedFact",
    "Assessment",
    "Audience",
    "Calendar",
    "Cause",
    "Changes",
    "Condition",
    "Count",
    "Decision",
    "Diagnostic",
    "DifferenceWitness",
    "EntityInfo",
    "Entry",
    "EventChange",
    "EventEffect",
    "EventInfo",
    "ExampleResult",
    "Explanation",
    "FactChange",
    "FieldInfo",
    "Funnel",
    "FunnelMissing",
    "Missing",
    "Need",
    "NeedReason",
    "Plan",
    "PopulationComparison",
    "Prior",
    "Question",
    "Questionnaire",
    "ReasonCount",
    "RefusalSheet",
    "RightComparison",
    "RightInfo",
    "RightsError",
    "RoleInfo",
    "RuleChange",
    "RuleSet",
    "Status",
    "StillNeeded",
    "Stop",
    "StopCombination",
    "StopPart",
    "Timeline",
    "TimelineChanges",
    "WitnessAnswer",
    "WouldChange",
    "__version__",
    "compare",
    "compare_populations",
    "load",
    "loads",
]
