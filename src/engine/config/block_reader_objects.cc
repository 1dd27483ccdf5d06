// Readers of the blocks that stand for objects: resources, data sources, module calls, and what says how they move.
#include <utility>

#include "engine/config/block_reader.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

// "aws_iam_role" -> "aws"
std::string ImpliedProvider(const std::string& type) { return type.substr(0, type.find('_')); }

std::string ResourceName(ResourceMode mode, const std::string& type, const std::string& name) {
  return (mode == ResourceMode::kData ? "data." : "") + type + "." + name;
}

// Whether names or functions have to be looked up before the expression has a value.
bool NeedsNames(const hcl::Expression& expression) {
  return !hcl::References(expression).empty() || !hcl::Calls(expression).empty();
}

}  // namespace

void BlockReader::ReadResource(const hcl::Block& block, ResourceMode mode, const std::string& check) {
  ResourceBlock resource;
  resource.mode = mode;
  resource.type = block.labels[0].text;
  resource.name = block.labels[1].text;
  resource.range = block.header_range;
  resource.check = check;
  const std::string kind = mode == ResourceMode::kData ? "data source" : "resource";
  if (!CheckName(kind + " type", resource.type, block.labels[0].range) ||
      !CheckName(kind, resource.name, block.labels[1].range)) {
    return;
  }
  std::string full_name = ResourceName(mode, resource.type, resource.name);
  auto found = module_.resources.find(full_name);
  bool exists = found != module_.resources.end();
  if (!MayDeclare(exists, kind + " \"" + full_name + "\"", exists ? found->second.range : diag::Range(),
                  block.header_range)) {
    return;
  }
  hcl::Body rest;
  hcl::Content content = DecodeWithRest(block.body,
                                        {{{"count"}, {"for_each"}, {"provider"}, {"depends_on"}},
                                         {{"lifecycle", {}}, {"provisioner", {"type"}}, {"connection", {}}, {"_", {}}}},
                                        &rest);
  resource.provider.local_name = ImpliedProvider(resource.type);
  if (exists) {
    rest = MergedBody(found->second.body, rest);
    resource = found->second;
  }
  resource.body = std::move(rest);
  ReadRepetition(resource, content, exists);
  if (const hcl::Expression* provider = ExpressionOf(content, "provider")) {
    if (auto reference = ProviderName(*provider)) resource.provider = *reference;
    resource.provider_given = true;
  }
  if (content.Find("depends_on")) resource.depends_on = TraversalList(content, "depends_on");
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "lifecycle") ReadLifecycle(resource, *inner);
    if (inner->type == "provisioner" || inner->type == "connection") {
      Unsupported("unsupported-block", "The \"" + inner->type + "\" block is not supported",
                  "Provisioners are not run by this program. Do such steps outside, before or after.",
                  inner->header_range);
    }
    if (inner->type == "_") resource.body = MergedBody(resource.body, inner->body);
  }
  module_.resources[full_name] = std::move(resource);
}

// count or for_each; in an override, one takes the place of the other.
void BlockReader::ReadRepetition(ResourceBlock& resource, const hcl::Content& content, bool overrides) {
  if (const hcl::Expression* count = ExpressionOf(content, "count")) {
    resource.count = count;
    if (overrides) resource.for_each = nullptr;
  }
  if (const hcl::Expression* for_each = ExpressionOf(content, "for_each")) {
    resource.for_each = for_each;
    if (overrides && !content.Find("count")) resource.count = nullptr;
  }
  if (resource.count != nullptr && resource.for_each != nullptr) {
    diagnostics_.AddError("invalid-combination", "Invalid combination of \"count\" and \"for_each\"",
                          "The \"count\" and \"for_each\" meta-arguments are mutually-exclusive, only one should be "
                          "used to be explicit about the number of resources to be created.",
                          resource.for_each->range);
  }
}

void BlockReader::CheckEnabled(const hcl::Expression& enabled, bool is_repeated) {
  if (is_repeated) {
    diagnostics_.AddError("invalid-combination", "Invalid combination of arguments",
                          "The lifecycle argument \"enabled\" cannot be combined with \"count\" or \"for_each\": use "
                          "only one of them to say which instances there are.",
                          enabled.range);
  }
}

