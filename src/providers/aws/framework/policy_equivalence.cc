#include "providers/aws/framework/policy_equivalence.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/text.h"
#include "json/document.h"
#include "providers/aws/framework/json_text.h"

namespace rolecall::providers::aws {
namespace {

using json::Node;

// Sorted; one text and a list of one are the same. An empty list is as absent.
using Texts = std::vector<std::string>;
using TextsByKey = std::map<std::string, std::set<std::string>>;

struct Principal {
  std::optional<std::string> text;  // "*"
  TextsByKey lists;                 // or by kind, without empty ones
  bool operator==(const Principal&) const = default;
};

struct Condition {
  std::size_t count = 0;  // duplicates included
  std::set<std::string> values;
  bool operator==(const Condition&) const = default;
};

struct Statement {
  std::string sid, effect;
  Texts action, not_action, resource, not_resource;
  Principal principal, not_principal;
  std::optional<std::map<std::string, std::map<std::string, Condition>>> condition;
  bool operator==(const Statement&) const = default;
};

struct Document {
  std::string version, id;
  std::vector<Statement> statements;
};

Error Wrong(const std::string& what) { return {ErrorCode::kInvalidArgument, what}; }

// The member of that name, ignoring case: exactly so named ones first.
const Node* Find(const Node& object, std::string_view name) {
  if (const Node* exact = object.Find(name)) return exact;
  for (const json::Member& member : object.members) {
    if (EqualsIgnoringAsciiCase(member.name, name)) return &member.value;
  }
  return nullptr;
}

std::optional<std::string> ScalarText(const Node& node) {
  switch (node.kind) {
    case Node::Kind::kString:
    case Node::Kind::kNumber: return node.text;
    case Node::Kind::kBool: return std::string(node.flag ? "true" : "false");
    default: return std::nullopt;
  }
}

Texts ReadTexts(const Node* node) {
  Texts texts;
  if (node == nullptr || node->kind == Node::Kind::kNull) return texts;
  std::vector<const Node*> items;
  if (node->IsArray()) {
    for (const Node& item : node->items) items.push_back(&item);
  } else {
    items.push_back(node);
  }
  for (const Node* item : items) {
    // What cannot stand here is compared as it is written: the API refuses it, not we.
    texts.push_back(ScalarText(*item).value_or(CompactJson(*item)));
  }
  std::sort(texts.begin(), texts.end());
  return texts;
}

// An account's id stands for its root: "123456789012" and "arn:aws:iam::123456789012:root" are one.
std::string PrincipalText(const std::string& text) {
  constexpr std::string_view kRoot = ":root";
  if (!text.starts_with("arn:") || !text.ends_with(kRoot)) return text;
  std::size_t iam = text.find(":iam::");
  if (iam == std::string::npos) return text;
  std::string account = text.substr(iam + 6, text.size() - iam - 6 - kRoot.size());
  bool is_id = account.size() == 12 && account.find_first_not_of("0123456789") == std::string::npos;
  return is_id ? account : text;
}

Result<Principal> ReadPrincipal(const Node* node, const char* name) {
  Principal principal;
  if (node == nullptr || node->kind == Node::Kind::kNull) return principal;
  if (node->IsString()) {
    principal.text = PrincipalText(node->text);
    return principal;
  }
  if (!node->IsObject()) return Wrong(std::string(name) + " must be a string or an object");
  for (const json::Member& member : node->members) {
    Texts texts = ReadTexts(&member.value);
    if (texts.empty()) continue;
    std::set<std::string>& list = principal.lists[member.name];
    for (const std::string& text : texts) list.insert(PrincipalText(text));
  }
  return principal;
}

Result<void> ReadCondition(const Node* node, Statement& statement) {
  if (node == nullptr || node->kind == Node::Kind::kNull) return {};
  if (!node->IsObject()) return Wrong("Condition must be an object");
  auto& tests = statement.condition.emplace();
  for (const json::Member& test : node->members) {
    if (!test.value.IsObject()) return Wrong("Condition." + test.name + " must be an object");
    auto& variables = tests[test.name];
    for (const json::Member& variable : test.value.members) {
      Texts texts = ReadTexts(&variable.value);
      variables[variable.name] = {texts.size(), std::set<std::string>(texts.begin(), texts.end())};
    }
  }
  return {};
}

Result<std::string> ReadText(const Node& object, const char* name) {
  const Node* node = Find(object, name);
  if (node == nullptr || node->kind == Node::Kind::kNull) return std::string();
  std::optional<std::string> text = ScalarText(*node);
  if (!text) return Wrong(std::string(name) + " must be a string");
  return *text;
}

Result<Statement> ReadStatement(const Node& node) {
  if (!node.IsObject()) return Wrong("a statement must be an object");
  Statement statement;
  ROLECALL_TRY(statement.sid, ReadText(node, "Sid"));
  ROLECALL_TRY(statement.effect, ReadText(node, "Effect"));
  statement.effect = LowerAscii(statement.effect);
  statement.action = ReadTexts(Find(node, "Action"));
  statement.not_action = ReadTexts(Find(node, "NotAction"));
  statement.resource = ReadTexts(Find(node, "Resource"));
  statement.not_resource = ReadTexts(Find(node, "NotResource"));
  ROLECALL_TRY(statement.principal, ReadPrincipal(Find(node, "Principal"), "Principal"));
  ROLECALL_TRY(statement.not_principal, ReadPrincipal(Find(node, "NotPrincipal"), "NotPrincipal"));
  ROLECALL_RETURN_IF_ERROR(ReadCondition(Find(node, "Condition"), statement));
  return statement;
}

// The policy's object, also where it stands alone in a list; null for none ("", "{}", "[]").
Result<Node> ReadRoot(std::string_view text) {
  Node root;
  if (text.empty()) return root;
  ROLECALL_TRY(root, ParseJson(text));
  if (root.IsArray() && root.items.size() == 1) {
    Node inner = std::move(root.items[0]);
    root = std::move(inner);
  }
  bool is_empty = (root.IsArray() && root.items.empty()) || (root.IsObject() && root.members.empty());
  if (is_empty) return Node();
  if (!root.IsObject()) return Wrong("a policy must be an object");
  return root;
}

Result<Document> ReadDocument(const Node& root) {
  Document document;
  ROLECALL_TRY(document.version, ReadText(root, "Version"));
  ROLECALL_TRY(document.id, ReadText(root, "Id"));
  const Node* statements = Find(root, "Statement");
  if (statements == nullptr || statements->kind == Node::Kind::kNull) return document;
  if (!statements->IsArray()) {
    ROLECALL_TRY(Statement one, ReadStatement(*statements));
    document.statements.push_back(std::move(one));
    return document;
  }
  for (const Node& node : statements->items) {
    ROLECALL_TRY(Statement one, ReadStatement(node));
    document.statements.push_back(std::move(one));
  }
  return document;
}

// Every statement of one has an equal among the other's; order and repetition do not matter.
bool AllFound(const std::vector<Statement>& in, const std::vector<Statement>& among) {
  return std::all_of(in.begin(), in.end(),
                     [&](const Statement& one) { return std::find(among.begin(), among.end(), one) != among.end(); });
}

}  // namespace

Result<bool> PolicyDocumentsEquivalent(std::string_view first, std::string_view second) {
  ROLECALL_TRY(Node first_root, ReadRoot(Trim(first)));
  ROLECALL_TRY(Node second_root, ReadRoot(Trim(second)));
  if (!first_root.IsObject() || !second_root.IsObject()) return first_root.kind == second_root.kind;
  ROLECALL_TRY(Document a, ReadDocument(first_root));
  ROLECALL_TRY(Document b, ReadDocument(second_root));
  return a.version == b.version && a.id == b.id && a.statements.size() == b.statements.size() &&
         AllFound(a.statements, b.statements) && AllFound(b.statements, a.statements);
}

}  // namespace rolecall::providers::aws
