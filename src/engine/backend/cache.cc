#include "engine/backend/cache.h"

#include <charconv>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "engine/state/raw_json.h"
#include "http/message.h"
#include "json/document.h"
#include "value/json.h"

namespace rolecall::engine {
namespace {

constexpr std::size_t kMaxCacheBytes = 4u << 20;

std::string CachePath(const std::string& data_directory) { return JoinPath(data_directory, "terraform.tfstate"); }
std::string WorkspacePath(const std::string& data_directory) { return JoinPath(data_directory, "environment"); }

std::string ArgumentsJson(const value::Value& arguments) {
  const auto text = value::ToJson(arguments.UnmarkDeep());
  return text.ok() ? *text : std::string("{}");
}

// Of the block as it is written, to see that it has changed. 53 bits, so that every JSON reader keeps it exact.
std::uint64_t BlockHash(const BackendConfig& block) {
  const std::string digest = crypto::Sha256(block.type + "\n" + ArgumentsJson(block.arguments));
  std::uint64_t hash = 0;
  for (int i = 0; i < 8; ++i) hash = hash << 8 | static_cast<unsigned char>(digest[static_cast<std::size_t>(i)]);
  return hash >> 11;
}

// Equal as text: -backend-config gives "true" where a block says true. Nulls and absent arguments are the same.
bool SameArgument(const value::Value* a, const value::Value* b) {
  const auto text = [](const value::Value* given) {
    if (given == nullptr || given->IsNull()) return std::string();
    const value::Value plain = given->UnmarkDeep();
    if (plain.IsKnown() && plain.type().kind() == value::Type::Kind::kString) return plain.AsString();
    const auto json = value::ToJson(plain);
    return json.ok() ? *json : std::string("?");
  };
  const std::string left = text(a);
  const std::string right = text(b);
  if (left == right) return true;
  // One block, written as a list of one by older caches.
  return "[" + left + "]" == right || left == "[" + right + "]";
}

const value::Value* Argument(const value::Value& arguments, const std::string& name) {
  if (arguments.IsNull() || !arguments.IsKnown()) return nullptr;
  return arguments.Find(name);
}

// The first argument of the block that the cache has otherwise; empty if there is none.
std::string FirstDifference(const value::Value& block, const value::Value& cached) {
  if (block.IsNull()) return "";
  for (const auto& [name, argument] : block.members()) {
    if (!argument.IsNull() && !SameArgument(&argument, Argument(cached, name))) return name;
  }
  return "";
}

BackendChoice Required(std::string why) {
  BackendChoice choice;
  choice.error = std::move(why) +
                 "\n\nRun \"rolecall init -reconfigure\" to use the configuration as it is now, or \"rolecall init "
                 "-migrate-state\" to bring the existing state along.";
  return choice;
}

}  // namespace

std::string DataDirectory(const Environment& environment) { return environment.GetOr("TF_DATA_DIR", ".terraform"); }

Result<std::optional<BackendCache>> ReadBackendCache(const FileSystem& files, const std::string& data_directory) {
  const std::string path = CachePath(data_directory);
  if (!files.Exists(path)) return std::optional<BackendCache>();
  ROLECALL_TRY(std::string text, files.Read(path, kMaxCacheBytes));
  const json::ParseResult parsed = json::Parse(text, {.max_bytes = kMaxCacheBytes, .max_depth = 64});
  if (!parsed.error.empty()) {
    return Error{ErrorCode::kDataLoss, path + " is damaged: " + parsed.error + " Remove it and run \"rolecall init\"."};
  }
  const json::Node* backend = parsed.root.Find("backend");
  const json::Node* type = backend == nullptr ? nullptr : backend->Find("type");
  if (type == nullptr || !type->IsString() || type->text.empty()) return std::optional<BackendCache>();
  BackendCache cache;
  cache.type = type->text;
  cache.arguments = value::Value::Object({});
  if (const json::Node* config = backend->Find("config"); config != nullptr && config->IsObject()) {
    auto arguments = value::FromJson(*config);
    if (!arguments.ok()) return Error{ErrorCode::kDataLoss, path + " is damaged: " + arguments.error().message};
    cache.arguments = *arguments;
  }
  if (const json::Node* hash = backend->Find("hash"); hash != nullptr && hash->kind == json::Node::Kind::kNumber) {
    std::from_chars(hash->text.data(), hash->text.data() + hash->text.size(), cache.block_hash);
  }
  return std::optional<BackendCache>(std::move(cache));
}

Result<void> WriteBackendCache(FileSystem& files, const std::string& data_directory, const BackendConfig& merged,
                               const std::optional<BackendConfig>& block, Random& random) {
  if (!block) return RemoveBackendCache(files, data_directory);
  std::string compact = "{\"version\":3,\"serial\":1,\"lineage\":";
  json::AppendQuoted(compact, RandomUuid(random), true);
  compact += ",\"backend\":{\"type\":";
  json::AppendQuoted(compact, merged.type, true);
  compact += ",\"config\":" + ArgumentsJson(merged.arguments);
  compact += ",\"hash\":" + std::to_string(BlockHash(*block)) + "},\"modules\":[]}";
  std::string pretty;
  AppendIndented(pretty, compact);
  ROLECALL_RETURN_IF_ERROR(files.MakeDirectories(data_directory));
  return files.Write(CachePath(data_directory), pretty + "\n", FileMode::kPrivate);
}

Result<void> RemoveBackendCache(FileSystem& files, const std::string& data_directory) {
  const std::string path = CachePath(data_directory);
  return files.Exists(path) ? files.Remove(path) : Result<void>();
}

BackendChoice ChooseBackend(const std::optional<BackendConfig>& block, const std::optional<BackendCache>& cache) {
  if (!block && cache) {
    return Required("The directory was initialised for the backend \"" + cache->type +
                    "\", and the configuration no longer has a backend block.");
  }
  BackendChoice choice;
  if (block) choice.config = *block;
  if (!block || !cache) return choice;
  if (block->type != cache->type) {
    return Required("The directory was initialised for the backend \"" + cache->type +
                    "\", and the configuration now says \"" + block->type + "\".");
  }
  if (cache->block_hash != BlockHash(*block)) {
    // The hash of another program says nothing; the arguments do.
    const std::string difference = FirstDifference(block->arguments, cache->arguments);
    if (!difference.empty()) {
      return Required("The argument \"" + difference + "\" of the backend \"" + block->type +
                      "\" has changed since the directory was initialised.");
    }
  }
  // What the cache has more came from -backend-config.
  choice.config.arguments = MergeBackendArguments(cache->arguments, block->arguments);
  if (cache->block_hash == BlockHash(*block)) choice.config.arguments = cache->arguments;
  return choice;
}

Result<std::string> SelectedWorkspace(const FileSystem& files, const Environment& environment,
                                      const std::string& data_directory) {
  std::string name = environment.GetOr("TF_WORKSPACE", "");
  if (name.empty() && files.Exists(WorkspacePath(data_directory))) {
    ROLECALL_TRY(name, files.Read(WorkspacePath(data_directory), 4096));
    const std::size_t end = name.find_last_not_of(" \t\r\n");
    name.resize(end == std::string::npos ? 0 : end + 1);
  }
  if (name.empty()) name = kDefaultWorkspace;
  if (!IsWorkspaceName(name)) {
    return Error{
        ErrorCode::kInvalidArgument,
        "The workspace name \"" + name + "\" is not valid: use letters, digits, \"-\", \"_\", \".\" and \"~\"."};
  }
  return name;
}

Result<void> SelectWorkspace(FileSystem& files, const std::string& data_directory, const std::string& workspace) {
  ROLECALL_RETURN_IF_ERROR(files.MakeDirectories(data_directory));
  return files.Write(WorkspacePath(data_directory), workspace, FileMode::kPublic);
}

bool IsWorkspaceName(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." && PercentEncode(name) == name;
}

}  // namespace rolecall::engine
