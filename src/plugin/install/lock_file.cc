#include "plugin/install/lock_file.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "base/printable.h"
#include "base/text.h"
#include "diag/diagnostic.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"
#include "plugin/install/package_answers.h"

namespace rolecall::plugin {
namespace {

constexpr std::size_t kMaxBytes = 4u << 20;

// Terraform and OpenTofu both read a lock file whatever its first lines say.
constexpr const char* kHeading =
    "# This file is maintained automatically by \"rolecall init\".\n"
    "# Manual edits may be lost in future updates.\n";

std::string TextOf(const value::Value& value) {
  return value.IsKnown() && !value.IsNull() && value.type().IsString() ? value.AsString() : "";
}

LockEntry EntryOf(const hcl::Body& body, diag::Diagnostics& problems) {
  LockEntry entry;
  for (const hcl::AttributePtr& attribute : body.attributes) {
    const value::Value value = hcl::Evaluate(*attribute->expression, hcl::Scope(), problems);
    if (attribute->name == "version") entry.version = TextOf(value);
    if (attribute->name == "constraints") entry.constraints = TextOf(value);
    const bool is_hashes = attribute->name == "hashes" && value.IsKnown() && !value.IsNull() &&
                           (value.type().IsTuple() || value.type().IsList());
    if (!is_hashes) continue;
    for (const value::Value& one : value.elements()) {
      if (std::string hash = TextOf(one); !hash.empty()) entry.hashes.insert(std::move(hash));
    }
  }
  return entry;
}

// What could not be written again as it is: quotes, line ends and whatever else is no checksum or constraint.
bool IsPlain(std::string_view text) {
  return IsPrintable(text) && text.find_first_of("\"\\\n\r\t$%") == std::string_view::npos;
}

// "registry.terraform.io/hashicorp/random"
bool IsAddress(std::string_view text) {
  const std::vector<std::string_view> parts = Split(text, '/');
  const auto is_name = [](std::string_view part) {
    return !part.empty() && part.front() != '.' && std::all_of(part.begin(), part.end(), [](char c) {
      return IsAsciiAlphanumeric(c) || c == '-' || c == '_' || c == '.' || c == ':' || static_cast<signed char>(c) < 0;
    });
  };
  return parts.size() == 3 && std::all_of(parts.begin(), parts.end(), is_name) && IsPrintable(text);
}

Result<void> CheckEntry(const LockFile& lock, const std::string& address, const LockEntry& entry) {
  const auto wrong = [](std::string what) { return Error{ErrorCode::kInvalidArgument, std::move(what)}; };
  if (!IsAddress(address)) return wrong("Invalid provider source address: \"" + address + "\"");
  if (lock.count(address) > 0) return wrong("Duplicate provider lock: " + address + " is there twice");
  if (entry.version.empty()) return wrong("Missing required argument: " + address + " has no version");
  if (!IsVersionText(entry.version)) return wrong("Invalid provider version number: \"" + entry.version + "\"");
  if (!IsPlain(entry.constraints)) return wrong("Invalid provider version constraints: \"" + entry.constraints + "\"");
  for (const std::string& hash : entry.hashes) {
    if (!IsPlain(hash) || hash.find(':') == std::string::npos) {
      return wrong("Invalid provider hash string: \"" + hash + "\"");
    }
  }
  return {};
}

}  // namespace

Result<LockFile> ReadLockFile(const FileSystem& files, const std::string& path) {
  LockFile lock;
  if (!files.Exists(path)) return lock;
  ROLECALL_TRY(std::string text, files.Read(path, kMaxBytes));
  diag::Diagnostics problems;
  const hcl::File file = hcl::ParseFile(path, std::move(text), problems);
  for (const hcl::BlockPtr& block : file.body.blocks) {
    if (block->type != "provider" || block->labels.size() != 1) continue;
    const std::string& address = block->labels[0].text;
    LockEntry entry = EntryOf(block->body, problems);
    if (problems.HasErrors()) break;
    if (const Result<void> checked = CheckEntry(lock, address, entry); !checked.ok()) {
      return Error{checked.error().code, path + ": " + checked.error().message};
    }
    lock.emplace(address, std::move(entry));
  }
  if (!problems.HasErrors()) return lock;
  return Error{ErrorCode::kInvalidArgument, path + ": " + problems.list().front().summary};
}

std::string LockFileText(const LockFile& lock) {
  std::string text = kHeading;
  for (const auto& [address, entry] : lock) {
    text += "\nprovider \"" + address + "\" {\n";
    // Aligned as `fmt` aligns them; a list of several lines stands apart.
    const bool has_constraints = !entry.constraints.empty();
    text += (has_constraints ? "  version     = \"" : "  version = \"") + entry.version + "\"\n";
    if (has_constraints) text += "  constraints = \"" + entry.constraints + "\"\n";
    if (!entry.hashes.empty()) {
      text += "  hashes = [\n";
      for (const std::string& hash : entry.hashes) text += "    \"" + hash + "\",\n";
      text += "  ]\n";
    }
    text += "}\n";
  }
  return text;
}

Result<void> CheckLocked(const LockEntry& entry, const std::set<std::string>& hashes, const std::string& address) {
  const auto is_locked = [&](const std::string& hash) { return entry.hashes.count(hash) > 0; };
  if (entry.hashes.empty() || std::any_of(hashes.begin(), hashes.end(), is_locked)) return {};
  return Error{ErrorCode::kDataLoss,
               "the current package for " + address + " " + entry.version +
                   " doesn't match any of the checksums previously recorded in the dependency lock file"};
}

Result<void> WriteLockFile(FileSystem& files, const std::string& path, const LockFile& lock) {
  return files.Write(path, LockFileText(lock), FileMode::kPublic);
}

}  // namespace rolecall::plugin
