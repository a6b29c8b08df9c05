#include "voucher_data.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <numeric>

namespace proactive::benchmarks {
namespace {

constexpr std::size_t kBeyond = 8;  // bytes that may be read after the end of a column

// Without a file, an empty column: all is known.
template <typename T>
Column<T> read_column(const std::string& folder, const char* name) {
  std::ifstream file(folder + "/" + name + ".bin", std::ios::binary | std::ios::ate);
  Column<T> column;
  if (!file) return column;
  const auto bytes = static_cast<std::size_t>(file.tellg());
  column.values.reserve(bytes / sizeof(T) + kBeyond);
  column.values.resize(bytes / sizeof(T));
  file.seekg(0);
  file.read(reinterpret_cast<char*>(column.values.data()), static_cast<std::streamsize>(bytes));
  return column;
}

template <typename T>
Column<T> need_column(const std::string& folder, const char* name) {
  auto column = read_column<T>(folder, name);
  if (!column.values.empty()) return column;
  std::fprintf(stderr, "%s/%s.bin cannot be read\n", folder.c_str(), name);
  std::exit(1);
}

const std::uint8_t* bits_of(const Column<std::uint8_t>& column) {
  return column.values.empty() ? nullptr : column.data();
}

std::vector<std::int64_t> numbered(std::int64_t count) {
  std::vector<std::int64_t> ids(static_cast<std::size_t>(count));
  std::iota(ids.begin(), ids.end(), 1);
  return ids;
}

}  // namespace

VoucherData::VoucherData(const std::string& folder)
    : income_(need_column<std::int64_t>(folder, "income")),
      occupancy_(need_column<std::uint8_t>(folder, "occupancy")),
      declarants_(need_column<std::uint8_t>(folder, "declarants")),
      offsets_(need_column<std::int32_t>(folder, "offsets")),
      custody_(need_column<std::uint8_t>(folder, "custody")),
      income_known_(read_column<std::uint8_t>(folder, "income_known")),
      occupancy_known_(read_column<std::uint8_t>(folder, "occupancy_known")),
      custody_known_(read_column<std::uint8_t>(folder, "custody_known")) {
  rows_ = static_cast<std::int64_t>(income_.values.size());
  persons_ = static_cast<std::int64_t>(custody_.values.size());
  make_tables();
}

VoucherInputs VoucherData::inputs() const {
  return {.rows = rows_,
          .income = income_.data(),
          .occupancy = occupancy_.data(),
          .declarants = declarants_.data(),
          .offsets = offsets_.data(),
          .custody = custody_.data(),
          .income_known = bits_of(income_known_),
          .occupancy_known = bits_of(occupancy_known_),
          .custody_known = bits_of(custody_known_)};
}

std::vector<std::pair<const void*, std::size_t>> VoucherData::columns() const {
  return {{income_.data(), income_.bytes()},
          {occupancy_.data(), occupancy_.bytes()},
          {declarants_.data(), declarants_.bytes()},
          {offsets_.data(), offsets_.bytes()},
          {custody_.data(), custody_.bytes()}};
}

void VoucherData::make_tables() {
  household_ids_ = numbered(rows_);
  person_ids_ = numbered(persons_);
  for (std::int64_t i = 0; i < rows_; ++i) {
    const auto size = static_cast<std::size_t>(offsets_.values[i + 1] - offsets_.values[i]);
    household_of_.resize(household_of_.size() + size, i + 1);
    role_.resize(role_.size() + declarants_.values[i], 0);
    role_.resize(household_of_.size(), 1);
  }
  household_ = std::make_unique<ArrowTable>(rows_);
  household_->add("id", household_ids_.data());
  household_->add("reference_income_2017_cents", income_.data(), bits_of(income_known_));
  household_->add("occupancy", occupancy_.data(),
                  {"owner", "first_time_buyer", "tenant", "social_residence", "housed_free"},
                  bits_of(occupancy_known_));
  person_ = std::make_unique<ArrowTable>(persons_);
  person_->add("id", person_ids_.data());
  person_->add("custody", custody_.data(), {"full", "shared"}, bits_of(custody_known_));
  members_ = std::make_unique<ArrowTable>(persons_);
  members_->add("household", household_of_.data());
  members_->add("person", person_ids_.data());
  members_->add("role", role_.data(), {"declarants", "dependants"});
}

Population VoucherData::population(const Plan& plan) const {
  ArrowArrayStream household = household_->stream(), person = person_->stream(), members = members_->stream();
  auto read = Population::read(plan, {{"household", &household}, {"person", &person}}, {{"household", &members}});
  if (read) return *read;
  std::fputs(render(read.errors()).c_str(), stderr);
  std::exit(1);
}

}  // namespace proactive::benchmarks
