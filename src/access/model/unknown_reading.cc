#include "access/model/unknown_reading.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "access/model/partial_document.h"
#include "base/placeholder.h"
#include "policy/explain/judge.h"

namespace rolecall::access {
namespace {

using policy::Condition;
using policy::Effect;
using policy::PrincipalText;
using policy::PrincipalType;
using policy::Statement;

constexpr std::string_view kNoAccount = ":000000000000:";  // CompletePartial's, where an account is not known
constexpr std::string_view kProviderPart = ":oidc-provider/";

std::string IssuerOf(const std::string& provider) {
  const std::size_t at = provider.find(kProviderPart);
  return at == std::string::npos ? "" : provider.substr(at + kProviderPart.size());
}

// What a text may be, as a pattern.
std::string Widened(const std::string& text) {
  if (ReplacePlaceholders(text, "").empty() || text.find(kUnknownResource) != std::string::npos) return "*";
  std::string pattern = ReplacePlaceholders(text, "*");
  if (const std::size_t at = pattern.find(kNoAccount); at != std::string::npos) {
    pattern.replace(at, kNoAccount.size(), ":*:");
  }
  return pattern;
}

// StringLike for StringEquals, with the same qualifier; nothing for operators without such a form.
std::optional<Condition> AsPattern(const Condition& condition) {
  Condition pattern = condition;
  if (condition.op.kind() == policy::ValueKind::kArn || condition.op.IsTextPattern()) return pattern;
  const std::size_t at = condition.operator_text.find("StringEquals");
  const bool literal_wildcard =
      std::any_of(condition.values.begin(), condition.values.end(),
                  [](const policy::Text& value) { return value.value.find_first_of("*?") != std::string::npos; });
  if (at == std::string::npos || literal_wildcard || !condition.op.IsExactText()) return std::nullopt;
  pattern.operator_text.replace(at, std::string("StringEquals").size(), "StringLike");
  const auto op = policy::ParseOperator(pattern.operator_text);
  if (!op) return std::nullopt;  // StringEqualsIgnoreCase
  pattern.op = *op;
  return pattern;
}

class StatementReading {
 public:
  StatementReading(Statement& statement, Reading reading, const UnknownsAbout& about)
      : statement_(statement),
        about_(about),
        wide_((statement.effect == Effect::kAllow) == (reading == Reading::kMost)) {}

  // False: read so, the statement is about nothing.
  bool Run() {
    return ReadEntries(statement_.actions, statement_.not_action) &&
           ReadEntries(statement_.resources, statement_.not_resource) && ReadPrincipals() && ReadConditions();
  }

 private:
  bool IsOpen(std::string_view text) const {
    if (text.find(kNoAccount) != std::string_view::npos) return true;
    const std::vector<std::string> names = PlaceholderNames(text);
    return std::any_of(names.begin(), names.end(), [this](const std::string& name) {
      return std::find(about_.same.begin(), about_.same.end(), name) == about_.same.end();
    });
  }

  // Entries that are not known: what they may be, or nothing. Of Not… it is the other way round.
  bool ReadEntries(std::vector<policy::Text>& entries, bool& negated) const {
    const auto is_open = [this](const policy::Text& entry) { return IsOpen(entry.value); };
    if (std::none_of(entries.begin(), entries.end(), is_open)) return true;
    if (wide_ != negated) {
      for (policy::Text& entry : entries) {
        if (is_open(entry)) entry.value = Widened(entry.value);
      }
      return true;
    }
    std::erase_if(entries, is_open);
    if (!entries.empty()) return true;
    if (!negated) return false;
    negated = false;
    entries = {{"*", {}}};
    return true;
  }

  bool ReadPrincipals() {
    for (PrincipalText& one : statement_.principals) {
      if (one.type == PrincipalType::kFederated && IsOpen(one.value)) issuers_.push_back(IssuerOf(one.value));
    }
    const auto is_open = [this](const PrincipalText& one) { return IsOpen(one.value); };
    if (std::none_of(statement_.principals.begin(), statement_.principals.end(), is_open)) return true;
    if (wide_ != statement_.not_principal) {
      for (PrincipalText& one : statement_.principals) {
        if (is_open(one)) one.value = one.type == PrincipalType::kFederated ? about_.provider_arn : "*";
      }
      return true;
    }
    std::erase_if(statement_.principals, is_open);
    return !statement_.principals.empty() || statement_.not_principal;
  }

  bool ReadConditions() {
    std::vector<Condition> read;
    for (Condition& condition : statement_.conditions) {
      if (OfOpenIssuer(condition)) {
        condition.key = IssuerOf(about_.provider_arn) + condition.key.substr(condition.key.rfind(':'));
      }
      if (!IsOpenCondition(condition)) {
        read.push_back(std::move(condition));
      } else if (wide_) {
        std::optional<Condition> pattern = KeyIsOpen(condition) ? std::nullopt : Pattern(condition);
        if (pattern) read.push_back(std::move(*pattern));
      } else if (!Narrow(condition)) {
        return false;
      } else {
        read.push_back(std::move(condition));
      }
    }
    statement_.conditions = std::move(read);
    return true;
  }

