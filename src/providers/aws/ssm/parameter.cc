// aws_ssm_parameter
#include <algorithm>
#include <boost/json.hpp>

#include "providers/aws/framework/text_checks.h"
#include "providers/aws/ssm/calls.h"
#include "providers/aws/ssm/resources.h"
#include "providers/framework/schema_build.h"

namespace rolecall::providers::aws {
namespace {

constexpr const char* kSecure = "SecureString";

// What a description tells.
struct Detail {
  const char* attribute;
  const char* member;
};
constexpr Detail kDetails[] = {{"allowed_pattern", "AllowedPattern"},
                               {"data_type", "DataType"},
                               {"description", "Description"},
                               {"key_id", "KeyId"},
                               {"tier", "Tier"}};

engine::BlockSchema ParameterSchema(const Behaviour& behaviour) {
  engine::BlockSchema block;
  AddId(block);
  AddTags(block);
  block.attributes["allowed_pattern"] = TextAttribute(Use::kOptional);
  block.attributes["arn"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["data_type"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["description"] = TextAttribute(Use::kOptional);
  block.attributes["insecure_value"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["key_id"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["name"] = TextAttribute(Use::kRequired);
  block.attributes["overwrite"] = FlagAttribute(Use::kOptional);
  block.attributes["tier"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["type"] = TextAttribute(Use::kRequired);
  block.attributes["value"] = TextAttribute(Use::kOptionalComputed);
  block.attributes["value"].sensitive = true;
  block.attributes["version"] = NumberAttribute(Use::kComputed);
  if (behaviour.has_region_argument()) block.attributes["region"] = TextAttribute(Use::kOptionalComputed);
  if (behaviour.has_write_only_parameters()) {
    block.attributes["has_value_wo"] = FlagAttribute(Use::kComputed);
    block.attributes["value_wo"] = TextAttribute(Use::kOptional);
    block.attributes["value_wo"].sensitive = true;
    block.attributes["value_wo"].write_only = true;
    block.attributes["value_wo_version"] = NumberAttribute(Use::kOptional);
  }
  return block;
}

// AWS resolves Intelligent-Tiering to a tier, and takes nothing back from the advanced one.
Rule TierRule() {
  Rule rule;
  rule.same = [](const std::string& old, const std::string& wanted) {
    return !old.empty() && wanted == "Intelligent-Tiering";
  };
  rule.replaces = [](const std::string& old, const std::string& wanted) {
    return old == "Advanced" && wanted == "Standard";
  };
  return rule;
}

Rules ParameterRules(const Behaviour& behaviour) {
  Rules rules = {{"name", ForceNew()}, {"tier", TierRule()}};
  if (behaviour.has_region_argument()) rules.emplace("region", ForceNew());
  return rules;
}

void ValidateOneOf(const Object& config, const char* name, std::initializer_list<std::string_view> values,
                   Problems& problems) {
  if (!config.IsSet(name)) return;
  const std::string text = config.Text(name);
  if (std::find(values.begin(), values.end(), text) != values.end()) return;
  std::string list;
  for (const std::string_view value : values) list.append(list.empty() ? "\"" : " \"").append(value).append("\"");
  problems.push_back({name, std::string("expected ") + name + " to be one of [" + list + "], got " + text});
}

void ValidateLength(const Object& config, const char* name, std::size_t max, Problems& problems) {
  if (config.Text(name).size() <= max) return;
  problems.push_back(
      {name, std::string("expected length of ") + name + " to be at most " + std::to_string(max) + " characters"});
}

class Parameter final : public Resource {
 public:
  explicit Parameter(const Behaviour& behaviour)
      : Resource(ParameterSchema(behaviour), ParameterRules(behaviour)), behaviour_(behaviour) {}

  void Validate(const Object& config, Problems& problems) const override {
    CheckExactlyOne(config, {"insecure_value", "value", "value_wo"}, problems);
    if (config.Has("value_wo") && config.Get("value_wo").IsNull() != config.Get("value_wo_version").IsNull()) {
      problems.push_back({"value_wo", "all of `value_wo,value_wo_version` must be specified"});
    }
    if (config.IsSet("insecure_value") && config.Text("type") == kSecure) {
      problems.push_back(
          {"insecure_value", "invalid configuration, cannot set type = SecureString and insecure_value"});
    }
    ValidateOneOf(config, "type", {"String", "StringList", kSecure}, problems);
    ValidateOneOf(config, "tier", {"Standard", "Advanced", "Intelligent-Tiering"}, problems);
    ValidateOneOf(config, "data_type", {"text", "aws:ec2:image", "aws:ssm:integration"}, problems);
    ValidateLength(config, "name", 2048, problems);
    ValidateLength(config, "description", 1024, problems);
    ValidateLength(config, "allowed_pattern", 1024, problems);
  }

  Result<void> Plan(const Object* prior, const Object& config, Object& planned) const override {
    if (prior == nullptr) return {};
    // What is configured otherwise is not read into the state: it is empty there.
    if (Differs(*prior, planned, "value") && config.Get("insecure_value").IsNull()) {
      planned.SetUnknown("insecure_value");
    }
    if (Differs(*prior, planned, "insecure_value") && config.Get("value").IsNull()) planned.SetUnknown("value");
    const bool write_only = HasWriteOnly(config);
    if (behaviour_.has_write_only_parameters() && prior->Flag("has_value_wo") != write_only) {
      planned.SetFlag("has_value_wo", write_only);
    }
    const bool changes = Differs(*prior, planned, "value") || Differs(*prior, planned, "insecure_value") ||
                         (write_only && Differs(*prior, planned, "value_wo_version"));
    if (changes || PutDiffers(*prior, planned)) planned.SetUnknown("version");
    return {};
  }

  Result<void> Create(const Call& call, const Object& config, Object& state) const override {
    const std::string name = state.Text("name");
    const bool overwrites = config.Flag("overwrite");
    if (behaviour_.has_write_only_parameters()) state.SetFlag("has_value_wo", HasWriteOnly(config));
    boost::json::object input = PutInput(config, state);
    input["Overwrite"] = overwrites;
    if (!config.Text("description").empty()) input["Description"] = config.Text("description");
    const Tags tags = state.TextMap("tags_all");
    // AWS takes no tags with an overwrite.
    if (!tags.empty() && !overwrites) input["Tags"] = TagsAsJson(tags);
    JsonAnswer answer = CallSsm(call, "PutParameter", input);
    if (!answer.ok()) return Failed("creating SSM Parameter (" + name + ")", answer.error());
    state.SetText("id", name);
    if (tags.empty() || !overwrites) return {};
    JsonAnswer tagged = CallSsm(call, "AddTagsToResource", WithTarget(name, "Tags", TagsAsJson(tags)));
    if (!tagged.ok()) return Failed("setting SSM Parameter (" + name + ") tags", tagged.error());
    return {};
  }

  Result<bool> Read(const Call& call, Object& state) const override {
    const std::string name = state.Text("id");
    const std::string what = "reading SSM Parameter (" + name + ")";
    JsonAnswer answer = CallSsm(call, "GetParameter", {{"Name", name}, {"WithDecryption", true}});
    if (!answer.ok() && answer.error().Is(kParameterNotFound)) return false;
    if (!answer.ok()) return Failed(what, answer.error());
    SetValue(ParameterIn(*answer), state);
    boost::json::object filter{
        {"Key", "Name"}, {"Option", "Equals"}, {"Values", boost::json::array{state.Text("name")}}};
    JsonAnswer described =
        CallSsm(call, "DescribeParameters", {{"ParameterFilters", boost::json::array{std::move(filter)}}});
    if (!described.ok()) return Failed(what, described.error());
    const boost::json::value* details = FindByName(*described, state.Text("name"));
    if (details == nullptr) return false;
    for (const Detail& each : kDetails) state.SetText(each.attribute, JsonText(*details, each.member));
    JsonAnswer tags =
        CallSsm(call, "ListTagsForResource", {{"ResourceType", "Parameter"}, {"ResourceId", state.Text("name")}});
    if (!tags.ok()) return Failed("listing tags for SSM Parameter (" + name + ")", tags.error());
    ReadTags(call.provider.tags, behaviour_, TagsFromJson(*tags, "TagList"), state);
    if (behaviour_.has_region_argument() && !state.IsSet("region")) state.SetText("region", call.region());
    return true;
  }

  Result<void> Update(const Call& call, const Object& prior, const Object& config, Object& state) const override {
    const std::string name = state.Text("id");
    if (PutDiffers(prior, state) || Differs(prior, state, "value") || Differs(prior, state, "insecure_value") ||
        (HasWriteOnly(config) && Differs(prior, state, "value_wo_version"))) {
      boost::json::object input = PutInput(config, state);
      input["Overwrite"] = !config.IsSet("overwrite") || config.Flag("overwrite");
      if (Differs(prior, state, "description")) input["Description"] = state.Text("description");
      JsonAnswer answer = CallSsm(call, "PutParameter", input);
      if (!answer.ok()) return Failed("updating SSM Parameter (" + name + ")", answer.error());
    }
    return UpdateTags(call, name, prior, state);
  }

  Result<void> Delete(const Call& call, const Object& state) const override {
    const std::string name = state.Text("id");
    JsonAnswer answer = CallSsm(call, "DeleteParameter", {{"Name", name}});
    if (answer.ok() || answer.error().Is(kParameterNotFound)) return {};
    return Failed("deleting SSM Parameter (" + name + ")", answer.error());
  }

 private:
  static bool Differs(const Object& a, const Object& b, const char* name) {
    return b.IsUnknown(name) || TextOf(a.Get(name)) != TextOf(b.Get(name));
  }
  // What a new version is made of, besides the value.
  static bool PutDiffers(const Object& prior, const Object& planned) {
    constexpr const char* kNames[] = {"allowed_pattern", "data_type", "description", "key_id", "tier", "type"};
    return std::any_of(std::begin(kNames), std::end(kNames),
                       [&](const char* name) { return Differs(prior, planned, name); });
  }
  bool HasWriteOnly(const Object& config) const {
    return behaviour_.has_write_only_parameters() && !config.Get("value_wo").IsNull();
  }

  boost::json::object PutInput(const Object& config, const Object& state) const {
    std::string value = config.Text("value");
    if (config.IsSet("insecure_value")) value = config.Text("insecure_value");
    if (HasWriteOnly(config)) value = config.Text("value_wo");
    boost::json::object input{{"Name", state.Text("name")},
                              {"Type", state.Text("type")},
                              {"Value", value},
                              {"AllowedPattern", state.Text("allowed_pattern")}};
    if (!state.Text("tier").empty()) input["Tier"] = state.Text("tier");
    if (!state.Text("data_type").empty()) input["DataType"] = state.Text("data_type");
    if (!state.Text("key_id").empty() && state.Text("type") == kSecure) input["KeyId"] = state.Text("key_id");
    return input;
  }

  void SetValue(const boost::json::value& parameter, Object& state) const {
    const std::string value = JsonText(parameter, "Value"), type = JsonText(parameter, "Type");
    const bool insecure = !state.Text("insecure_value").empty() && type != kSecure;
    const bool write_only = behaviour_.has_write_only_parameters() && state.Flag("has_value_wo");
    // What must not be in the state is not put there by reading either.
    state.SetTextOrNull("insecure_value", insecure ? value : "");
    state.SetText("value", insecure || write_only ? "" : value);
    // An imported one has none yet.
    if (behaviour_.has_write_only_parameters()) state.SetFlag("has_value_wo", write_only);
    state.SetText("arn", JsonText(parameter, "ARN"));
    state.SetText("name", JsonText(parameter, "Name"));
    state.SetText("type", type);
    state.SetInteger("version", VersionIn(parameter));
  }

  // The filter does not mind a slash before the name: two may be found.
  static const boost::json::value* FindByName(const boost::json::value& answer, const std::string& name) {
    for (const boost::json::value& each : JsonList(answer, "Parameters")) {
      if (JsonText(each, "Name") == name) return &each;
    }
    return nullptr;
  }

  static boost::json::object WithTarget(const std::string& name, const char* member, boost::json::array what) {
    return {{"ResourceType", "Parameter"}, {"ResourceId", name}, {member, std::move(what)}};
  }

  static Result<void> UpdateTags(const Call& call, const std::string& name, const Object& prior, const Object& state) {
    const TagSettings& settings = call.provider.tags;
    const TagChanges changes =
        ChangesOfTags(settings.Managed(prior.TextMap("tags_all")), settings.Managed(state.TextMap("tags_all")));
    const std::string what = "updating tags for SSM Parameter (" + name + ")";
    if (!changes.removed.empty()) {
      boost::json::array keys(changes.removed.begin(), changes.removed.end());
      JsonAnswer answer = CallSsm(call, "RemoveTagsFromResource", WithTarget(name, "TagKeys", std::move(keys)));
      if (!answer.ok()) return Failed(what, answer.error());
    }
    if (!changes.set.empty()) {
      JsonAnswer answer = CallSsm(call, "AddTagsToResource", WithTarget(name, "Tags", TagsAsJson(changes.set)));
      if (!answer.ok()) return Failed(what, answer.error());
    }
    return {};
  }

  Behaviour behaviour_;
};

}  // namespace

std::unique_ptr<const Resource> MakeSsmParameter(const Behaviour& behaviour) {
  return std::make_unique<Parameter>(behaviour);
}

}  // namespace rolecall::providers::aws
