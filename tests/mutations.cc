#include "mutations.h"

#include <cctype>
#include <vector>

namespace proactive::tests {

namespace {

struct Word {
  std::size_t begin = 0;
  std::size_t size = 0;
};

// Runs of letters and digits, strings, and single signs; blanks are left out.
std::vector<Word> words_of(std::string_view text) {
  const auto is_letter = [&](std::size_t i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    return std::isalnum(byte) != 0 || byte == '_' || byte >= 0x80;
  };
  std::vector<Word> words;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t end = at + 1;
    if (is_letter(at)) {
      while (end < text.size() && is_letter(end)) ++end;
    } else if (text[at] == '"') {
      while (end < text.size() && text[end] != '"') ++end;
      end = end < text.size() ? end + 1 : end;
    }
    if (std::isspace(static_cast<unsigned char>(text[at])) == 0) words.push_back({at, end - at});
    at = end;
  }
  return words;
}

constexpr std::string_view kPieces[] = {"{",
                                        "}",
                                        "(",
                                        ")",
                                        "[",
                                        "]",
                                        "|",
                                        ",",
                                        ":",
                                        "..",
                                        "<..<",
                                        "-",
                                        "not ",
                                        "/",
                                        "*",
                                        "=",
                                        "\"",
                                        "€",
                                        "%",
                                        "\n",
                                        " 0 ",
                                        " 9223372036854775807 ",
                                        " 0.000000001 ",
                                        " 0001-01-01 ",
                                        " 9999-12-31 ",
                                        " -1 € ",
                                        " 18 years ",
                                        " today ",
                                        " otherwise ",
                                        " and ",
                                        " in {",
                                        " sum(",
                                        " count(",
                                        " min(",
                                        " age(",
                                        " known(",
                                        " per month ",
                                        " rounded up to ",
                                        " entitled to ",
                                        " amount of ",
                                        " receives ",
                                        " if ",
                                        " choose {",
                                        "\xC3",
                                        "\xFF",
                                        std::string_view("\0", 1),
                                        "\r\n",
                                        "///",
                                        "//",
                                        " up to ",
                                        " from 2020-01-01 ",
                                        " by year ",
                                        " household.",
                                        " range 0..9 "};

void change_bytes(std::string& text, Chance& chance) {
  const std::size_t at = chance.below(text.size());
  switch (chance.below(4)) {
    case 0: text[at] = static_cast<char>(chance.below(256)); break;
    case 1: text.erase(at, 1 + chance.below(8)); break;
    case 2: text.insert(at, kPieces[chance.below(std::size(kPieces))]); break;
    default: text.resize(at); break;
  }
}

void change_words(std::string& text, std::string_view other, Chance& chance) {
  const std::vector<Word> words = words_of(text);
  if (words.empty()) return;
  const Word word = words[chance.below(words.size())];
  const std::string spelt = text.substr(word.begin, word.size);
  switch (chance.below(5)) {
    case 0: text.erase(word.begin, word.size); break;
    case 1: text.insert(word.begin, spelt + " "); break;
    case 2: {
      const Word second = words[chance.below(words.size())];
      text.replace(word.begin, word.size, text.substr(second.begin, second.size));
      break;
    }
    case 3: {
      const std::vector<Word> foreign = words_of(other);
      if (foreign.empty()) break;
      const Word second = foreign[chance.below(foreign.size())];
      text.replace(word.begin, word.size, other.substr(second.begin, second.size));
      break;
    }
    default: text.replace(word.begin, word.size, kPieces[chance.below(std::size(kPieces))]); break;
  }
}

}  // namespace

std::string mutated(std::string text, std::string_view other, Chance& chance) {
  const std::size_t mistakes = 1 + chance.below(4);
  for (std::size_t i = 0; i < mistakes && !text.empty(); ++i) {
    if (chance.one_in(3))
      change_bytes(text, chance);
    else
      change_words(text, other, chance);
  }
  return text;
}

}  // namespace proactive::tests