void BlockReader::ReadLifecycle(ResourceBlock& resource, const hcl::Block& block) {
  hcl::BodySchema schema = {{{"create_before_destroy"},
                             {"prevent_destroy"},
                             {"ignore_changes"},
                             {"replace_triggered_by"},
                             {"destroy"},
                             {"enabled"}},
                            {{"precondition", {}}, {"postcondition", {}}}};
  if (passes_over_) schema.blocks.push_back({"action_trigger", {}});
  hcl::Content content = Decode(block.body, schema);
  Lifecycle& lifecycle = resource.lifecycle;
  for (const char* name : {"create_before_destroy", "prevent_destroy", "ignore_changes", "replace_triggered_by"}) {
    if (resource.mode == ResourceMode::kData && content.Find(name)) {
      diagnostics_.AddError(
          "invalid-argument", "Invalid data resource lifecycle argument",
          "The lifecycle argument \"" + std::string(name) + "\" is defined only for managed resources.",
          content.Find(name)->name_range);
    }
  }
  if (const hcl::Attribute* attribute = content.Find("destroy")) {
    Unsupported("unsupported-argument", "The lifecycle argument \"destroy\" is not supported",
                "Use a removed block to take an object out of the state without destroying it.", attribute->name_range);
  }
  if (const hcl::Expression* enabled = ExpressionOf(content, "enabled")) {
    resource.enabled = enabled;
    CheckEnabled(*enabled, resource.count != nullptr || resource.for_each != nullptr);
  }
  if (auto flag = ConstantBool(content, "create_before_destroy")) lifecycle.create_before_destroy = *flag;
  if (auto flag = ConstantBool(content, "prevent_destroy")) lifecycle.prevent_destroy = *flag;
  if (const hcl::Expression* ignore = ExpressionOf(content, "ignore_changes")) ReadIgnoreChanges(lifecycle, *ignore);
  if (const hcl::Expression* triggers = ExpressionOf(content, "replace_triggered_by")) {
    if (auto items = hcl::AsStaticList(*triggers, diagnostics_)) lifecycle.replace_triggered_by = *items;
  }
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "action_trigger") continue;
    auto& rules = inner->type == "precondition" ? lifecycle.preconditions : lifecycle.postconditions;
    rules.push_back(ReadRule(*inner));
  }
}

void BlockReader::ReadIgnoreChanges(Lifecycle& lifecycle, const hcl::Expression& expression) {
  lifecycle.ignore_all = hcl::AsKeyword(expression) == "all";
  lifecycle.ignore_changes.clear();
  if (lifecycle.ignore_all) return;
  auto items = hcl::AsStaticList(expression, diagnostics_);
  if (!items) return;
  for (const hcl::Expression* item : *items) {
    if (auto traversal = hcl::AsTraversal(*item, diagnostics_)) {
      lifecycle.ignore_changes.push_back(*std::move(traversal));
    }
  }
}

void BlockReader::ReadModuleCall(const hcl::Block& block) {
  ModuleCall call;
  call.name = block.labels[0].text;
  call.range = block.header_range;
  if (!CheckName("module instance", call.name, block.labels[0].range)) return;
  auto found = module_.calls.find(call.name);
  bool exists = found != module_.calls.end();
  if (!MayDeclare(exists, "module call \"" + call.name + "\"", exists ? found->second.range : diag::Range(),
                  block.header_range)) {
    return;
  }
  if (exists) call = found->second;
  hcl::Body rest;
  hcl::Content content =
      DecodeWithRest(block.body,
                     {{{"source", !is_override_}, {"version"}, {"count"}, {"for_each"}, {"providers"}, {"depends_on"}},
                      {{"lifecycle", {}}}},
                     &rest);
  call.missing_range = content.missing_range;
  if (const hcl::Expression* source = ExpressionOf(content, "source")) {
    call.source_expression = source;
    call.source = NeedsNames(*source) ? "" : ConstantString(content, "source").value_or("");
  }
  if (const hcl::Expression* version = ExpressionOf(content, "version")) {
    call.version_expression = version;
    call.version = NeedsNames(*version) ? "" : ConstantString(content, "version").value_or("");
  }
  if (const hcl::Expression* count = ExpressionOf(content, "count")) call.count = count;
  if (const hcl::Expression* for_each = ExpressionOf(content, "for_each")) call.for_each = for_each;
  if (call.count != nullptr && call.for_each != nullptr) {
    diagnostics_.AddError("invalid-combination", "Invalid combination of \"count\" and \"for_each\"",
                          "The \"count\" and \"for_each\" meta-arguments are mutually-exclusive.",
                          call.for_each->range);
  }
  if (const hcl::Expression* providers = ExpressionOf(content, "providers")) ReadCallProviders(call, *providers);
  if (content.Find("depends_on")) call.depends_on = TraversalList(content, "depends_on");
  for (const hcl::BlockPtr& inner : content.blocks) {
    const hcl::Content lifecycle = Decode(inner->body, {{{"enabled"}}, {}});
    const hcl::Expression* enabled = ExpressionOf(lifecycle, "enabled");
    if (enabled == nullptr) continue;
    call.enabled = enabled;
    CheckEnabled(*enabled, call.count != nullptr || call.for_each != nullptr);
  }
  for (auto& [name, attribute] : hcl::DecodeAttributes(rest, diagnostics_)) call.arguments[name] = attribute;
  module_.calls[call.name] = std::move(call);
}

