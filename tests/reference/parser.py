"""The grammar of items: choices, entities, figures, defines, rights and examples."""

from .cursor import Cursor
from .expressions import arithmetic, expression, literal_number, set_of
from .tree import (ConditionText, DatedText, DefineText, EntityText, ExampleText, FieldText,
                   FigureText, FileText, GroupText, Header, Node, RightText, RoleText, TableText,
                   TypeText, VersionText)

_ATTRIBUTES = ("by", "range", "from", "protected", "kept", "concealed")


def parse(text: str) -> FileText:
    """The items of one file."""
    cursor, file = Cursor(text), FileText()
    while cursor.peek().kind != "end":
        word = cursor.word()
        if word not in _ITEMS:
            cursor.fail(f"an item, after `{word}`")
        _ITEMS[word](cursor, file)
    return file


# Settings and vocabulary.

def _dates(cursor, file):
    cursor.expect("round")
    file.rounding = cursor.one_of("up", "down") or cursor.fail("up or down")


def _figures(cursor, file):
    cursor.expect("go", "stale", "after")
    unit, count = literal_number(cursor).parts
    file.stale_after = (unit, int(count.parts[0]))


def _language(cursor, file):
    cursor.word()


def _source(cursor, file):
    cursor.name()
    cursor.label()
    if cursor.at("{"):
        cursor.skip_braces()


def _choice(cursor, file):
    name, members = cursor.name(), []
    cursor.label()
    cursor.expect("{")
    while not cursor.take("}"):
        members.append(cursor.name())
        cursor.label()
    file.choices[name] = members


def _entity(cursor, file):
    entity = EntityText(cursor.name(), False)
    cursor.label()
    entity.several = cursor.take("members", "may", "belong", "to", "several")
    cursor.expect("{")
    while not cursor.take("}"):
        _field_or_role(cursor, entity)
    file.entities.append(entity)


def _field_or_role(cursor, entity):
    name = cursor.name()
    cursor.expect(":")
    if cursor.peek().kind == "number":
        least = cursor.whole()
        most = cursor.whole() if cursor.take("..") else least
        entity.roles.append(RoleText(name, cursor.name(), least, most))
        _attributes(cursor, FieldText(name, TypeText("role")))
    else:
        field = FieldText(name, _type(cursor))
        _attributes(cursor, field)
        entity.fields.append(field)


def _type(cursor):
    text = TypeText(cursor.word())
    if text.name in ("choice", "code"):
        text.of = cursor.name()
    if cursor.take("("):
        text.decimals = cursor.whole()
        cursor.expect(")")
    if cursor.take("per"):
        text.period = cursor.one_of("month", "year") or cursor.fail("month or year")
    if text.name == "identifier" and _names_a_kind(cursor):
        text.of = cursor.name()
    return text


def _names_a_kind(cursor):
    token = cursor.peek()
    return token.kind == "name" and token.text not in _ATTRIBUTES and not _starts_field(cursor)


def _starts_field(cursor):
    return cursor.peek(1).text == ":" and cursor.peek(1).kind == "op"


def _attributes(cursor, field):
    while True:
        if cursor.label() is not None:
            continue
        if cursor.peek().text not in _ATTRIBUTES or _starts_field(cursor):
            return
        _attribute(cursor, field, cursor.word())


def _attribute(cursor, field, word):
    if word == "by":
        field.by_year = (cursor.one_of("year") or cursor.fail("year")) == "year"
    elif word == "range":
        low = arithmetic(cursor)
        cursor.expect("..")
        field.bounds = (low, arithmetic(cursor))
    elif word == "kept":
        cursor.expect("for")
        literal_number(cursor)
    else:
        cursor.one_of("by", "from")
        cursor.name()


# Figures: what is dated.

def _law_and_label(cursor):
    while cursor.take("law") or cursor.peek().kind == "string":
        cursor.label()


def _from_to(cursor):
    """`from D [to D]`, where it is written."""
    start = cursor.date() if cursor.take("from") else None
    end = cursor.date() if start and cursor.take("to") else None
    return start, end


def _parts(cursor, figure, content):
    """The dated parts between braces: `content` reads what one of them holds."""
    cursor.expect("{")
    while not cursor.take("}"):
        if cursor.take("confirmed", "on"):
            confirmed = cursor.date()
            figure.confirmed = max(confirmed, figure.confirmed or confirmed)
            continue
        start, end = _from_to(cursor)
        _law_and_label(cursor)
        figure.parts.append(DatedText(start, end, content(cursor)))


