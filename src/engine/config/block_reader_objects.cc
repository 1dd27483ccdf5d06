// Readers of the blocks that stand for objects: resources, data sources, module calls, and what says how they move.
#include <utility>

#include "base/text.h"
#include "engine/config/block_reader.h"
#include "engine/config/import_address.h"
#include "engine/config/references.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {
namespace {

// "aws_iam_role" -> "aws"
std::string ImpliedProvider(const std::string& type) { return type.substr(0, type.find('_')); }

std::string ResourceName(ResourceMode mode, const std::string& type, const std::string& name) {
  return ModePrefix(mode) + type + "." + name;
}

// The mode of a block, as messages about its form name it: "data", "resource", "ephemeral".
std::string BlockKind(ResourceMode mode) { return mode == ResourceMode::kManaged ? "resource" : ModeName(mode); }

// The same of what it stands for.
std::string ObjectKind(ResourceMode mode) {
  switch (mode) {
    case ResourceMode::kData: return "data source";
    case ResourceMode::kManaged: return "resource";
    case ResourceMode::kEphemeral: return "ephemeral resource";
  }
  return "";
}

}  // namespace

void BlockReader::ReadResource(const hcl::Block& block, ResourceMode mode, const std::string& check) {
  ResourceBlock resource;
  resource.mode = mode;
  resource.type = block.labels[0].text;
  resource.name = block.labels[1].text;
  resource.range = block.header_range;
  resource.type_range = block.labels[0].range;
  resource.check = check;
  const std::string kind = ObjectKind(mode);
  const std::string type_kind = mode == ResourceMode::kData ? kind : kind + " type";
  if (!CheckName(type_kind, resource.type, block.labels[0].range) ||
      !CheckName(mode == ResourceMode::kData ? "data resource" : kind, resource.name, block.labels[1].range)) {
    return;
  }
  std::string full_name = ResourceName(mode, resource.type, resource.name);
  auto found = module_.resources.find(full_name);
  bool exists = found != module_.resources.end();
  // What else is wrong with the block is told all the same.
  const bool is_declared = MayDeclare(exists, ResourceWords(mode, resource.type, resource.name, !check.empty()),
                                      exists ? found->second.range : diag::Range(), block.header_range);
  hcl::Body rest;
  hcl::BodySchema schema = {{{"count"}, {"for_each"}, {"provider"}, {"depends_on"}},
                            {{"lifecycle", {}}, {"locals", {}}, {"_", {}}}};
  if (mode != ResourceMode::kData) {
    schema.blocks.push_back({"provisioner", {"type"}});
    schema.blocks.push_back({"connection", {}});
  }
  hcl::Content content = DecodeWithRest(block.body, schema, &rest);
  resource.provider.local_name = ImpliedProvider(resource.type);
  const bool overrides = exists && is_override_;
  if (overrides) {
    rest = MergedBody(found->second.body, rest);
    resource = found->second;
  }
  resource.body = std::move(rest);
  ReadRepetition(resource, content, overrides);
  if (const hcl::Expression* provider = ExpressionOf(content, "provider")) {
    resource.provider_key.reset();
    if (auto reference = ProviderName(*provider, &resource.provider_key)) resource.provider = *reference;
    resource.provider_place = PlaceOfRoot(*provider, resource.provider);
    resource.provider_given = true;
  }
  if (content.Find("depends_on")) resource.depends_on = TraversalList(content, "depends_on");
  CheckNested(resource, content);
  ReadResourceBlocks(resource, content);
  CheckRepetition({resource.count, resource.enabled, resource.for_each}, content, "may", (kind + "s").c_str());
  if (is_declared) module_.resources[full_name] = std::move(resource);
}

// A data block in a check is the check's: it has one instance, which the check decides about.
void BlockReader::CheckNested(const ResourceBlock& resource, const hcl::Content& content) {
  if (resource.check.empty()) return;
  for (const char* name : {"count", "for_each"}) {
    const hcl::Attribute* given = content.Find(name);
    if (given == nullptr) continue;
    diagnostics_.AddError("invalid-argument", "Invalid \"" + std::string(name) + "\" attribute",
                          "The \"" + std::string(name) + "\" meta-argument is not supported within nested data blocks.",
                          given->name_range);
  }
  for (const hcl::BlockPtr& lifecycle : content.BlocksOf("lifecycle")) {
    diagnostics_.AddError("invalid-block", "Invalid lifecycle block",
                          "Nested data blocks do not support \"lifecycle\" blocks as the lifecycle is managed by the "
                          "containing block.",
                          lifecycle->header_range);
  }
}

