// data: aws_iam_policy_document
#include <set>

#include "crypto/digest.h"
#include "providers/aws/data/data_sources.h"
#include "providers/aws/data/policy_document.h"
#include "providers/aws/framework/json_text.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

using engine::Nesting;
using value::Value;

constexpr const char* kOldVersion = "2008-10-17";
constexpr const char* kVersion = "2012-10-17";

engine::BlockSchema PrincipalSchema() {
  engine::BlockSchema block;
  block.attributes["type"] = TextAttribute(Use::kRequired);
  block.attributes["identifiers"] = TextSetAttribute(Use::kRequired);
  return block;
}

engine::BlockSchema StatementSchema() {
  engine::BlockSchema condition;
  condition.attributes["test"] = TextAttribute(Use::kRequired);
  condition.attributes["variable"] = TextAttribute(Use::kRequired);
  condition.attributes["values"] = TextListAttribute(Use::kRequired);
  engine::BlockSchema block;
  block.attributes["sid"] = TextAttribute(Use::kOptional);
  block.attributes["effect"] = TextAttribute(Use::kOptional);
  for (const char* name : {"actions", "not_actions", "resources", "not_resources"}) {
    block.attributes[name] = TextSetAttribute(Use::kOptional);
  }
  block.blocks["principals"] = Block(Nesting::kSet, PrincipalSchema());
  block.blocks["not_principals"] = Block(Nesting::kSet, PrincipalSchema());
  block.blocks["condition"] = Block(Nesting::kSet, std::move(condition));
  return block;
}

engine::BlockSchema DocumentSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  block.attributes["json"] = TextAttribute(Use::kComputed);
  if (behaviour.has_minified_json()) block.attributes["minified_json"] = TextAttribute(Use::kComputed);
  block.attributes["override_policy_documents"] = TextListAttribute(Use::kOptional);
  block.attributes["source_policy_documents"] = TextListAttribute(Use::kOptional);
  for (const char* name : {"override_json", "source_json"}) {
    block.attributes[name] = TextAttribute(Use::kOptional);
    block.attributes[name].deprecated = "Not used";
  }
  block.attributes["policy_id"] = TextAttribute(Use::kOptional);
  block.attributes["version"] = TextAttribute(Use::kOptional);
  block.blocks["statement"] = Block(Nesting::kList, StatementSchema());
  return block;
}

// "&{aws:username}" is written for what the language would take for a template.
Result<std::string> WithVariables(std::string text, const std::string& version) {
  for (std::size_t at = text.find("&{"); at != std::string::npos; at = text.find("&{", at)) {
    if (version == kOldVersion) {
      return Error{ErrorCode::kInvalidArgument,
                   "found &{ sequence in (" + text + "), which is not supported in document version " + kOldVersion};
    }
    text[at] = '$';
  }
  return text;
}

Result<std::vector<std::string>> WithVariables(std::vector<std::string> texts, const std::string& version) {
  for (std::string& text : texts) {
    ROLECALL_TRY(text, WithVariables(std::move(text), version));
  }
  return texts;
}

Result<std::vector<PrincipalEntry>> Principals(const Object& statement, const char* name, const std::string& version) {
  std::vector<PrincipalEntry> entries;
  for (const Object& block : statement.Blocks(name)) {
    ROLECALL_TRY(std::vector<std::string> identifiers, WithVariables(block.Texts("identifiers"), version));
    entries.push_back({block.Text("type"), TextOrList::FromSet(std::move(identifiers))});
  }
  SortPrincipals(entries);
  return entries;
}

Result<StatementEntry> StatementOf(const Object& block, const std::string& version) {
  StatementEntry statement;
  statement.sid = block.Text("sid");
  statement.effect = block.IsSet("effect") ? block.Text("effect") : "Allow";
  statement.action = TextOrList::FromSet(block.Texts("actions"));
  statement.not_action = TextOrList::FromSet(block.Texts("not_actions"));
  ROLECALL_TRY(std::vector<std::string> resources, WithVariables(block.Texts("resources"), version));
  statement.resource = TextOrList::FromSet(std::move(resources));
  ROLECALL_TRY(std::vector<std::string> not_resources, WithVariables(block.Texts("not_resources"), version));
  statement.not_resource = TextOrList::FromSet(std::move(not_resources));
  ROLECALL_TRY(statement.principals, Principals(block, "principals", version));
  ROLECALL_TRY(statement.not_principals, Principals(block, "not_principals", version));
  for (const Object& condition : block.Blocks("condition")) {
    statement.conditions.push_back({condition.Text("test"), condition.Text("variable"), {}});
    for (const Value& element : condition.Get("values").elements()) {
      // An empty or null value stays: conditions may compare with nothing.
      statement.conditions.back().values.push_back(TextOf(element));
    }
  }
  SortConditions(statement.conditions);
  for (ConditionEntry& condition : statement.conditions) {
    ROLECALL_TRY(condition.values, WithVariables(std::move(condition.values), version));
  }
  return statement;
}

