"""The reference model: what a rule set means, written as the language page reads.

It is the oracle that the engines are compared with: clear and slow, exact, standard library
only, and written from the language reference alone. One file is one stage: `lexer`, `cursor`,
`expressions`, `parser` (text to `tree`), `model`, `resolve` (tree to `typed`), `values`,
`dates`, `facts`, `lookup`, `evaluate` (sets of still possible values), `missing`, `figures`,
`answer`, `examples`.

It accepts correct rule sets; what it does of an incorrect one is no reference.
"""

from pathlib import Path

from . import answer, examples
from .errors import ReferenceError_
from .model import Model
from .parser import parse

__all__ = ["ReferenceError_", "Rules", "load", "loads"]


class Rules:
    """One rule set, ready to answer."""

    def __init__(self, texts: dict[str, str]):
        self.texts = dict(texts)
        self.model = Model([parse(text) for _, text in sorted(texts.items())])

    @property
    def rights(self) -> list[str]:
        """The names of the rights, in the order of the text."""
        return list(self.model.rights)

    def assess(self, right_name: str, on, record: dict) -> dict:
        """The answer about a right on a day (a date or ISO text) for one record.

        The record is keyed by field name (`income_2017` for a by-year fact); a role is a list
        of records, a person's group a record under the group's name; what is absent or None is
        unknown. The answer's keys are those of `answer.assess`.
        """
        return answer.assess(self.model, right_name, examples.day(on), record)

    def run_examples(self) -> list[tuple[str, bool, dict, dict]]:
        """Title, whether it came out, what came out, what was expected, for every example."""
        return examples.run(self.model)


def load(folder) -> Rules:
    """The rule set of a folder: every `.rights` file under it."""
    paths = sorted(Path(folder).rglob("*.rights"))
    return Rules({path.name: path.read_text(encoding="utf-8") for path in paths})


def loads(text, name: str = "rules.rights") -> Rules:
    """The rule set of one text, or of several: a dictionary of texts by file name."""
    return Rules(text if isinstance(text, dict) else {name: text})