void BlockReader::ReadResourceBlocks(ResourceBlock& resource, const hcl::Content& content) {
  const std::string kind = BlockKind(resource.mode);
  if (resource.mode == ResourceMode::kManaged) ReadProvisioners(resource.provisioners, content);
  const hcl::Block *lifecycle = nullptr, *escape = nullptr;
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "lifecycle" && !IsSecond(*inner, lifecycle, "duplicate-block", "Duplicate lifecycle block",
                                                "This resource already has a lifecycle block at")) {
      ReadLifecycle(resource, *inner);
    }
    if (resource.mode == ResourceMode::kEphemeral && (inner->type == "provisioner" || inner->type == "connection")) {
      diagnostics_.AddError("invalid-block", "Invalid configuration block for ephemeral resource",
                            "The block type \"" + inner->type +
                                "\" cannot be used in ephemeral resources. This is meant to be used strictly in "
                                "\"resource\" blocks.",
                            inner->header_range);
    }
    if (inner->type == "locals") {
      diagnostics_.AddError("reserved-name", "Reserved block type name in " + kind + " block",
                            "The block type name \"locals\" is reserved for use by OpenTofu in a future version.",
                            inner->type_range);
    }
    if (inner->type == "_" &&
        !IsSecond(*inner, escape, "duplicate-block", "Duplicate escaping block",
                  "The special block type \"_\" can be used to force particular arguments to be interpreted as "
                  "resource-type-specific rather than as meta-arguments, but each " +
                      kind + " block can have only one such block. The first escaping block was at")) {
      resource.body = MergedBody(resource.body, inner->body);
    }
  }
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
}

namespace {

// The name of the argument with that expression; of one that is not there (an override has it), the expression.
hcl::Span NameRange(const hcl::Content& content, const std::string& name, const hcl::Expression& expression) {
  std::vector<const hcl::Attribute*> candidates = {content.Find(name)};
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type != "lifecycle") continue;
    for (const hcl::AttributePtr& attribute : inner->body.attributes) candidates.push_back(attribute.get());
  }
  for (const hcl::Attribute* attribute : candidates) {
    if (attribute != nullptr && attribute->expression.get() == &expression) return attribute->name_range;
  }
  return expression.range;
}

}  // namespace

// `things`: what there would be a number of.
void BlockReader::CheckRepetition(const Repetition& given, const hcl::Content& content, const char* only_one,
                                  const char* things) {
  std::vector<std::string> names;
  diag::Range all;
  for (const auto& [name, expression] :
       {std::pair("count", given.count), {"enabled", given.enabled}, {"for_each", given.for_each}}) {
    if (expression == nullptr) continue;
    names.push_back("\"" + std::string(name) + "\"");
    const diag::Range range = NameRange(content, name, *expression);
    if (names.size() == 1) all = range;
    if (range.file_name() != all.file_name()) continue;  // of an override
    if (range.start.byte < all.start.byte) all.start = range.start;
    if (range.end.byte > all.end.byte) all.end = range.end;
  }
  if (names.size() < 2) return;
  const std::string list =
      names.size() == 2 ? names[0] + " and " + names[1] : names[0] + ", " + names[1] + ", and " + names[2];
  diagnostics_.AddError("invalid-combination", "Invalid combination of " + list,
                        "The " + list + " meta-arguments are mutually-exclusive. Only one " + only_one +
                            " be used to be explicit about the number of " + things + " to be created.",
                        all);
}