  // A key of a provider that is taken to be the token's.
  bool OfOpenIssuer(const Condition& condition) const {
    const std::size_t colon = condition.key.rfind(':');
    return wide_ && colon != std::string::npos && !about_.provider_arn.empty() &&
           std::find(issuers_.begin(), issuers_.end(), condition.key.substr(0, colon)) != issuers_.end();
  }

  bool KeyIsOpen(const Condition& condition) const {
    if (IsOpen(condition.key)) return true;
    const auto* actual = about_.caller == nullptr ? nullptr : about_.caller->Find(condition.key);
    if (actual == nullptr || condition.op.kind() == policy::ValueKind::kPresence) return false;
    return std::any_of(actual->values.begin(), actual->values.end(), [&](const std::string& value) {
      return HasPlaceholder(value) && std::none_of(condition.values.begin(), condition.values.end(),
                                                   [&](const policy::Text& wanted) { return wanted.value == value; });
    });
  }

  // What a request may have as it likes decides nothing: it may have what is not known too.
  bool IsRequests(const Condition& condition) const {
    return policy::IsDecidedByRequest(condition.key) &&
           (about_.caller == nullptr || about_.caller->Find(condition.key) == nullptr);
  }

  bool IsOpenCondition(const Condition& condition) const {
    if (IsOpen(condition.key)) return true;
    if (IsRequests(condition)) return false;
    return KeyIsOpen(condition) ||
           std::any_of(condition.values.begin(), condition.values.end(), [&](const policy::Text& value) {
             return IsOpen(value.value) && !IsCallers(condition, value.value);
           });
  }

  // The caller has the same unknown: equal whatever it is.
  bool IsCallers(const Condition& condition, const std::string& value) const {
    const auto* actual = about_.caller == nullptr ? nullptr : about_.caller->Find(condition.key);
    return actual != nullptr && actual->values == std::vector<std::string>{value};
  }

  // Nothing: the condition may hold whatever the request says.
  std::optional<Condition> Pattern(const Condition& condition) const {
    if (condition.op.negated) return std::nullopt;
    std::optional<Condition> pattern = AsPattern(condition);
    if (!pattern) return std::nullopt;
    for (policy::Text& value : pattern->values) {
      if (IsOpen(value.value)) value.value = Widened(value.value);
    }
    return pattern;
  }

  // Only what is known of the values. False: nothing is left that the condition holds for, or that cannot be said.
  bool Narrow(Condition& condition) const {
    if (KeyIsOpen(condition) || condition.op.negated ||
        !(condition.op.kind() == policy::ValueKind::kText || condition.op.kind() == policy::ValueKind::kArn)) {
      return false;
    }
    std::erase_if(condition.values, [this](const policy::Text& value) { return IsOpen(value.value); });
    return !condition.values.empty();
  }

  Statement& statement_;
  const UnknownsAbout& about_;
  const bool wide_;                   // the statement is to be about as much as it can
  std::vector<std::string> issuers_;  // of its token providers that are not known
};

// For what stood in the policy and of which nothing is known.
Statement Everything(policy::DocumentKind kind, const UnknownsAbout& about) {
  Statement all;
  all.effect = Effect::kAllow;
  all.actions = {{"*", {}}};
  if (kind != policy::DocumentKind::kTrust) {
    all.has_resource = true;
    all.resources = {{"*", {}}};
  }
  if (!policy::TakesPrincipal(kind)) return all;
  all.has_principal = true;
  all.principals = {{PrincipalType::kAws, "*", {}}};
  if (!about.provider_arn.empty()) all.principals.push_back({PrincipalType::kFederated, about.provider_arn, {}});
  return all;
}

}  // namespace

UnknownsAbout AboutQuestion(const std::vector<std::string>& texts, const policy::Context* caller) {
  UnknownsAbout about;
  about.caller = caller;
  for (const std::string& text : texts) {
    for (std::string& name : PlaceholderNames(text)) about.same.push_back(std::move(name));
  }
  return about;
}

bool HasUnknowns(const PolicyDocument& document, const UnknownsAbout& about) {
  if (!document.unknown_parts.empty()) return true;
  if (about.caller == nullptr) return false;
  const auto& keys = about.caller->entries();
  return std::any_of(keys.begin(), keys.end(), [](const auto& entry) {
    return std::any_of(entry.values.begin(), entry.values.end(),
                       [](const auto& value) { return HasPlaceholder(value); });
  });
}

policy::Document ReadUnknown(const PolicyDocument& document, policy::DocumentKind kind, Reading reading,
                             const UnknownsAbout& about) {
  policy::ParsedDocument parsed = policy::Parse(document.text, kind);
  if (parsed.malformed) return {};
  if (reading == Reading::kAsWritten) return std::move(parsed.document);
  std::erase_if(parsed.document.statements,
                [&](Statement& statement) { return !StatementReading(statement, reading, about).Run(); });
  if (reading == Reading::kMost && document.lacks_statements) {
    parsed.document.statements.push_back(Everything(kind, about));
  }
  return std::move(parsed.document);
}

}  // namespace rolecall::access
