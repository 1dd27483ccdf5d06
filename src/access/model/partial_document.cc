#include "access/model/partial_document.h"

#include <algorithm>
#include <boost/json.hpp>

#include "access/model/identity_model.h"
#include "base/placeholder.h"

namespace rolecall::access {
namespace {

namespace js = boost::json;

constexpr std::string_view kNoAccount = "000000000000";
constexpr std::string_view kProviderPart = ":oidc-provider/";

// An ARN's parts between colons, the last with all that follows.
std::vector<std::string> ArnParts(std::string_view arn) {
  std::vector<std::string> parts;
  while (parts.size() < 5 && arn.find(':') != std::string_view::npos) {
    parts.emplace_back(arn.substr(0, arn.find(':')));
    arn.remove_prefix(arn.find(':') + 1);
  }
  parts.emplace_back(arn);
  return parts;
}

bool IsWholePlaceholder(std::string_view text) {
  return text.starts_with(kPlaceholderOpen) && ReplacePlaceholders(text, "").empty();
}

// Account and partition of an ARN, where they are not known.
std::string CompleteArn(const std::string& text, std::string_view account, const std::string& partition) {
  std::vector<std::string> parts = ArnParts(text);
  if (parts.size() != 6 || parts[0] != "arn") return text;
  if (HasPlaceholder(parts[1])) parts[1] = partition;
  if (HasPlaceholder(parts[4])) parts[4] = account;
  std::string arn = parts[0];
  for (std::size_t i = 1; i < parts.size(); ++i) arn += ":" + parts[i];
  return arn;
}

// `issuer`: of the statement's condition keys; empty: not known.
std::string CompleteFederated(const std::string& text, const std::string& account, const std::string& partition,
                              const std::string& issuer) {
  if (IsWholePlaceholder(text)) {
    return "arn:" + partition + ":iam::" + account + std::string(kProviderPart) + (issuer.empty() ? text : issuer);
  }
  return CompleteArn(text, account, partition);
}

std::string CompleteAws(const std::string& text, const std::string& partition) {
  if (IsWholePlaceholder(text)) return "arn:" + partition + ":iam::" + std::string(kNoAccount) + ":role/" + text;
  return CompleteArn(text, kNoAccount, partition);
}

std::string CompleteResource(const std::string& text, const std::string& partition) {
  if (IsWholePlaceholder(text)) return "arn:" + partition + std::string(kUnknownResource) + text;
  return CompleteArn(text, kNoAccount, partition);
}

// Every text of a text or list.
template <typename Change>
void ChangeTexts(js::value& value, const Change& change) {
  if (value.is_string() && HasPlaceholder(value.as_string())) value = change(std::string(value.as_string()));
  if (js::array* items = value.if_array()) {
    for (js::value& item : *items) ChangeTexts(item, change);
  }
}

class StatementCompletion {
 public:
  StatementCompletion(js::object& statement, const std::string& account, const std::string& partition)
      : statement_(statement), account_(account), partition_(partition) {}

  void Run() {
    if (js::value* effect = statement_.if_contains("Effect")) {
      ChangeTexts(*effect, [](const std::string&) { return js::string("Allow"); });  // the greater set
    }
    for (const char* name : {"Principal", "NotPrincipal"}) {
      js::value* principal = statement_.if_contains(name);
      if (principal != nullptr && principal->is_object()) CompletePrincipals(principal->as_object());
      if (principal != nullptr && principal->is_string() && HasPlaceholder(principal->as_string())) {
        *principal = js::object{{"AWS", CompleteAws(std::string(principal->as_string()), partition_)}};
      }
    }
    for (const char* name : {"Resource", "NotResource"}) {
      if (js::value* resource = statement_.if_contains(name)) {
        ChangeTexts(*resource, [&](const std::string& text) { return js::string(CompleteResource(text, partition_)); });
      }
    }
    if (js::value* condition = statement_.if_contains("Condition")) CompleteKeys(*condition);
  }

 private:
  void CompletePrincipals(js::object& principals) {
    if (js::value* federated = principals.if_contains("Federated")) {
      ChangeTexts(*federated, [&, issuer = KeysIssuer()](const std::string& text) {
        return js::string(CompleteFederated(text, account_, partition_, issuer));
      });
      FindIssuer(*federated);
    }
    if (js::value* aws = principals.if_contains("AWS")) {
      ChangeTexts(*aws, [&](const std::string& text) { return js::string(CompleteAws(text, partition_)); });
    }
  }

  // The one issuer that condition keys are about ("oidc.example.com/id/A:sub"); empty: none that is known, or several.
  std::string KeysIssuer() const {
    const js::value* condition = statement_.if_contains("Condition");
    const js::object* operators = condition == nullptr ? nullptr : condition->if_object();
    std::string issuer;
    for (const auto& [op, keys] : operators == nullptr ? js::object() : *operators) {
      for (const auto& [key, values] : keys.is_object() ? keys.as_object() : js::object()) {
        const std::string name(key);
        const std::string of_key = name.substr(0, name.rfind(':'));
        if (of_key == name || of_key.find('.') == std::string::npos || of_key.find(':') != std::string::npos) continue;
        if (HasPlaceholder(name) || (!issuer.empty() && issuer != of_key)) return "";
        issuer = of_key;
      }
    }
    return issuer;
  }

  void FindIssuer(const js::value& value) {
    if (const js::array* items = value.if_array(); items != nullptr && items->size() == 1) {
      return FindIssuer(items->front());
    }
    if (!value.is_string()) return;
    const std::string text(value.as_string());
    const std::size_t at = text.find(kProviderPart);
    if (at != std::string::npos) issuer_ = text.substr(at + kProviderPart.size());
  }