// Takes out of an ephemeral block's lifecycle what only managed resources have.
void BlockReader::RefuseLifecycle(hcl::Content& content, const hcl::Block& block) {
  for (const char* name :
       {"create_before_destroy", "destroy", "prevent_destroy", "replace_triggered_by", "ignore_changes"}) {
    if (content.Find(name) == nullptr) continue;
    diagnostics_.AddError("invalid-argument", "Invalid lifecycle configuration for ephemeral resource",
                          "The lifecycle argument \"" + std::string(name) +
                              "\" cannot be used in ephemeral resources. This is meant to be used strictly in "
                              "\"resource\" blocks.",
                          block.type_range);
    content.attributes.erase(name);
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
  if (resource.mode == ResourceMode::kEphemeral) RefuseLifecycle(content, block);
  for (const auto& [name, attribute] : content.attributes) {
    if (resource.mode != ResourceMode::kData || name == "enabled") continue;
    const std::string kind = ModeName(resource.mode);
    diagnostics_.AddError("invalid-argument", "Invalid " + kind + " resource lifecycle argument",
                          "The lifecycle argument \"" + name +
                              "\" is defined only for managed resources (\"resource\" blocks), and is not valid for " +
                              kind + " resources.",
                          attribute->name_range);
  }
  if (const hcl::Expression* enabled = ExpressionOf(content, "enabled")) {
    resource.enabled = enabled;
  }
  if (auto flag = ConstantBool(content, "create_before_destroy")) lifecycle.create_before_destroy = *flag;
  ReadDestruction(resource, content);
  if (const hcl::Expression* ignore = ExpressionOf(content, "ignore_changes")) ReadIgnoreChanges(lifecycle, *ignore);
  if (const hcl::Expression* triggers = ExpressionOf(content, "replace_triggered_by")) {
    ReadTriggers(lifecycle, *triggers);
  }
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "action_trigger") continue;
    auto& rules = inner->type == "precondition" ? lifecycle.preconditions : lifecycle.postconditions;
    rules.push_back(ReadRule(*inner));
    CheckSelfReferences(resource, rules.back(), inner->type);
  }
}

void BlockReader::ReadDestruction(ResourceBlock& resource, const hcl::Content& content) {
  Lifecycle& lifecycle = resource.lifecycle;
  if (const hcl::Expression* prevent = ExpressionOf(content, "prevent_destroy")) lifecycle.prevent_destroy = prevent;
  const hcl::Expression* destroy = ExpressionOf(content, "destroy");
  if (destroy == nullptr) return;
  if (!hcl::References(*destroy).empty() || !hcl::Calls(*destroy).empty()) {
    diagnostics_.AddError("invalid-argument", "Invalid lifecycle destroy expression",
                          "The lifecycle destroy expression must be a boolean constant.", destroy->range);
    return;
  }
  if (auto flag = ConstantBool(content, "destroy")) lifecycle.destroy = *flag;
}

// `self` is what a rule of the block calls its own object; by its address it would wait for itself.
void BlockReader::CheckSelfReferences(const ResourceBlock& resource, const CheckRule& rule, const std::string& kind) {
  for (const hcl::Expression* expression : {rule.condition, rule.error_message}) {
    if (expression == nullptr) continue;
    for (const hcl::Traversal* traversal : hcl::References(*expression)) {
      const Subject subject = SubjectOf(*traversal);
      if (subject.kind != Subject::Kind::kResource || subject.mode != resource.mode || subject.type != resource.type ||
          subject.name != resource.name) {
        continue;
      }
      diagnostics_.AddError("self-reference", "Invalid reference in " + kind,
                            "Configuration for " + ResourceName(resource.mode, resource.type, resource.name) +
                                " may not refer to itself.",
                            expression->range);
      break;
    }
  }
}

void BlockReader::ReadTriggers(Lifecycle& lifecycle, const hcl::Expression& expression) {
  const auto items = hcl::AsStaticList(expression, diagnostics_);
  if (!items) return;
  lifecycle.replace_triggered_by.clear();
  for (const hcl::Expression* item : *items) {
    lifecycle.replace_triggered_by.push_back(&Native(*item));
    CheckTrigger(*lifecycle.replace_triggered_by.back());
  }
}