def _parameter(cursor, file):
    name = cursor.name()
    cursor.expect(":")
    figure = FigureText("parameter", name, _type(cursor), [])
    cursor.label()
    if cursor.take("="):
        figure.parts.append(DatedText(None, None, arithmetic(cursor)))
        _law_and_label(cursor)
    else:
        _parts(cursor, figure, _parameter_value)
    file.figures.append(figure)


def _parameter_value(cursor):
    cursor.take(":")
    value = expression(cursor)
    _law_and_label(cursor)
    return value


def _scale(cursor, file):
    name = cursor.name()
    cursor.expect(":")
    type_text = _type(cursor)
    kind = cursor.one_of("marginal", "banded") or cursor.fail("marginal or banded")
    cursor.label()
    figure = FigureText(kind, name, type_text, [])
    _parts(cursor, figure, _brackets)
    file.figures.append(figure)


def _brackets(cursor):
    """Pairs of a bound (None: above) and a value."""
    found = []
    while cursor.take("up", "to"):
        bound = arithmetic(cursor)
        cursor.expect(":")
        found.append((bound, expression(cursor)))
        _law_and_label(cursor)
    cursor.expect("above", ":")
    found.append((None, expression(cursor)))
    _law_and_label(cursor)
    return found


def _table(cursor, file):
    name = cursor.name()
    cursor.expect(":")
    figure = FigureText("table", name, _type(cursor), [])
    cursor.expect("by")
    formals = [cursor.name()]
    while cursor.take(","):
        formals.append(cursor.name())
    figure.formals = tuple(formals)
    cursor.take("unique")
    cursor.label()
    _parts(cursor, figure, lambda c: _grid(c, len(formals)))
    file.figures.append(figure)


def _grid(cursor, dimensions):
    columns = None
    if dimensions == 2:
        columns = _column_headers(cursor)
    rows = []
    while cursor.at("|"):
        rows.append(_row(cursor))
    return TableText(columns, rows)


def _column_headers(cursor):
    line = cursor.line
    cursor.expect("|", "|")
    headers = []
    while cursor.line == line:
        headers.append(_header(cursor))
        cursor.expect("|")
    return headers


def _row(cursor):
    line = cursor.line
    cursor.expect("|")
    header = _header(cursor)
    cursor.expect("|")
    cells = []
    while cursor.line == line and not cursor.at("}"):
        cells.append(expression(cursor))
        cursor.expect("|")
    return header, cells


def _header(cursor):
    if cursor.take("otherwise"):
        return Header()
    if cursor.at("{"):
        return Header(members=list(set_of(cursor)))
    sign = cursor.one_of("<=", ">=", "!=", "<", ">", "=")
    if sign:
        return Header(tests=[(sign, arithmetic(cursor))])
    low = arithmetic(cursor)
    between = cursor.one_of("..", "..<", "<..", "<..<")
    if not between:
        return Header(members=[low])
    lower = ">" if between.startswith("<") else ">="
    upper = "<" if between.endswith("<") else "<="
    return Header(tests=[(lower, low), (upper, arithmetic(cursor))])


# Defines and rights.

def _define(cursor, file):
    name = cursor.name()
    cursor.expect("for")
    entity = cursor.name()
    cursor.expect(":")
    type_text = _type(cursor)
    cursor.label()
    cursor.expect("=")
    file.defines.append(DefineText(name, entity, type_text, expression(cursor)))


def _right(cursor, file):
    name = cursor.name()
    cursor.expect("for")
    entity = cursor.name()
    cursor.label()
    right = RightText(name, entity, [], None)
    whole = VersionText([], None)
    cursor.expect("{")
    while not cursor.take("}"):
        _right_part(cursor, right, whole)
    if not right.versions:
        right.versions.append(DatedText(None, None, whole))
    file.rights.append(right)


def _right_part(cursor, right, whole):
    if cursor.take("version"):
        right.versions.append(_version(cursor))
    elif cursor.take("received"):
        right.received = expression(cursor)
    elif not (_version_part(cursor, whole) or _side_part(cursor)):
        cursor.fail("a part of a right")


def _side_part(cursor):
    """What the administration does about a right: none of it changes an answer."""
    if cursor.take("served", "by"):
        if cursor.take("choose"):
            cursor.skip_braces()
        else:
            cursor.name()
    elif cursor.take("purpose"):
        cursor.word()
    elif cursor.take("renewed", "every"):
        literal_number(cursor)
    elif cursor.take("ends", "on"):
        expression(cursor)
    elif cursor.take("prefill"):
        cursor.label()
        cursor.skip_braces()
    elif cursor.take("inform"):
        cursor.word()
        cursor.string()
    else:
        return False
    return True


