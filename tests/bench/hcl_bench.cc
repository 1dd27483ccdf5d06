// The parser on one core: the examples' files over and over, and a generated file of many small blocks.
#include <benchmark/benchmark.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "hcl/format/format.h"
#include "hcl/syntax/parser.h"

namespace rolecall::hcl {
namespace {

constexpr std::size_t kBytes = 4u << 20;

std::string Repeated(const std::string& text) {
  std::string all;
  while (all.size() < kBytes) all += text;
  return all;
}

std::string Examples() {
  std::string text;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(ROLECALL_SOURCE_DIR "/examples")) {
    if (entry.path().extension() != ".tf") continue;
    std::ifstream file(entry.path());
    text.append(std::istreambuf_iterator<char>(file), {});
    text += '\n';
  }
  return Repeated(text);
}

std::string Roles() {
  return Repeated(
      "resource \"aws_iam_role\" \"reader\" {\n"
      "  name               = \"${var.prefix}-reader-${each.key}\"\n"
      "  path               = \"/k8s/\"\n"
      "  assume_role_policy = data.aws_iam_policy_document.trust[each.key].json\n"
      "  tags               = merge(var.tags, { team = \"platform\", index = count.index + 1 })\n"
      "\n"
      "  # Kept until the last of them is gone.\n"
      "  lifecycle {\n"
      "    create_before_destroy = true\n"
      "  }\n"
      "}\n\n");
}

void Parse(benchmark::State& state, const std::string& text) {
  for (auto _ : state) {
    diag::Diagnostics diagnostics;
    auto file = std::make_unique<File>(ParseFile("main.tf", text, diagnostics));
    if (diagnostics.HasErrors()) return state.SkipWithError("the text has errors");
    // A program keeps the trees until it ends: taking them down is not counted.
    state.PauseTiming();
    file.reset();
    state.ResumeTiming();
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

void ParseExamples(benchmark::State& state) { Parse(state, Examples()); }
BENCHMARK(ParseExamples)->Name("hcl/ParseExamples")->Unit(benchmark::kMillisecond);

void ParseRoles(benchmark::State& state) { Parse(state, Roles()); }
BENCHMARK(ParseRoles)->Name("hcl/ParseRoles")->Unit(benchmark::kMillisecond);

void FormatRoles(benchmark::State& state) {
  const std::string text = Roles();
  for (auto _ : state) benchmark::DoNotOptimize(Format(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}
BENCHMARK(FormatRoles)->Name("hcl/FormatRoles")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace rolecall::hcl
