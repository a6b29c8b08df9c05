// FF1 permutes all numbers of so many digits. Real ones that do not fit among them, those of Corsica and of
// La Poste, take the places of numbers that nobody has, so that each has a mask of its own and no mask tells
// them from others.
#include "privacy/shapes.h"

#include <array>
#include <cstring>
#include <string_view>

namespace proactive::privacy {

namespace {

constexpr std::uint64_t kTen4 = 10'000;
constexpr std::uint64_t kTen7 = 10'000'000;

// The number of `count` digits; false when one is no digit.
bool digits(const char* text, std::size_t count, std::uint64_t& out) {
  std::uint64_t number = 0;
  unsigned wrong = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const unsigned digit = static_cast<unsigned char>(text[k]) - unsigned{'0'};
    wrong |= static_cast<unsigned>(digit > 9);
    number = number * 10 + digit;
  }
  out = number;
  return wrong == 0;
}

constexpr auto kPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t k = 0; k < 100; ++k) {
    pairs[2 * k] = static_cast<char>('0' + k / 10);
    pairs[2 * k + 1] = static_cast<char>('0' + k % 10);
  }
  return pairs;
}();

// Two digits at a time: a division takes longer than a look-up.
void spell(std::uint64_t number, std::size_t count, char* out) {
  for (; count >= 2; number /= 100) {
    count -= 2;
    std::memcpy(out + count, kPairs.data() + number % 100 * 2, 2);
  }
  if (count == 1) *out = static_cast<char>('0' + number % 10);
}

// ---- NIR -------------------------------------------------------------------------------------

// 13 digits as 6 and 7: the department stands astride, in the last of the left and the first of the right.
std::uint64_t whole(Halves halves) { return halves.left * kTen7 + halves.right; }
std::uint64_t key_of(std::uint64_t number) { return 97 - number % 97; }
// Of a mask: never the right one, and always one that follows from the others.
std::uint64_t mask_key(std::uint64_t number, bool real) { return real ? key_of(number) : key_of(number) % 97 + 1; }

constexpr std::uint64_t kMillion = 1'000'000;
constexpr std::uint64_t kThousand = 1000;
// Communes of Corsica are numbered below 400, those of 2B stand behind.
constexpr std::uint64_t kMostCommune = 499;
constexpr std::uint64_t kBehind = 500;

std::uint64_t department(Halves halves) { return halves.left % 10 * 10 + halves.right / kMillion; }

// 2A and 2B count as 19 and 18 in the key, and are kept as the department 00, which there is not.
bool read_corsican(const char* text, Halves& out) {
  char plain[NirShape::kSize];
  for (std::size_t k = 0; k < NirShape::kSize; ++k) plain[k] = text[k];
  plain[5] = '1';
  plain[6] = text[6] == 'A' ? '9' : '8';
  std::uint64_t key = 0;
  if (!digits(plain, 6, out.left) || !digits(plain + 6, 7, out.right) || !digits(plain + 13, 2, key) ||
      key_of(whole(out)) != key)
    return false;
  const std::uint64_t commune = out.right / kThousand % kThousand;
  if (commune > kMostCommune) return false;
  out.left = out.left / 10 * 10;
  out.right = out.right % kMillion + (text[6] == 'B' ? kBehind * kThousand : 0);
  return true;
}

void write_corsican(Halves halves, char* out) {
  const bool b = halves.right / kThousand >= kBehind;
  halves.left += 1;
  halves.right = halves.right - (b ? kBehind * kThousand : 0) + (b ? 8 : 9) * kMillion;
  NirShape::write_mask(halves, true, out);
  out[5] = '2';
  out[6] = b ? 'B' : 'A';
}

// ---- Luhn ------------------------------------------------------------------------------------