Result<PolicyDocument> ReadArgument(const std::string& text, const char* name, std::size_t index) {
  Result<PolicyDocument> document = ReadPolicyDocument(text);
  if (document.ok()) return document;
  return Error{ErrorCode::kInvalidArgument,
               std::string("merging ") + name + " (item " + std::to_string(index) + "): " + document.error().message};
}

class PolicyDocumentData final : public DataSource {
 public:
  explicit PolicyDocumentData(const Behaviour& behaviour)
      : DataSource(DocumentSchema(behaviour)), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    std::string version = config.Text("version");
    if (!version.empty() && version != kVersion && version != kOldVersion) {
      problems.push_back({"version", "expected version to be one of [\"2008-10-17\" \"2012-10-17\"], got " + version});
    }
    for (const Object& statement : config.Blocks("statement")) {
      std::string effect = statement.Text("effect");
      if (effect.empty() || effect == "Allow" || effect == "Deny") continue;
      problems.push_back({"statement.effect", "expected effect to be one of [\"Allow\" \"Deny\"], got " + effect});
    }
    for (const char* name : {"source_json", "override_json"}) {
      if (behaviour_.has_source_json() || !config.Has(name) || config.Text(name).empty()) continue;
      problems.push_back({name,
                          "this argument is no longer used: use source_policy_documents or "
                          "override_policy_documents"});
    }
  }

  Result<void> Read(const Call&, Object& state) const override {
    if (state.Text("version").empty()) state.SetText("version", kVersion);
    ROLECALL_TRY(PolicyDocument document, Merged(state));
    json::Node tree = PolicyDocumentTree(document, behaviour_.prints_empty_sid());
    std::string json = IndentedJson(tree);
    state.SetText("id", std::to_string(crypto::Crc32(json)));
    state.SetText("json", std::move(json));
    if (behaviour_.has_minified_json()) state.SetText("minified_json", CompactJson(tree));
    FillStatements(state);
    return {};
  }

 private:
  Result<PolicyDocument> Merged(const Object& config) const {
    PolicyDocument merged;
    if (behaviour_.has_source_json() && !config.Text("source_json").empty()) {
      ROLECALL_TRY(merged, ReadArgument(config.Text("source_json"), "source_json", 0));
    }
    ROLECALL_RETURN_IF_ERROR(MergeSources(config, merged));
    ROLECALL_TRY(PolicyDocument own, Own(config));
    merged.Merge(own);
    std::size_t index = 0;
    for (const std::string& text : config.Texts("override_policy_documents")) {
      ROLECALL_TRY(PolicyDocument document, ReadArgument(text, "override_policy_documents", index++));
      merged.Merge(document);
    }
    if (behaviour_.has_source_json() && !config.Text("override_json").empty()) {
      ROLECALL_TRY(PolicyDocument document, ReadArgument(config.Text("override_json"), "override_json", 0));
      merged.Merge(document);
    }
    return merged;
  }

  static Result<void> MergeSources(const Object& config, PolicyDocument& merged) {
    std::set<std::string> sids;
    std::size_t index = 0;
    for (const std::string& text : config.Texts("source_policy_documents")) {
      ROLECALL_TRY(PolicyDocument document, ReadArgument(text, "source_policy_documents", index));
      for (const StatementEntry& statement : document.statements) {
        if (statement.sid.empty() || sids.insert(statement.sid).second) continue;
        return Error{ErrorCode::kInvalidArgument, "duplicate Sid (" + statement.sid +
                                                      ") in source_policy_documents (item " + std::to_string(index) +
                                                      "). Remove the Sid or ensure Sids are unique."};
      }
      merged.Merge(document);
      ++index;
    }
    return {};
  }

  static Result<PolicyDocument> Own(const Object& config) {
    PolicyDocument own;
    own.version = config.Text("version");
    own.id = config.Text("policy_id");
    std::set<std::string> sids;
    for (const Object& block : config.Blocks("statement")) {
      ROLECALL_TRY(StatementEntry statement, StatementOf(block, own.version));
      if (!statement.sid.empty() && !sids.insert(statement.sid).second) {
        return Error{ErrorCode::kInvalidArgument,
                     "duplicate Sid (" + statement.sid + "). Remove the Sid or ensure the Sid is unique."};
      }
      own.statements.push_back(std::move(statement));
    }
    return own;
  }

  // The SDK stores what was not given as empty, and the default effect.
  static void FillStatements(Object& state) {
    std::vector<Value> statements;
    std::vector<Object> blocks = state.Blocks("statement");
    for (Object& block : blocks) {
      if (!block.IsSet("effect")) block.SetText("effect", "Allow");
      if (!block.IsSet("sid")) block.SetText("sid", "");
      for (const char* name : {"actions", "not_actions", "resources", "not_resources"}) {
        if (!block.IsSet(name)) block.SetTexts(name, {});
      }
      statements.push_back(block.ToValue());
    }
    state.Set("statement", Value::List(state.TypeOf("statement").element(), std::move(statements)));
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const DataSource> MakeIamPolicyDocumentData(const Behaviour& behaviour) {
  return std::make_unique<PolicyDocumentData>(behaviour);
}

}  // namespace rolecall::providers::aws