def _version(cursor):
    start, end = _from_to(cursor)
    version = VersionText([], None)
    cursor.label()
    cursor.expect("{")
    while not cursor.take("}"):
        if not _version_part(cursor, version):
            cursor.fail("a part of a version")
    return DatedText(start, end, version)


def _version_part(cursor, version):
    if cursor.take("law"):
        cursor.string()
    elif cursor.take("when"):
        version.conditions.extend(_conditions(cursor))
    elif cursor.take("attested"):
        cursor.skip_braces()
    elif cursor.take("amount"):
        version.amount = expression(cursor)
    else:
        return False
    return True


def _conditions(cursor):
    cursor.expect("{")
    found = []
    while not cursor.take("}"):
        found.append(_condition(cursor))
    return found


def _condition(cursor):
    least = _group_start(cursor)
    if least is not None:
        _law_and_label(cursor)
        return GroupText(least, _conditions(cursor))
    name = cursor.name()
    cursor.expect(":")
    condition = ConditionText(name, expression(cursor))
    _law_and_label(cursor)
    return condition


def _group_start(cursor):
    if _starts_field(cursor):
        return None
    if cursor.take("either"):
        return 1
    if cursor.take("at", "least"):
        least = cursor.whole()
        cursor.expect("of")
        return least
    return None


# Examples.

def _example(cursor, file):
    title = cursor.string()
    cursor.expect("for")
    right = cursor.name()
    cursor.expect("on")
    on = cursor.date()
    cursor.expect("{")
    entity = cursor.name()
    facts = _facts(cursor)
    expected = {}
    while cursor.take("expect"):
        expected.update(_expected(cursor))
    cursor.expect("}")
    file.examples.append(ExampleText(title, right, on, entity, facts, expected))


def _facts(cursor):
    """Triples of a name, a year or None, and a value: a node, a list of members, or a group."""
    cursor.expect("{")
    found = []
    while not cursor.take("}"):
        name, year = cursor.name(), None
        if cursor.take("("):
            year = cursor.whole()
            cursor.expect(")")
        found.append((name, year, _fact_value(cursor)))
    return found


def _fact_value(cursor):
    if cursor.at("{"):
        return _facts(cursor)
    if not cursor.take("["):
        return _literal(cursor)
    members = []
    while not cursor.take("]"):
        cursor.name()
        members.append(_facts(cursor))
    return ("members", members)


def _literal(cursor):
    """A literal as a fact or an amount of an example: a number, a date, a truth, a member."""
    line = cursor.line
    if cursor.take("-"):
        return Node("negate", (_literal(cursor),), line)
    if cursor.peek().kind == "number":
        node = literal_number(cursor)
        if cursor.take("per"):
            cursor.word()
        return node
    if cursor.peek().kind == "date":
        return Node("date", (cursor.date(),), line)
    if cursor.at("true") or cursor.at("false"):
        return Node("boolean", (cursor.word() == "true",), line)
    return Node("name", (cursor.name(),), line)


def _expected(cursor):
    expected = {"outcome": _outcome(cursor)}
    while word := cursor.one_of("because", "missing", "needs", "amount"):
        if word == "amount":
            expected["amount"] = _expected_amount(cursor)
        else:
            expected[word] = _list_of(cursor, Cursor.name if word == "because" else _fact_text)
    return expected


def _outcome(cursor):
    if cursor.take("not", "in", "force"):
        return "not in force"
    if cursor.take("not", "eligible"):
        return "not eligible"
    return cursor.one_of("eligible", "undetermined") or cursor.fail("an outcome")


def _expected_amount(cursor):
    if not cursor.take("between"):
        only = _literal(cursor)
        return (only, only)
    low = _literal(cursor)
    cursor.expect("and")
    return (low, _literal(cursor))


def _list_of(cursor, item):
    found = [item(cursor)]
    while cursor.take(","):
        found.append(item(cursor))
    return found


def _fact_text(cursor):
    """A fact as a missing list writes it: `household.dependants[2].custody`, `income(2017)`."""
    text = ""
    while True:
        text += cursor.name()
        if cursor.take("["):
            text += f"[{cursor.whole()}]"
            cursor.expect("]")
        if cursor.take("("):
            text += f"({cursor.whole()})"
            cursor.expect(")")
        if not cursor.take("."):
            return text
        text += "."


def _event(cursor, file):
    """Changes no answer by itself: which facts it says are no longer known."""
    cursor.name()
    cursor.expect("for")
    cursor.name()
    cursor.label()
    cursor.skip_braces()


_ITEMS = {
    "dates": _dates, "figures": _figures, "language": _language, "source": _source,
    "choice": _choice, "entity": _entity, "parameter": _parameter, "scale": _scale,
    "table": _table, "define": _define, "right": _right, "example": _example,
    "event": _event,
}