// A trigger is one resource, one instance or one attribute of it.
void BlockReader::CheckTrigger(const hcl::Expression& trigger) {
  const auto refuse = [&](const char* summary, const char* detail) {
    diagnostics_.AddError("invalid-trigger", summary, detail, trigger.range);
  };
  std::size_t resources = 0;
  for (const hcl::Traversal* traversal : hcl::References(trigger)) {
    const Subject subject = SubjectOf(*traversal);
    if (subject.kind == Subject::Kind::kInvalid) {
      CheckReference(*traversal, module_, {}, diagnostics_);
      return;
    }
    if (subject.kind == Subject::Kind::kResource) ++resources;
    if (subject.kind == Subject::Kind::kResource && subject.mode == ResourceMode::kEphemeral) {
      refuse("Invalid reference in replace_triggered_by expression",
             "Ephemeral resources cannot be used in replace_triggered_by: there is nothing that their change could be "
             "told by.");
    }
    if (subject.kind == Subject::Kind::kResource) continue;
    if (subject.kind == Subject::Kind::kEach) {
      if (subject.name != "key") {
        refuse("Invalid each reference in replace_triggered_by expression",
               "Only each.key may be used in replace_triggered_by.");
      }
    } else if (subject.kind == Subject::Kind::kCount) {
      if (subject.name != "index") {
        refuse("Invalid count reference in replace_triggered_by expression",
               "Only count.index may be used in replace_triggered_by.");
      }
    } else {
      refuse("Invalid reference in replace_triggered_by expression",
             "Only resources, count.index, and each.key may be used in replace_triggered_by.");
    }
  }
  if (resources == 1) return;
  refuse("Invalid replace_triggered_by expression",
         resources == 0 ? "Missing resource reference in replace_triggered_by expression."
                        : "Multiple resource references in replace_triggered_by expression.");
}

void BlockReader::ReadIgnoreChanges(Lifecycle& lifecycle, const hcl::Expression& expression) {
  lifecycle.ignore_all = hcl::AsKeyword(expression) == "all";
  lifecycle.ignore_changes.clear();
  if (lifecycle.ignore_all) return;
  auto items = hcl::AsStaticList(expression, diagnostics_);
  if (!items) return;
  const hcl::Expression* wildcard = nullptr;
  for (const hcl::Expression* item : *items) {
    const auto* text = hcl::As<hcl::StringExpression>(*item);
    if (text != nullptr && text->text == "*") {
      diagnostics_.AddError("invalid-ignore-changes", "Invalid ignore_changes wildcard",
                            "The [\"*\"] form of ignore_changes wildcard is was deprecated and is now invalid. Use "
                            "\"ignore_changes = all\" to ignore changes to all attributes.",
                            item->range);
      wildcard = item;
    } else if (auto traversal = hcl::AsMaybeQuotedTraversal(*item, diagnostics_)) {
      lifecycle.ignore_changes.push_back(*std::move(traversal));
    }
  }
  if (wildcard != nullptr && !lifecycle.ignore_changes.empty()) {
    diagnostics_.AddError("invalid-ignore-changes", "Invalid ignore_changes ruleset",
                          "Cannot mix wildcard string \"*\" with non-wildcard references.", wildcard->range);
  }
}

void BlockReader::ReadModuleCall(const hcl::Block& block) {
  ModuleCall call;
  call.name = block.labels[0].text;
  call.range = block.header_range;
  // What else is wrong with the block is told all the same.
  const bool has_name = CheckName("module instance", call.name, block.labels[0].range);
  auto found = module_.calls.find(call.name);
  bool exists = found != module_.calls.end();
  const bool is_declared = has_name && MayDeclare(exists, ModuleCallWords(call.name),
                                                  exists ? found->second.range : diag::Range(), block.header_range);
  if (exists && is_override_) call = found->second;
  hcl::Body rest;
  hcl::Content content =
      DecodeWithRest(block.body,
                     {{{"source", !is_override_}, {"version"}, {"count"}, {"for_each"}, {"providers"}, {"depends_on"}},
                      {{"lifecycle", {}}, {"locals", {}}, {"provider", {"type"}}, {"_", {}}}},
                     &rest);
  call.missing_range = content.missing_range;
  if (const hcl::Expression* source = ExpressionOf(content, "source")) {
    call.source_expression = source;  // loading evaluates it, with variables and locals
  }
  if (const hcl::Expression* version = ExpressionOf(content, "version")) {
    call.version_expression = version;
  }
  if (const hcl::Expression* count = ExpressionOf(content, "count")) call.count = count;
  if (const hcl::Expression* for_each = ExpressionOf(content, "for_each")) call.for_each = for_each;
  if (const hcl::Expression* providers = ExpressionOf(content, "providers")) ReadCallProviders(call, *providers);
  if (content.Find("depends_on")) call.depends_on = TraversalList(content, "depends_on");
  ReadCallBlocks(call, content, rest);
  CheckRepetition({call.count, call.enabled, call.for_each}, content, "should", "module instances");
  diag::Diagnostics blocks;  // what is no argument is told where arguments that no variable takes are
  for (auto& [name, attribute] : hcl::DecodeAttributes(rest, blocks)) call.arguments[name] = attribute;
  call.unexpected_blocks.insert(call.unexpected_blocks.end(), rest.blocks.begin(), rest.blocks.end());
  if (rest.blocks.empty()) diagnostics_.Append(blocks);
  if (is_declared) module_.calls[call.name] = std::move(call);
}

