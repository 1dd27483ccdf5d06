#include "providers/aws/data/policy_document.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <utility>

#include "crypto/digest.h"
#include "providers/aws/framework/json_text.h"

namespace rolecall::providers::aws {
namespace {

using json::Node;

Error Wrong(const std::string& what) { return {ErrorCode::kInvalidArgument, what}; }

Result<std::string> ReadText(const Node& object, const char* name) {
  const Node* node = object.Find(name);
  if (node == nullptr || node->kind == Node::Kind::kNull) return std::string();
  if (!node->IsString()) return Wrong(std::string(name) + " must be a string");
  return node->text;
}

// JSON's true and 1 stand in conditions as the texts that they are.
std::optional<std::string> ScalarText(const Node& node) {
  if (node.IsString() || node.kind == Node::Kind::kNumber) return node.text;
  if (node.kind == Node::Kind::kBool) return std::string(node.flag ? "true" : "false");
  return std::nullopt;
}

Result<TextOrList> ReadTexts(const Node* node, const std::string& name) {
  TextOrList out;
  if (node == nullptr || node->kind == Node::Kind::kNull) return out;
  if (std::optional<std::string> text = ScalarText(*node)) {
    out.texts.push_back(*std::move(text));
    return out;
  }
  if (!node->IsArray()) return Wrong(name + " must be a string or a list of strings");
  out.is_list = true;
  for (const Node& item : node->items) {
    std::optional<std::string> text = ScalarText(item);
    if (!text) return Wrong(name + " must be a string or a list of strings");
    out.texts.push_back(*std::move(text));
  }
  return out;
}

Result<std::vector<PrincipalEntry>> ReadPrincipals(const Node* node, const char* name) {
  std::vector<PrincipalEntry> entries;
  if (node == nullptr || node->kind == Node::Kind::kNull) return entries;
  if (node->IsString()) {
    entries.push_back({"*", {{"*"}, true}});
    return entries;
  }
  if (!node->IsObject()) return Wrong(std::string(name) + " must be \"*\" or an object");
  for (const json::Member& member : node->members) {
    ROLECALL_TRY(TextOrList identifiers, ReadTexts(&member.value, name));
    entries.push_back({member.name, std::move(identifiers)});
  }
  return entries;
}

Result<std::vector<ConditionEntry>> ReadConditions(const Node* node) {
  std::vector<ConditionEntry> entries;
  if (node == nullptr || node->kind == Node::Kind::kNull) return entries;
  if (!node->IsObject()) return Wrong("Condition must be an object");
  for (const json::Member& test : node->members) {
    if (!test.value.IsObject()) return Wrong("Condition." + test.name + " must be an object");
    for (const json::Member& variable : test.value.members) {
      ROLECALL_TRY(TextOrList values, ReadTexts(&variable.value, "Condition." + test.name + "." + variable.name));
      entries.push_back({test.name, variable.name, std::move(values.texts)});
    }
  }
  return entries;
}

Result<StatementEntry> ReadStatement(const Node& node) {
  if (!node.IsObject()) return Wrong("a statement must be an object");
  StatementEntry out;
  ROLECALL_TRY(out.sid, ReadText(node, "Sid"));
  ROLECALL_TRY(out.effect, ReadText(node, "Effect"));
  ROLECALL_TRY(out.action, ReadTexts(node.Find("Action"), "Action"));
  ROLECALL_TRY(out.not_action, ReadTexts(node.Find("NotAction"), "NotAction"));
  ROLECALL_TRY(out.resource, ReadTexts(node.Find("Resource"), "Resource"));
  ROLECALL_TRY(out.not_resource, ReadTexts(node.Find("NotResource"), "NotResource"));
  ROLECALL_TRY(out.principals, ReadPrincipals(node.Find("Principal"), "Principal"));
  ROLECALL_TRY(out.not_principals, ReadPrincipals(node.Find("NotPrincipal"), "NotPrincipal"));
  ROLECALL_TRY(out.conditions, ReadConditions(node.Find("Condition")));
  return out;
}

Node TextNode(const std::string& text) {
  Node node;
  node.kind = Node::Kind::kString;
  node.text = text;
  return node;
}

Node ListNode(const std::vector<std::string>& texts) {
  Node node;
  node.kind = Node::Kind::kArray;
  for (const std::string& text : texts) node.items.push_back(TextNode(text));
  return node;
}

Node ObjectNode() {
  Node node;
  node.kind = Node::Kind::kObject;
  return node;
}

void AddMember(Node& object, const std::string& name, Node value) {
  json::Member member;
  member.name = name;
  member.value = std::move(value);
  object.members.push_back(std::move(member));
}

void AddText(Node& object, const char* name, const std::string& text) {
  if (!text.empty()) AddMember(object, name, TextNode(text));
}

Node TextsNode(const TextOrList& texts) {
  return texts.is_list || texts.texts.size() != 1 ? ListNode(texts.texts) : TextNode(texts.texts[0]);
}

void AddTexts(Node& object, const char* name, const TextOrList& texts) {
  if (!texts.empty()) AddMember(object, name, TextsNode(texts));
}

void AddPrincipals(Node& object, const char* name, const std::vector<PrincipalEntry>& entries) {
  if (entries.empty()) return;
  if (entries.size() == 1 && entries[0].type == "*" && entries[0].identifiers.texts == std::vector<std::string>{"*"}) {
    AddMember(object, name, TextNode("*"));
    return;
  }
  std::map<std::string, TextOrList> by_type;
  for (const PrincipalEntry& entry : entries) {
    TextOrList& all = by_type[entry.type];
    std::vector<std::string> identifiers = entry.identifiers.texts;
    std::sort(identifiers.begin(), identifiers.end(), std::greater<>());
    all.is_list = all.is_list || entry.identifiers.is_list || !all.texts.empty();
    all.texts.insert(all.texts.end(), identifiers.begin(), identifiers.end());
  }
  Node principals = ObjectNode();
  for (const auto& type : by_type) AddMember(principals, type.first, TextsNode(type.second));
  AddMember(object, name, std::move(principals));
}

void AddConditions(Node& object, const std::vector<ConditionEntry>& entries) {
  if (entries.empty()) return;
  std::map<std::string, std::map<std::string, std::vector<std::string>>> tests;
  for (const ConditionEntry& entry : entries) {
    std::vector<std::string>& values = tests[entry.test][entry.variable];
    values.insert(values.end(), entry.values.begin(), entry.values.end());
  }
  Node conditions = ObjectNode();
  for (const auto& test : tests) {
    Node variables = ObjectNode();
    for (const auto& variable : test.second) {
      bool is_one = variable.second.size() == 1;
      AddMember(variables, variable.first, is_one ? TextNode(variable.second[0]) : ListNode(variable.second));
    }
    AddMember(conditions, test.first, std::move(variables));
  }
  AddMember(object, "Condition", std::move(conditions));
}

Node StatementNode(const StatementEntry& statement, bool with_empty_sid) {
  Node node = ObjectNode();
  if (with_empty_sid || !statement.sid.empty()) AddMember(node, "Sid", TextNode(statement.sid));
  AddText(node, "Effect", statement.effect);
  AddTexts(node, "Action", statement.action);
  AddTexts(node, "NotAction", statement.not_action);
  AddTexts(node, "Resource", statement.resource);
  AddTexts(node, "NotResource", statement.not_resource);
  AddPrincipals(node, "Principal", statement.principals);
  AddPrincipals(node, "NotPrincipal", statement.not_principals);
  AddConditions(node, statement.conditions);
  return node;
}

// The SDK sorts a set by the decimal text of its elements' checksums.
std::string SetKey(const std::string& text) { return std::to_string(crypto::Crc32(text)); }

std::string PrincipalKey(const PrincipalEntry& entry) {
  std::vector<std::pair<std::string, std::string>> identifiers;
  for (const std::string& text : entry.identifiers.texts) identifiers.emplace_back(SetKey(text + ";"), text);
  std::sort(identifiers.begin(), identifiers.end());
  std::string text = "identifiers:{";
  for (const auto& identifier : identifiers) text.append(identifier.second).append(";");
  return SetKey(text + "};type:" + entry.type + ";");
}

std::string ConditionKey(const ConditionEntry& entry) {
  std::string text = "test:" + entry.test + ";values:(";
  for (const std::string& value : entry.values) text.append(value).append(";");
  return SetKey(text + ");variable:" + entry.variable + ";");
}

template <typename Entry>
void SortByKey(std::vector<Entry>& entries, std::string (*key)(const Entry&)) {
  std::stable_sort(entries.begin(), entries.end(), [&](const Entry& a, const Entry& b) { return key(a) < key(b); });
}

}  // namespace

TextOrList TextOrList::FromSet(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end(), std::greater<>());
  TextOrList out;
  out.is_list = texts.size() > 1;
  out.texts = std::move(texts);
  return out;
}

