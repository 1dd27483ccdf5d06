#include <algorithm>
#include <boost/json.hpp>
#include <optional>

#include "access/model/model_readers.h"
#include "base/placeholder.h"
#include "base/text.h"
#include "kube/manifest.h"
#include "kube/object_fields.h"
#include "kube/service_account.h"
#include "kube/substitution.h"

namespace rolecall::access {
namespace {

// Whether the word stands there by itself: app-1 is not in app-10.
bool HasWord(std::string_view text, std::string_view word) {
  const auto goes_on = [](char c) { return IsAsciiAlphanumeric(c) || c == '-' || c == '_' || c == '.' || c == '/'; };
  for (std::size_t at = text.find(word); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || !goes_on(text[at - 1]) || word.empty() || !goes_on(word.front());
    if (begins && (end == text.size() || word.empty() || !goes_on(word.back()) || !goes_on(text[end]))) return true;
  }
  return false;
}

// The manifest's lines, to find where things stand. YAML's trees forget it, so it is looked for, in the order in which
// the objects come: the first line after the last object's that has all of `words`, else the first of all.
class Lines {
 public:
  Lines(std::string file, std::string_view text) : file_(std::make_shared<const std::string>(std::move(file))) {
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      lines_.push_back({begin, text.substr(begin, end - begin)});
      begin = end + 1;
    }
  }

  diag::Range Find(std::initializer_list<std::string_view> words) {
    std::optional<std::size_t> found = FindIn(object_, lines_.size(), words);
    if (!found) found = FindIn(0, object_, words);
    if (!found) return {};
    if (*found >= object_) next_ = std::max(next_, *found + 1);
    return RangeOf(*found);
  }
  // What is looked for from now on belongs to the next object.
  void NextObject() { object_ = next_; }

 private:
  struct Line {
    std::size_t begin;
    std::string_view text;
  };
  std::optional<std::size_t> FindIn(std::size_t from, std::size_t end,
                                    std::initializer_list<std::string_view> words) const {
    for (std::size_t i = from; i < end; ++i) {
      const auto has = [&](std::string_view word) { return HasWord(lines_[i].text, word); };
      if (std::all_of(words.begin(), words.end(), has)) return i;
    }
    return std::nullopt;
  }
  diag::Range RangeOf(std::size_t index) const {
    const Line& line = lines_[index];
    const int number = static_cast<int>(index) + 1;
    return {file_,
            {number, 1, line.begin},
            {number, static_cast<int>(line.text.size()) + 1, line.begin + line.text.size()}};
  }

  std::shared_ptr<const std::string> file_;
  std::vector<Line> lines_;
  std::size_t object_ = 0, next_ = 0;  // where the object begins to be looked for, and the one after it
};

Origin ManifestOrigin(diag::Range range) {
  Origin origin;
  origin.kind = Origin::Kind::kManifest;
  origin.range = std::move(range);
  return origin;
}

// ${NAME} is filled in later: not known here.
std::string Known(std::string text) {
  const std::vector<std::string> names = kube::SubstitutedNames(text);
  if (names.empty()) return text;
  std::map<std::string, std::string> values;
  for (const std::string& name : names) values[name] = Placeholder(name);
  return kube::Substitute(text, values);
}

void TakeObject(const boost::json::value& value, Lines& lines, const std::string& prefix, IdentityModel& model) {
  const boost::json::object* object = value.if_object();
  if (object == nullptr) return;
  if (const boost::json::value* items = object->if_contains("items"); items != nullptr && items->is_array()) {
    for (const boost::json::value& item : items->as_array()) TakeObject(item, lines, prefix, model);
    return;
  }
  const boost::json::object* metadata = kube::ObjectAt(*object, "metadata");
  if (kube::StringAt(*object, "kind") != "ServiceAccount" || metadata == nullptr) return;
  ServiceAccount account;
  account.name = Known(kube::StringAt(*metadata, "name"));
  account.namespace_name = Known(kube::StringAt(*metadata, "namespace"));
  if (account.namespace_name.empty()) account.namespace_name = "default";
  if (const boost::json::object* annotations = kube::ObjectAt(*metadata, "annotations")) {
    for (const auto& [key, text] : *annotations) {
      if (text.is_string()) account.annotations.emplace(key, Known(std::string(text.as_string())));
    }
  }
  ReadAnnotations(prefix, account);
  lines.NextObject();
  account.origin = ManifestOrigin(lines.Find({"name:", account.name}));
  if (!account.origin.range.has_place()) account.origin = ManifestOrigin(lines.Find({account.name}));
  account.role_origin =
      account.role_arn.empty() ? account.origin : ManifestOrigin(lines.Find({prefix + "/role-arn", account.role_arn}));
  model.service_accounts.push_back(std::move(account));
}

}  // namespace

void ReadAnnotations(const std::string& prefix, ServiceAccount& account) {
  const auto annotation = [&](const char* name) {
    const auto found = account.annotations.find(prefix + "/" + name);
    return found == account.annotations.end() ? std::string() : found->second;
  };
  account.role_arn = annotation("role-arn");
  account.audience = annotation("audience");
  account.token_expiration = kube::ParseTokenExpiration(annotation("token-expiration"));
}

Result<void> AddManifestText(const std::string& file, const std::string& text, const std::string& prefix,
                             IdentityModel& model) {
  ROLECALL_TRY(const std::vector<boost::json::value> documents, kube::ParseManifests(file, text));
  Lines lines(file, text);
  for (const boost::json::value& document : documents) TakeObject(document, lines, prefix, model);
  return {};
}

Result<void> AddManifests(const std::string& path, const FileSystem& files, const std::string& prefix,
                          IdentityModel& model) {
  if (!files.IsDirectory(path)) {
    ROLECALL_TRY(const std::string text, files.Read(path, kube::kMaxManifestBytes));
    return AddManifestText(path, text, prefix, model);
  }
  ROLECALL_TRY(const std::vector<DirectoryEntry> entries, files.List(path));
  for (const DirectoryEntry& entry : entries) {
    const bool manifest =
        entry.name.ends_with(".yaml") || entry.name.ends_with(".yml") || entry.name.ends_with(".json");
    if (!entry.is_directory && manifest) {
      ROLECALL_RETURN_IF_ERROR(AddManifests(JoinPath(path, entry.name), files, prefix, model));
    }
  }
  return {};
}

}  // namespace rolecall::access
