// key_provider "external": keys that a program of the user's makes.
#include <utility>

#include "base/encoding.h"
#include "engine/backend/arguments.h"
#include "engine/encryption/external_program.h"
#include "engine/encryption/key_provider.h"

namespace rolecall::engine {
namespace {

constexpr const char* kMagic = "OpenTofu-External-Key-Provider";
constexpr std::size_t kMaxMetadata = 1u << 20;

Error ExternalError(std::string what) { return {ErrorCode::kUnavailable, std::move(what)}; }

// Base64 of a member; empty if it is not there.
Result<Secret> KeyIn(const json::Node& keys, const char* name) {
  const json::Node* node = keys.Find(name);
  if (node == nullptr || node->kind == json::Node::Kind::kNull) return Secret();
  std::optional<std::string> bytes = Base64Decode(node->text);
  if (!node->IsString() || !bytes) return ExternalError("the external command returned a key that is not base64");
  return Secret(*std::move(bytes));
}

}  // namespace

Result<ProvidedKeys> ProvideExternal(const KeyRequest& request) {
  diag::Diagnostics found;
  ArgumentReader arguments(request.arguments, "the key provider", {}, found);
  const std::vector<std::string> command = arguments.Texts("command");
  if (found.HasErrors()) return Error{ErrorCode::kInvalidArgument, found.list().front().detail};
  if (command.empty() || command.front().empty()) {
    return Error{ErrorCode::kInvalidArgument, "the command option is required"};
  }
  ProvidedKeys provided;
  provided.keys.encryption = Secret(std::string(32, '\0'));
  if (request.purpose == Purpose::kCheck) return provided;
  const bool opens = request.purpose == Purpose::kOpen && request.metadata;
  const bool has_data =
      opens &&
      json::Parse(*request.metadata, {.max_bytes = kMaxMetadata, .max_depth = 64}).root.Find("external_data") !=
          nullptr;
  ROLECALL_TRY(const ProgramAnswer answer,
               AskProgram(command, kMagic, has_data ? *request.metadata : "null", request.context));
  const json::Node* keys = answer.root.Find("keys");
  const json::Node* metadata = answer.root.Find("meta");
  if (keys == nullptr || !keys->IsObject() || metadata == nullptr || !metadata->IsObject()) {
    return ExternalError("the external command returned no \"keys\" or no \"meta\"");
  }
  ROLECALL_TRY(provided.keys.encryption, KeyIn(*keys, "encryption_key"));
  ROLECALL_TRY(provided.keys.decryption, KeyIn(*keys, "decryption_key"));
  if (provided.keys.encryption.empty()) return ExternalError("the external command returned no encryption_key");
  const json::Node* data = metadata->Find("external_data");
  const std::string text = data == nullptr ? "null" : answer.text.substr(data->begin, data->end - data->begin);
  if (text.size() > kMaxMetadata) return ExternalError("the external command returned too much metadata");
  provided.metadata = "{\"external_data\":" + text + "}";
  return provided;
}

}  // namespace rolecall::engine
