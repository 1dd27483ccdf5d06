#include "plugin/install/lock_file.h"

#include <algorithm>
#include <utility>

#include "diag/diagnostic.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

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

}  // namespace

Result<LockFile> ReadLockFile(const FileSystem& files, const std::string& path) {
  LockFile lock;
  if (!files.Exists(path)) return lock;
  ROLECALL_TRY(std::string text, files.Read(path, kMaxBytes));
  diag::Diagnostics problems;
  const hcl::File file = hcl::ParseFile(path, std::move(text), problems);
  for (const hcl::BlockPtr& block : file.body.blocks) {
    if (block->type != "provider" || block->labels.size() != 1) continue;
    lock[block->labels[0].text] = EntryOf(block->body, problems);
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