  // "@unknown.x@:sub" is the issuer's key: that of the one provider.
  void CompleteKeys(js::value& condition) {
    if (!condition.is_object() || issuer_.empty()) return;
    for (auto& [op, keys] : condition.as_object()) {
      if (!keys.is_object()) continue;
      js::object completed;
      for (auto& [key, values] : keys.as_object()) {
        const std::string name(key);
        const std::size_t colon = name.rfind(':');
        const bool is_claim =
            HasPlaceholder(name) && colon != std::string::npos && !HasPlaceholder(name.substr(colon + 1)) && colon > 0;
        completed[is_claim ? issuer_ + name.substr(colon) : name] = values;
      }
      keys = std::move(completed);
    }
  }

  js::object& statement_;
  const std::string& account_;
  const std::string& partition_;
  std::string issuer_;  // of the one token provider; empty: there is not one
};

const js::value* PointAt(const js::value& root, std::string_view pointer) {
  boost::system::error_code error;
  return root.find_pointer(pointer, error);
}

bool HasAny(const js::value& value) {
  if (value.is_string()) {
    return HasPlaceholder(value.as_string()) ||
           std::string_view(value.as_string()).find(kNoAccount) != std::string::npos;
  }
  if (const js::array* items = value.if_array()) {
    for (const js::value& item : *items) {
      if (HasAny(item)) return true;
    }
  }
  if (const js::object* members = value.if_object()) {
    for (const auto& [key, member] : *members) {
      if (HasPlaceholder(key) || HasAny(member)) return true;
    }
  }
  return false;
}

}  // namespace

PartialDocument CompletePartial(const std::string& text, const std::string& account, const std::string& partition) {
  PartialDocument partial;
  partial.unknown = PlaceholderNames(text);
  boost::system::error_code error;
  js::value root = js::parse(text, error);
  if (error || !root.is_object()) return partial;
  js::value* statements = root.as_object().if_contains("Statement");
  if (statements == nullptr || statements->is_string()) return partial;
  const std::string role_account = account.empty() || HasPlaceholder(account) ? std::string(kNoAccount) : account;
  if (js::object* one = statements->if_object()) StatementCompletion(*one, role_account, partition).Run();
  if (js::array* items = statements->if_array()) {
    js::array known;
    for (js::value& item : *items) {
      partial.lacks_statements = partial.lacks_statements || !item.is_object();
      if (!item.is_object()) continue;  // a statement of which nothing is known
      StatementCompletion(item.as_object(), role_account, partition).Run();
      known.push_back(std::move(item));
    }
    *items = std::move(known);
    if (items->empty()) return partial;
  }
  partial.readable = true;
  partial.text = js::serialize(root);
  return partial;
}

bool IsUndecided(const std::string& text, std::string_view pointer) {
  boost::system::error_code error;
  const js::value root = js::parse(text, error);
  if (error) return true;
  const js::value* at = PointAt(root, pointer);
  const std::size_t last = pointer.rfind('/');
  if (at == nullptr || HasAny(*at)) return true;
  return last != std::string_view::npos && HasPlaceholder(pointer.substr(last + 1));
}

namespace {

// The statement that the pointer leads into ("/Statement/0/…"; a lone statement is an object); null: there is none.
const js::object* StatementAt(const js::value& root, std::string_view pointer) {
  std::size_t end = pointer.find('/', 1);
  const js::value* statements = root.is_object() ? root.as_object().if_contains("Statement") : nullptr;
  if (statements == nullptr) return nullptr;
  if (statements->is_array() && end != std::string_view::npos) end = pointer.find('/', end + 1);
  const js::value* statement = PointAt(root, pointer.substr(0, end));
  return statement == nullptr ? nullptr : statement->if_object();
}

bool NamesUnknownResource(const js::value& value) {
  if (const js::array* items = value.if_array()) {
    return std::any_of(items->begin(), items->end(), NamesUnknownResource);
  }
  return value.is_string() && std::string_view(value.as_string()).find(kUnknownResource) != std::string_view::npos;
}

}  // namespace

bool HasUnknownResource(const std::string& text, std::string_view pointer) {
  boost::system::error_code error;
  const js::value root = js::parse(text, error);
  const js::object* statement = error ? nullptr : StatementAt(root, pointer);
  if (statement == nullptr) return false;
  for (const char* name : {"Resource", "NotResource"}) {
    const js::value* resources = statement->if_contains(name);
    if (resources != nullptr && NamesUnknownResource(*resources)) return true;
  }
  return false;
}

bool HasUnknownKey(const std::string& text, std::string_view pointer) {
  boost::system::error_code error;
  const js::value root = js::parse(text, error);
  if (error) return true;
  const js::object* members = StatementAt(root, pointer);
  const js::value* condition = members == nullptr ? nullptr : members->if_contains("Condition");
  if (condition == nullptr) return members == nullptr;
  if (!condition->is_object()) return true;
  for (const auto& [op, keys] : condition->as_object()) {
    if (HasPlaceholder(op) || !keys.is_object()) return true;
    for (const auto& [key, values] : keys.as_object()) {
      // The issuer's part may be unknown: then the provider's is the same.
      const std::string_view name(key);
      const std::size_t colon = name.rfind(':');
      if (colon == std::string_view::npos && HasPlaceholder(name)) return true;
      if (colon != std::string_view::npos && HasPlaceholder(name.substr(colon))) return true;
    }
  }
  return false;
}

}  // namespace rolecall::access
