"""Random expressions as trees: each knows its type and writes itself with few parentheses."""

from dataclasses import dataclass

from .values import Type

# How tightly an expression binds, loosest first; a primary never needs parentheses.
OR, AND, NOT, COMPARISON, SUM, PRODUCT, MINUS, PRIMARY = range(8)


@dataclass(frozen=True)
class Term:
    """A template with a place `{}` for each child, and how tightly each child must bind."""

    type: Type
    template: str
    children: tuple["Term", ...] = ()
    level: int = PRIMARY
    needs: tuple[int, ...] = ()

    def __str__(self) -> str:
        needs = self.needs or (OR,) * len(self.children)
        written = [str(child) if child.level >= need else f"({child})"
                   for child, need in zip(self.children, needs)]
        return self.template.format(*written)

    def with_child(self, index: int, child: "Term") -> "Term":
        """The same operation with one operand replaced."""
        children = (*self.children[:index], child, *self.children[index + 1:])
        return Term(self.type, self.template, children, self.level, self.needs)


def infix(type_: Type, sign: str, left: Term, right: Term, level: int) -> Term:
    """`left sign right`; operators are left-associative, comparisons do not chain."""
    own = level + (level == COMPARISON)
    return Term(type_, f"{{}} {sign} {{}}", (left, right), level, (own, level + 1))


def call(type_: Type, template: str, *children: Term) -> Term:
    """An operation that encloses its operands: a call, `choose { … }`."""
    return Term(type_, template, tuple(children))


def name(type_: Type, text: str) -> Term:
    """A name or a literal."""
    return Term(type_, text.replace("{", "{{").replace("}", "}}"))
