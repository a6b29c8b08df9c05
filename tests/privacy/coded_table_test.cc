// Tables from Arrow: what is read, what is refused, and structures handed on piece by piece.
#include "proactive/privacy/coded_table.h"

#include <gtest/gtest.h>

namespace proactive::privacy {
namespace {

CodedColumn column_of(const std::string& name, std::uint32_t values, std::uint32_t rows) {
  CodedColumn column(name);
  for (std::uint32_t v = 0; v < values; ++v) column.add_value("v" + std::to_string(v));
  for (std::uint32_t r = 0; r < rows; ++r) column.append(r % (values + 1));
  return column;
}

TEST(CodedColumn, GrowsWiderAndKeepsItsCodes) {
  CodedColumn column("a");
  for (std::uint32_t v = 0; v < 70'000; ++v) {
    column.append(column.add_value(std::to_string(v)));
    if (v % 1000 == 0) column.append(0);
  }
  ASSERT_EQ(column.rows(), 70'070);
  std::uint32_t expected = 0;
  for (std::int64_t r = 0; r < column.rows(); ++r)
    if (column.code(r) != 0) {
      EXPECT_EQ(column.code(r), ++expected);
    }
  EXPECT_EQ(expected, 70'000U);
}

TEST(CodedTable, OutAndBack) {
  for (const std::uint32_t values : {1U, 3U, 400U}) {
    const CodedTable table({column_of("a", values, 1'000), column_of("b", values + 1, 1'000)});
    ArrowArrayStream stream;
    table.export_arrow(&stream);
    const auto read = CodedTable::read(&stream);
    ASSERT_TRUE(read);
    ASSERT_EQ(read->columns().size(), 2U);
    for (std::size_t c = 0; c < 2; ++c) {
      const CodedColumn& before = table.columns()[c];
      const CodedColumn& after = read->columns()[c];
      ASSERT_EQ(after.rows(), 1'000);
      for (std::int64_t r = 0; r < 1'000; ++r) {
        ASSERT_EQ(before.code(r) == 0, after.code(r) == 0);
        if (before.code(r) != 0) {
          EXPECT_EQ(before.values()[before.code(r) - 1], after.values()[after.code(r) - 1]);
        }
      }
    }
  }
}

// The interface lets a consumer move a child out and release its parent first.
TEST(CodedTable, AChildOutlivesItsParent) {
  const CodedTable table({column_of("a", 3, 10), column_of("b", 2, 10)});
  ArrowArrayStream stream;
  table.export_arrow(&stream);
  ArrowSchema schema;
  ArrowArray array;
  ASSERT_EQ(stream.get_schema(&stream, &schema), 0);
  ASSERT_EQ(stream.get_next(&stream, &array), 0);
  ArrowArray end;
  ASSERT_EQ(stream.get_next(&stream, &end), 0);
  EXPECT_EQ(end.release, nullptr);
  stream.release(&stream);
  ArrowArray child = *array.children[1];
  array.children[1]->release = nullptr;
  ArrowSchema field = *schema.children[0];
  schema.children[0]->release = nullptr;
  array.release(&array);
  schema.release(&schema);
  EXPECT_STREQ(field.name, "a");
  EXPECT_EQ(child.length, 10);
  EXPECT_EQ(static_cast<const std::int64_t*>(child.buffers[1])[1], 0);  // the first is null
  EXPECT_EQ(static_cast<const char*>(child.buffers[2])[0], 'v');
  child.release(&child);
  field.release(&field);
}

template <typename Exported>
void released_one(Exported* exported) {
  exported->release = nullptr;
}

// A stream of one column and one batch, to be falsified.
struct Producer {
  std::string format = "i";
  std::string name = "a";
  std::vector<std::int32_t> buffer{1, 2, 3, 4};
  std::string bytes = "abc";
  std::int64_t length = 3;
  std::int64_t offset = 0;
  std::int64_t buffers = 2;
  bool twice = false;
  int schema_error = 0;
  int batch_error = 0;
  std::int64_t children = 1;

  ArrowSchema field{};
  ArrowSchema* fields[2] = {&field, &field};
  const void* pointers[3] = {};
  const void* none[1] = {};
  ArrowArray child{};
  ArrowArray* child_pointer[1] = {&child};
  bool given = false;
  int released = 0;

  std::string read() {
    ArrowArrayStream stream{};
    stream.private_data = this;
    stream.get_schema = [](ArrowArrayStream* self, ArrowSchema* out) {
      auto* p = static_cast<Producer*>(self->private_data);
      *out = {};
      if (p->schema_error != 0) return p->schema_error;
      p->field = {p->format.c_str(),          p->name.c_str(), nullptr, 0, 0, nullptr, nullptr,
                  &released_one<ArrowSchema>, nullptr};
      *out = {"+s", "", nullptr, 0, p->twice ? 2 : 1, p->fields, nullptr, &released_one<ArrowSchema>, nullptr};
      return 0;
    };
    stream.get_next = [](ArrowArrayStream* self, ArrowArray* out) {
      auto* p = static_cast<Producer*>(self->private_data);
      *out = {};
      if (p->given) return p->batch_error;
      p->given = true;
      p->pointers[1] = p->buffer.data();
      p->pointers[2] = p->bytes.data();
      p->child = {p->length, 0, p->offset, p->buffers, 0, p->pointers, nullptr, nullptr, &released_one<ArrowArray>,
                  nullptr};
      *out = {p->length, 0, 0, 1, p->children, p->none, p->child_pointer, nullptr, &released_one<ArrowArray>, nullptr};
      return 0;
    };
    stream.release = [](ArrowArrayStream* self) {
      ++static_cast<Producer*>(self->private_data)->released;
      self->release = nullptr;
    };
    const auto table = CodedTable::read(&stream);
    EXPECT_EQ(released, 1);
    return table ? std::to_string(table->rows()) : table.errors().front().code;
  }
};

TEST(CodedTable, WhatItRefuses) {
  const auto with = [](auto&& change) {
    Producer producer;
    change(producer);
    return producer.read();
  };
  EXPECT_EQ(with([](Producer&) {}), "3");
  EXPECT_EQ(with([](Producer& p) { p.format = "g"; }), "E1451");
  EXPECT_EQ(with([](Producer& p) { p.format = "f"; }), "E1451");
  EXPECT_EQ(with([](Producer& p) { p.format = "d:50,2,256"; }), "E1451");
  EXPECT_EQ(with([](Producer& p) { p.twice = true; }), "E1451");
  EXPECT_EQ(with([](Producer& p) { p.schema_error = 5; }), "E1450");
  EXPECT_EQ(with([](Producer& p) { p.batch_error = 5; }), "E1450");
  EXPECT_EQ(with([](Producer& p) { p.children = 0; }), "E1450");
  EXPECT_EQ(with([](Producer& p) { p.buffers = 1; }), "E1450");
  EXPECT_EQ(with([](Producer& p) { p.length = -1; }), "E1450");
  EXPECT_EQ(with([](Producer& p) { p.offset = INT64_MAX; }), "E1450");
  const auto text = [&](std::vector<std::int32_t> offsets) {
    return with([&](Producer& p) {
      p.format = "u";
      p.buffers = 3;
      p.buffer = std::move(offsets);
    });
  };
  EXPECT_EQ(text({0, 1, 2, 3}), "3");
  EXPECT_EQ(text({0, 2, 1, 3}), "E1450");
  EXPECT_EQ(text({-1, 1, 2, 3}), "E1450");
}

TEST(CodedTable, DaysOutOfTheCalendarStayNumbers) {
  Producer producer;
  producer.format = "tdD";
  producer.buffer = {0, INT32_MAX, INT32_MIN, 0};
  EXPECT_EQ(producer.read(), "3");
}

}  // namespace
}  // namespace proactive::privacy
