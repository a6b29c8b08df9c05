#include "execution/random_population.h"

#include "execution/random_source.h"

namespace proactive::tests {

namespace {

using facts::Layout;
using facts::Part;

template <typename T>
const void* keep(std::vector<T> values, std::vector<std::shared_ptr<const void>>& owners) {
  auto kept = std::make_shared<std::vector<T>>(std::move(values));
  const void* data = kept->data();
  owners.push_back(std::move(kept));
  return data;
}

class Drawer {
 public:
  Drawer(const plan::Program& program, int entity, const Drawing& drawing)
      : program_(program), model_(*program.model), entity_(entity), drawing_(drawing), chance_(drawing.seed) {}

  std::shared_ptr<const facts::Population> run() {
    auto population = std::make_shared<facts::Population>();
    population->model = program_.model;
    population->entities.resize(model_.entities.size());
    population->groups.resize(model_.entities.size());
    for (std::size_t entity = 0; entity < model_.entities.size(); ++entity) {
      auto& table = population->entities[entity];
      const std::int64_t rows = rows_of(static_cast<int>(entity));
      for (std::int64_t row = 0; row < rows; ++row) table.ids.add(row);
    }
    for (const plan::Input& input : program_.inputs) {
      const semantics::Field& field = model_.fields[input.field];
      if (chance_.one_in(12)) continue;
      auto& column = population->entities[field.entity].columns[{input.field, input.year}];
      fill(column, field, rows_of(field.entity));
    }
    for (std::size_t entity = 0; entity < model_.entities.size(); ++entity) {
      if (model_.entities[entity].is_group()) draw_members(*population, static_cast<int>(entity));
    }
    return population;
  }

 private:
  std::int64_t rows_of(int entity) const {
    if (entity == entity_) return drawing_.rows;
    if (drawing_.others == 0) return 0;
    return model_.entities[entity].is_group() ? drawing_.rows / 2 + 1 : drawing_.rows * drawing_.others + 1;
  }

  bool unknown() { return static_cast<int>(chance_.below(100)) < drawing_.unknown_in_hundred; }

  void fill(facts::Column& column, const semantics::Field& field, std::int64_t rows) {
    for (std::int64_t done = 0; done < rows;) {
      const std::int64_t size =
          drawing_.one_part ? rows : std::min<std::int64_t>(rows - done, chance_.between(1, 1 + rows));
      add_part(column, field, size);
      done += size;
    }
  }

  void add_part(facts::Column& column, const semantics::Field& field, std::int64_t rows) {
    Part part;
    std::vector<std::shared_ptr<const void>> owners;
    part.rows = rows;
    part.offset = chance_.between(0, 70);
    part.known_offset = chance_.between(0, 70);
    std::vector<std::uint8_t> known(static_cast<std::size_t>((part.known_offset + rows) / 8 + 1), 0xA5);
    std::vector<std::int64_t> values(static_cast<std::size_t>(part.offset + rows), -77);
    for (std::int64_t i = 0; i < rows; ++i) {
      const bool there = !unknown();
      set_bit(known, part.known_offset + i, there);
      // Under what is unknown stands anything.
      values[part.offset + i] =
          there ? draw(model_, field, program_.on, chance_) : static_cast<std::int64_t>(chance_.next());
    }
    if (drawing_.unknown_in_hundred > 0) part.known = static_cast<const std::uint8_t*>(keep(std::move(known), owners));
    lay_out(part, field, values, owners);
    column.add(part, std::move(owners));
  }

  static void set_bit(std::vector<std::uint8_t>& bits, std::int64_t place, bool value) {
    const auto bit = static_cast<std::uint8_t>(1U << (place % 8));
    bits[place / 8] = static_cast<std::uint8_t>(value ? bits[place / 8] | bit : bits[place / 8] & ~bit);
  }