void BlockReader::ReadCallBlocks(ModuleCall& call, const hcl::Content& content, hcl::Body& rest) {
  const hcl::Block *first = nullptr, *escape = nullptr;
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "_") {
      if (!IsSecond(
              *inner, escape, "duplicate-block", "Duplicate escaping block",
              "The special block type \"_\" can be used to force particular arguments to be interpreted as module "
              "input variables rather than as meta-arguments, but each module block can have only one such "
              "block. The first escaping block was at")) {
        rest = MergedBody(rest, inner->body);
      }
      continue;
    }
    if (inner->type != "lifecycle") {
      diagnostics_.AddError(
          "reserved-name", "Reserved block type name in module block",
          "The block type name \"" + inner->type + "\" is reserved for use by OpenTofu in a future version.",
          inner->type_range);
      continue;
    }
    if (IsSecond(*inner, first, "duplicate-block", "Duplicate lifecycle block",
                 "This resource already has a lifecycle block at")) {
      continue;
    }
    const hcl::Content lifecycle = Decode(inner->body, {{{"enabled"}}, {}});
    const hcl::Expression* enabled = ExpressionOf(lifecycle, "enabled");
    if (enabled != nullptr) call.enabled = enabled;
  }
}

void BlockReader::ReadCallProviders(ModuleCall& call, const hcl::Expression& expression) {
  call.providers.clear();
  call.provider_keys.clear();
  call.provider_places.clear();
  auto pairs = hcl::AsStaticMap(expression, diagnostics_);
  if (!pairs) return;
  for (const hcl::StaticPair& pair : *pairs) {
    const auto* key = hcl::As<hcl::ObjectKeyExpression>(*pair.key);
    const hcl::Expression& name = key != nullptr ? *key->wrapped : *pair.key;
    auto child = ProviderName(name);
    std::optional<ProviderKey> instance;
    auto ours = ProviderName(*pair.value, &instance);
    if (!child || !ours) continue;
    if (instance) call.provider_keys.try_emplace(*child, *instance);
    const auto [passed, is_new] = call.providers.try_emplace(*child, *ours);
    if (is_new) {
      call.provider_places[*child] = {PlaceOfRoot(name, *child), PlaceOfRoot(*pair.value, *ours)};
      continue;
    }
    diagnostics_.AddError("duplicate-provider", "Duplicate provider address",
                          "A provider configuration was already passed to " + child->Text() +
                              ". Each child provider configuration can be assigned only once.",
                          pair.value->range);
  }
}

