// The grammar of the language, in Boost.Spirit X3 over our own tokens.
//
// This is the only file that includes Boost. Rules are written in the order a reader meets
// the things they describe: words, expressions, types, items. Every rule has one attribute
// type from `tree.h`, and fills it by explicit actions: `set(&T::member)` stores what was
// read, `push(&T::member)` appends it. No rule relies on Fusion adaptation, whose errors
// nobody can read. An alternative is always chosen by its first one or two tokens; after
// that, `>` commits, and a failure names what was expected and where.
#include "syntax/grammar.h"

#include <fmt/format.h>
#include <boost/spirit/home/x3.hpp>

#include <algorithm>
#include <initializer_list>

namespace proactive::syntax {

namespace x3 = boost::spirit::x3;
using x3::_attr;
using x3::_val;

namespace {

using values::Comparison;
using values::Rounding;

// ---- tokens as parsers -------------------------------------------------------------------

template <typename Derived>
struct TokenParser : x3::parser<Derived> {
  using attribute_type = Token;
  static constexpr bool has_attribute = true;

  template <typename Iterator, typename Context, typename RContext, typename Attribute>
  bool parse(Iterator& first, const Iterator& last, const Context&, RContext&, Attribute& attribute) const {
    if (first == last || !this->derived().accepts(*first)) return false;
    x3::traits::move_to(Token(*first), attribute);
    ++first;
    return true;
  }
};

struct AnyOf : TokenParser<AnyOf> {
  explicit AnyOf(TokenKind kind) : kind(kind) {}
  bool accepts(const Token& token) const { return token.kind == kind; }
  TokenKind kind;
};

struct FreeName : TokenParser<FreeName> {
  bool accepts(const Token& token) const { return token.kind == TokenKind::name && !is_reserved(token.text); }
};

// One of a few words; `then_call` asks for a `(` directly behind it, as in `year(`.
struct Word : TokenParser<Word> {
  Word(std::initializer_list<const char*> words, bool then_call = false)
      : words(words.begin(), words.end()), then_call(then_call) {}
  bool accepts(const Token& token) const {
    if (token.kind != TokenKind::name || (then_call && !token.before_parenthesis)) return false;
    return std::find(words.begin(), words.end(), token.text) != words.end();
  }
  std::vector<std::string_view> words;
  bool then_call;
};

struct Symbol : TokenParser<Symbol> {
  explicit Symbol(const char* text) : text(text) {}
  bool accepts(const Token& token) const { return token.kind == TokenKind::symbol && token.text == text; }
  const char* text;
};

// The bar that closes a cell stands on the line of its row.
struct ClosingBar : TokenParser<ClosingBar> {
  bool accepts(const Token& token) const {
    return token.kind == TokenKind::symbol && token.text == "|" && !token.first_on_line;
  }
};

// Succeeds, consuming nothing, where the line has not ended.
struct SameLine : x3::parser<SameLine> {
  using attribute_type = x3::unused_type;
  static constexpr bool has_attribute = false;
  template <typename Iterator, typename Context, typename RContext, typename Attribute>
  bool parse(Iterator& first, const Iterator& last, const Context&, RContext&, Attribute&) const {
    return first != last && !first->first_on_line;
  }
};

template <typename... Words>
Word kw(Words... words) {
  return Word({words...});
}
template <typename... Words>
Word function_word(Words... words) {
  return Word({words...}, true);
}
Symbol sym(const char* text) { return Symbol(text); }

// The bracket has not closed yet: what follows must be one more element.
const auto inside = !sym("}");
const auto inside_list = !sym("]");

}  // namespace
}  // namespace proactive::syntax

// What an expectation calls each token when it is not found.
namespace boost::spirit::x3 {
template <>
struct get_info<proactive::syntax::Word> {
  using result_type = std::string;
  std::string operator()(const proactive::syntax::Word& word) const {
    std::string all;
    for (const auto text : word.words) all += fmt::format("{}`{}`", all.empty() ? "" : " or ", text);
    return all;
  }
};
template <>
struct get_info<proactive::syntax::Symbol> {
  using result_type = std::string;
  std::string operator()(const proactive::syntax::Symbol& symbol) const { return fmt::format("`{}`", symbol.text); }
};
template <>
struct get_info<proactive::syntax::ClosingBar> {
  using result_type = std::string;
  std::string operator()(const proactive::syntax::ClosingBar&) const { return "`|` at the end of the row"; }
};
template <typename Subject, typename Action>
struct get_info<action<Subject, Action>> {
  using result_type = std::string;
  std::string operator()(const action<Subject, Action>& parser) const { return what(parser.subject); }
};
template <typename Left, typename Right>
struct get_info<sequence<Left, Right>> {
  using result_type = std::string;
  std::string operator()(const sequence<Left, Right>& parser) const { return what(parser.left); }
};
template <typename Left, typename Right>
struct get_info<alternative<Left, Right>> {
  using result_type = std::string;
  std::string operator()(const alternative<Left, Right>& parser) const {
    return what(parser.left) + " or " + what(parser.right);
  }
};
}  // namespace boost::spirit::x3

