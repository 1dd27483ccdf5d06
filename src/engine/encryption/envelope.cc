#include "engine/encryption/envelope.h"

#include "base/encoding.h"
#include "base/text.h"
#include "json/document.h"

namespace rolecall::engine {
namespace {

constexpr const char* kVersion = "v0";
constexpr std::size_t kMaxBytes = 512u << 20;  // a state, in base64
constexpr std::size_t kMaxDepth = 256;
constexpr std::size_t kMaxProviders = 1000;

json::ParseResult Parse(std::string_view bytes) {
  return json::Parse(bytes, {.max_bytes = kMaxBytes, .max_depth = kMaxDepth});
}

Error Wrong(const std::string& what) {
  return {ErrorCode::kInvalidArgument, "invalid data format for decryption: " + what};
}

StateLabel LabelOf(const json::Node& root) {
  StateLabel label;
  const json::Node* serial = root.Find("serial");
  if (serial != nullptr && serial->kind == json::Node::Kind::kNumber)
    label.serial = ParseInt<std::int64_t>(serial->text);
  label.lineage = root.TextOf("lineage");
  return label;
}

void AppendBody(std::string& out, const Envelope& envelope) {
  out += "\"meta\":{";
  bool first = true;
  for (const auto& [name, text] : envelope.metadata) {
    if (!first) out += ',';
    first = false;
    json::AppendQuoted(out, name, true);
    out += ":\"" + Base64Encode(text) + "\"";
  }
  out += "},\"encrypted_data\":\"" + Base64Encode(envelope.sealed) + "\",\"encryption_version\":\"" + kVersion + "\"}";
}

}  // namespace

Result<Envelope> ParseEnvelope(std::string_view bytes) {
  const json::ParseResult parsed = Parse(bytes);
  if (!parsed.error.empty()) return Wrong(parsed.error);
  const std::string version = parsed.root.TextOf("encryption_version");
  if (version != kVersion) {
    return Error{ErrorCode::kUnimplemented, "invalid encrypted payload version: " + version + " != " + kVersion};
  }
  Envelope envelope;
  envelope.label = LabelOf(parsed.root);
  const json::Node* metadata = parsed.root.Find("meta");
  if (metadata != nullptr && metadata->IsObject()) {
    if (metadata->members.size() > kMaxProviders) return Wrong("too many key providers");
    for (const json::Member& member : metadata->members) {
      std::optional<std::string> text = Base64Decode(member.value.text);
      if (!member.value.IsString() || !text) return Wrong("\"meta\" is not base64");
      envelope.metadata[member.name] = *std::move(text);
    }
  }
  const json::Node* data = parsed.root.Find("encrypted_data");
  std::optional<std::string> sealed;
  if (data != nullptr && data->IsString()) sealed = Base64Decode(data->text);
  if (!sealed) return Wrong("\"encrypted_data\" is not base64");
  envelope.sealed = *std::move(sealed);
  return envelope;
}

std::string FormatStateEnvelope(const Envelope& envelope) {
  std::string out = "{\"serial\":";
  out += envelope.label.serial ? std::to_string(*envelope.label.serial) : "null";
  out += ",\"lineage\":" + json::Quoted(envelope.label.lineage, true) + ",";
  AppendBody(out, envelope);
  return out;
}

std::string FormatPlanEnvelope(const Envelope& envelope) {
  std::string out = "{";
  AppendBody(out, envelope);
  return out;
}

StateLabel LabelOfState(std::string_view state) {
  const json::ParseResult parsed = Parse(state);
  return parsed.error.empty() ? LabelOf(parsed.root) : StateLabel();
}

bool IsPlainState(std::string_view bytes) {
  const json::ParseResult parsed = Parse(bytes);
  return parsed.error.empty() && !parsed.root.TextOf("terraform_version").empty();
}

}  // namespace rolecall::engine