void BlockReader::ReadMoved(const hcl::Block& block) {
  if (RefusedInOverride(block, "Cannot override 'moved' blocks",
                        "Records of moved objects can appear only in normal files, not in override files.")) {
    return;
  }
  hcl::Content content = Decode(block.body, {{{"from", true}, {"to", true}}, {}});
  auto from = Target(content, "from");
  auto to = Target(content, "to");
  for (const char* name : {"from", "to"}) {
    if (std::string_view(name) == "from" ? from.has_value() : to.has_value()) continue;
    diagnostics_.AddError(
        "invalid-moved", "Invalid \"moved\" address",
        "The resource referenced by the \"" + std::string(name) + "\" attribute is not allowed to be moved.",
        block.header_range);
  }
  if (!from || !to) return;
  for (const TargetAddress* address : {&*from, &*to}) {
    if (!address->resource || address->resource->mode != ResourceMode::kEphemeral) continue;
    diagnostics_.AddError("invalid-moved", "Invalid \"moved\" addresses",
                          "Ephemeral resources are not in the state: there is nothing that could be moved.",
                          block.header_range);
    return;
  }
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
  if (RefusedInOverride(block, "Cannot override 'Removed' blocks",
                        "Removed blocks can appear only in normal files, not in override files.")) {
    return;
  }
  hcl::Content content =
      Decode(block.body, {{{"from", true}}, {{"lifecycle", {}}, {"provisioner", {"type"}}, {"connection", {}}}});
  RemovedBlock removed;
  removed.range = block.header_range;
  ReadProvisioners(removed.provisioners, content);
  bool all_on_destroy = true;
  for (const Provisioner& provisioner : removed.provisioners.steps) {
    if (provisioner.on_destroy) continue;
    all_on_destroy = false;
    diagnostics_.AddError("invalid-removed", "Invalid \"removed.provisioner\" block",
                          "\"removed\" blocks can only contain destroy provisioners. \"removed.provisioner.when = "
                          "destroy\" expected",
                          provisioner.range);
  }
  if (!all_on_destroy) return;
  bool says_destroy = false;
  const hcl::Block* first = nullptr;
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type != "lifecycle" || IsSecond(*inner, first, "duplicate-block", "Duplicate lifecycle block",
                                               "The removed block already has a lifecycle block at")) {
      continue;
    }
    hcl::Content lifecycle = Decode(inner->body, {{{"destroy"}}, {}});
    says_destroy = lifecycle.Find("destroy") != nullptr;
    removed.destroy = ConstantBool(lifecycle, "destroy").value_or(false);
  }
  auto from = Target(content, "from");
  if (!from) return;
  for (const auto& [mode, name] :
       {std::pair(ResourceMode::kData, "data source"), std::pair(ResourceMode::kEphemeral, "ephemeral resource")}) {
    if (!from->resource || from->resource->mode != mode) continue;
    std::string kind = name;
    kind.front() = UpperAscii(kind.front());
    diagnostics_.AddError("invalid-removed", kind + " address is not allowed",
                          kind +
                              "s cannot be destroyed, and therefore, 'removed' blocks are not allowed to target "
                              "them. To remove " +
                              name + "s from the state, you should remove the " + name +
                              " block from the configuration.",
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
  if (!says_destroy) {
    removed.destroy = false;  // as OpenTofu: forget by default
    diagnostics_.AddWarning("removed-without-lifecycle", "Missing lifecycle from the removed block",
                            "It is recommended for each 'removed' block configured to have also the 'lifecycle' block "
                            "defined. By not specifying if the resource should be destroyed or not, could lead to "
                            "unwanted behavior.",
                            block.header_range);
  }
  module_.removed.push_back(std::move(removed));
}

void BlockReader::ReadImport(const hcl::Block& block) {
  if (RefusedInOverride(block, "Cannot override 'import' blocks",
                        "Import blocks can appear only in normal files, not in override files.")) {
    return;
  }
  hcl::Content content = Decode(block.body, {{{"to", true}, {"id"}, {"provider"}, {"for_each"}, {"identity"}}, {}});
  const hcl::Expression* target = ExpressionOf(content, "to");
  ImportBlock import{target == nullptr ? nullptr : &Native(*target), ExpressionOf(content, "id"),
                     ExpressionOf(content, "identity"), ExpressionOf(content, "for_each"), block.header_range};
  if (import.id == nullptr && import.identity == nullptr) {
    diagnostics_.AddError("missing-argument", "Missing required import argument",
                          "One of 'id' or 'identity' must be specified in an import block to identify the resource "
                          "instance to import.",
                          block.header_range);
    return;
  }
  if (import.id != nullptr && import.identity != nullptr) {
    diagnostics_.AddError("invalid-combination", "Conflicting import arguments",
                          "Only one of 'id' or 'identity' can be specified in an import block. 'id' identifies the "
                          "resource instance by its ID, while 'identity' identifies the resource instance by its "
                          "Resource Identity. Choose one method to identify the resource instance to import.",
                          import.identity->range);
    return;
  }
  if (import.to == nullptr) return;
  const std::vector<const hcl::Traversal*> to = hcl::References(*import.to);
  if (!to.empty() && (to.front()->root == "data" || to.front()->root == "ephemeral")) {
    diagnostics_.AddError("invalid-import", "Invalid import address",
                          std::string("A managed resource address is required. Importing into ") +
                              (to.front()->root == "data" ? "a data" : "an ephemeral") + " resource is not allowed.",
                          import.to->range);
    return;
  }
  if (!ReadImportTarget(import)) return;
  import.provider.local_name = ImpliedProvider(import.target.type);
  if (const hcl::Attribute* provider = content.Find("provider")) ReadImportProvider(import, *provider);
  if (!IsSecondImport(import)) module_.imports.push_back(import);
}

// An address, of whose parts keys may be expressions.
bool BlockReader::ReadImportTarget(ImportBlock& import) {
  const hcl::Expression& to = *import.to;
  const hcl::Expression* base = &to;
  bool is_address = true;
  while (is_address && !hcl::TryTraversal(*base)) {
    const auto* index = hcl::As<hcl::IndexExpression>(*base);
    const auto* relative = hcl::As<hcl::RelativeTraversalExpression>(*base);
    is_address = index != nullptr || relative != nullptr;
    if (index != nullptr) base = index->collection.get();
    if (relative != nullptr) base = relative->source.get();
  }
  if (!is_address) {
    diagnostics_.AddError("invalid-import", "Invalid import address expression",
                          "Import address must be a reference to a resource's address, and only allows for indexing "
                          "with dynamic keys. For example: module.my_module[expression1].aws_s3_bucket.my_buckets"
                          "[expression2] for resources inside of modules, or simply aws_s3_bucket.my_bucket for a "
                          "resource in the root module",
                          to.range);
    return false;
  }
  const Result<ResourceAddress> address =
      ParseResourceAddress(ImportAddress(to, [](const hcl::Expression&) { return std::string(); }));
  if (address.ok()) {
    import.target = address->Config();
    return true;
  }
  diagnostics_.AddError("invalid-address", "Invalid address", address.error().message, to.range);
  return false;
}

// An object's own block says which provider it is of: here it only matters to configuration that is generated.
void BlockReader::ReadImportProvider(ImportBlock& import, const hcl::Attribute& provider) {
  std::optional<ProviderKey> key;  // which instance, OpenTofu does not look at either
  const std::optional<ProviderReference> reference = ProviderName(*provider.expression, &key);
  import.provider_given = true;
  import.provider_place = provider.range;
  if (reference) import.provider = *reference;
  if (import.target.module.IsRoot()) return;
  diagnostics_.AddError(
      "invalid-import", "Invalid import provider argument",
      "The provider argument can only be specified in import blocks that will generate "
      "configuration.\n\nUse the providers argument within the module block to configure providers for "
      "all resources within a module, including imported resources.",
      provider.range);
}

// Only what is written out is compared here: keys that are expressions are compared when they are known.
bool BlockReader::IsSecondImport(const ImportBlock& import) {
  const auto to = hcl::TryTraversal(*import.to);
  if (!to) return false;
  const std::string text = hcl::TraversalText(*to);
  for (const ImportBlock& other : module_.imports) {
    const auto earlier = hcl::TryTraversal(*other.to);
    if (!earlier || hcl::TraversalText(*earlier) != text) continue;
    diagnostics_.AddError("duplicate-import", "Duplicate import configuration for \"" + text + "\"",
                          "An import block for the resource \"" + text + "\" was already declared at " +
                              PlaceOf(other.range) + ". A resource can have only one import block.",
                          import.range);
    return true;
  }
  return false;
}

void BlockReader::ReadCheck(const hcl::Block& block) {
  if (RefusedInOverride(block, "Can't override check blocks", "Override files cannot override check blocks.")) return;
  const std::string& name = block.labels[0].text;
  const bool has_name = CheckName("check block", name, block.labels[0].range);
  auto found = module_.checks.find(name);
  bool exists = found != module_.checks.end();
  // What else is wrong with the block is told all the same.
  const bool is_declared =
      MayDeclare(exists, CheckWords(name), exists ? found->second.range : diag::Range(), block.header_range) &&
      has_name;
  hcl::Content content = Decode(block.body, {{}, {{"data", {"type", "name"}}, {"assert", {}}}});
  CheckBlock check{name, {}, block.header_range};
  const hcl::Block* data = nullptr;
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "assert") {
      diag::Diagnostics before = std::move(diagnostics_);
      diagnostics_ = diag::Diagnostics();
      CheckRule rule = ReadRule(*inner);
      if (!diagnostics_.HasErrors()) check.asserts.push_back(rule);
      before.Append(diagnostics_);
      diagnostics_ = std::move(before);
    }
    if (inner->type == "data" && !IsSecond(*inner, data, "duplicate-block", "Multiple data resource blocks",
                                           "This check block already has a data resource defined at")) {
      ReadResource(*inner, ResourceMode::kData, name);
    }
  }
  if (check.asserts.empty()) {
    diagnostics_.AddError("invalid-check", "Zero assert blocks", "Check blocks must have at least one assert block.",
                          block.header_range);
  }
  if (is_declared) module_.checks[name] = std::move(check);
}

}  // namespace rolecall::engine