// Of a number whose check digit is missing: what it must be for every second digit, from the check digit
// to the left, to be doubled.
std::uint64_t luhn(std::uint64_t number) {
  std::uint64_t sum = 0;
  for (bool doubled = true; number > 0; number /= 10, doubled = !doubled) {
    const std::uint64_t digit = number % 10 * (doubled ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return (10 - sum % 10) % 10;
}

std::uint64_t check_digit(std::uint64_t number, bool real) { return (luhn(number) + (real ? 0 : 1)) % 10; }

// ---- SIRET -----------------------------------------------------------------------------------

// Establishments of La Poste, but for its seat, have digits that add up to a multiple of five, and not
// the check digit of Luhn: two of them share the digits before. SIREN numbers from 0 to 1, of eight
// digits, are nobody's and stand for the second one and for the seat.
constexpr std::uint64_t kLaPoste = 35'600'000;
constexpr std::uint64_t kLaPosteSiren = 356'000'000;
constexpr std::uint64_t kSecondOfLaPoste = 0;
constexpr std::uint64_t kSeatOfLaPoste = 1;
constexpr std::uint64_t kSeatNumber = 48;
constexpr std::uint64_t kNobodys = 1;  // and below

// 12 digits as 6 and 6: eight of the SIREN, four of the NIC.
constexpr std::uint64_t siren_of(Halves halves) { return halves.left * 100 + halves.right / kTen4; }
constexpr std::uint64_t nic_of(Halves halves) { return halves.right % kTen4; }
constexpr Halves halves_of(std::uint64_t siren, std::uint64_t nic) { return {siren / 100, siren % 100 * kTen4 + nic}; }

std::uint64_t digit_sum(std::uint64_t number) {
  std::uint64_t sum = 0;
  for (; number > 0; number /= 10) sum += number % 10;
  return sum;
}

// The smaller of the two last digits of La Poste.
std::uint64_t first_last(std::uint64_t nic) { return (5 - (digit_sum(kLaPoste) + digit_sum(nic)) % 5) % 5; }

bool read_la_poste(std::uint64_t five, Halves& out) {
  if (five == kSeatNumber) {
    out = halves_of(kSeatOfLaPoste, 0);  // a wrong key may give any other NIC here, which is read the same
    return true;
  }
  const std::uint64_t nic = five / 10;
  const std::uint64_t last = five % 10;
  if (last % 5 != first_last(nic)) return false;
  out = halves_of(last < 5 ? kLaPoste : kSecondOfLaPoste, nic);
  return true;
}

void write_la_poste(std::uint64_t five, char* out) {
  spell(kLaPosteSiren, 9, out);
  spell(five, 5, out + 9);
}

}  // namespace

// ---- NIR -------------------------------------------------------------------------------------

bool NirShape::read(const char* text, Halves& out) {
  if (text[5] == '2' && (text[6] == 'A' || text[6] == 'B')) return read_corsican(text, out);
  return read_mask(text, true, out) && department(out) != 0;
}

void NirShape::write(Halves halves, char* out) {
  if (department(halves) == 0) return write_corsican(halves, out);
  write_mask(halves, true, out);
}

bool NirShape::read_mask(const char* text, bool real, Halves& out) {
  std::uint64_t key = 0;
  // All of them, whatever the first says: no branch on what is secret.
  const bool left = digits(text, 6, out.left);
  const bool right = digits(text + 6, 7, out.right);
  const bool check = digits(text + 13, 2, key);
  const bool all = (static_cast<int>(left) & static_cast<int>(right) & static_cast<int>(check)) != 0;
  return all && key == mask_key(whole(out), real);
}

void NirShape::write_mask(Halves halves, bool real, char* out) {
  spell(halves.left, 6, out);
  spell(halves.right, 7, out + 6);
  spell(mask_key(whole(halves), real), 2, out + 13);
}

// ---- SIREN, SIRET ----------------------------------------------------------------------------

bool SirenShape::read_mask(const char* text, bool real, Halves& out) {
  std::uint64_t check = 0;
  if (!digits(text, 4, out.left) || !digits(text + 4, 4, out.right) || !digits(text + 8, 1, check)) return false;
  return check == check_digit(out.left * kTen4 + out.right, real);
}

void SirenShape::write_mask(Halves halves, bool real, char* out) {
  const std::uint64_t number = halves.left * kTen4 + halves.right;
  spell(number, 8, out);
  spell(check_digit(number, real), 1, out + 8);
}

bool SiretShape::read(const char* text, Halves& out) {
  std::uint64_t siren = 0;
  std::uint64_t five = 0;
  if (!digits(text, 9, siren) || !digits(text + 9, 5, five)) return false;
  if (siren == kLaPosteSiren) return read_la_poste(five, out);
  return read_mask(text, true, out) && siren_of(out) > kNobodys;
}

void SiretShape::write(Halves halves, char* out) {
  const std::uint64_t siren = siren_of(halves);
  const std::uint64_t nic = nic_of(halves);
  if (siren == kSeatOfLaPoste) return write_la_poste(kSeatNumber, out);
  if (siren == kLaPoste || siren == kSecondOfLaPoste)
    return write_la_poste(nic * 10 + first_last(nic) + (siren == kLaPoste ? 0 : 5), out);
  write_mask(halves, true, out);
}

// Both check digits are false, or both right: that of the first nine digits, and that of all.
bool SiretShape::read_mask(const char* text, bool real, Halves& out) {
  std::uint64_t siren = 0;
  std::uint64_t nic = 0;
  if (!digits(text, 9, siren) || !digits(text + 9, 4, nic) || text[13] < '0' || text[13] > '9') return false;
  out = halves_of(siren / 10, nic);
  char right[kSize];
  write_mask(out, real, right);
  return std::string_view(right, kSize) == std::string_view(text, kSize);
}

void SiretShape::write_mask(Halves halves, bool real, char* out) {
  const std::uint64_t siren = siren_of(halves) * 10 + check_digit(siren_of(halves), real);
  const std::uint64_t number = siren * kTen4 + nic_of(halves);
  spell(number, 13, out);
  spell(check_digit(number, real), 1, out + 13);
}

}  // namespace proactive::privacy
