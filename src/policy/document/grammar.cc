// The grammar of policy documents: names, types and who may hold what. No word about meaning.
#include <algorithm>
#include <initializer_list>

#include "base/text.h"
#include "json/document.h"
#include "policy/document/document.h"

namespace rolecall::policy {
namespace {

constexpr std::size_t kMaxDepth = 16;  // a document is at most six deep

Span SpanOf(const json::Node& node) { return Span{node.begin, node.end}; }

bool IsOneOf(std::string_view name, std::initializer_list<std::string_view> names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Reads one document. The first mistake stops it: every Read… says whether to go on.
class GrammarReader {
 public:
  explicit GrammarReader(ParsedDocument& out) : out_(out) {}

  bool ReadDocument(const json::Node& node) {
    if (!CheckMembers(node, {"Version", "Id", "Statement"}, "a policy")) return false;
    if (!ReadVersion(node) || !ReadOptionalString(node, "Id", out_.document.id)) return false;
    const json::Node* statement = node.Find("Statement");
    if (statement == nullptr) return Fail(node, "Statement is missing");
    if (statement->IsObject()) return ReadStatement(*statement);
    if (!statement->IsArray()) return Fail(*statement, "Statement is an object or a list");
    return std::all_of(statement->items.begin(), statement->items.end(),
                       [this](const json::Node& item) { return ReadStatement(item); });
  }

 private:
  bool Fail(const json::Node& node, std::string detail) { return FailAt(node.begin, std::move(detail)); }

  bool FailAt(std::size_t offset, std::string detail) {
    out_.malformed = Malformed{"Syntax errors in policy.", offset, std::move(detail)};
    return false;
  }

  // An object without duplicates, whose members are all known.
  bool CheckMembers(const json::Node& node, std::initializer_list<std::string_view> known, std::string_view what) {
    if (!CheckObject(node, what)) return false;
    for (const json::Member& member : node.members) {
      if (!IsOneOf(member.name, known)) {
        return FailAt(member.name_begin, "\"" + member.name + "\" is no element of " + std::string(what));
      }
    }
    return true;
  }

  bool CheckObject(const json::Node& node, std::string_view what) {
    if (!node.IsObject()) return Fail(node, std::string(what) + " is an object");
    std::vector<std::string_view> names;
    for (const json::Member& member : node.members) names.push_back(member.name);
    std::sort(names.begin(), names.end());
    auto twice = std::adjacent_find(names.begin(), names.end());
    if (twice != names.end()) return Fail(node, "\"" + std::string(*twice) + "\" stands twice in " + std::string(what));
    return true;
  }

  bool ReadVersion(const json::Node& node) {
    const json::Node* version = node.Find("Version");
    if (version == nullptr) return true;
    out_.document.has_version = true;
    if (version->IsString() && version->text == "2012-10-17") out_.document.version = Version::k2012;
    if (version->IsString() && IsOneOf(version->text, {"2012-10-17", "2008-10-17"})) return true;
    return Fail(*version, "Version is \"2012-10-17\" or \"2008-10-17\"");
  }

  bool ReadOptionalString(const json::Node& node, std::string_view name, std::string& value) {
    const json::Node* member = node.Find(name);
    if (member == nullptr) return true;
    if (!member->IsString()) return Fail(*member, std::string(name) + " is a string");
    value = member->text;
    return true;
  }

  bool ReadStatement(const json::Node& node) {
    if (!CheckMembers(node,
                      {"Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource",
                       "Condition"},
                      "a statement")) {
      return false;
    }
    Statement& statement = out_.document.statements.emplace_back();
    statement.span = SpanOf(node);
    return ReadOptionalString(node, "Sid", statement.sid) && ReadEffect(node, statement) &&
           ReadPrincipal(node, statement) && ReadActions(node, statement) && ReadResources(node, statement) &&
           ReadConditions(node, statement);
  }

  bool ReadEffect(const json::Node& node, Statement& statement) {
    const json::Node* effect = node.Find("Effect");
    if (effect == nullptr) return Fail(node, "Effect is missing");
    const std::string lower = LowerAscii(effect->text);
    if (!effect->IsString() || !IsOneOf(lower, {"allow", "deny"})) {
      return Fail(*effect, "Effect is \"Allow\" or \"Deny\"");
    }
    statement.effect = lower == "allow" ? Effect::kAllow : Effect::kDeny;
    statement.exact_effect = effect->text == EffectName(statement.effect);
    return true;
  }

  // The one of two elements that is there; both at once is an error.
  bool FindEither(const json::Node& node, std::string_view name, std::string_view not_name, const json::Node*& found,
                  bool& negated) {
    const json::Node* plain = node.Find(name);
    const json::Node* inverted = node.Find(not_name);
    if (plain != nullptr && inverted != nullptr) {
      return Fail(*inverted, std::string(name) + " and " + std::string(not_name) + " exclude each other");
    }
    negated = inverted != nullptr;
    found = negated ? inverted : plain;
    return true;
  }

  bool ReadStrings(const json::Node& node, std::string_view what, std::vector<Text>& texts) {
    if (node.IsString()) {
      texts.push_back(Text{node.text, SpanOf(node)});
      return true;
    }
    if (!node.IsArray()) return Fail(node, std::string(what) + " is a string or a list of strings");
    for (const json::Node& item : node.items) {
      if (!item.IsString()) return Fail(item, std::string(what) + " is a string or a list of strings");
      texts.push_back(Text{item.text, SpanOf(item)});
    }
    return true;
  }

  bool ReadActions(const json::Node& node, Statement& statement) {
    const json::Node* found = nullptr;
    if (!FindEither(node, "Action", "NotAction", found, statement.not_action)) return false;
    return found == nullptr || ReadStrings(*found, "Action", statement.actions);
  }

  bool ReadResources(const json::Node& node, Statement& statement) {
    const json::Node* found = nullptr;
    if (!FindEither(node, "Resource", "NotResource", found, statement.not_resource)) return false;
    statement.has_resource = found != nullptr;
    return found == nullptr || ReadStrings(*found, "Resource", statement.resources);
  }

  bool ReadPrincipal(const json::Node& node, Statement& statement) {
    const json::Node* found = nullptr;
    if (!FindEither(node, "Principal", "NotPrincipal", found, statement.not_principal)) return false;
    if (found == nullptr) return true;
    statement.has_principal = true;
    if (found->IsString()) {
      if (found->text != "*") return Fail(*found, "a principal is \"*\" or an object such as {\"AWS\": …}");
      statement.principals.push_back(PrincipalText{PrincipalType::kEveryone, "*", SpanOf(*found)});
      return true;
    }
    if (!CheckMembers(*found, {"AWS", "Federated", "Service", "CanonicalUser"}, "Principal")) return false;
    if (found->members.empty()) return Fail(*found, "Principal names nobody");
    return std::all_of(found->members.begin(), found->members.end(),
                       [&](const json::Member& member) { return ReadPrincipals(member, statement); });
  }

  bool ReadPrincipals(const json::Member& member, Statement& statement) {
    std::vector<Text> texts;
    if (!ReadStrings(member.value, "a principal", texts)) return false;
    PrincipalType type = member.name == "AWS"         ? PrincipalType::kAws
                         : member.name == "Federated" ? PrincipalType::kFederated
                         : member.name == "Service"   ? PrincipalType::kService
                                                      : PrincipalType::kCanonicalUser;
    for (Text& text : texts) statement.principals.push_back(PrincipalText{type, std::move(text.value), text.span});
    return true;
  }

  bool ReadConditions(const json::Node& node, Statement& statement) {
    const json::Node* conditions = node.Find("Condition");
    if (conditions == nullptr) return true;
    if (!CheckObject(*conditions, "Condition")) return false;
    return std::all_of(conditions->members.begin(), conditions->members.end(),
                       [&](const json::Member& member) { return ReadOperator(member, statement); });
  }

  bool ReadOperator(const json::Member& member, Statement& statement) {
    if (!CheckObject(member.value, "a condition operator's value")) return false;
    // AWS takes an operator without keys, which says nothing, whatever its name.
    if (member.value.members.empty()) return true;
    std::optional<Operator> op = ParseOperator(member.name);
    if (!op) return FailAt(member.name_begin, "\"" + member.name + "\" is no condition operator");
    for (const json::Member& key : member.value.members) {
      Condition& condition = statement.conditions.emplace_back();
      condition.op = *op;
      condition.operator_text = member.name;
      condition.operator_span = Span{member.name_begin, member.name_end};
      condition.key = key.name;
      condition.key_span = Span{key.name_begin, key.name_end};
      if (!ReadScalars(key.value, condition.values)) return false;
    }
    return true;
  }

  bool ReadScalars(const json::Node& node, std::vector<Text>& values) {
    if (!node.IsArray()) return ReadScalar(node, values);
    return std::all_of(node.items.begin(), node.items.end(),
                       [&](const json::Node& item) { return ReadScalar(item, values); });
  }

  bool ReadScalar(const json::Node& node, std::vector<Text>& values) {
    switch (node.kind) {
      case json::Node::Kind::kString:
      case json::Node::Kind::kNumber: values.push_back(Text{node.text, SpanOf(node)}); return true;
      case json::Node::Kind::kBool: values.push_back(Text{node.flag ? "true" : "false", SpanOf(node)}); return true;
      case json::Node::Kind::kNull:
      case json::Node::Kind::kArray:
      case json::Node::Kind::kObject: break;
    }
    return Fail(node, "a condition value is a string, a number or a boolean");
  }

  ParsedDocument& out_;
};

}  // namespace

ParsedDocument ParseGrammar(std::string_view text, DocumentKind kind, json::ParseResult* tree) {
  ParsedDocument parsed;
  parsed.document.kind = kind;
  if (text.size() > kMaxDocumentBytes) {
    parsed.malformed = Malformed{"Syntax errors in policy.", kMaxDocumentBytes, "the document is too long"};
    return parsed;
  }
  json::ParseResult json = json::Parse(text, json::Limits{kMaxDocumentBytes, kMaxDepth});
  bool trust = kind == DocumentKind::kTrust;
  if (!json.error.empty() || (trust && !json.root.IsObject())) {
    parsed.malformed = Malformed{trust ? "This policy contains invalid Json" : "Syntax errors in policy.",
                                 json.error_offset, json.error.empty() ? "a policy is an object" : json.error};
    return parsed;
  }
  GrammarReader(parsed).ReadDocument(json.root);
  if (tree != nullptr) *tree = std::move(json);
  return parsed;
}

}  // namespace rolecall::policy