void BlockReader::ReadCallProviders(ModuleCall& call, const hcl::Expression& expression) {
  call.providers.clear();
  auto pairs = hcl::AsStaticMap(expression, diagnostics_);
  if (!pairs) return;
  for (const hcl::StaticPair& pair : *pairs) {
    const auto* key = hcl::As<hcl::ObjectKeyExpression>(pair.key);
    auto child = ProviderName(key != nullptr ? *key->wrapped : *pair.key);
    auto ours = ProviderName(*pair.value);
    if (child && ours) call.providers[*child] = *ours;
  }
}

void BlockReader::ReadMoved(const hcl::Block& block) {
  hcl::Content content = Decode(block.body, {{{"from", true}, {"to", true}}, {}});
  auto from = Target(content, "from");
  auto to = Target(content, "to");
  if (!from || !to) return;
  if (from->resource.has_value() != to->resource.has_value()) {
    diagnostics_.AddError("invalid-moved", "Invalid \"moved\" addresses",
                          "The \"from\" and \"to\" addresses must either both refer to resources or both refer to "
                          "modules.",
                          block.header_range);
    return;
  }
  module_.moved.push_back(MovedBlock{*from, *to, block.header_range});
}

void BlockReader::ReadRemoved(const hcl::Block& block) {
  hcl::Content content = Decode(block.body, {{{"from", true}}, {{"lifecycle", {}}, {"provisioner", {"type"}}}});
  RemovedBlock removed;
  removed.range = block.header_range;
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "provisioner") {
      Unsupported("unsupported-block", "The \"provisioner\" block is not supported",
                  "Provisioners are not run by this program.", inner->header_range);
    }
    if (inner->type != "lifecycle") continue;
    hcl::Content lifecycle = Decode(inner->body, {{{"destroy", true}}, {}});
    removed.destroy = ConstantBool(lifecycle, "destroy").value_or(true);
  }
  auto from = Target(content, "from");
  if (!from) return;
  if (from->resource && from->resource->mode == ResourceMode::kData) {
    diagnostics_.AddError("invalid-removed", "Data source address is not allowed",
                          "Data sources cannot be destroyed, and therefore, 'removed' blocks are not allowed to target "
                          "them. To remove data sources from state, you should remove the data source block from the "
                          "configuration.",
                          ExpressionOf(content, "from")->range);
    return;
  }
  const bool has_key = from->resource && HasKey(from->resource->key);
  if (has_key) {
    diagnostics_.AddError("invalid-removed", "Resource instance address with keys is not allowed",
                          "Resource address cannot be a resource instance (e.g. \"null_resource.a[0]\"), it must be a "
                          "resource instead (e.g. \"null_resource.a\").",
                          ExpressionOf(content, "from")->range);
    return;
  }
  removed.from = *from;
  if (content.BlocksOf("lifecycle").empty()) removed.destroy = false;  // as OpenTofu: forget by default
  module_.removed.push_back(std::move(removed));
}

void BlockReader::ReadImport(const hcl::Block& block) {
  hcl::Content content = Decode(block.body, {{{"to", true}, {"id"}, {"provider"}, {"for_each"}, {"identity"}}, {}});
  ImportBlock import{ExpressionOf(content, "to"), ExpressionOf(content, "id"), ExpressionOf(content, "for_each"),
                     block.header_range};
  if (import.id == nullptr) {
    Unsupported("unsupported-argument", "An import block needs an id",
                "Imports by identity are not supported: give the object's id.", block.header_range);
    return;
  }
  if (import.to == nullptr) return;
  const std::vector<const hcl::Traversal*> to = hcl::References(*import.to);
  if (!to.empty() && to.front()->root == "data") {
    diagnostics_.AddError("invalid-import", "Invalid import address",
                          "A managed resource address is required. Importing into a data resource is not allowed.",
                          import.to->range);
    return;
  }
  module_.imports.push_back(import);
}

void BlockReader::ReadCheck(const hcl::Block& block) {
  const std::string& name = block.labels[0].text;
  if (!CheckName("check block", name, block.labels[0].range)) return;
  auto found = module_.checks.find(name);
  bool exists = found != module_.checks.end();
  if (!MayDeclare(exists, "check block \"" + name + "\"", exists ? found->second.range : diag::Range(),
                  block.header_range)) {
    return;
  }
  hcl::Content content = Decode(block.body, {{}, {{"data", {"type", "name"}}, {"assert", {}}}});
  CheckBlock check{name, {}, block.header_range};
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "assert") check.asserts.push_back(ReadRule(*inner));
    if (inner->type == "data") ReadResource(*inner, ResourceMode::kData, name);
  }
  if (check.asserts.empty()) {
    diagnostics_.AddError("invalid-check", "Zero assert blocks", "Check blocks must have at least one assert block.",
                          block.header_range);
  }
  module_.checks[name] = std::move(check);
}

}  // namespace rolecall::engine
