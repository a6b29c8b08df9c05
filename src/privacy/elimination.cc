#include "privacy/elimination.h"

#include <map>
#include <unordered_set>
#include <utility>

#include "privacy/prime_field.h"

namespace proactive::privacy {

namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

std::size_t pivot_of(const FieldVector& vector) {
  for (std::size_t i = 0; i < vector.size(); ++i)
    if (vector[i] != 0) return i;
  return kNone;
}

void scale_to_one(FieldVector& vector, std::size_t pivot) {
  const std::uint64_t factor = inverse(vector[pivot]);
  for (std::uint64_t& x : vector) x = x == 0 ? 0 : multiply(x, factor);
}

/// Takes away as much of `row`, which is 1 at its pivot, as makes `vector` 0 there.
void clear(FieldVector& vector, const FieldVector& row, std::size_t pivot) {
  const std::uint64_t factor = vector[pivot];
  if (factor == 0) return;
  for (std::size_t i = 0; i < vector.size(); ++i)
    if (row[i] != 0) vector[i] = subtract(vector[i], multiply(factor, row[i]));
}

std::uint64_t hash_of(const FieldVector& vector) {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < vector.size(); ++i)
    if (vector[i] != 0) hash = (hash ^ (vector[i] + i * 0x9E3779B97F4A7C15ULL)) * 0xD6E8FEB86659FD93ULL ^ hash >> 29U;
  return hash;
}

/// Scaled and hashed; false when nothing is left of it.
bool finish(Secret& secret) {
  const std::size_t pivot = pivot_of(secret.rest);
  if (pivot == kNone) return false;
  scale_to_one(secret.rest, pivot);
  secret.hash = hash_of(secret.rest);
  return true;
}

}  // namespace

FieldVector Published::reduced(FieldVector vector) const {
  for (std::size_t i = 0; i < rows_.size(); ++i) clear(vector, rows_[i], pivots_[i]);
  return vector;
}

void Published::add(FieldVector row, std::size_t pivot) {
  for (FieldVector& other : rows_) clear(other, row, pivot);
  rows_.push_back(std::move(row));
  pivots_.push_back(pivot);
}

void Published::publish(const FieldVector& vector) {
  FieldVector rest = reduced(vector);
  const std::size_t pivot = pivot_of(rest);
  if (pivot == kNone) return;
  scale_to_one(rest, pivot);
  add(std::move(rest), pivot);
}

void Published::set_secrets(std::vector<Secret> secrets) {
  std::map<std::uint64_t, std::size_t> place;
  for (Secret& secret : secrets) {
    secret.rest = reduced(std::move(secret.rest));
    finish(secret);
    const auto [at, is_new] = place.try_emplace(secret.hash, secrets_.size());
    if (is_new)
      secrets_.push_back(std::move(secret));
    else if (secret.is_singleton)
      secrets_[at->second].is_singleton = true;
  }
}

bool Published::is_safe(const std::vector<std::uint64_t>& hashes) const {
  std::unordered_set<std::uint64_t> singletons;
  for (std::size_t i = 0; i < hashes.size(); ++i)
    if (secrets_[i].is_singleton && !singletons.insert(hashes[i]).second) return false;
  if (singletons.empty()) return true;
  for (std::size_t i = 0; i < hashes.size(); ++i)
    if (!secrets_[i].is_singleton && singletons.contains(hashes[i])) return false;
  return true;
}

bool Published::publish_if_safe(const FieldVector& vector) {
  FieldVector rest = reduced(vector);
  const std::size_t pivot = pivot_of(rest);
  if (pivot == kNone) return true;  // follows already
  scale_to_one(rest, pivot);
  std::vector<std::pair<std::size_t, Secret>> changed;
  std::vector<std::uint64_t> hashes;
  for (std::size_t i = 0; i < secrets_.size(); ++i) {
    hashes.push_back(secrets_[i].hash);
    if (secrets_[i].rest[pivot] == 0) continue;
    Secret after = secrets_[i];
    clear(after.rest, rest, pivot);
    if (!finish(after)) return false;
    hashes.back() = after.hash;
    changed.emplace_back(i, std::move(after));
  }
  if (!changed.empty() && !is_safe(hashes)) return false;
  for (auto& [place, secret] : changed) secrets_[place] = std::move(secret);
  add(std::move(rest), pivot);
  return true;
}

}  // namespace proactive::privacy
