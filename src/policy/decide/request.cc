#include "policy/decide/request.h"

#include <algorithm>
#include <functional>

#include "base/text.h"
#include "policy/document/arn.h"
#include "policy/document/condition_keys.h"

namespace rolecall::policy {
namespace {

constexpr std::uint64_t BitOf(std::uint64_t hash) { return std::uint64_t{1} << (hash & 63); }

Principal FromSessionArn(std::string_view text, const Arn& arn) {
  Principal principal;
  principal.kind = Principal::Kind::kRoleSession;
  principal.arn = text;
  principal.account = arn.account;
  std::string_view rest = arn.resource.substr(std::string_view("assumed-role/").size());
  std::size_t slash = rest.find('/');
  principal.role_name = rest.substr(0, slash);
  if (slash != std::string_view::npos) principal.session_name = rest.substr(slash + 1);
  return principal;
}

Principal FromArn(std::string_view text, const Arn& arn) {
  if (arn.service == "sts") {
    if (arn.resource.starts_with("assumed-role/")) return FromSessionArn(text, arn);
    if (arn.resource.starts_with("federated-user/")) return Principal::FederatedUser(text);
  }
  // "arn:aws:iam::cloudfront:user/…": an identity of a service, in nobody's account.
  if (arn.service == "iam" && !IsAccountId(arn.account)) return Principal::Service(text);
  if (arn.service == "iam") {
    if (arn.resource == "root") return Principal::Root(arn.account, arn.partition);
    if (arn.resource.starts_with("user/")) return Principal::User(text, "");
    if (arn.resource.starts_with("role/")) return Principal::RoleSession(text, "", "");
    if (arn.resource.starts_with("oidc-provider/") || arn.resource.starts_with("saml-provider/")) {
      return Principal::Federated(text);
    }
  }
  // An ARN of no known kind: a caller of that account whom nothing names but the ARN itself.
  return Principal::User(text, "");
}

}  // namespace

Principal Principal::Anonymous() {
  Principal principal;
  principal.arn = "anonymous";
  return principal;
}

Principal Principal::Root(std::string_view account, std::string_view partition) {
  Principal principal;
  principal.kind = Kind::kRoot;
  principal.account = account;
  principal.arn = "arn:" + std::string(partition) + ":iam::" + std::string(account) + ":root";
  return principal;
}

Principal Principal::User(std::string_view user_arn, std::string_view unique_id) {
  Principal principal;
  principal.kind = Kind::kUser;
  principal.arn = user_arn;
  principal.unique_id = unique_id;
  if (std::optional<Arn> arn = ParseArn(user_arn)) principal.account = arn->account;
  return principal;
}

Principal Principal::RoleSession(std::string_view role_arn, std::string_view role_id, std::string_view session_name) {
  Principal principal;
  principal.kind = Kind::kRoleSession;
  principal.role_arn = role_arn;
  principal.unique_id = role_id;
  principal.session_name = session_name;
  principal.arn = role_arn;
  if (std::optional<Arn> arn = ParseArn(role_arn)) {
    principal.account = arn->account;
    principal.role_name = LastPathElement(arn->resource);
    if (!session_name.empty()) {
      principal.arn = "arn:" + std::string(arn->partition) + ":sts::" + principal.account + ":assumed-role/" +
                      principal.role_name + "/" + principal.session_name;
    }
  }
  return principal;
}

Principal Principal::FederatedUser(std::string_view user_arn) {
  Principal principal = User(user_arn, "");
  principal.kind = Kind::kFederatedUser;
  return principal;
}

Principal Principal::Federated(std::string_view provider) {
  Principal principal;
  principal.kind = Kind::kFederated;
  principal.arn = principal.name = provider;
  if (std::optional<Arn> arn = ParseArn(provider)) principal.account = arn->account;
  return principal;
}

Principal Principal::Service(std::string_view service) {
  Principal principal;
  principal.kind = Kind::kService;
  principal.arn = principal.name = service;
  return principal;
}

Principal Principal::FromText(std::string_view text) {
  if (text.empty() || text == "*") return Anonymous();
  if (IsAccountId(text)) return Root(text);
  if (std::optional<Arn> arn = ParseArn(text)) return FromArn(text, *arn);
  if (text == "cognito-identity.amazonaws.com" ||
      !(text.ends_with(".amazonaws.com") || text.ends_with(".amazon.com") || text.ends_with(".amazonaws.com.cn") ||
        text.ends_with(".aws.internal"))) {
    return Federated(text);
  }
  return text == "www.amazon.com" ? Federated(text) : Service(text);
}

std::uint64_t HashKey(std::string_view lower_key) { return std::hash<std::string_view>()(lower_key); }

std::string FoldHead(std::string_view arn, bool variables) {
  std::size_t end = 0;
  for (int colons = 0; end < arn.size() && colons < 5; ++end) {
    if (variables && arn.substr(end, 2) == "${") {
      std::size_t close = arn.find('}', end);
      if (close == std::string_view::npos) break;
      end = close;
    } else if (arn[end] == ':') {
      ++colons;
    }
  }
  return LowerAscii(arn.substr(0, end)) + std::string(arn.substr(end));
}

void Context::Note(std::uint64_t hash) {
  constexpr std::size_t kUsually = 32;  // keys of a request
  if (entries_.empty()) entries_.reserve(kUsually);
  hashes_ |= BitOf(hash);
}

void Context::Set(std::string_view key, std::string value) {
  std::string lower = LowerAscii(key);
  const std::uint64_t hash = HashKey(lower);
  Remove(lower, hash);
  Note(hash);
  const bool multivalued = IsDeclaredMultivalued(lower);
  entries_.emplace_back(std::move(lower), hash, std::move(value), multivalued);
}

void Context::SetMultiple(std::string_view key, std::vector<std::string> values) {
  std::string lower = LowerAscii(key);
  const std::uint64_t hash = HashKey(lower);
  Remove(lower, hash);
  if (values.empty()) return;
  Note(hash);
  entries_.emplace_back(std::move(lower), hash, std::move(values), true);
}

void Context::Remove(std::string_view lower_key, std::uint64_t hash) {
  const Entry* const found = Find(lower_key, hash);
  if (found != nullptr) entries_.erase(entries_.begin() + (found - entries_.data()));
}

const Context::Entry* Context::Find(std::string_view lower_key, std::uint64_t hash) const {
  if ((hashes_ & BitOf(hash)) == 0) return nullptr;
  for (const Entry& entry : entries_) {
    if (entry.hash == hash && entry.key == lower_key) return &entry;
  }
  return nullptr;
}

const Context::Entry* Context::Find(std::string_view key) const {
  std::string lower = LowerAscii(key);
  return Find(lower, HashKey(lower));
}

Request::Request(Principal principal, std::string action, std::string resource, std::string resource_account,
                 Context context)
    : principal_(std::move(principal)),
      action_(std::move(action)),
      lower_action_(LowerAscii(action_)),
      resource_(std::move(resource)),
      resource_account_(std::move(resource_account)),
      context_(std::move(context)) {
  std::size_t colon = lower_action_.find(':');
  service_length_ = colon == std::string::npos ? lower_action_.size() : colon;
  if (resource_account_.empty()) resource_account_ = principal_.account;
  std::string folded = FoldHead(resource_, false);
  if (folded != resource_) folded_resource_ = std::move(folded);
}

}  // namespace rolecall::policy
