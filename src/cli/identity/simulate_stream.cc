#include "cli/identity/simulate_stream.h"

#include <istream>
#include <ostream>
#include <string>

#include "policy/simulate/simulate.h"

namespace rolecall::cli {
namespace {

constexpr std::size_t kMaxInputBytes = 16u << 20;

// Reads up to `limit` bytes and one more, so that too much is noticed without holding it all.
std::string ReadAll(std::istream& in, std::size_t limit) {
  std::string text(limit + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  return text;
}

// Reads a line without its end; what is beyond the limit is dropped, and `text` is then longer than it.
bool ReadLine(std::istream& in, std::size_t limit, std::string& text) {
  text.clear();
  std::streambuf* buffer = in.rdbuf();
  bool any = false;
  for (int c = buffer->sbumpc(); c != std::char_traits<char>::eof(); c = buffer->sbumpc()) {
    any = true;
    if (c == '\n') return true;
    if (text.size() <= limit) text.push_back(static_cast<char>(c));
  }
  return any;
}

bool Answer(const std::string& text, const SimulateOptions& options, policy::PrincipalPolicySource* source,
            std::ostream& out) {
  if (text.size() > kMaxInputBytes) {
    out << R"({"error": "the input is longer than 16 MiB"})" << '\n';
    return false;
  }
  policy::SimulateAnswer answer = policy::SimulateOne(text, options.explain, source);
  out << answer.json << '\n';
  return answer.ok;
}

}  // namespace

int RunSimulate(std::istream& in, std::ostream& out, const SimulateOptions& options,
                policy::PrincipalPolicySource* source) {
  if (!options.batch) return Answer(ReadAll(in, kMaxInputBytes), options, source, out) ? 0 : 1;
  bool good = true;
  std::string line;
  while (ReadLine(in, kMaxInputBytes, line)) {
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    good = Answer(line, options, source, out) && good;
    if (in.rdbuf()->in_avail() <= 0) out.flush();  // whoever waits for the answer before asking on gets it
  }
  return good ? 0 : 1;
}

}  // namespace rolecall::cli
