// The producer of the other tests counts what it says it counts.
#include "population/arrow_producer.h"

#include <gtest/gtest.h>

#include "population/arrow_columns.h"

namespace proactive::tests {
namespace {

TableData table() {
  return table_of({ids(4), {"kind", dictionary('c', texts("vu")), {"a", "b", "a", "b"}, {}}}, {{3, 1}});
}

// Everything that a reader ought to do, but for what the test does itself.
struct Consumed {
  explicit Consumed(Producer& producer) : stream(producer.stream()) {
    EXPECT_EQ(stream->get_schema(stream, &schema), 0);
    EXPECT_EQ(stream->get_next(stream, &batch), 0);
  }
  void release_schema() { schema.release(&schema); }
  void release_stream() const { stream->release(stream); }

  ArrowArrayStream* stream;
  ArrowSchema schema{};
  ArrowArray batch{};
};

TEST(ArrowProducer, ReleasedOnceIsBalanced) {
  Producer producer(table());
  Consumed consumed(producer);
  consumed.release_schema();
  consumed.release_stream();
  EXPECT_NE(producer.imbalance(), "") << "a batch is still out";
  consumed.batch.release(&consumed.batch);
  EXPECT_EQ(producer.imbalance(), "");
  EXPECT_EQ(producer.handed_out(), 4U + 4U) << "tables, columns and a dictionary";
}

// The C data interface lets a consumer take a child and release its parent.
TEST(ArrowProducer, ChildrenMayBeMovedOut) {
  Producer producer(table());
  Consumed consumed(producer);
  ArrowArray child = *consumed.batch.children[1];
  consumed.batch.children[1]->release = nullptr;
  consumed.batch.release(&consumed.batch);
  consumed.release_schema();
  consumed.release_stream();
  EXPECT_NE(producer.imbalance(), "") << "the child and its dictionary are still out";
  EXPECT_EQ(child.length, 3);
  EXPECT_EQ(static_cast<const std::int8_t*>(child.buffers[1])[0], 1) << "and whole";
  ArrowArray values = *child.dictionary;
  child.dictionary->release = nullptr;
  child.release(&child);
  EXPECT_EQ(values.length, 2);
  values.release(&values);
  EXPECT_EQ(producer.imbalance(), "");
}

TEST(ArrowProducer, ReleasedTwiceIsSeen) {
  Producer producer(table());
  Consumed consumed(producer);
  ArrowArray copy = consumed.batch;
  consumed.batch.release(&consumed.batch);
  consumed.release_schema();
  consumed.release_stream();
  EXPECT_EQ(producer.imbalance(), "");
  copy.release(&copy);
  EXPECT_EQ(producer.imbalance(), "releases of one array: 2; ");
}

TEST(ArrowProducer, AStreamUsedAfterItsReleaseIsSeen) {
  Producer producer(table());
  Consumed consumed(producer);
  consumed.batch.release(&consumed.batch);
  consumed.release_schema();
  consumed.release_stream();
  ArrowArray late{};
  EXPECT_EQ(consumed.stream->get_next(consumed.stream, &late), 0);
  late.release(&late);
  EXPECT_EQ(producer.imbalance(), "calls after the release of the stream: 1; ");
}

TEST(ArrowProducer, ClaimsWhatItIsTold) {
  TableData falsified = table();
  ArrayData& column = falsified.batches[0].children[0];
  column.claimed_buffers = -1;
  column.no_buffers = true;
  falsified.batches[0].children[1].is_null = true;
  Producer producer(falsified);
  Consumed consumed(producer);
  EXPECT_EQ(consumed.batch.children[0]->n_buffers, -1);
  EXPECT_EQ(consumed.batch.children[0]->buffers, nullptr);
  EXPECT_EQ(consumed.batch.children[1], nullptr);
  consumed.batch.release(&consumed.batch);
  consumed.release_schema();
  consumed.release_stream();
  EXPECT_EQ(producer.imbalance(), "") << "what is hidden comes back all the same";
}

}  // namespace
}  // namespace proactive::tests
