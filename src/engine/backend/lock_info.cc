#include "engine/backend/lock_info.h"

#include <utility>

#include "json/document.h"

namespace rolecall::engine {
namespace {

void AppendMember(std::string& out, std::string_view name, std::string_view value) {
  out += out.empty() ? '{' : ',';
  json::AppendQuoted(out, name, true);
  out += ':';
  json::AppendQuoted(out, value, true);
}

// "2026-11-23T18:11:14.5Z" as Go prints a time: "2026-11-23 18:11:14.5 +0000 UTC".
std::string ShownTime(std::string text) {
  const std::size_t t = text.find('T');
  if (t == std::string::npos || !text.ends_with('Z')) return text;
  text[t] = ' ';
  text.pop_back();
  return text + " +0000 UTC";
}

}  // namespace

std::string FormatLockInfo(const LockInfo& info) {
  std::string out;
  AppendMember(out, "ID", info.id);
  AppendMember(out, "Operation", info.operation);
  AppendMember(out, "Info", info.info);
  AppendMember(out, "Who", info.who);
  AppendMember(out, "Version", info.version);
  AppendMember(out, "Created", info.created);
  AppendMember(out, "Path", info.path);
  return out + "}";
}

Result<LockInfo> ParseLockInfo(std::string_view text) {
  const json::ParseResult parsed = json::Parse(text, {.max_bytes = 64u << 10, .max_depth = 16});
  if (!parsed.error.empty() || !parsed.root.IsObject()) {
    return Error{ErrorCode::kDataLoss, "The lock's description is not a JSON object."};
  }
  LockInfo info;
  const std::pair<const char*, std::string*> members[] = {
      {"ID", &info.id},           {"Operation", &info.operation}, {"Info", &info.info}, {"Who", &info.who},
      {"Version", &info.version}, {"Created", &info.created},     {"Path", &info.path}};
  for (const auto& [name, to] : members) {
    const json::Node* node = parsed.root.Find(name);
    if (node != nullptr && node->IsString()) *to = node->text;
  }
  return info;
}

std::string DescribeLock(const LockInfo& info) {
  return "Lock Info:\n  ID:        " + info.id + "\n  Path:      " + info.path + "\n  Operation: " + info.operation +
         "\n  Who:       " + info.who + "\n  Version:   " + info.version + "\n  Created:   " + ShownTime(info.created) +
         "\n  Info:      " + info.info;
}

}  // namespace rolecall::engine
