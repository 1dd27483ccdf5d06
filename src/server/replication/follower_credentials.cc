#include "server/replication/follower_credentials.h"

#include <string_view>

#include "base/secret.h"

namespace rolecall::server {
namespace {

constexpr std::size_t kMostCredentialsBytes = 64u << 10;

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

// The values of the section, or of the file's first if `section` is empty.
std::map<std::string, std::string> SectionOf(std::string_view text, std::string_view section) {
  std::map<std::string, std::string> values;
  std::string_view current;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::string_view line = Trimmed(text.substr(0, end));
    text = end == text.npos ? std::string_view() : text.substr(end + 1);
    if (line.starts_with('[') && line.ends_with(']')) {
      if (section.empty() && !current.empty()) break;
      current = Trimmed(line.substr(1, line.size() - 2));
      continue;
    }
    const std::size_t equals = line.find('=');
    if (line.starts_with('#') || equals == line.npos || (!section.empty() && current != section)) continue;
    values[std::string(Trimmed(line.substr(0, equals)))] = Trimmed(line.substr(equals + 1));
  }
  return values;
}

}  // namespace

Result<aws::Credentials> FollowerCredentials(const FileSystem& files,
                                             const std::map<std::string, std::string>& environment,
                                             const std::string& file) {
  std::map<std::string, std::string> values;
  std::string id = "AWS_ACCESS_KEY_ID", secret = "AWS_SECRET_ACCESS_KEY";
  if (file.empty()) {
    values = environment;
  } else {
    ROLECALL_TRY(const std::string text, files.Read(file, kMostCredentialsBytes));
    values = SectionOf(text, "default");
    if (values.empty()) values = SectionOf(text, "");
    id = "aws_access_key_id";
    secret = "aws_secret_access_key";
  }
  if (values[id].empty() || values[secret].empty()) {
    return Error{ErrorCode::kUnauthenticated,
                 "to follow another node an access key there is needed that may rolecall:FollowLog: in " +
                     (file.empty() ? std::string("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or --follow-credentials")
                                   : file)};
  }
  return aws::Credentials{.access_key_id = values[id], .secret_access_key = Secret(values[secret])};
}

}  // namespace rolecall::server
