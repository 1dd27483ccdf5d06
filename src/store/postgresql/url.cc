#include <algorithm>
#include <memory>
#include <string>

#include "store/postgresql/connection.h"

namespace rolecall::store {
namespace {

Error NoPassword() {
  return {ErrorCode::kInvalidArgument,
          "a password in the store's URL can be read by every process of the machine: give it with PGPASSWORD or a "
          "passfile"};
}

// Before libpq reads it, whose messages repeat what they do not understand.
bool HasPassword(std::string_view url) {
  const std::size_t begin = url.find("://") + 3;
  const std::string_view authority = url.substr(begin, std::min(url.find_first_of("/?", begin), url.size()) - begin);
  const std::size_t at = authority.rfind('@');
  return (at != std::string_view::npos && authority.substr(0, at).find(':') != std::string_view::npos) ||
         url.find("password=") != std::string_view::npos;
}

}  // namespace

Result<PostgresqlTarget> ReadPostgresqlUrl(std::string_view url) {
  if (!url.starts_with("postgresql://") && !url.starts_with("postgres://")) {
    return Error{ErrorCode::kInvalidArgument, "the store's URL does not begin with postgresql://"};
  }
  if (HasPassword(url)) return NoPassword();
  char* reason = nullptr;
  const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> parsed(
      PQconninfoParse(std::string(url).c_str(), &reason), PQconninfoFree);
  if (parsed == nullptr) {
    std::string why = reason == nullptr ? "" : reason;
    PQfreemem(reason);
    while (!why.empty() && why.back() == '\n') why.pop_back();
    return Error{ErrorCode::kInvalidArgument, "the store's URL is not one of PostgreSQL: " + why};
  }
  PostgresqlTarget target;
  target.settings = {{"connect_timeout", "3"},     {"application_name", "rolecall"}, {"keepalives_idle", "5"},
                     {"keepalives_interval", "2"}, {"keepalives_count", "3"},        {"tcp_user_timeout", "10000"}};
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option) {
    if (option->val == nullptr) continue;
    const std::string_view name = option->keyword;
    if (name == "password" || name == "sslpassword") return NoPassword();
    std::erase_if(target.settings, [&](const auto& setting) { return setting.first == name; });
    target.settings.emplace_back(name, option->val);
  }
  // The last of two with one name counts: a node writes, so no standby will do.
  target.settings.emplace_back("target_session_attrs", "read-write");
  target.settings.emplace_back("client_encoding", "UTF8");
  return target;
}

}  // namespace rolecall::store
