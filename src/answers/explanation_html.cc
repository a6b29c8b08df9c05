// An explanation as one page of HTML: no script, nothing loaded, every text escaped.
#include <fmt/format.h>

#include "answers/words.h"

namespace proactive {

namespace {

using answers::Line;
using answers::Words;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light}
body{font:16px/1.5 system-ui,"DejaVu Sans",sans-serif;color:#161616;background:#fff;max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #ddd;padding-bottom:.25rem}
.sub{color:#555;margin:.25rem 0 1rem}.outcome{display:inline-block;padding:.2rem .8rem;border-radius:4px;font-weight:600}
.yes{background:#b8fec9;color:#0f4a20}.no{background:#ffe0dd;color:#7a0b05}.unknown{background:#feebd0;color:#6b3a00}
.amount{font-size:1.3rem;font-weight:600;margin-left:1rem}.remark{background:#f2f2f9;border-left:4px solid #6a6af4;padding:.5rem 1rem}
.condition{border:1px solid #ddd;border-radius:4px;padding:.6rem 1rem;margin:.5rem 0}.condition.decides{border-left:5px solid #000091}
.truth{display:inline-block;min-width:4.5rem;text-align:center;border-radius:4px;padding:0 .4rem;margin-right:.6rem;font-weight:600}
.law{color:#555;font-size:.9rem}.steps{list-style:none;margin:.4rem 0 0;padding:0;font-size:.92rem;color:#3a3a3a}
table{border-collapse:collapse;width:100%;font-size:.95rem}th{width:40%}td,th{text-align:left;padding:.35rem .6rem;border-bottom:1px solid #eee;vertical-align:top}
th{color:#555;font-weight:600}.stale{color:#7a0b05;font-weight:600}@media print{body{margin:0;max-width:none}}
)";

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    switch (c) {
      case '&': result += "&amp;"; break;
      case '<': result += "&lt;"; break;
      case '>': result += "&gt;"; break;
      case '"': result += "&quot;"; break;
      case '\'': result += "&#39;"; break;
      default: result += c;
    }
  }
  return result;
}

class Html {
 public:
  explicit Html(const Explanation& explanation) : e_(explanation), words_(Words::of(explanation.language)) {}

  std::string write() {
    out_ = fmt::format("<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n", words_.code);
    out_ += "<meta name=\"viewport\" content=\"width=device-width\">\n";
    out_ += fmt::format("<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n", escaped(title()), kStyle);
    head();
    section(words_.refusal, answers::describe_refusal(e_, words_));
    why();
    how_much();
    missing();
    data();
    figures();
    attested();
    return std::move(out_) + "</body>\n</html>\n";
  }

 private:
  const std::string& title() const { return e_.label.empty() ? e_.right : e_.label; }

  void heading(const std::string& text) { out_ += fmt::format("<h2>{}</h2>\n", escaped(text)); }

  static std::string_view style_of(Kleene value) {
    return value == Kleene::yes ? "yes" : value == Kleene::no ? "no" : "unknown";
  }

  void head() {
    const Kleene outcome = e_.outcome == Outcome::eligible       ? Kleene::yes
                           : e_.outcome == Outcome::not_eligible ? Kleene::no
                                                                 : Kleene::unknown;
    out_ += fmt::format("<h1>{}</h1>\n", escaped(title()));
    out_ += fmt::format("<p class=\"sub\">{} {} · {}</p>\n", escaped(words_.on), escaped(words_.date(e_.on)),
                        escaped(e_.law));
    out_ += fmt::format("<p><span class=\"outcome {}\">{}</span>", style_of(outcome),
                        escaped(words_.outcome[static_cast<std::size_t>(e_.outcome)]));
    if (e_.amount) out_ += fmt::format("<span class=\"amount\">{}</span>", escaped(words_.amount(*e_.amount, e_.period)));
    out_ += "</p>\n";
    for (const std::string& remark : answers::remarks(e_, words_))
      out_ += fmt::format("<p class=\"remark\">{}</p>\n", escaped(remark));
  }

  void why() {
    if (e_.conditions.empty()) return;
    heading(words_.why);
    for (const auto& condition : e_.conditions) write(condition);
  }

  void write(const ExplainedCondition& condition) {
    const std::string& truth = condition.value == Kleene::yes  ? words_.yes
                               : condition.value == Kleene::no ? words_.no
                                                               : words_.unknown;
    out_ += fmt::format("<div class=\"condition{}\"><span class=\"truth {}\">{}</span>",
                        condition.decides ? " decides" : "", style_of(condition.value), escaped(truth));
    out_ += fmt::format("<strong>{}</strong>", escaped(condition.label.empty() ? condition.name : condition.label));
    if (condition.kind != ExplainedCondition::Kind::leaf) {
      const bool either = condition.kind == ExplainedCondition::Kind::either;
      out_ += " — " + escaped(either ? words_.either : fmt::format(fmt::runtime(words_.at_least_of), condition.count));
    }
    if (!condition.law.empty()) out_ += fmt::format(" <span class=\"law\">{}</span>", escaped(condition.law));
    out_ += "\n";
    if (condition.steps) {
      std::vector<Line> lines;
      answers::write_condition(*condition.steps, words_, 0, lines);
      write(lines);
    }
    for (const auto& part : condition.parts) write(part);
    out_ += "</div>\n";
  }

  void write(const std::vector<Line>& lines) {
    out_ += "<ul class=\"steps\">\n";
    for (const Line& line : lines)
      out_ += fmt::format("<li style=\"padding-left:{}em\">{}</li>\n", line.depth * 2, escaped(line.text));
    out_ += "</ul>\n";
  }

  void how_much() {
    if (!e_.amount_steps) return;
    std::vector<Line> lines;
    answers::write_operations(*e_.amount_steps, words_, 0, lines);
    heading(words_.how_much);
    write(lines);
  }

  template <typename T>
  void section(const std::string& title, const std::vector<T>& items) {
    if (items.empty()) return;
    heading(title);
    out_ += "<table>\n";
    for (const T& item : items) row(item);
    out_ += "</table>\n";
  }

  void missing() {
    section(words_.missing, e_.missing);
    for (const std::string& reason : e_.no_result)
      out_ += fmt::format("<p>{}</p>\n",
                          escaped(fmt::format(fmt::runtime(words_.no_result_for), words_.no_result(reason))));
  }
  void data() { section(words_.data, e_.data); }
  void figures() { section(words_.figures, e_.figures); }

  void attested() {
    if (e_.attested.empty()) return;
    heading(words_.attested);
    out_ += "<ul>\n";
    for (const auto& one : e_.attested)
      out_ += fmt::format("<li>{}</li>\n", escaped(one.label.empty() ? one.name : one.label));
    out_ += "</ul>\n";
  }

  template <typename T>
  void row(const T& item) {
    row(answers::describe(item, words_));
  }

  void row(const answers::Described& described) {
    out_ += fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", escaped(described.name), escaped(described.text));
  }

  const Explanation& e_;
  const Words& words_;
  std::string out_;
};

}  // namespace

std::string Explanation::to_html() const { return Html(*this).write(); }

}  // namespace proactive
