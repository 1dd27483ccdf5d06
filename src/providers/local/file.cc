// local_file, local_sensitive_file
#include <cstdlib>
#include <vector>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "providers/framework/schema_build.h"
#include "providers/local/content.h"
#include "providers/local/resources.h"

namespace rolecall::providers::local {
namespace {

using value::Value;

constexpr unsigned kUsualUmask = 022;

std::vector<std::string> ContentArguments(bool is_sensitive) {
  if (is_sensitive) return {"content", "content_base64", "source"};
  return {"content", "content_base64", "sensitive_content", "source"};
}

engine::BlockSchema FileSchema(bool is_sensitive) {
  engine::BlockSchema block;
  AddDigestsSchema(block);
  for (const std::string& name : ContentArguments(is_sensitive)) {
    block.attributes[name] = TextAttribute(Use::kOptional);
    block.attributes[name].sensitive = name == "sensitive_content" || (is_sensitive && name != "source");
  }
  if (!is_sensitive) {
    block.attributes["sensitive_content"].deprecated = "Use the `local_sensitive_file` resource instead";
  }
  block.attributes["directory_permission"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["file_permission"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["filename"] = TextAttribute(Use::kRequired);
  return block;
}

Rules FileRules(bool is_sensitive) {
  Value permission = Value::String(is_sensitive ? "0700" : "0777");
  Rules rules = {{"filename", ForceNew()},
                 {"directory_permission", Default(permission, /*force_new=*/true)},
                 {"file_permission", Default(permission, /*force_new=*/true)}};
  for (const std::string& name : ContentArguments(is_sensitive)) rules.emplace(name, ForceNew());
  return rules;
}

bool IsPermission(const std::string& text) {
  return (text.size() == 3 || text.size() == 4) && text.find_first_not_of("01234567") == std::string::npos;
}

class FileResource final : public Resource {
 public:
  FileResource(FileSystem& files, bool is_sensitive)
      : Resource(FileSchema(is_sensitive), FileRules(is_sensitive)), files_(files), is_sensitive_(is_sensitive) {}

  void Validate(const Object& config, Problems& problems) const override {
    int given = 0;
    std::string names;
    for (const std::string& name : ContentArguments(is_sensitive_)) {
      given += !config.Get(name).IsNull();
      names += (names.empty() ? "" : ", ") + name;
    }
    if (given != 1) {
      problems.push_back({"content", "Exactly one of these attributes must be configured: [" + names + "]"});
    }
    for (const char* name : {"file_permission", "directory_permission"}) {
      if (!config.IsSet(name) || IsPermission(config.Text(name))) continue;
      problems.push_back(
          {name, "bad mode permission: string must be three or four octal digits, got \"" + config.Text(name) + "\""});
    }
  }

  Result<void> Create(const Call&, const Object&, Object& state) const override {
    ROLECALL_TRY(std::string content, Content(state));
    std::string filename = state.Text("filename");
    std::string directory = DirectoryName(filename);
    if (!files_.IsDirectory(directory)) {
      bool is_private = (Mode(state.Text("directory_permission")) & 077) == 0;
      ROLECALL_RETURN_IF_ERROR(files_.MakeDirectories(directory, is_private));
    }
    unsigned mode = Mode(state.Text("file_permission")) & ~Umask();
    ROLECALL_RETURN_IF_ERROR(files_.Write(filename, content, static_cast<FileMode>(mode)));
    SetDigests(content, state);
    return {};
  }

  // A file with other content is somebody else's: it is made again.
  Result<bool> Read(const Call&, Object& state) const override {
    std::string filename = state.Text("filename");
    if (!files_.Exists(filename)) return false;
    ROLECALL_TRY(std::string content, files_.Read(filename, kMaxFileBytes));
    return crypto::Sha1Hex(content) == state.Text("id");
  }

  Result<void> Delete(const Call&, const Object& state) const override {
    Result<void> removed = files_.Remove(state.Text("filename"));
    if (!removed.ok() && removed.error().code == ErrorCode::kNotFound) return {};
    return removed;
  }

  Result<void> Import(const std::string&, Object&) const override {
    return Error{ErrorCode::kUnimplemented, "this type cannot be imported: apply writes the file anew"};
  }

 private:
  Result<std::string> Content(const Object& state) const {
    if (state.IsSet("content_base64")) {
      std::optional<std::string> bytes = Base64Decode(state.Text("content_base64"));
      if (!bytes) return Error{ErrorCode::kInvalidArgument, "content_base64 is not in base64"};
      return *std::move(bytes);
    }
    if (state.IsSet("source")) return files_.Read(state.Text("source"), kMaxFileBytes);
    if (!is_sensitive_ && state.IsSet("sensitive_content")) return state.Text("sensitive_content");
    return state.Text("content");
  }

  static unsigned Mode(const std::string& text) {
    return static_cast<unsigned>(std::strtoul(text.c_str(), nullptr, 8)) & 07777;
  }

  // Asking with umask() would change it for a moment, for all threads.
  unsigned Umask() const {
    constexpr std::string_view kName = "\nUmask:";
    Result<std::string> status = files_.Read("/proc/self/status", 1u << 16);
    std::size_t at = status.ok() ? status->find(kName) : std::string::npos;
    if (at == std::string::npos) return kUsualUmask;
    return static_cast<unsigned>(std::strtoul(status->c_str() + at + kName.size(), nullptr, 8));
  }

  FileSystem& files_;
  bool is_sensitive_;
};

engine::BlockSchema FileDataSchema(bool is_sensitive) {
  engine::BlockSchema block;
  AddDigestsSchema(block);
  for (const char* name : {"content", "content_base64"}) {
    block.attributes[name] = TextAttribute(Use::kComputed);
    block.attributes[name].sensitive = is_sensitive;
  }
  block.attributes["filename"] = TextAttribute(Use::kRequired);
  return block;
}

class FileData final : public DataSource {
 public:
  FileData(const FileSystem& files, bool is_sensitive) : DataSource(FileDataSchema(is_sensitive)), files_(files) {}

  Result<void> Read(const Call&, Object& state) const override {
    ROLECALL_TRY(std::string content, files_.Read(state.Text("filename"), kMaxFileBytes));
    SetDigests(content, state);
    state.SetText("content_base64", Base64Encode(content));
    state.SetText("content", std::move(content));
    return {};
  }

 private:
  const FileSystem& files_;
};

}  // namespace

std::unique_ptr<const Resource> MakeFile(FileSystem& files, bool is_sensitive) {
  return std::make_unique<FileResource>(files, is_sensitive);
}
std::unique_ptr<const DataSource> MakeFileData(const FileSystem& files, bool is_sensitive) {
  return std::make_unique<FileData>(files, is_sensitive);
}

}  // namespace rolecall::providers::local
