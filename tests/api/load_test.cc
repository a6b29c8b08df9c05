// Files and folders of rules.
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>

#include "support.h"

namespace proactive {
namespace {

namespace fs = std::filesystem;

class Load : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("proactive-load-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& text) const {
    tests::write_file((folder_ / name).string(), text);
  }
  std::string codes(const std::string& path) const {
    const auto rules = RuleSet::load(path);
    std::string codes;
    for (const auto& found : rules ? rules->warnings() : rules.errors())
      codes += (codes.empty() ? "" : " ") + found.code;
    return codes;
  }

  fs::path folder_;
};

const char* const kEntity = "entity person \"P\" { asked : boolean \"A\" }\n";

TEST_F(Load, AFolderOrOneFile) {
  write("b.rights", kEntity);
  write("a.rights", "define d for person : boolean = asked\n");
  write("notes.txt", "not rules");
  EXPECT_EQ(codes(folder_.string()), "");
  EXPECT_EQ(codes((folder_ / "b.rights").string()), "");
  EXPECT_EQ(codes((folder_ / "a.rights").string()), "E0205") << "alone, it lacks its entity";
}

TEST_F(Load, WhatIsNotThere) {
  EXPECT_EQ(codes(folder_.string()), "E0100") << "no rule file";
  EXPECT_EQ(codes((folder_ / "nothing").string()), "E0100");
  EXPECT_EQ(codes((folder_ / "nothing.rights").string()), "E0100");
}

TEST_F(Load, SizesAndContents) {
  write("a.rights", "");
  EXPECT_EQ(codes(folder_.string()), "W0102");
  write("a.rights", kEntity + std::string((4U << 20U) - std::string(kEntity).size(), ' '));
  EXPECT_EQ(codes(folder_.string()), "") << "4 MiB exactly";
  write("a.rights", kEntity + std::string(10U << 20U, ' '));
  EXPECT_EQ(codes(folder_.string()), "E0103");
  write("a.rights", "entity person \"\xE9\" {}");
  EXPECT_EQ(codes(folder_.string()), "E0101");
  EXPECT_EQ(RuleSet::parse({{"a", std::string((4U << 20U) + 1, ' ')}}).errors().at(0).code, "E0103");
  EXPECT_TRUE(RuleSet::parse({})) << "no rules are a rule set";
}

TEST_F(Load, PlansAskForRightsByName) {
  const RuleSet rules = tests::loaded(tests::france());
  const auto plan = rules.plan({.on = *Date::of(2024, 1, 15), .rights = {"cheque_energi", "nothing_like_it"}});
  ASSERT_FALSE(plan);
  ASSERT_EQ(plan.errors().size(), 2U);
  EXPECT_EQ(plan.errors()[0].code, "E0204");
  EXPECT_EQ(plan.errors()[0].way_out, "did you mean `cheque_energie`?");
}

}  // namespace
}  // namespace proactive
