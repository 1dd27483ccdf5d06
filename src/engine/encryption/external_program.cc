#include "engine/encryption/external_program.h"

#include <utility>

#include "base/command.h"
#include "base/secret.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxAnswer = 768u << 20;  // a state, twice in base64
constexpr std::size_t kMaxHeader = 4096;

void WipeTexts(json::Node& node) {
  Wipe(node.text);
  for (json::Node& item : node.items) WipeTexts(item);
  for (json::Member& member : node.members) WipeTexts(member.value);
}

Error Broken(std::string what) { return {ErrorCode::kUnavailable, std::move(what)}; }

}  // namespace

ProgramAnswer::~ProgramAnswer() {
  Wipe(text);
  WipeTexts(root);
}

Result<ProgramAnswer> AskProgram(const std::vector<std::string>& words, const std::string& magic, std::string input,
                                 const BackendContext& context) {
  Result<std::string> printed = RunCommand({.words = words,
                                            .environment = context.environment->All(),
                                            .input = std::move(input),
                                            .max_output = kMaxAnswer,
                                            .shows_errors = true});
  if (!printed.ok()) return Broken("the external command failed: " + printed.error().message);
  const std::size_t end = printed->find('\n');
  if (end == std::string::npos || end > kMaxHeader) {
    return Broken("the external command did not begin with a line that names its protocol");
  }
  const json::ParseResult header = json::Parse(std::string_view(*printed).substr(0, end), {.max_depth = 16});
  const json::Node* version = header.root.Find("version");
  if (!header.error.empty() || header.root.TextOf("magic") != magic) {
    return Broken("the external command does not speak the protocol " + magic);
  }
  if (version == nullptr || version->kind != json::Node::Kind::kNumber || version->text != "1") {
    return Broken("the external command speaks another version of the protocol than 1");
  }
  ProgramAnswer answer;
  answer.text = printed->substr(end + 1);
  Wipe(*printed);
  json::ParseResult parsed = json::Parse(answer.text, {.max_bytes = kMaxAnswer, .max_depth = 64});
  if (!parsed.error.empty() || !parsed.root.IsObject()) {
    return Broken("the external command returned an invalid JSON response");
  }
  answer.root = std::move(parsed.root);
  return answer;
}

}  // namespace rolecall::engine
