#include "access/check/document_model.h"

#include <algorithm>

#include "access/model/resource_reader.h"
#include "json/document.h"
#include "value/json.h"

namespace rolecall::access {
namespace {

using value::Value;

// A value with what `unknown` marks: true in the place of a value means that it is known only after the apply.
Value WithUnknowns(const Value& known, const json::Node* unknown) {
  if (unknown == nullptr) return known;
  if (unknown->kind == json::Node::Kind::kBool) return unknown->flag ? Value::Unknown(value::Type::Dynamic()) : known;
  if (known.IsNull() || !known.IsKnown()) return known;
  if (unknown->IsObject() && known.type().IsObject()) {
    std::map<std::string, Value> members = known.members();
    for (const json::Member& member : unknown->members) {
      const auto found = members.find(member.name);
      members[member.name] = WithUnknowns(found == members.end() ? Value() : found->second, &member.value);
    }
    return Value::Object(std::move(members));
  }
  if (unknown->IsArray() && known.type().IsTuple()) {
    std::vector<Value> elements = known.elements();
    for (std::size_t i = 0; i < elements.size() && i < unknown->items.size(); ++i) {
      elements[i] = WithUnknowns(elements[i], &unknown->items[i]);
    }
    return Value::Tuple(std::move(elements));
  }
  return known;
}

Result<void> AddSide(const json::Node& resource, const engine::ResourceAddress& address, const char* side,
                     const char* unknown, ResourceReader& reader) {
  const json::Node* change = resource.Find("change");
  const json::Node* object = change == nullptr ? nullptr : change->Find(side);
  if (object == nullptr || !object->IsObject()) return {};
  const Expected<Value, value::JsonError> read = value::FromJson(*object);
  if (!read.ok()) return Error{ErrorCode::kInvalidArgument, address.Text() + ": " + read.error().message};
  reader.Add(address, WithUnknowns(*read, unknown == nullptr ? nullptr : change->Find(unknown)));
  return {};
}

IdentityModel Finished(ResourceReader& reader) {
  IdentityModel model = reader.Finish();
  for (const Role& role : model.roles) {
    if (model.account_id.empty()) model.account_id = role.account;
  }
  for (const auto& [arn, policy] : model.policies) {
    if (model.account_id.empty()) model.account_id = AccountOf(arn);
  }
  return model;
}

}  // namespace

Result<PlanModels> ModelsOfPlanJson(std::string_view text) {
  const json::ParseResult parsed = json::Parse(text, {});
  if (!parsed.error.empty()) return Error{ErrorCode::kInvalidArgument, "is not JSON: " + parsed.error};
  const json::Node* changes = parsed.root.Find("resource_changes");
  if (changes == nullptr && parsed.root.Find("planned_values") == nullptr) {
    return Error{ErrorCode::kInvalidArgument, "is not a plan: it has no resource_changes"};
  }
  ResourceReader before(nullptr, nullptr, Origin::Kind::kState), after(nullptr, nullptr, Origin::Kind::kConfiguration);
  if (changes != nullptr) {
    for (const json::Node& one : changes->items) {
      if (one.TextOf("mode") == "data" || one.Find("deposed") != nullptr ||
          !ResourceReader::Reads(one.TextOf("type"))) {
        continue;
      }
      ROLECALL_TRY(const engine::ResourceAddress address, engine::ParseResourceAddress(one.TextOf("address")));
      ROLECALL_RETURN_IF_ERROR(AddSide(one, address, "before", nullptr, before));
      ROLECALL_RETURN_IF_ERROR(AddSide(one, address, "after", "after_unknown", after));
    }
  }
  return PlanModels{Finished(before), Finished(after)};
}

IdentityModel ModelOfPolicy(std::string text, policy::DocumentKind kind) {
  constexpr const char* kAccount = "111122223333";
  IdentityModel model;
  model.account_id = kAccount;
  PolicyDocument document;
  document.name = "the policy";
  document.text = std::move(text);
  if (kind == policy::DocumentKind::kResource || kind == policy::DocumentKind::kRcp) {
    model.resources.push_back({"", std::move(document)});
    return model;
  }
  Role role;
  role.name = "this-role";
  role.arn = std::string("arn:aws:iam::") + kAccount + ":role/this-role";
  role.account = kAccount;
  if (kind == policy::DocumentKind::kTrust) {
    role.trust = std::move(document);
  } else {
    role.inline_policies.push_back(std::move(document));
  }
  model.roles.push_back(std::move(role));
  return model;
}

}  // namespace rolecall::access