void SortPrincipals(std::vector<PrincipalEntry>& principals) { SortByKey(principals, PrincipalKey); }
void SortConditions(std::vector<ConditionEntry>& conditions) { SortByKey(conditions, ConditionKey); }

void PolicyDocument::Merge(const PolicyDocument& other) {
  if (!other.id.empty()) id = other.id;
  version = std::max(version, other.version);
  for (const StatementEntry& statement : other.statements) {
    auto same = std::find_if(statements.begin(), statements.end(), [&](const StatementEntry& one) {
      return !statement.sid.empty() && one.sid == statement.sid;
    });
    if (same == statements.end()) {
      statements.push_back(statement);
    } else {
      *same = statement;
    }
  }
}

Result<PolicyDocument> ReadPolicyDocument(std::string_view text) {
  ROLECALL_TRY(Node root, ParseJson(text));
  if (!root.IsObject()) return Wrong("a policy must be an object");
  PolicyDocument document;
  ROLECALL_TRY(document.version, ReadText(root, "Version"));
  ROLECALL_TRY(document.id, ReadText(root, "Id"));
  const Node* statements = root.Find("Statement");
  if (statements == nullptr || statements->kind == Node::Kind::kNull) return document;
  if (statements->IsObject()) {
    ROLECALL_TRY(StatementEntry one, ReadStatement(*statements));
    document.statements.push_back(std::move(one));
    return document;
  }
  if (!statements->IsArray()) return Wrong("Statement must be a list");
  for (const Node& node : statements->items) {
    ROLECALL_TRY(StatementEntry one, ReadStatement(node));
    document.statements.push_back(std::move(one));
  }
  return document;
}

Node PolicyDocumentTree(const PolicyDocument& document, bool with_empty_sid) {
  Node root = ObjectNode();
  AddText(root, "Version", document.version);
  AddText(root, "Id", document.id);
  if (document.statements.empty()) return root;
  Node statements;
  statements.kind = Node::Kind::kArray;
  for (const StatementEntry& statement : document.statements) {
    statements.items.push_back(StatementNode(statement, with_empty_sid));
  }
  AddMember(root, "Statement", std::move(statements));
  return root;
}

}  // namespace rolecall::providers::aws
