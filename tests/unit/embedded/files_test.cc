#include "embedded/files.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

namespace rolecall::embedded {
namespace {

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Every file of the folder with the ending is embedded, byte for byte.
void ExpectTheTree(const Files& files, const std::string& folder, const std::string& ending) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(ROLECALL_SOURCE_DIR) + folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(ending) || name == "README.md") continue;
    EXPECT_EQ(files.Find(name), ReadFile(entry.path())) << name;
    ++count;
  }
  EXPECT_EQ(files.Names().size(), count);
  EXPECT_GT(count, 0U);
}

TEST(EmbeddedFiles, RulePagesAreThoseOfTheTree) { ExpectTheTree(RulePages(), "/rules", ".md"); }

TEST(EmbeddedFiles, ErrorPagesAreThoseOfTheTree) { ExpectTheTree(ErrorPageFiles(), "/docs/errors", ".md"); }

TEST(EmbeddedFiles, TablesAreThoseOfTheTree) { ExpectTheTree(Tables(), "/data", ".tsv"); }

TEST(EmbeddedFiles, WhatIsNotThereIsNotFound) {
  EXPECT_EQ(Tables().Find("regions"), std::nullopt);
  EXPECT_EQ(Tables().Find(""), std::nullopt);
  EXPECT_EQ(Tables().Find("zzz.tsv"), std::nullopt);
}

constexpr Entry kIndex[] = {{"a", 2}, {"b", 2}, {"c", 5}};

TEST(EmbeddedFiles, AFileEndsWhereTheNextBegins) {
  const Files files(kIndex, "xyabc");
  EXPECT_EQ(files.Find("a"), "xy");
  EXPECT_EQ(files.Find("b"), "");
  EXPECT_EQ(files.Find("c"), "abc");
}

TEST(EmbeddedFiles, ALargeTableIsDecompressedOnce) {
  // Of the program's own tables one at least is compressed, and many threads ask for it first.
  ASSERT_GT(std::filesystem::file_size(std::string(ROLECALL_SOURCE_DIR) + "/data/api-paths.tsv"), 64u << 10);
  std::vector<std::thread> threads;
  std::array<const char*, 4> places{};
  for (const char*& place : places) {
    threads.emplace_back([&place] { place = Tables().Find("api-paths.tsv")->data(); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const char* place : places) EXPECT_EQ(place, places[0]);
}

TEST(EmbeddedFilesDeathTest, WhatDoesNotDecompressIsABug) {
  constexpr Entry kCompressed[] = {{"a", 2, 10}};
  const Files files(kCompressed, "xy");
  EXPECT_EQ(files.Names(), std::vector<std::string_view>{"a"});
  EXPECT_DEATH(files.Find("a"), "");
  EXPECT_DEATH(files.all(), "");
}

TEST(EmbeddedFilesDeathTest, AnIndexThatDoesNotFitIsABug) {
  EXPECT_DEATH(Files(kIndex, "xy"), "");
  EXPECT_DEATH(Files(kIndex, "xyabcd"), "");
  constexpr Entry kUnsorted[] = {{"b", 1}, {"a", 2}};
  EXPECT_DEATH(Files(kUnsorted, "xy"), "");
}

}  // namespace
}  // namespace rolecall::embedded
