#include "proactive/privacy/fraction.h"

#include "privacy/exact_sum.h"

namespace proactive::privacy {

int compare(const Fraction& a, const Fraction& b) {
  const values::Int128 left = values::Int128{a.numerator} * b.denominator;
  const values::Int128 right = values::Int128{b.numerator} * a.denominator;
  return left < right ? -1 : left > right ? 1 : 0;
}

std::string to_string(const Fraction& fraction) {
  return std::to_string(fraction.numerator) + "/" + std::to_string(fraction.denominator);
}

std::string decimal(const Fraction& fraction, int places) {
  std::string digits;
  values::Int128 rest = fraction.numerator % fraction.denominator;
  std::int64_t whole = fraction.numerator / fraction.denominator;
  for (int i = 0; i < places; ++i) {
    rest *= 10;
    digits += static_cast<char>('0' + static_cast<int>(rest / fraction.denominator));
    rest %= fraction.denominator;
  }
  if (rest * 2 >= fraction.denominator) {
    std::size_t i = digits.size();
    while (i > 0 && digits[i - 1] == '9') digits[--i] = '0';
    if (i > 0)
      ++digits[i - 1];
    else
      ++whole;
  }
  return std::to_string(whole) + (places > 0 ? "." + digits : "");
}

int compare_wide(WideFraction a, WideFraction b) {
  int sign = 1;
  for (;;) {
    const values::Int128 whole_a = a.numerator / a.denominator;
    const values::Int128 whole_b = b.numerator / b.denominator;
    if (whole_a != whole_b) return whole_a < whole_b ? -sign : sign;
    a.numerator -= whole_a * a.denominator;
    b.numerator -= whole_b * b.denominator;
    if (a.numerator == 0 || b.numerator == 0) {
      if (a.numerator == b.numerator) return 0;
      return a.numerator == 0 ? -sign : sign;
    }
    std::swap(a.numerator, a.denominator);
    std::swap(b.numerator, b.denominator);
    sign = -sign;
  }
}

Fraction narrowed(WideFraction wide) {
  if (!values::fits64(wide.numerator) || !values::fits64(wide.denominator)) {
    const values::Int128 divisor = values::gcd(wide.numerator, wide.denominator);
    wide.numerator /= divisor;
    wide.denominator /= divisor;
  }
  if (values::fits64(wide.numerator) && values::fits64(wide.denominator))
    return {static_cast<std::int64_t>(wide.numerator), static_cast<std::int64_t>(wide.denominator), true};
  ExactSum sum;
  sum.add_rounded_up(wide);
  return sum.total();
}

void ExactSum::add(WideFraction term) {
  const values::Int128 divisor = values::gcd(term.denominator, sum_.denominator);
  const values::Int128 grown = term.denominator / divisor;
  if (!exact_ || grown > values::kMax64 / sum_.denominator ||
      term.numerator > (values::Int128{1} << 120) / (sum_.denominator / divisor)) {
    add_rounded_up(term);
    return;
  }
  const values::Int128 numerator = sum_.numerator * grown + term.numerator * (sum_.denominator / divisor);
  if (!values::fits64(numerator)) {
    add_rounded_up(term);
    return;
  }
  sum_ = {numerator, sum_.denominator * grown};
}

void ExactSum::add_rounded_up(WideFraction term) {
  constexpr std::int64_t kUnit = 1'000'000'000'000'000;
  if (exact_) {
    exact_ = false;
    const WideFraction before = sum_;
    sum_ = {0, kUnit};
    add_rounded_up(before);
  }
  values::Int128 rest = term.numerator % term.denominator;
  values::Int128 scaled = term.numerator / term.denominator * kUnit;
  values::Int128 digit_value = kUnit;
  while (digit_value > 1) {  // digit by digit, so that nothing overflows
    digit_value /= 10;
    rest *= 10;
    scaled += rest / term.denominator * digit_value;
    rest %= term.denominator;
  }
  sum_.numerator += scaled + (rest > 0 ? 1 : 0);
}

}  // namespace proactive::privacy
