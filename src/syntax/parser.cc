// From tokens to items: splits a file into items, so that each is parsed apart.
#include <fmt/format.h>

#include "syntax/grammar.h"
#include "syntax/nearest.h"
#include "syntax/tree.h"

namespace proactive::syntax {

namespace {

bool is_symbol(const Token& token, std::string_view text) {
  return token.kind == TokenKind::symbol && token.text == text;
}

class Parser {
 public:
  Parser(const Sources& sources, int file, std::vector<Diagnostic>& diagnostics)
      : sources_(sources), diagnostics_(diagnostics), tokens_(scan(sources, file, diagnostics)) {}

  File run() {
    std::size_t at = 0;
    while (tokens_[at].kind != TokenKind::end) at = read_item(at);
    return std::move(file_);
  }

 private:
  std::size_t read_item(std::size_t begin) {
    const std::size_t end = end_of_item(begin);
    const Token& first = tokens_[begin];
    if (!is_declaration_keyword(first.text)) {
      report_unknown_item(first);
      return end;
    }
    if (report_unsupported(first)) {
      remember_broken(begin, end);
      return end;
    }
    SyntaxError error;
    if (auto item = parse_item(&tokens_[begin], &tokens_[end], error)) {
      file_.items.push_back(std::move(*item));
    } else {
      if (!has_mistake(begin, end)) report(error);
      remember_broken(begin, end);
    }
    return end;
  }

  // An item begins with a declaration's keyword, first on its line. Inside brackets such a
  // word is an item only at the very beginning of a line and before a name: then the closing
  // bracket of the item above is missing.
  bool begins_item(std::size_t at, int depth) const {
    const Token& token = tokens_[at];
    if (token.kind != TokenKind::name || !token.first_on_line) return false;
    const bool keyword = is_declaration_keyword(token.text);
    if (depth <= 0 && keyword) return true;
    if (!begins_line(token)) return false;
    return (keyword || depth <= 0) && is_named_by(tokens_[at + 1]) && !is_reserved(token.text);
  }

  bool begins_line(const Token& token) const {
    const auto at = static_cast<std::size_t>(token.span.begin);
    return at == 0 || sources_.at(token.span.file).text[at - 1] == '\n';
  }

  // A word and a name, which no expression has side by side: an item, if perhaps misspelt.
  static bool is_named_by(const Token& next) {
    if (next.kind == TokenKind::string) return true;
    return next.kind == TokenKind::name && !is_reserved(next.text) && next.text != "per";
  }

  std::size_t end_of_item(std::size_t begin) const {
    int depth = 0;
    for (std::size_t at = begin;; ++at) {
      const Token& token = tokens_[at];
      if (token.kind == TokenKind::end) return at;
      if (at > begin && begins_item(at, depth)) return at;
      if (is_symbol(token, "{") || is_symbol(token, "(") || is_symbol(token, "[")) ++depth;
      if (is_symbol(token, "}") || is_symbol(token, ")") || is_symbol(token, "]")) --depth;
    }
  }

  // A character or bracket that was reported explains why the item cannot be read.
  bool has_mistake(std::size_t begin, std::size_t end) const {
    for (std::size_t at = begin; at <= end; ++at) {
      if (tokens_[at].after_mistake) return true;
    }
    return false;
  }

  void remember_broken(std::size_t begin, std::size_t end) {
    for (std::size_t at = begin; at < end; ++at) {
      if (tokens_[at].kind == TokenKind::name) file_.broken.push_back(tokens_[at].text);
    }
  }

  void add(Span span, std::string code, std::string message, std::string way_out = "") {
    diagnostics_.push_back(diagnose(sources_, span, std::move(code), std::move(message), std::move(way_out)));
  }

  void report_unknown_item(const Token& token) {
    const std::string guess = nearest(token.text, declaration_keywords());
    add(token.span, "E0121", fmt::format("`{}` does not begin an item", shown(token)),
        guess.empty() ? "an item begins with `entity`, `define`, `right`, `example` or the like" : did_you_mean(guess));
  }

  bool report_unsupported(const Token& token) {
    if (token.text != "nomenclature" && token.text != "language") return false;
    add(token.span, "E0123", fmt::format("`{}` is not supported by this version", token.text));
    return true;
  }

  std::string shown(const Token& token) const {
    return token.kind == TokenKind::end ? "the end of the file" : text_of(sources_, token.span);
  }

  static bool names_something(std::string_view expected) {
    for (const std::string_view what :
         {"a name", "a role or a field", "a condition", "a name and its label", "a fact"}) {
      if (expected == what) return true;
    }
    return false;
  }

  static bool is_comparison(const Token& token) {
    for (const std::string_view symbol : {"<", "<=", ">", ">=", "=", "!="}) {
      if (is_symbol(token, symbol)) return true;
    }
    return token.kind == TokenKind::name && (token.text == "is" || token.text == "in" || token.text == "between");
  }

  static bool continues_expression(const Token& token) {
    for (const std::string_view symbol : {"+", "-", "*", "/", "."}) {
      if (is_symbol(token, symbol)) return true;
    }
    return is_comparison(token) || (token.kind == TokenKind::name && (token.text == "and" || token.text == "or"));
  }

  // `a < b < c`: behind one comparison, with only values between, stands another.
  bool follows_comparison(const Token& token) const {
    if (!is_comparison(token)) return false;
    const Token* before = &token;
    while (before != tokens_.data()) {
      --before;
      const bool value = before->kind == TokenKind::number || before->kind == TokenKind::date ||
                         (before->kind == TokenKind::name && !is_reserved(before->text)) || is_symbol(*before, "€") ||
                         is_symbol(*before, "%") || is_symbol(*before, ".");
      if (!value) return is_comparison(*before);
    }
    return false;
  }

  void report(const SyntaxError& error) {
    const Token& token = *error.at;
    if (error.repeated) {
      add(*error.repeated, "E0211",
          fmt::format("`{}` is a second value for something stated once", text_of(sources_, *error.repeated)),
          "keep one of the two");
    } else if (error.too_deep) {
      add(token.span, "E0104", fmt::format("the expression is nested more than {} deep", kMaxNesting),
          "name its parts with `define`");
    } else if (is_reserved(token.text) && token.kind == TokenKind::name && names_something(error.expected)) {
      add(token.span, "E0122", fmt::format("`{}` is a word of the language and cannot be a name here", token.text),
          fmt::format("choose another name, such as `{}_`", token.text));
    } else if (follows_comparison(token)) {
      add(token.span, "E0120", fmt::format("`{}` follows another comparison", token.text),
          "write `a < b and b < c`, or `b between a and c`");
    } else {
      add(token.span, "E0120",
          token.kind == TokenKind::end ? fmt::format("expected {}, found the end of the file", error.expected)
                                       : fmt::format("expected {}, found `{}`", error.expected, shown(token)),
          error.expected == "`:`" && continues_expression(token)
              ? "a condition begins with its name: `NAME : CONDITION`"
              : "");
    }
  }

  const Sources& sources_;
  std::vector<Diagnostic>& diagnostics_;
  std::vector<Token> tokens_;
  File file_;
};

}  // namespace

File parse(const Sources& sources, int file, std::vector<Diagnostic>& diagnostics) {
  return Parser(sources, file, diagnostics).run();
}

}  // namespace proactive::syntax
