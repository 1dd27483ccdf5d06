// The account that a directory is about, from the ARNs that its files name.
#include <map>

#include "access/offline/offline_plan.h"
#include "policy/document/arn.h"

namespace rolecall::access {
namespace {

constexpr std::size_t kMaxFileBytes = 4u << 20;

bool IsRead(const std::string& name) {
  for (const char* ending : {".tf", ".tf.json", ".tfvars", ".json"}) {
    if (name.ends_with(ending)) return true;
  }
  return false;
}

// "arn:P:SERVICE:REGION:ACCOUNT:": the account between the fourth and the fifth colon.
void CollectAccounts(std::string_view text, const std::string& file, std::map<std::string, std::string>& found) {
  for (std::size_t at = text.find("arn:aws"); at != std::string_view::npos; at = text.find("arn:aws", at + 1)) {
    std::string_view rest = text.substr(at, 256);
    for (int colon = 0; colon < 4 && !rest.empty(); ++colon) {
      const std::size_t next = rest.find(':');
      rest = next == std::string_view::npos ? std::string_view() : rest.substr(next + 1);
    }
    const std::string_view account = rest.substr(0, rest.find(':'));
    if (policy::IsAccountId(account)) found.emplace(account, file);
  }
}

}  // namespace

std::optional<FoundAccount> FindAccount(const FileSystem& files, const std::string& directory) {
  const Result<std::vector<DirectoryEntry>> entries = files.List(directory);
  if (!entries.ok()) return std::nullopt;
  std::map<std::string, std::string> found;
  for (const DirectoryEntry& entry : *entries) {
    if (entry.is_directory || !IsRead(entry.name)) continue;
    const Result<std::string> text = files.Read(JoinPath(directory, entry.name), kMaxFileBytes);
    if (text.ok()) CollectAccounts(*text, entry.name, found);
  }
  if (found.size() != 1) return std::nullopt;
  return FoundAccount{found.begin()->first, found.begin()->second};
}

}  // namespace rolecall::access