  void lay_out(Part& part, const semantics::Field& field, const std::vector<std::int64_t>& values,
               std::vector<std::shared_ptr<const void>>& owners) {
    using semantics::TypeKind;
    if (field.type.kind == TypeKind::identifier) return;
    // A column of nothing but nulls has no values at all.
    if (part.known != nullptr && chance_.one_in(20)) {
      part.known = static_cast<const std::uint8_t*>(
          keep(std::vector<std::uint8_t>(static_cast<std::size_t>((part.known_offset + part.rows) / 8 + 1)), owners));
      return;
    }
    if (field.type.kind == TypeKind::boolean) {
      std::vector<std::uint8_t> bits(values.size() / 8 + 1);
      for (std::size_t i = 0; i < values.size(); ++i) set_bit(bits, static_cast<std::int64_t>(i), (values[i] & 1) != 0);
      part.layout = Layout::bits;
      part.values = keep(std::move(bits), owners);
    } else if (field.type.kind == TypeKind::choice) {
      lay_out_choice(part, model_.choices[field.type.choice].members.size(), values, owners);
    } else if (field.type.kind == TypeKind::date && chance_.one_in(2)) {
      part.layout = Layout::i32;
      part.values = keep(std::vector<std::int32_t>(values.begin(), values.end()), owners);
    } else if (chance_.one_in(4)) {
      part.layout = Layout::i128;
      part.values = keep(std::vector<values::Int128>(values.begin(), values.end()), owners);
    } else {
      part.layout = Layout::i64;
      part.values = keep(values, owners);
    }
  }

  // As bytes, or through a dictionary whose entries stand in another order.
  void lay_out_choice(Part& part, std::size_t members, const std::vector<std::int64_t>& values,
                      std::vector<std::shared_ptr<const void>>& owners) {
    if (chance_.one_in(3)) {
      part.layout = Layout::u8;
      part.values = keep(std::vector<std::uint8_t>(values.begin(), values.end()), owners);
      return;
    }
    std::vector<std::int64_t> entries(members);
    for (std::size_t i = 0; i < members; ++i) entries[i] = static_cast<std::int64_t>(members - 1 - i);
    std::vector<std::int64_t> places;
    for (const std::int64_t value : values)
      places.push_back(value >= 0 && value < static_cast<std::int64_t>(members)
                           ? static_cast<std::int64_t>(members) - 1 - value
                           : value);
    part.dictionary_size = static_cast<std::int64_t>(members);
    part.dictionary = static_cast<const std::int64_t*>(keep(std::move(entries), owners));
    switch (chance_.below(members > 127 ? 2 : 3) + (members > 127 ? 1 : 0)) {
      case 0:
        part.layout = Layout::i8;
        part.values = keep(std::vector<std::int8_t>(places.begin(), places.end()), owners);
        break;
      case 1:
        part.layout = Layout::u16;
        part.values = keep(std::vector<std::uint16_t>(places.begin(), places.end()), owners);
        break;
      default:
        part.layout = Layout::i32;
        part.values = keep(std::vector<std::int32_t>(places.begin(), places.end()), owners);
        break;
    }
  }

  void draw_members(facts::Population& population, int group) {
    if (chance_.one_in(15)) return;
    const auto& roles = model_.entities[group].roles;
    const int member = model_.roles[roles.front()].member;
    const std::int64_t groups = rows_of(group);
    const std::int64_t members = population.entities[member].ids.size();
    facts::MembershipBuilder builder(static_cast<int>(roles.size()), groups);
    std::int32_t next = 0;
    std::vector<std::int64_t> outside;
    for (std::int64_t row = 0; row < groups; ++row) {
      for (std::size_t role = 0; role < roles.size(); ++role) {
        const auto& declared = model_.roles[roles[role]];
        const std::int64_t more =
            chance_.one_in(8) ? drawing_.longest_list : std::min<std::int64_t>(drawing_.longest_list, 3);
        const std::int64_t count =
            members == 0 ? 0 : chance_.between(declared.low, std::min(declared.high, declared.low + more));
        for (std::int64_t i = 0; i < count; ++i) {
          const auto who =
              static_cast<std::int32_t>(drawing_.members_in_order ? next++ % members : chance_.between(0, members - 1));
          builder.add(static_cast<std::int32_t>(row), static_cast<int>(role), who);
        }
        if (unknown())
          outside.push_back(row * static_cast<std::int64_t>(roles.size()) + static_cast<std::int64_t>(role));
      }
    }
    facts::Memberships& index = population.groups[group];
    std::int64_t in_several = 0;
    // That several groups share a member is no reason here to know nothing of them.
    index = builder.build(groups, members, true, in_several);
    if (!outside.empty() && !drawing_.members_in_order)
      index.bad.resize(static_cast<std::size_t>(groups * index.roles));
    for (const std::int64_t list : outside) {
      if (!index.bad.empty()) index.bad[list] = true;
    }
    index.group_of = facts::groups_of_members(index, members);
  }

  const plan::Program& program_;
  const semantics::Model& model_;
  const int entity_;
  const Drawing& drawing_;
  Chance chance_;
};

}  // namespace

std::shared_ptr<const facts::Population> random_population(const plan::Program& program, int entity,
                                                           const Drawing& drawing) {
  return Drawer(program, entity, drawing).run();
}

}  // namespace proactive::tests
