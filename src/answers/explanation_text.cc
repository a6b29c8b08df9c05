// Explanations as plain text, and the four parts of article R311-3-1-2.
#include <fmt/format.h>

#include "answers/words.h"

namespace proactive {

namespace answers {

namespace {

std::string labelled(const std::string& label, const std::string& name) {
  return label.empty() ? name : fmt::format("{} ({})", label, name);
}

std::string holder(const std::string& source, const std::string& label, const Words& words) {
  return fmt::format(fmt::runtime(words.held_by), source.empty() ? words.the_person : label.empty() ? source : label);
}

void add(std::string& text, const std::string& more) { text += (text.empty() ? "" : ", ") + more; }

}  // namespace

Described describe(const Datum& datum, const Words& words) {
  const bool counted = datum.is_list && datum.value.known();
  std::string text = !datum.reason.empty() ? words.absence(datum.reason)
                     : counted             ? fmt::format(fmt::runtime(words.members), datum.value.low)
                                           : to_text(datum.value, words.language);
  add(text, holder(datum.source, datum.source_label, words));
  if (datum.obtained) add(text, fmt::format(fmt::runtime(words.obtained), words.date(*datum.obtained)));
  return {labelled(datum.label, datum.fact), std::move(text)};
}

Described describe(const FigureUse& figure, const Words& words) {
  Described result;
  result.name = fmt::format("{} {}", words.figure_kinds[static_cast<std::size_t>(figure.kind)], figure.name);
  std::string& text = result.text;
  if (figure.value) text = to_text(*figure.value, words.language);
  if (!figure.law.empty()) text += (text.empty() ? "[" : " [") + figure.law + "]";
  if (figure.since) add(text, fmt::format(fmt::runtime(words.since), words.date(*figure.since)));
  if (figure.confirmed_on) add(text, fmt::format(fmt::runtime(words.confirmed), words.date(*figure.confirmed_on)));
  if (figure.age_days) add(text, fmt::format(fmt::runtime(words.age), words.number(*figure.age_days, 0)));
  if (figure.stale) add(text, words.stale);
  return result;
}

Described describe(const Missing& missing, const Words& words) {
  std::string text = words.absence(missing.reason);
  add(text, missing.next_step(words.language));
  return {missing.fact, std::move(text)};
}

namespace {

std::string asked(const FailedComparison& failed, const Words& words) {
  if (failed.threshold) {
    ExplanationStep comparison;
    comparison.operation = failed.operation;
    comparison.parts.resize(2);
    comparison.parts[1].value = *failed.threshold;
    // The sign and the threshold, without the left side.
    const std::string text = formula(comparison, words, true);
    return text.substr(text.find(' ') + 1);
  }
  if (!failed.allowed.empty()) return (failed.wanted ? "" : words.negation + " ") + words.either_of(failed.allowed);
  return failed.wanted ? words.yes : words.no;
}

}  // namespace

Described describe(const FailedComparison& failed, const Words& words) {
  std::string text = to_text(failed.value, words.language);
  add(text, fmt::format(fmt::runtime(words.expected), asked(failed, words)));
  if (!failed.threshold_name.empty()) text += fmt::format(" ({})", failed.threshold_name);
  if (!failed.threshold_law.empty()) text += " [" + failed.threshold_law + "]";
  if (failed.distance) {
    add(text, fmt::format(fmt::runtime(words.short_by), words.distance(*failed.distance)));
    if (failed.distance->beyond) text += " (" + words.beyond + ")";
  }
  return {labelled(failed.label, failed.name), std::move(text)};
}

std::vector<Described> describe_refusal(const Explanation& explanation, const Words& words) {
  std::vector<Described> lines;
  const auto sheet = explanation.refusal();
  if (!sheet) return lines;
  for (const FailingCondition& condition : sheet->failing) {
    for (const FailedComparison& failed : condition.because) lines.push_back(describe(failed, words));
  }
  return lines;
}

std::vector<std::string> remarks(const Explanation& explanation, const Words& words) {
  std::vector<std::string> lines;
  if (explanation.withheld)
    lines.push_back(words.withheld);
  else if (explanation.partial)
    lines.push_back(words.partial);
  if (!explanation.complete) lines.push_back(words.cut);
  return lines;
}

}  // namespace answers

namespace {

using answers::Line;
using answers::Words;

std::string named(const ExplainedCondition& condition, const Words& words) {
  if (condition.kind == ExplainedCondition::Kind::leaf)
    return condition.label.empty() ? condition.name : fmt::format("{} ({})", condition.label, condition.name);
  const std::string count = condition.kind == ExplainedCondition::Kind::either
                                ? words.either
                                : fmt::format(fmt::runtime(words.at_least_of), condition.count);
  return fmt::format("{} — {}", condition.label, count);
}

const std::string& truth_text(Kleene value, const Words& words) {
  return value == Kleene::yes ? words.yes : value == Kleene::no ? words.no : words.unknown;
}

void write_condition(const ExplainedCondition& condition, const Words& words, int depth, std::vector<Line>& lines) {
  std::string text = fmt::format("[{}] {}", truth_text(condition.value, words), named(condition, words));
  if (!condition.law.empty()) text += " [" + condition.law + "]";
  lines.push_back({depth, std::move(text)});
  if (condition.steps) answers::write_condition(*condition.steps, words, depth + 1, lines);
  for (const auto& part : condition.parts) write_condition(part, words, depth + 1, lines);
}

class Page {
 public:
  void heading(const std::string& text) { text_ += "\n" + text + "\n"; }
  void line(int depth, const std::string& text) {
    text_ += std::string(static_cast<std::size_t>(depth) * 2, ' ') + text + "\n";
  }
  void lines(const std::vector<Line>& lines) {
    for (const Line& one : lines) line(one.depth, one.text);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

void write_title(Page& page, const Explanation& e, const Words& words) {
  page.line(0, fmt::format("{} ({}), {} {}{}{}", e.label, e.right, words.on, words.date(e.on), words.colon,
                           words.outcome[static_cast<std::size_t>(e.outcome)]));
  if (e.amount) page.line(1, words.amount_word + words.colon + words.amount(*e.amount, e.period));
  if (!e.law.empty()) page.line(1, words.law + words.colon + e.law);
  for (const std::string& remark : answers::remarks(e, words)) page.line(1, remark);
}

void count_leaves(const std::vector<ExplainedCondition>& conditions, std::size_t& leaves,
                  std::vector<std::string>& deciding) {
  for (const auto& condition : conditions) {
    count_leaves(condition.parts, leaves, deciding);
    if (condition.kind != ExplainedCondition::Kind::leaf) continue;
    ++leaves;
    if (condition.decides) deciding.push_back(condition.label.empty() ? condition.name : condition.label);
  }
}

std::string joined(const std::vector<std::string>& texts) {
  std::string result;
  for (const auto& text : texts) result += (result.empty() ? "" : ", ") + text;
  return result;
}

StatutoryBlock contribution(const Explanation& e, const Words& words) {
  StatutoryBlock block{words.statutory[0], {}};
  std::size_t leaves = 0;
  std::vector<std::string> deciding;
  count_leaves(e.conditions, leaves, deciding);
  if (!e.withheld)
    block.lines.push_back(
        fmt::format(fmt::runtime(words.contribution), leaves, words.outcome[static_cast<std::size_t>(e.outcome)]));
  if (!deciding.empty()) block.lines.push_back(fmt::format(fmt::runtime(words.decided_by), joined(deciding)));
  std::vector<std::string> attested;
  for (const auto& one : e.attested) attested.push_back(one.label.empty() ? one.name : one.label);
  block.lines.push_back(attested.empty() ? words.alone
                                         : fmt::format(fmt::runtime(words.confirmed_by_people), joined(attested)));
  for (const std::string& remark : answers::remarks(e, words)) block.lines.push_back(remark);
  return block;
}

bool is_weight(const ExplanationStep& step) {
  const bool text = step.operation == Operation::constant || step.operation == Operation::parameter;
  return text && step.value.known() && step.value.kind != ShownValue::Kind::date;
}

// Numbers of the rules by which something of the person is multiplied, and figures called with it.
void add_weights(const ExplanationStep& step, const Words& words, std::vector<std::string>& lines) {
  if (step.operation == Operation::multiply && step.parts.size() == 2) {
    for (const std::size_t i : {0U, 1U}) {
      if (!is_weight(step.parts[i]) || is_weight(step.parts[1 - i])) continue;
      const std::string what = fmt::format("{} ({})", answers::formula(step.parts[1 - i], words, false),
                                           answers::formula(step.parts[1 - i], words, true));
      lines.push_back(fmt::format(fmt::runtime(words.weight), answers::formula(step.parts[i], words, true), what));
    }
  }
  if ((step.operation == Operation::scale || step.operation == Operation::table) && !step.parts.empty()) {
    std::string values;
    for (const auto& part : step.parts) {
      if (part.operation == Operation::row || part.operation == Operation::column) continue;
      values += (values.empty() ? "" : ", ") + answers::formula(part, words, true);
    }
    const std::string call = fmt::format("{} = {}({}) = {}", answers::formula(step, words, false), step.name, values,
                                         to_text(step.value, words.language));
    lines.push_back(fmt::format(fmt::runtime(words.applied), call));
  }
  for (const ExplanationStep& part : step.parts) add_weights(part, words, lines);
}

void add_weights(const std::vector<ExplainedCondition>& conditions, const Words& words,
                 std::vector<std::string>& lines) {
  for (const auto& condition : conditions) {
    if (condition.steps) add_weights(*condition.steps, words, lines);
    add_weights(condition.parts, words, lines);
  }
}

}  // namespace

std::array<StatutoryBlock, 4> Explanation::statutory() const {
  const Words& words = Words::of(language);
  std::array<StatutoryBlock, 4> blocks;
  blocks[0] = contribution(*this, words);
  for (std::size_t i = 1; i < blocks.size(); ++i) blocks[i].title = words.statutory[i];
  for (const Datum& datum : data) blocks[1].lines.push_back(describe(datum, words).line(words));
  for (const FigureUse& figure : figures) blocks[2].lines.push_back(describe(figure, words).line(words));
  add_weights(conditions, words, blocks[2].lines);
  if (amount_steps) add_weights(*amount_steps, words, blocks[2].lines);
  std::vector<Line> lines;
  for (const auto& condition : conditions) write_condition(condition, words, 0, lines);
  if (amount_steps) answers::write_operations(*amount_steps, words, 0, lines);
  for (const Line& line : lines) {
    std::string indented;
    for (int i = 0; i < line.depth; ++i) indented += "· ";
    blocks[3].lines.push_back(indented + line.text);
  }
  for (auto& block : blocks) {
    if (block.lines.empty()) block.lines.push_back(words.none);
  }
  return blocks;
}

std::string Explanation::to_text() const {
  const Words& words = Words::of(language);
  Page page;
  write_title(page, *this, words);
  std::vector<Line> lines;
  for (const auto& condition : conditions) write_condition(condition, words, 1, lines);
  if (!lines.empty()) page.heading(words.why);
  page.lines(lines);
  lines.clear();
  if (amount_steps) answers::write_operations(*amount_steps, words, 1, lines);
  if (!lines.empty()) page.heading(words.how_much);
  page.lines(lines);
  const auto refusal = answers::describe_refusal(*this, words);
  if (!refusal.empty()) page.heading(words.refusal);
  for (const auto& failed : refusal) page.line(1, failed.line(words));
  const auto section = [&](const std::string& heading, const auto& items) {
    if (items.empty()) return;
    page.heading(heading);
    for (const auto& item : items) page.line(1, answers::describe(item, words).line(words));
  };
  section(words.missing, missing);
  for (const std::string& reason : no_result)
    page.line(1, fmt::format(fmt::runtime(words.no_result_for), words.no_result(reason)));
  section(words.data, data);
  section(words.figures, figures);
  if (!attested.empty()) page.heading(words.attested);
  for (const auto& one : attested) page.line(1, one.label.empty() ? one.name : one.label);
  return page.take();
}

std::string RefusalSheet::to_text() const {
  const Words& words = Words::of(language);
  Page page;
  page.line(0,
            fmt::format("{} ({}), {} {}{}{}", label, right, words.on, words.date(on), words.colon, words.outcome[0]));
  page.heading(words.refusal);
  if (withheld) page.line(1, words.withheld);
  for (const FailingCondition& condition : failing) {
    const std::string name = condition.label.empty() ? condition.name : condition.label;
    page.line(1, condition.law.empty() ? name : fmt::format("{} [{}]", name, condition.law));
    for (const auto& failed : condition.because) page.line(2, answers::describe(failed, words).line(words));
  }
  if (!failing.empty()) page.line(1, partial ? words.partial : independent ? words.independent : words.dependent);
  return page.take();
}

}  // namespace proactive