namespace proactive::syntax {
namespace {

// ---- actions -----------------------------------------------------------------------------

struct TooDeep {
  Span span;
};

struct Repeated {
  Span span;
};

template <typename T, typename M>
auto set(M T::*member) {
  return [member](auto& ctx) { _val(ctx).*member = std::move(_attr(ctx)); };
}

// The same for what may stand once in an item, in any order with other parts.
template <typename T, typename M>
auto set_once(std::optional<M> T::*member) {
  return [member](auto& ctx) {
    if ((_val(ctx).*member).has_value()) throw Repeated{_attr(ctx).span};
    _val(ctx).*member = std::move(_attr(ctx));
  };
}

template <typename T, typename M>
auto push(std::vector<M> T::*member) {
  return [member](auto& ctx) { (_val(ctx).*member).push_back(std::move(_attr(ctx))); };
}

template <typename T>
auto mark(bool T::*member) {
  return [member](auto& ctx) { _val(ctx).*member = true; };
}

const auto keep = [](auto& ctx) { _val(ctx) = std::move(_attr(ctx)); };

template <typename T>
auto begin_span() {
  return [](auto& ctx) { _val(ctx).span = _attr(ctx).span; };
}
template <typename T>
auto end_span() {
  return [](auto& ctx) { _val(ctx).span.end = _attr(ctx).span.end; };
}

// Adds an operand below `expr` and keeps spans and depth.
void adopt(Expr& expr, Expr operand) {
  if (expr.operands.empty() && expr.names.empty() && expr.span.end == 0) expr.span = operand.span;
  expr.depth = std::max(expr.depth, operand.depth + 1);
  if (expr.depth > kMaxNesting) throw TooDeep{operand.span};
  expr.span = {operand.span.file, std::min(expr.span.begin, operand.span.begin),
               std::max(expr.span.end, operand.span.end)};
  expr.operands.push_back(std::move(operand));
}

Expr node(ExprKind kind, Expr operand) {
  Expr expr;
  expr.kind = kind;
  adopt(expr, std::move(operand));
  return expr;
}

// `not not a` and `- - a` are read in a loop, so that a long row of them needs no deep stack.
const auto note_prefix = [](auto& ctx) { _val(ctx).names.push_back({_attr(ctx).text, _attr(ctx).span}); };
auto prefixed(ExprKind kind) {
  return [kind](auto& ctx) {
    Expr expr = std::move(_attr(ctx));
    const std::vector<Name> prefixes = std::move(_val(ctx).names);
    for (auto prefix = prefixes.rbegin(); prefix != prefixes.rend(); ++prefix) {
      Expr outer;
      outer.kind = kind;
      outer.span = prefix->span;
      adopt(outer, std::move(expr));
      expr = std::move(outer);
    }
    _val(ctx) = std::move(expr);
  };
}

const auto operand = [](auto& ctx) { adopt(_val(ctx), std::move(_attr(ctx))); };

// The left operand is what was read so far; the token says which operation.
auto wrap(ExprKind kind) {
  return [kind](auto& ctx) { _val(ctx) = node(kind, std::move(_val(ctx))); };
}

// `a and b and c` is one node with three operands.
auto chain(ExprKind kind) {
  return [kind](auto& ctx) {
    Expr& expr = _val(ctx);
    if (expr.kind != kind) expr = node(kind, std::move(expr));
    adopt(expr, std::move(_attr(ctx)));
  };
}

auto start(ExprKind kind) {
  return [kind](auto& ctx) {
    _val(ctx).kind = kind;
    _val(ctx).span = _attr(ctx).span;
  };
}

const auto literal = [](auto& ctx) {
  const Token& token = _attr(ctx);
  Expr& expr = _val(ctx);
  expr.span = token.span;
  expr.units = token.units;
  expr.scale = token.scale;
  expr.text = token.text;
  expr.kind = token.kind == TokenKind::date     ? ExprKind::date
              : token.kind == TokenKind::string ? ExprKind::text
                                                : ExprKind::number;
};

const auto close = [](auto& ctx) { _val(ctx).span.end = _attr(ctx).span.end; };

const auto as_money = [](auto& ctx) {
  _val(ctx).kind = ExprKind::money;
  _val(ctx).span.end = _attr(ctx).span.end;
};

const auto as_rate = [](auto& ctx) {
  Expr& expr = _val(ctx);
  expr.kind = ExprKind::rate;
  expr.scale += 2;
  expr.span.end = _attr(ctx).span.end;
};

auto as_duration(DurationUnit unit) {
  return [unit](auto& ctx) {
    _val(ctx).kind = ExprKind::duration;
    _val(ctx).duration_unit = unit;
    _val(ctx).span.end = _attr(ctx).span.end;
  };
}

auto boolean(bool value) {
  return [value](auto& ctx) {
    _val(ctx).kind = ExprKind::boolean;
    _val(ctx).span = _attr(ctx).span;
    _val(ctx).units = value ? 1 : 0;
  };
}

auto comparing(Comparison comparison) {
  return [comparison](auto& ctx) {
    _val(ctx) = node(ExprKind::comparison, std::move(_val(ctx)));
    _val(ctx).comparison = comparison;
  };
}

auto rounding(Rounding mode) {
  return [mode](auto& ctx) { _val(ctx).rounding = mode; };
}

// `170 € per month` states the period of a literal; anything else is converted.
auto per(Period period) {
  return [period](auto& ctx) {
    Expr& expr = _val(ctx);
    const Span end = _attr(ctx).span;
    if (expr.kind != ExprKind::money || expr.period != Period::none) expr = node(ExprKind::convert, std::move(expr));
    expr.period = period;
    expr.span.end = end.end;
  };
}

const auto add_name = [](auto& ctx) {
  Name name = std::move(_attr(ctx));
  Expr& expr = _val(ctx);
  if (expr.span.end == 0) expr.span = name.span;
  expr.span.end = name.span.end;
  expr.names.push_back(std::move(name));
};

auto aggregate(Aggregate which) {
  return [which](auto& ctx) {
    _val(ctx).kind = ExprKind::aggregate;
    _val(ctx).aggregate = which;
    _val(ctx).span = _attr(ctx).span;
  };
}

const auto take_role = [](auto& ctx) { _val(ctx).names = std::move(_attr(ctx).names); };
const auto take_value = [](auto& ctx) {
  adopt(_val(ctx), std::move(_attr(ctx)));
  _val(ctx).has_value = true;
};
const auto take_where = [](auto& ctx) {
  adopt(_val(ctx), std::move(_attr(ctx)));
  _val(ctx).has_where = true;
};

// `min(a, b)` is a call, `min(e of role)` an aggregate: known only after the first operand.
const auto as_call = [](auto& ctx) {
  Expr& expr = _val(ctx);
  expr.kind = ExprKind::call;
  expr.has_value = false;
  expr.names = {Name{expr.aggregate == Aggregate::min ? "min" : "max", expr.span}};
};

const auto function_name = [](auto& ctx) {
  const Token& token = _attr(ctx);
  _val(ctx).kind = ExprKind::call;
  _val(ctx).span = token.span;
  _val(ctx).names = {Name{token.text, token.span}};
};

const auto head_name = [](auto& ctx) { _val(ctx).name = std::move(_attr(ctx)); };
const auto head_keyword = [](auto& ctx) {
  const Token& token = _attr(ctx);
  _val(ctx).keyword = {token.text, token.span};
  _val(ctx).doc = token.doc;
};

// ---- words -------------------------------------------------------------------------------

const x3::rule<class name_id, Name> name{"a name"};
const auto name_def = FreeName()[([](auto& ctx) { _val(ctx) = Name{_attr(ctx).text, _attr(ctx).span}; })];
BOOST_SPIRIT_DEFINE(name)

const x3::rule<class any_name_id, Name> any_name{"a word"};
const auto any_name_def = AnyOf(TokenKind::name)[([](auto& ctx) {
  _val(ctx) = Name{_attr(ctx).text, _attr(ctx).span};
})];
BOOST_SPIRIT_DEFINE(any_name)

const x3::rule<class text_id, Text> text{"a text between quotes"};
const auto text_def = AnyOf(TokenKind::string)[([](auto& ctx) { _val(ctx) = Text{_attr(ctx).text, _attr(ctx).span}; })];
BOOST_SPIRIT_DEFINE(text)

const x3::rule<class date_id, Expr> date{"a date"};
const auto date_def = AnyOf(TokenKind::date)[literal];
BOOST_SPIRIT_DEFINE(date)

const x3::rule<class whole_id, Expr> whole{"a number"};
const auto whole_def = AnyOf(TokenKind::number)[literal];
BOOST_SPIRIT_DEFINE(whole)

// ---- expressions -------------------------------------------------------------------------

const x3::rule<class expression_id, Expr> expression{"an expression"};
const x3::rule<class conjunction_id, Expr> conjunction{"an expression"};
const x3::rule<class negation_id, Expr> negation{"an expression"};
const x3::rule<class comparison_id, Expr> comparison{"an expression"};
const x3::rule<class rounded_id, Expr> rounded{"an expression"};
const x3::rule<class sum_id, Expr> sum{"an expression"};
const x3::rule<class product_id, Expr> product{"an expression"};
const x3::rule<class unary_id, Expr> unary{"an expression"};
const x3::rule<class postfix_id, Expr> postfix{"an expression"};
const x3::rule<class primary_id, Expr> primary{"an expression"};
const x3::rule<class number_id, Expr> number{"a number"};
const x3::rule<class path_id, Expr> path{"a name"};
const x3::rule<class reference_id, Expr> reference{"a name"};
const x3::rule<class function_id, Expr> function{"a function"};
const x3::rule<class count_id, Expr> count_members{"an aggregate"};
const x3::rule<class sum_members_id, Expr> sum_members{"an aggregate"};
const x3::rule<class min_max_id, Expr> min_max{"an aggregate"};
const x3::rule<class choose_id, Expr> choose{"`choose`"};
const x3::rule<class of_right_id, Expr> of_right{"a right"};
const x3::rule<class rounding_mode_id, Expr> rounding_mode{"`down`, `up`, `half up` or `half even`"};
const x3::rule<class period_id, Expr> period_word{"`month` or `year`"};
const x3::rule<class where_or_close_id, Expr> where_clause{"`where`"};

const auto expression_def = conjunction[keep] >> *(kw("or") > conjunction[chain(ExprKind::logical_or)]);
const auto conjunction_def = negation[keep] >> *(kw("and") > negation[chain(ExprKind::logical_and)]);
const auto negation_def = (+kw("not")[note_prefix] > comparison[prefixed(ExprKind::logical_not)]) | comparison[keep];

const auto comparison_def =
    rounded[keep] >>
    -((sym("<=")[comparing(Comparison::at_most)] > rounded[operand]) |
      (sym(">=")[comparing(Comparison::at_least)] > rounded[operand]) |
      (sym("!=")[comparing(Comparison::unequal)] > rounded[operand]) |
      (sym("<")[comparing(Comparison::less)] > rounded[operand]) |
      (sym(">")[comparing(Comparison::more)] > rounded[operand]) |
      (sym("=")[comparing(Comparison::equal)] > rounded[operand]) | (kw("is")[wrap(ExprKind::is)] > name[add_name]) |
      (kw("between")[wrap(ExprKind::between)] > rounded[operand] > kw("and") > rounded[operand]) |
      (kw("in")[wrap(ExprKind::in)] > sym("{") > rounded[operand] > *(sym(",") > rounded[operand]) > sym("}")[close]));

const auto rounding_mode_def =
    kw("down")[rounding(Rounding::down)] | kw("up")[rounding(Rounding::up)] |
    (kw("half") >> ((kw("up")[rounding(Rounding::half_up)]) | (kw("even")[rounding(Rounding::half_even)])));

const auto rounded_def = sum[keep] >> *(kw("rounded")[wrap(ExprKind::round)] >
                                        rounding_mode[([](auto& ctx) { _val(ctx).rounding = _attr(ctx).rounding; })] >
                                        kw("to") > postfix[operand]);

const auto sum_def = product[keep] >> *((sym("+")[wrap(ExprKind::add)] > product[operand]) |
                                        (sym("-")[wrap(ExprKind::subtract)] > product[operand]));
const auto product_def = unary[keep] >> *((sym("*")[wrap(ExprKind::multiply)] > unary[operand]) |
                                          (sym("/")[wrap(ExprKind::divide)] > unary[operand]));
const auto unary_def = (+sym("-")[note_prefix] > postfix[prefixed(ExprKind::negate)]) | postfix[keep];

const auto period_word_def = kw("month")[([](auto& ctx) {
                               _val(ctx).period = Period::month;
                               _val(ctx).span = _attr(ctx).span;
                             })] |
                             kw("year")[([](auto& ctx) {
                               _val(ctx).period = Period::year;
                               _val(ctx).span = _attr(ctx).span;
                             })];

const auto postfix_def = primary[keep] >> *(kw("per") > period_word[([](auto& ctx) {
                                              const Period period = _attr(ctx).period;
                                              per(period)(ctx);
                                            })]);

const auto number_def = AnyOf(TokenKind::number)[literal] >>
                        -(sym("€")[as_money] | sym("%")[as_rate] |
                          (!function_word("years", "months", "days", "year", "month", "day") >>
                           (kw("years", "year")[as_duration(DurationUnit::years)] |
                            kw("months", "month")[as_duration(DurationUnit::months)] |
                            kw("days", "day")[as_duration(DurationUnit::days)])));

const auto path_def = name[add_name] >> *(sym(".") > name[add_name]);

// `x`, `household.x`, `voucher(a, b)`, `reference_income(2017)`.
const auto reference_def = path[([](auto& ctx) {
                             _val(ctx) = std::move(_attr(ctx));
                             _val(ctx).kind = ExprKind::path;
                           })] >>
                           -(sym("(")[([](auto& ctx) { _val(ctx).kind = ExprKind::call; })] > expression[operand] >
                             *(sym(",") > expression[operand]) > sym(")")[close]);

const auto function_def = (function_word("age")[function_name] > sym("(") > expression[operand] >
                           -(kw("on") > expression[operand]) > sym(")")[close]) |
                          (function_word("abs", "years", "months", "days", "year", "month", "day")[function_name] >
                           sym("(") > expression[operand] > *(sym(",") > expression[operand]) > sym(")")[close]);

const auto where_clause_def = kw("where") > expression[keep];

const auto count_members_def = (kw("count")[aggregate(Aggregate::count)] | kw("any")[aggregate(Aggregate::any)] |
                                kw("all")[aggregate(Aggregate::all)]) > sym("(") > path[take_role] >
                               -where_clause[take_where] > sym(")")[close];

const auto sum_members_def = kw("sum")[aggregate(Aggregate::sum)] > sym("(") > expression[take_value] >
                             -(kw("of") > path[take_role] > -where_clause[take_where]) > sym(")")[close];

const auto min_max_def = (kw("min")[aggregate(Aggregate::min)] | kw("max")[aggregate(Aggregate::max)]) >
                         sym("(") > expression[take_value] > ((kw("of") > path[take_role] > -where_clause[take_where]) |
                                                              (x3::eps[as_call] >> *(sym(",") > expression[operand]))) >
                         sym(")")[close];

// Operands in order: value, condition, value, condition, …, value of `otherwise`; the text
// has a letter for each row, so that a missing or misplaced `otherwise` is seen later.
const auto note_row = [](auto& ctx) { _val(ctx).text += _attr(ctx).text.front(); };
const auto choose_def = kw("choose")[start(ExprKind::choose)] > sym("{") >
                        +(inside >> expression[operand] >
                          ((kw("when")[note_row] > expression[operand]) | kw("otherwise")[note_row])) > sym("}")[close];

const auto of_right_def = (kw("entitled")[start(ExprKind::entitled)] > kw("to") > path[take_role]) |
                          (kw("receives")[start(ExprKind::receives)] > path[take_role]) |
                          (kw("claimed")[start(ExprKind::claimed)] > path[take_role]) |
                          (kw("amount")[start(ExprKind::amount_of)] >> kw("of") > path[take_role]);

// `year` alone is the year of the assessment.
const auto this_year = [](auto& ctx) {
  const Token& token = _attr(ctx);
  Expr today;
  today.kind = ExprKind::today;
  today.span = token.span;
  _val(ctx) = node(ExprKind::call, std::move(today));
  _val(ctx).names = {Name{token.text, token.span}};
};

const auto extend_to_names = [](auto& ctx) {
  _val(ctx) = std::move(_attr(ctx));
  if (!_val(ctx).names.empty()) _val(ctx).span.end = _val(ctx).names.back().span.end;
};

const auto primary_def =
    number[keep] | AnyOf(TokenKind::date)[literal] | AnyOf(TokenKind::string)[literal] | kw("true")[boolean(true)] |
    kw("false")[boolean(false)] | kw("today")[start(ExprKind::today)] |
    (!function_word("year") >> kw("year")[this_year]) | (sym("(") > expression[keep] > sym(")")) | choose[keep] |
    (kw("known")[start(ExprKind::known)] > sym("(") > expression[operand] > sym(")")[close]) | count_members[keep] |
    sum_members[keep] | min_max[keep] | function[keep] | of_right[extend_to_names] | reference[keep];

BOOST_SPIRIT_DEFINE(expression, conjunction, negation, comparison, rounded, sum, product, unary, postfix, primary,
                    number, path, reference, function, count_members, sum_members, min_max, choose, of_right,
                    rounding_mode, period_word, where_clause)

// ---- types and validity ------------------------------------------------------------------

const x3::rule<class type_id, TypeName> type{"a type"};
const auto attribute_word = kw("from", "range", "protected", "kept", "concealed", "by");
const auto type_word = [](auto& ctx) {
  _val(ctx).word = {_attr(ctx).text, _attr(ctx).span};
  _val(ctx).span = _attr(ctx).span;
};
const auto type_of = [](auto& ctx) {
  _val(ctx).span.end = _attr(ctx).span.end;
  _val(ctx).of = std::move(_attr(ctx));
};
const auto type_def = (kw("decimal", "rate")[type_word] >>
                       -(sym("(") > whole[set(&TypeName::decimals)] > sym(")")[end_span<TypeName>()])) |
                      (kw("money")[type_word] >> -(kw("per") > period_word[([](auto& ctx) {
                                                     _val(ctx).period = _attr(ctx).period;
                                                     _val(ctx).span.end = _attr(ctx).span.end;
                                                   })])) |
                      (kw("choice", "code")[type_word] > name[type_of]) |
                      (kw("identifier")[type_word] >> -(!attribute_word >> name[type_of] >> !sym(":"))) |
                      AnyOf(TokenKind::name)[type_word];
BOOST_SPIRIT_DEFINE(type)

const x3::rule<class validity_id, Validity> validity{"`from`"};
const auto validity_def = ((kw("from") > date[set(&Validity::from)] > -(kw("to") > date[set(&Validity::to)])) |
                           (kw("to") > date[set(&Validity::to)])) > -(kw("law") > text[set(&Validity::law)]);
BOOST_SPIRIT_DEFINE(validity)

const x3::rule<class confirmed_id, Expr> confirmed{"`confirmed on`"};
const auto confirmed_def = kw("confirmed") > kw("on") > date[keep];
BOOST_SPIRIT_DEFINE(confirmed)

// ---- items -------------------------------------------------------------------------------

// The keyword of an item and its name.
auto head(const char* keyword) { return kw(keyword)[head_keyword] > name[head_name]; }

const auto take_head = [](auto& ctx) { _val(ctx).head = std::move(_attr(ctx)); };

const x3::rule<class source_head_id, Head> source_head{"`source`"};
const auto source_head_def = head("source");
const x3::rule<class source_id, SourceItem> source{"a source"};
const auto source_def = source_head[take_head] > text[set(&SourceItem::label)] >
                        -(sym("{") > kw("via") > name[set(&SourceItem::way)] > text[set(&SourceItem::address)] >
                          sym("}"));
BOOST_SPIRIT_DEFINE(source_head, source)

const x3::rule<class labelled_id, Labelled> labelled{"a name and its label"};
const auto labelled_def = name[set(&Labelled::name)] > text[set(&Labelled::label)];
const x3::rule<class choice_head_id, Head> choice_head{"`choice`"};
const auto choice_head_def = head("choice");
const x3::rule<class choice_id, ChoiceItem> choice{"a choice"};
const auto choice_def = choice_head[take_head] > -text[set(&ChoiceItem::label)] > sym("{") >
                        *(inside > labelled[push(&ChoiceItem::members)]) > sym("}");
BOOST_SPIRIT_DEFINE(labelled, choice_head, choice)

const x3::rule<class field_id, FieldItem> field{"a field"};
const auto field_def = name[set(&FieldItem::name)] > sym(":") > type[set(&FieldItem::type)] >
                       *((kw("by") > (kw("year")[mark(&FieldItem::by_year)] | any_name[set(&FieldItem::by_other)])) |
                         (kw("range") > sum[([](auto& ctx) {
                            if (_val(ctx).range_low) throw Repeated{_attr(ctx).span};
                            _val(ctx).range_span = _attr(ctx).span;
                            _val(ctx).range_low = std::move(_attr(ctx));
                          })] > sym("..") > sum[([](auto& ctx) {
                            _val(ctx).range_span.end = _attr(ctx).span.end;
                            _val(ctx).range_high = std::move(_attr(ctx));
                          })]) |
                         (kw("from") > name[set_once(&FieldItem::source)]) |
                         (kw("protected") > kw("by") > name[set_once(&FieldItem::secrecy)]) |
                         (kw("kept") > kw("for") > number[set_once(&FieldItem::kept_for)]) |
                         (kw("concealed") > kw("from") > name[push(&FieldItem::concealed_from)]) |
                         text[set(&FieldItem::label)]);
const x3::rule<class role_id, RoleItem> role{"a role"};
const auto role_def = name[set(&RoleItem::name)] >> sym(":") >> whole[([](auto& ctx) {
                        _val(ctx).low = _attr(ctx);
                        _val(ctx).high = std::move(_attr(ctx));
                      })] > -(sym("..") > whole[set(&RoleItem::high)]) > name[set(&RoleItem::entity)] >
                      -text[set(&RoleItem::label)];
const x3::rule<class entity_head_id, Head> entity_head{"`entity`"};
const auto entity_head_def = head("entity");
const x3::rule<class entity_id, EntityItem> entity{"an entity"};
const auto add_part = [](auto& ctx) { _val(ctx).parts.emplace_back(std::move(_attr(ctx))); };
const auto entity_def = entity_head[take_head] > -text[set(&EntityItem::label)] >
                        -(kw("members")[mark(&EntityItem::members_may_belong_to_several)] > kw("may") > kw("belong") >
                          kw("to") > kw("several")) > sym("{") > *(inside > (role[add_part] | field[add_part])) >
                        sym("}");
BOOST_SPIRIT_DEFINE(field, role, entity_head, entity)

const x3::rule<class dated_value_id, DatedValue> dated_value{"`from`"};
const auto dated_value_law = [](auto& ctx) { _val(ctx).validity.law = std::move(_attr(ctx)); };
const auto dated_value_def = -validity[set(&DatedValue::validity)] >> sym(":") > sum[set(&DatedValue::value)] >
                             -(kw("law") > text[dated_value_law]);
const auto plain_value = [](auto& ctx) {
  DatedValue value;
  value.value = std::move(_attr(ctx));
  _val(ctx).values.push_back(std::move(value));
};
const auto plain_law = [](auto& ctx) { _val(ctx).values.back().validity.law = std::move(_attr(ctx)); };
const x3::rule<class parameter_head_id, Head> parameter_head{"`parameter`"};
const auto parameter_head_def = head("parameter");
const x3::rule<class parameter_id, ParameterItem> parameter{"a parameter"};
const auto parameter_def = parameter_head[take_head] > sym(":") > type[set(&ParameterItem::type)] >
                           ((sym("=") > sum[plain_value] > -(kw("law") > text[plain_law]) >
                             -confirmed[set(&ParameterItem::confirmed_on)]) |
                            (sym("{") > *(confirmed[set(&ParameterItem::confirmed_on)] |
                                          (inside > dated_value[push(&ParameterItem::values)])) > sym("}")));
BOOST_SPIRIT_DEFINE(dated_value, parameter_head, parameter)

const x3::rule<class bracket_id, Bracket> bracket{"`up to` or `above`"};
const auto bracket_def = ((kw("up")[begin_span<Bracket>()] > kw("to") > sum[set(&Bracket::up_to)]) |
                          kw("above")[begin_span<Bracket>()]) > sym(":") > sum[([](auto& ctx) {
                           _val(ctx).span.end = _attr(ctx).span.end;
                           _val(ctx).value = std::move(_attr(ctx));
                         })];
const x3::rule<class bracket_set_id, BracketSet> bracket_set{"`up to` or `above`"};
const auto add_bracket = [](auto& ctx) {
  BracketSet& set = _val(ctx);
  if (set.brackets.empty()) set.span = _attr(ctx).span;
  set.span.end = _attr(ctx).span.end;
  set.brackets.push_back(std::move(_attr(ctx)));
};
const auto bracket_set_def = -validity[set(&BracketSet::validity)] >> +bracket[add_bracket];
const x3::rule<class scale_head_id, Head> scale_head{"`scale`"};
const auto scale_head_def = head("scale");
const x3::rule<class scale_kind_id, Name> scale_kind{"`marginal` or `banded`"};
const auto scale_kind_def = kw("marginal", "banded")[([](auto& ctx) {
  _val(ctx) = Name{_attr(ctx).text, _attr(ctx).span};
})];
const x3::rule<class scale_id, ScaleItem> scale{"a scale"};
const auto scale_def = scale_head[take_head] >
                       sym(":") > type[set(&ScaleItem::type)] > scale_kind[set(&ScaleItem::kind)] > sym("{") >
                       *(confirmed[set(&ScaleItem::confirmed_on)] | (inside > bracket_set[push(&ScaleItem::sets)])) >
                       sym("}");
BOOST_SPIRIT_DEFINE(bracket, bracket_set, scale_head, scale_kind, scale)

const x3::rule<class cell_id, Cell> cell{"a cell"};
const auto cell_operand = [](auto& ctx) {
  Cell& cell = _val(ctx);
  if (cell.operands.empty() && cell.kind != HeaderKind::comparison && cell.kind != HeaderKind::set) {
    cell.span = _attr(ctx).span;
    cell.kind = HeaderKind::member;
  }
  cell.span.end = _attr(ctx).span.end;
  cell.operands.push_back(std::move(_attr(ctx)));
};
auto cell_comparison(Comparison comparison) {
  return [comparison](auto& ctx) {
    _val(ctx).kind = HeaderKind::comparison;
    _val(ctx).comparison = comparison;
    _val(ctx).span = _attr(ctx).span;
  };
}
auto cell_range(bool low_open, bool high_open) {
  return [=](auto& ctx) {
    _val(ctx).kind = HeaderKind::range;
    _val(ctx).low_open = low_open;
    _val(ctx).high_open = high_open;
  };
}
const auto cell_kind = [](HeaderKind kind) {
  return [kind](auto& ctx) {
    _val(ctx).kind = kind;
    _val(ctx).span = _attr(ctx).span;
  };
};
const auto cell_def =
    &ClosingBar() | kw("otherwise")[cell_kind(HeaderKind::otherwise)] |
    (((sym("<=")[cell_comparison(Comparison::at_most)]) | (sym(">=")[cell_comparison(Comparison::at_least)]) |
      (sym("!=")[cell_comparison(Comparison::unequal)]) | (sym("<")[cell_comparison(Comparison::less)]) |
      (sym(">")[cell_comparison(Comparison::more)]) | (sym("=")[cell_comparison(Comparison::equal)])) >
     sum[cell_operand]) |
    (sym("{")[cell_kind(HeaderKind::set)] > sum[cell_operand] > *(sym(",") > sum[cell_operand]) > sym("}")) |
    (sum[cell_operand] >
     -((sym("<..<")[cell_range(true, true)] | sym("..<")[cell_range(false, true)] |
        sym("<..")[cell_range(true, false)] | sym("..")[cell_range(false, false)]) > sum[cell_operand]));
const x3::rule<class row_id, TableRow> row{"a table row, which begins with `|`"};
const auto row_def = sym("|")[begin_span<TableRow>()] >
                     +(SameLine() >> cell[push(&TableRow::cells)] > ClosingBar()[end_span<TableRow>()]);
const x3::rule<class block_id, TableBlock> block{"a table row, which begins with `|`"};
const auto add_row = [](auto& ctx) {
  TableBlock& block = _val(ctx);
  if (block.rows.empty()) block.span = _attr(ctx).span;
  block.span.end = _attr(ctx).span.end;
  block.rows.push_back(std::move(_attr(ctx)));
};
const auto block_def = -validity[set(&TableBlock::validity)] >> +row[add_row];
const x3::rule<class table_head_id, Head> table_head{"`table`"};
const auto table_head_def = head("table");
const x3::rule<class table_id, TableItem> table{"a table"};
const auto table_def = table_head[take_head] > sym(":") > type[set(&TableItem::type)] >
                       -(kw("by") > name[push(&TableItem::formals)] > *(sym(",") > name[push(&TableItem::formals)])) >
                       sym("{") >
                       *(confirmed[set(&TableItem::confirmed_on)] | (inside > block[push(&TableItem::blocks)])) >
                       sym("}");
BOOST_SPIRIT_DEFINE(cell, row, block, table_head, table)

const x3::rule<class define_head_id, Head> define_head{"`define`"};
const auto define_head_def = head("define");
const x3::rule<class define_id, DefineItem> define{"a define"};
const auto define_def = define_head[take_head] > kw("for") > name[set(&DefineItem::entity)] >
                        sym(":") > type[set(&DefineItem::type)] > sym("=") > expression[set(&DefineItem::body)];
BOOST_SPIRIT_DEFINE(define_head, define)

// ---- rights ------------------------------------------------------------------------------

const x3::rule<class condition_id, ConditionItem> condition{"a condition"};
const auto condition_name = [](auto& ctx) {
  _val(ctx).span = _attr(ctx).span;
  _val(ctx).name = std::move(_attr(ctx));
};
const auto condition_leaf = [](auto& ctx) {
  _val(ctx).span.end = _attr(ctx).span.end;
  _val(ctx).condition = std::move(_attr(ctx));
};
auto condition_group(ConditionKind kind) {
  return [kind](auto& ctx) {
    _val(ctx).kind = kind;
    _val(ctx).span = _attr(ctx).span;
  };
}
const auto law_of_condition = kw("law") > text[set(&ConditionItem::law)];
const auto condition_def =
    (kw("either")[condition_group(ConditionKind::either)] >> !sym(":") > -text[set(&ConditionItem::label)] >
     -law_of_condition > sym("{") > *(inside > condition[push(&ConditionItem::parts)]) > sym("}")) |
    (kw("at")[condition_group(ConditionKind::at_least)] >> kw("least") > whole[set(&ConditionItem::at_least)] >
     kw("of") > -text[set(&ConditionItem::label)] > -law_of_condition > sym("{") >
     *(inside > condition[push(&ConditionItem::parts)]) > sym("}")) |
    (name[condition_name] > sym(":") > expression[condition_leaf] >
     *(law_of_condition | text[set(&ConditionItem::label)]));
BOOST_SPIRIT_DEFINE(condition)

// What may stand in a version, and in a right without versions.
const x3::rule<class version_part_id, VersionItem> version_part{"`when`, `attested` or `amount`"};
const auto attested_part = [](auto& ctx) { _val(ctx).attested.push_back(std::move(_attr(ctx))); };
const x3::rule<class attested_id, Labelled> attested{"a name"};
const auto attested_def = name[set(&Labelled::name)] > sym(":") > text[set(&Labelled::label)];
const auto version_part_def =
    (kw("when")[mark(&VersionItem::has_when)] > sym("{") > *(inside > condition[push(&VersionItem::when)]) > sym("}")) |
    (kw("attested") > sym("{") > *(inside > attested[attested_part]) > sym("}")) |
    (kw("amount") > expression[set_once(&VersionItem::amount)]);
BOOST_SPIRIT_DEFINE(attested, version_part)

const auto merge_part = [](VersionItem& into, VersionItem part) {
  into.has_when = into.has_when || part.has_when;
  for (auto& condition : part.when) into.when.push_back(std::move(condition));
  for (auto& attested : part.attested) into.attested.push_back(std::move(attested));
  if (part.amount && into.amount) throw Repeated{part.amount->span};
  if (part.amount) into.amount = std::move(part.amount);
};
const x3::rule<class version_id, VersionItem> version{"a version"};
const auto version_law = [](auto& ctx) { _val(ctx).validity.law = std::move(_attr(ctx)); };
const auto version_def = kw("version")[begin_span<VersionItem>()] > validity[set(&VersionItem::validity)] > sym("{") >
                         *((kw("law") > text[version_law]) |
                           version_part[([](auto& ctx) { merge_part(_val(ctx), std::move(_attr(ctx))); })]) > sym("}");
BOOST_SPIRIT_DEFINE(version)

const x3::rule<class box_id, Box> box{"a box of the form"};
const auto box_def = text[set(&Box::box)] > sym("=") > expression[set(&Box::value)];
const x3::rule<class prefill_id, Prefill> prefill{"`prefill`"};
const auto prefill_def = kw("prefill") > text[set(&Prefill::form)] > sym("{") > *(inside > box[push(&Prefill::boxes)]) >
                         sym("}");
const x3::rule<class message_id, Message> message{"`inform`"};
const x3::rule<class channel_id, Name> channel{"`sms`, `email` or `letter`"};
const auto channel_def = kw("sms", "email", "letter")[([](auto& ctx) {
  _val(ctx) = Name{_attr(ctx).text, _attr(ctx).span};
})];
const auto message_def = kw("inform") > channel[set(&Message::channel)] > text[set(&Message::text)];
BOOST_SPIRIT_DEFINE(box, prefill, message, channel)

const x3::rule<class right_head_id, Head> right_head{"`right`"};
const auto right_head_def = head("right");
const x3::rule<class right_id, RightItem> right{"a right"};
const auto merge_direct = [](auto& ctx) {
  _val(ctx).has_direct = true;
  merge_part(_val(ctx).direct, std::move(_attr(ctx)));
};
const auto right_def =
    right_head[take_head] > kw("for") > name[set(&RightItem::entity)] > -text[set(&RightItem::label)] > sym("{") >
    *((kw("law") > text[set_once(&RightItem::law)]) |
      (kw("served") > kw("by") > (choose[set_once(&RightItem::served_by)] | path[set_once(&RightItem::served_by)])) |
      (kw("purpose") > name[set_once(&RightItem::purpose)]) |
      (kw("renewed") > kw("every") > number[set_once(&RightItem::renewed_every)]) |
      (kw("ends") > kw("on") > expression[set_once(&RightItem::ends_on)]) | version[push(&RightItem::versions)] |
      (kw("received") > expression[set_once(&RightItem::received)]) | prefill[push(&RightItem::prefills)] |
      message[push(&RightItem::messages)] | version_part[merge_direct]) > sym("}");
BOOST_SPIRIT_DEFINE(right_head, right)

// ---- examples ----------------------------------------------------------------------------

const x3::rule<class subject_id, SubjectItem> subject{"a subject, as in `person { … }`"};
const x3::rule<class fact_id, FactItem> fact{"a fact"};
const auto fact_name = [](auto& ctx) {
  _val(ctx).span = _attr(ctx).span;
  _val(ctx).name = std::move(_attr(ctx));
};
const auto fact_value = [](auto& ctx) {
  _val(ctx).span.end = _attr(ctx).span.end;
  _val(ctx).value = std::move(_attr(ctx));
};
const auto group_facts = [](auto& ctx) {
  FactItem& fact = _val(ctx);
  if (fact.members.empty()) fact.members.push_back(SubjectItem{fact.name, {}, fact.span});
  fact.members.back().facts.push_back(std::move(_attr(ctx)));
};
const auto open_group = [](auto& ctx) {
  FactItem& fact = _val(ctx);
  fact.is_group = true;
  fact.members.push_back(SubjectItem{fact.name, {}, fact.span});
};
const auto fact_def = name[fact_name] > -(sym("(") > sum[set(&FactItem::year)] > sym(")")[end_span<FactItem>()]) >
                      ((sym("[")[mark(&FactItem::is_list)] > *(inside_list > subject[push(&FactItem::members)]) >
                        sym("]")[end_span<FactItem>()]) |
                       (sym("{")[open_group] > *(inside > fact[group_facts]) > sym("}")[end_span<FactItem>()]) |
                       unary[fact_value]);
const auto subject_name = [](auto& ctx) {
  _val(ctx).span = _attr(ctx).span;
  _val(ctx).entity = std::move(_attr(ctx));
};
const auto subject_def = name[subject_name] > sym("{") > *(inside > fact[push(&SubjectItem::facts)]) > sym("}");
BOOST_SPIRIT_DEFINE(subject, fact)

// A fact as answers write it: `dependants[2].custody`, `reference_income(2017)`.
const x3::rule<class fact_name_id, Expr> written_fact{"a fact"};
const auto spell = [](auto& ctx) {
  const Token& token = _attr(ctx);
  Expr& expr = _val(ctx);
  if (expr.text.empty()) expr.span = token.span;
  expr.span.end = token.span.end;
  expr.text += token.kind == TokenKind::number ? std::to_string(token.units) : token.text;
};
const auto written_fact_def = FreeName()[spell] >>
                              *((sym("[")[spell] > AnyOf(TokenKind::number)[spell] > sym("]")[spell]) |
                                (sym(".")[spell] > FreeName()[spell]) |
                                (sym("(")[spell] > AnyOf(TokenKind::number)[spell] > sym(")")[spell]));
BOOST_SPIRIT_DEFINE(written_fact)

const x3::rule<class names_id, std::vector<Name>> names{"a name"};
const auto names_def = name[([](auto& ctx) { _val(ctx).push_back(std::move(_attr(ctx))); })] >>
                       *(sym(",") > name[([](auto& ctx) { _val(ctx).push_back(std::move(_attr(ctx))); })]);
const x3::rule<class facts_id, std::vector<Expr>> facts{"a fact"};
const auto facts_def = written_fact[([](auto& ctx) { _val(ctx).push_back(std::move(_attr(ctx))); })] >>
                       *(sym(",") > written_fact[([](auto& ctx) { _val(ctx).push_back(std::move(_attr(ctx))); })]);
BOOST_SPIRIT_DEFINE(names, facts)

const x3::rule<class outcome_id, Name> outcome{"`eligible`, `not eligible`, `undetermined` or `not in force`"};
const auto outcome_word = [](auto& ctx) { _val(ctx) = Name{_attr(ctx).text, _attr(ctx).span}; };
const auto outcome_more = [](auto& ctx) {
  _val(ctx).text += " " + _attr(ctx).text;
  _val(ctx).span.end = _attr(ctx).span.end;
};
const auto outcome_def =
    kw("eligible")[outcome_word] | kw("undetermined")[outcome_word] |
    (kw("not")[outcome_word] >> (kw("eligible")[outcome_more] | (kw("in")[outcome_more] >> kw("force")[outcome_more])));
const x3::rule<class expectation_id, Expectation> expectation{"`expect`"};
const auto expectation_def = kw("expect")[begin_span<Expectation>()] > outcome[set(&Expectation::outcome)] >
                             *((kw("because") > names[set(&Expectation::because)]) |
                               (kw("missing") > facts[set(&Expectation::missing)]) |
                               (kw("needs") > facts[set(&Expectation::needs)]) |
                               (kw("amount") > ((kw("between") > unary[set(&Expectation::amount)] > kw("and") >
                                                 unary[set(&Expectation::amount_high)]) |
                                                unary[set(&Expectation::amount)])));
const x3::rule<class example_head_id, Head> example_head{"`example`"};
const auto example_head_def = kw("example")[head_keyword] > text[([](auto& ctx) {
                                _val(ctx).name = Name{_attr(ctx).value, _attr(ctx).span};
                              })];
const x3::rule<class example_id, ExampleItem> example{"an example"};
const auto example_def = example_head[take_head] > kw("for") > name[set(&ExampleItem::right)] >
                         kw("on") > date[set(&ExampleItem::on)] > sym("{") >
                         *(expectation[push(&ExampleItem::expectations)] |
                           (inside > subject[push(&ExampleItem::subjects)])) > sym("}");
BOOST_SPIRIT_DEFINE(outcome, expectation, example_head, example)

// ---- life events ---------------------------------------------------------------------------

const x3::rule<class event_head_id, Head> event_head{"`event`"};
const auto event_head_def = head("event");
const x3::rule<class event_id, EventItem> event{"an event"};
const auto event_def = event_head[take_head] > kw("for") > name[set(&EventItem::entity)] >
                       -text[set(&EventItem::label)] > sym("{") > *((kw("changes") > path[push(&EventItem::changes)] >
                                                                     *(sym(",") > path[push(&EventItem::changes)])) |
                                                                    (kw("law") > text[set_once(&EventItem::law)])) >
                       sym("}");
BOOST_SPIRIT_DEFINE(event_head, event)

// ---- settings of a rule set ----------------------------------------------------------------

const x3::rule<class dates_head_id, Head> dates_head{"`dates`"};
const auto keyword_only = [](auto& ctx) {
  head_keyword(ctx);
  _val(ctx).name = _val(ctx).keyword;
};
const auto dates_head_def = kw("dates")[keyword_only];
const x3::rule<class direction_id, Name> direction{"`up` or `down`"};
const auto direction_def = kw("up", "down")[([](auto& ctx) { _val(ctx) = Name{_attr(ctx).text, _attr(ctx).span}; })];
const x3::rule<class dates_id, DatesItem> dates{"`dates round`"};
const auto dates_def = dates_head[take_head] > kw("round") > direction[set(&DatesItem::direction)];
const x3::rule<class figures_head_id, Head> figures_head{"`figures`"};
const auto figures_head_def = kw("figures")[keyword_only];
const x3::rule<class figures_id, FiguresItem> figures{"`figures go stale after`"};
const auto figures_def = figures_head[take_head] > kw("go") > kw("stale") >
                         kw("after") > number[set(&FiguresItem::after)];
BOOST_SPIRIT_DEFINE(dates_head, direction, dates, figures_head, figures)

const x3::rule<class item_id, std::optional<Item>> item{"an item"};
const auto keep_item = [](auto& ctx) { _val(ctx) = Item(std::move(_attr(ctx))); };
const auto item_def = source[keep_item] | choice[keep_item] | entity[keep_item] | parameter[keep_item] |
                      scale[keep_item] | table[keep_item] | define[keep_item] | right[keep_item] | example[keep_item] |
                      dates[keep_item] | figures[keep_item] | event[keep_item];
BOOST_SPIRIT_DEFINE(item)

}  // namespace

std::optional<Item> parse_item(const Token* first, const Token* last, SyntaxError& error) {
  std::optional<Item> result;
  const Token* at = first;
  try {
    if (x3::parse(at, last, item, result) && at == last) return result;
    error.at = at;
    error.expected = "the end of the item";
  } catch (const x3::expectation_failure<const Token*>& failure) {
    error.at = failure.where();
    error.expected = failure.which();
  } catch (const TooDeep& deep) {
    while (at != last && at->span.begin < deep.span.begin) ++at;
    error.at = at;
    error.too_deep = true;
  } catch (const Repeated& repeated) {
    error.at = at;
    error.repeated = repeated.span;
  }
  return std::nullopt;
}

}  // namespace proactive::syntax
