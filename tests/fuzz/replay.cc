// Runs a target over its seeds and over mutations of them, the same ones every time.
//
//   rolecall_fuzz TARGET SEEDS [ROUNDS]     ROUNDS mutations of each seed, 300 unless said (or ROLECALL_FUZZ_ROUNDS)
//   rolecall_fuzz TARGET FILE               one input, to look at a finding
//
// When an input takes the process down, it lies in the file that standard error names.
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/fuzz/target.h"

namespace rolecall::fuzz {
namespace {

constexpr std::size_t kMaxInput = 1 << 16;
constexpr std::chrono::seconds kMostTime{20};  // for one input, also under a sanitizer on a busy machine

std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> ReadSeeds(const std::filesystem::path& path) {
  if (!std::filesystem::is_directory(path)) return {ReadFile(path)};
  std::vector<std::filesystem::path> names;
  for (const auto& entry : std::filesystem::directory_iterator(path)) names.push_back(entry.path());
  std::sort(names.begin(), names.end());
  std::vector<std::string> seeds;
  for (const auto& name : names) seeds.push_back(ReadFile(name));
  return seeds;
}

class Mutator {
 public:
  explicit Mutator(const std::vector<std::string>& seeds) : seeds_(seeds) {}

  std::string Mutate(std::string text) {
    for (std::size_t count = 1 + Below(4); count > 0; --count) Step(text);
    if (text.size() > kMaxInput) text.resize(kMaxInput);
    return text;
  }

 private:
  std::size_t Below(std::size_t bound) { return bound == 0 ? 0 : generator_() % bound; }

  void Step(std::string& text) {
    const std::size_t at = Below(text.size() + 1);
    const std::size_t length = Below(std::min<std::size_t>(text.size() - at, 40) + 1);
    switch (Below(7)) {
      case 0:
        if (at < text.size()) text[at] = static_cast<char>(generator_());
        break;
      case 1: text.erase(at, length); break;
      case 2: text.insert(at, Interesting()); break;
      case 3: {  // repeat a piece, which finds what is not bounded
        const std::string piece = text.substr(at, length);
        for (std::size_t i = Below(20); i > 0 && text.size() < kMaxInput; --i) text.insert(at, piece);
        break;
      }
      case 4: {  // a piece of another seed
        const std::string& other = seeds_[Below(seeds_.size())];
        const std::size_t from = Below(other.size() + 1);
        text.insert(at, other.substr(from, Below(60)));
        break;
      }
      case 5: text.resize(at); break;
      default:
        if (at < text.size()) text[at] = static_cast<char>(text[at] ^ (1 << Below(8)));
    }
  }

  std::string_view Interesting() {
    static constexpr std::string_view kPieces[] = {"\"",
                                                   "\\",
                                                   "${",
                                                   "%{",
                                                   "}",
                                                   "{",
                                                   "[",
                                                   "]",
                                                   "(",
                                                   ")",
                                                   "<<-A\n",
                                                   "*",
                                                   "?",
                                                   "..",
                                                   "/",
                                                   "//",
                                                   "%",
                                                   "%00",
                                                   "&",
                                                   "=",
                                                   "\n",
                                                   "\r\n",
                                                   "\xef\xbb\xbf",
                                                   "\xff",
                                                   "\xf0\x9f\x98\x80",
                                                   "\xc3",
                                                   "e\xcc\x81",
                                                   "\\u0000",
                                                   "\\ud800",
                                                   "0",
                                                   "-1",
                                                   "1e999999999",
                                                   "9223372036854775808",
                                                   "0.1",
                                                   "null",
                                                   "true",
                                                   "~",
                                                   ":",
                                                   ",",
                                                   "#",
                                                   "'",
                                                   "<",
                                                   ">",
                                                   "&amp;"};
    return kPieces[Below(std::size(kPieces))];
  }

  const std::vector<std::string>& seeds_;
  std::mt19937_64 generator_{20261123};
};

const std::string* current_input = nullptr;

constexpr char kFindingPath[] = "rolecall-fuzz-finding";

// Keeps the input of a crash. Only async-signal-safe calls.
void KeepInput(int signal) {
  std::signal(signal, SIG_DFL);
  const int file = current_input == nullptr ? -1 : open(kFindingPath, O_WRONLY | O_CREAT | O_TRUNC, 0600);
  if (file >= 0) {
    static constexpr char kText[] = "the input is in rolecall-fuzz-finding\n";
    [[maybe_unused]] ssize_t ignored = write(file, current_input->data(), current_input->size());
    ignored = write(STDERR_FILENO, kText, sizeof(kText) - 1);
  }
  std::raise(signal);
}

// False, told, if it took too long.
bool RunOne(const Target& target, const std::string& input) {
  current_input = &input;
  const auto begin = std::chrono::steady_clock::now();
  target.run(input);
  const auto took = std::chrono::steady_clock::now() - begin;
  current_input = nullptr;
  if (took <= kMostTime) return true;
  std::cerr << "an input of " << input.size() << " bytes took "
            << std::chrono::duration_cast<std::chrono::seconds>(took).count() << " s\n";
  std::ofstream(kFindingPath, std::ios::binary) << input;
  return false;
}

int Run(const Target& target, const std::string& path, std::size_t rounds) {
  const std::vector<std::string> seeds = ReadSeeds(path);
  if (seeds.empty()) {
    std::cerr << path << " has no seeds\n";
    return 1;
  }
  const bool mutate = std::filesystem::is_directory(path);
  Mutator mutator(seeds);
  std::size_t count = 0;
  for (const std::string& seed : seeds) {
    if (!RunOne(target, seed)) return 1;
    for (std::size_t i = 0; mutate && i < rounds; ++i, ++count) {
      if (!RunOne(target, mutator.Mutate(seed))) return 1;
    }
  }
  std::cout << target.name << ": " << seeds.size() << " seeds, " << count << " mutations\n";
  return 0;
}

}  // namespace
}  // namespace rolecall::fuzz

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "Usage: rolecall_fuzz TARGET SEEDS|FILE [ROUNDS]\n";
    return 2;
  }
  const rolecall::fuzz::Target* target = rolecall::fuzz::FindTarget(argv[1]);
  if (target == nullptr) {
    std::cerr << "there is no target " << argv[1] << "\n";
    return 2;
  }
  const char* environment = std::getenv("ROLECALL_FUZZ_ROUNDS");
  const char* rounds = argc > 3 ? argv[3] : environment != nullptr ? environment : "300";
  std::signal(SIGABRT, &rolecall::fuzz::KeepInput);
  std::signal(SIGSEGV, &rolecall::fuzz::KeepInput);
  return rolecall::fuzz::Run(*target, argv[2], std::strtoull(rounds, nullptr, 10));
}
