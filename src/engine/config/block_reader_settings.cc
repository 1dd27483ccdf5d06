// Readers of what a module says of itself and of its providers: terraform, language, required_providers, provider.
#include <algorithm>
#include <utility>

#include "engine/config/block_reader.h"
#include "engine/config/passed_over.h"
#include "engine/config/provider_source.h"
#include "engine/provider/language_version.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {

void BlockReader::ReadTerraform(const hcl::Block& block) {
  hcl::BodySchema schema = {{{"required_version"}, {"experiments"}, {"language"}},
                            {{"required_providers", {}},
                             {"backend", {"type"}},
                             {"cloud", {}},
                             {"provider_meta", {"provider"}},
                             {"encryption", {}}}};
  if (passes_over_) schema.blocks.push_back({"state_store", {"type"}});
  hcl::Content content = Decode(block.body, schema);
  // That of a .tf file may be anything: it is not for us.
  if (const hcl::Attribute* version = content.Find("required_version"); version != nullptr && is_tofu_) {
    if (std::optional<std::string> constraint = ConstantString(content, "required_version")) {
      module_.required_versions.push_back({*constraint, version->expression->range, version->range});
    }
  }
  for (const hcl::BlockPtr& inner : content.blocks) ReadTerraformPart(*inner);
}

void BlockReader::ReadTerraformPart(const hcl::Block& block) {
  if (block.type == "required_providers") ReadRequirements(block);
  if (block.type == "backend") ReadBackend(block);
  if (block.type == "provider_meta") ReadProviderMeta(block);
  if (block.type == "encryption") ReadEncryption(block);
  if (block.type == "cloud") ReadCloud(block);
}

// In an override file it is laid over what the others say.
void BlockReader::ReadEncryption(const hcl::Block& block) {
  EncryptionBlock read = ReadEncryptionBlock(block.body, block.header_range, diagnostics_);
  if (!module_.encryption) {
    module_.encryption = std::move(read);
  } else if (is_override_) {
    module_.encryption = MergedEncryption(*module_.encryption, read);
  } else {
    diagnostics_.AddError("duplicate-encryption", "Duplicate encryption configuration",
                          "A module may have only one encryption configuration. Encryption was previously configured "
                          "at " +
                              PlaceOf(module_.encryption->range) + ".",
                          block.header_range);
  }
}

namespace {

bool IsOfFile(const diag::Range& range, const hcl::Block& block) {
  return range.file_name() == diag::Range(block.header_range).file_name();
}

}  // namespace

// One of the two in a module; in an override file either takes the other's place.
void BlockReader::ReadBackend(const hcl::Block& block) {
  if (module_.backend && (!is_override_ || IsOfFile(module_.backend->range, block))) {
    diagnostics_.AddError("duplicate-backend", "Duplicate backend configuration",
                          std::string(is_override_ ? "Each override file may have only one backend configuration. A"
                                                   : "A module may have only one backend configuration. The") +
                              " backend was previously configured at " + PlaceOf(module_.backend->range) + ".",
                          block.header_range);
    return;
  }
  if (is_override_) module_.cloud.reset();
  module_.backend = BackendBlock{block.labels[0].text, block.body, block.header_range, block.labels[0].range};
  CheckOneBackend();
}

void BlockReader::ReadCloud(const hcl::Block& block) {
  if (passes_over_) {
    Unsupported("unsupported-block", kCloudUnsupported, kCloudAdvice, block.header_range);
    return;
  }
  if (module_.cloud && (!is_override_ || IsOfFile(*module_.cloud, block))) {
    diagnostics_.AddError("duplicate-cloud", "Duplicate cloud configurations",
                          "A module may have only one 'cloud' block configuring a cloud backend. A cloud backend was "
                          "previously configured at " +
                              PlaceOf(*module_.cloud) + ".",
                          block.header_range);
    return;
  }
  if (is_override_) module_.backend.reset();
  module_.cloud = block.header_range;
  CheckOneBackend();
}

void BlockReader::CheckOneBackend() {
  if (!module_.backend || !module_.cloud) return;
  diagnostics_.AddError(
      "backend-and-cloud", "Both a backend and a cloud configuration are present",
      "A module may declare either one 'cloud' block configuring a cloud backend OR one 'backend' block configuring a "
      "state backend. A cloud backend is configured at " +
          PlaceOf(*module_.cloud) + "; a backend is configured at " + PlaceOf(module_.backend->range) +
          ". Remove the backend block to configure a cloud backend.",
      module_.backend->range);
}

// What a provider is to be told of the module (a partner's name).
void BlockReader::ReadProviderMeta(const hcl::Block& block) {
  for (const auto& [name, attribute] : hcl::DecodeAttributes(block.body, diagnostics_)) {
    hcl::Evaluate(*attribute->expression, hcl::Scope(), diagnostics_);
  }
  const std::string& provider = block.labels[0].text;
  if (!CheckProviderName(provider, block.header_range)) return;
  if (is_override_) return;  // as OpenTofu: it does not count there
  const auto [found, is_new] = module_.provider_metas.try_emplace(
      provider, ProviderMetaBlock{block.body, block.labels[0].range, block.header_range});
  if (is_new) return;
  diagnostics_.AddError("duplicate-provider-meta", "Duplicate provider_meta block",
                        "A provider_meta block for provider \"" + provider + "\" was already declared at " +
                            PlaceOf(found->second.header_range) +
                            ". Providers may only have one provider_meta block per module.",
                        block.header_range);
}

void BlockReader::ReadExperiments(const hcl::Content& content) {
  const hcl::Expression* experiments = ExpressionOf(content, "experiments");
  if (experiments == nullptr) return;
  const auto items = hcl::AsStaticList(*experiments, diagnostics_);
  if (!items) return;
  for (const hcl::Expression* item : *items) {
    const std::string keyword = hcl::AsKeyword(*item);
    if (keyword.empty()) {
      diagnostics_.AddError("invalid-experiment", "Invalid experiment keyword",
                            "Elements of \"experiments\" must all be keywords representing active experiments.",
                            item->range);
    } else {
      diagnostics_.AddError("invalid-experiment", "Unknown experiment keyword",
                            "There is no current experiment with the keyword \"" + keyword + "\".", item->range);
    }
    if (passes_over_) PassOver(diagnostics_.list().back());
  }
}

void BlockReader::ReadLanguage(const hcl::Block& block) {
  if (RefusedInOverride(block, "Language selections in override file",
                        "Language-related settings in \"language\" blocks are not allowed in override files. Place "
                        "these settings in a normal configuration file.")) {
    return;
  }
  static constexpr const char* kEdition = "tofu2024";  // the only one that there is
  hcl::Content content = Decode(block.body, {{{"edition"}, {"experiments"}}, {{"compatible_with", {}}}});
  if (const hcl::Expression* edition = ExpressionOf(content, "edition")) {
    const std::string keyword = hcl::AsKeyword(*edition);
    if (keyword.empty()) {
      diagnostics_.AddError("invalid-edition", "Invalid language edition",
                            "The \"edition\" argument expects a bare language edition keyword. OpenTofu " +
                                std::string(kLanguageVersion) + " supports only language edition " + kEdition +
                                ", which is the default.",
                            edition->range);
    } else if (keyword != kEdition) {
      diagnostics_.AddError("invalid-edition", "Unsupported language edition",
                            "OpenTofu v" + std::string(kLanguageVersion) + " only supports language edition " +
                                kEdition + ". This module requires a newer version of OpenTofu CLI.",
                            edition->range);
    }
  }
  ReadExperiments(content);
  ReadCompatibility(content);
}

// Only what is said of OpenTofu, whose language this is; the rest is for other programs.
void BlockReader::ReadCompatibility(const hcl::Content& language) {
  std::optional<diag::Range> first;
  for (const hcl::BlockPtr& block : language.BlocksOf("compatible_with")) {
    hcl::Body others;
    hcl::Content content = DecodeWithRest(block->body, {{{"opentofu"}}, {}}, &others);
    const hcl::Attribute* ours = content.Find("opentofu");
    if (ours == nullptr) continue;
    if (first) {
      diagnostics_.AddError("duplicate-block", "Duplicate compatible_with block",
                            "Each language block may have at most one compatible_with block referring to OpenTofu. The "
                            "OpenTofu version constraint was already declared at " +
                                PlaceOf(*first) + ".",
                            block->header_range);
      continue;
    }
    first = diag::Range(ours->range);
    const std::optional<std::string> constraint = ConstantString(content, "opentofu");
    if (!constraint) continue;
    module_.required_versions.push_back({*constraint, ours->range, ours->range});
    const Result<bool> takes_older = VersionSatisfies("1.11.0", *constraint);
    if (!takes_older.ok() || !*takes_older) continue;
    diagnostics_.AddWarning(
        "ineffective-constraint", "Ineffective version constraint",
        "The compatible_with block was added in OpenTofu v1.12.0, so any constraint specified this "
        "way should exclude earlier versions of OpenTofu, such as by including \">= 1.12.0\".\n\nIf "
        "your module must be compatible with earlier versions of OpenTofu, use the "
        "required_version argument in a \"terraform\" block in a file named with the .tofu suffix, "
        "which is an older way to specify OpenTofu version constraints.",
        ours->range);
  }
}

bool BlockReader::CheckConstraint(const std::string& constraint, const diag::Range& range) {
  if (VersionSatisfies("0.0.0", constraint).ok()) return true;
  diagnostics_.AddError("invalid-version-constraint", "Invalid version constraint",
                        "This string does not use correct version constraint syntax.", range);
  return false;
}

std::string BlockReader::PlainText(const hcl::Expression& expression, const char* summary, const char* detail) {
  value::Value text = hcl::Evaluate(expression, hcl::Scope(), diagnostics_);
  const bool is_text = text.IsKnown() && !text.IsNull() && text.type() == value::Type::String();
  if (!is_text && text.IsKnown()) {
    diagnostics_.AddError("invalid-provider-requirement", summary, detail, expression.range);
  }
  return is_text ? text.AsString() : std::string();
}

void BlockReader::ReadRequirements(const hcl::Block& block) {
  if (!is_override_ && requirements_.has_place()) {
    diagnostics_.AddError("duplicate-required-providers", "Duplicate required providers configuration",
                          "A module may have only one required providers configuration. The required providers were "
                          "previously configured at " +
                              PlaceOf(requirements_) + ".",
                          block.header_range);
    return;
  }
  if (!is_override_) requirements_ = block.header_range;
  for (const auto& [name, attribute] : hcl::DecodeAttributes(block.body, diagnostics_)) {
    module_.kept_attributes.push_back(attribute);
    ReadRequirement(name, *attribute);
  }
}

void BlockReader::ReadRequirement(const std::string& name, const hcl::Attribute& attribute) {
  if (!CheckProviderName(name, attribute.range)) return;
  ProviderRequirement requirement;
  requirement.local_name = name;
  requirement.source = "hashicorp/" + name;
  requirement.range = attribute.range;
  const hcl::Expression& expression = *attribute.expression;
  if (expression.kind == hcl::Expression::Kind::kString) {
    requirement.constraint = PlainText(expression, "Invalid version constraint", "A string value is required.");
    CheckConstraint(requirement.constraint, expression.range);
  } else {
    diag::Diagnostics problems;
    const auto pairs = hcl::AsStaticMap(expression, problems);
    if (!pairs) {
      diagnostics_.AddError("invalid-provider-requirement", "Invalid required_providers object",
                            "required_providers entries must be strings or objects.", expression.range);
    }
    for (const hcl::StaticPair& pair : pairs ? *pairs : std::vector<hcl::StaticPair>()) {
      std::string key = hcl::AsKeyword(*pair.key);
      if (key.empty()) key = PlainText(*pair.key, "Invalid Attribute", "A name is required here.");
      if (ReadRequirementPart(requirement, key, *pair.value)) continue;
      diagnostics_.AddError("invalid-provider-requirement", "Invalid required_providers object",
                            "required_providers objects can only contain \"version\", \"source\" and "
                            "\"configuration_aliases\" attributes. To configure a provider, use a \"provider\" block.",
                            pair.key->range);
      break;
    }
  }
  module_.requirements[name] = std::move(requirement);
}

bool BlockReader::ReadRequirementPart(ProviderRequirement& requirement, const std::string& key,
                                      const hcl::Expression& value) {
  if (key == "version") {
    requirement.constraint = PlainText(value, "Invalid version constraint", "Version must be specified as a string.");
    if (!requirement.constraint.empty()) CheckConstraint(requirement.constraint, value.range);
  } else if (key == "source") {
    ReadRequirementSource(requirement, value);
  } else if (key == "configuration_aliases") {
    ReadAliases(requirement, value);
  } else {
    return false;
  }
  return true;
}

void BlockReader::ReadRequirementSource(ProviderRequirement& requirement, const hcl::Expression& value) {
  const std::size_t before = diagnostics_.size();
  std::string source = PlainText(value, "Invalid source", "Source must be specified as a string.");
  if (diagnostics_.size() > before) return;
  const auto parsed = ParseSourceParts(source);
  if (const auto* problem = std::get_if<SourceProblem>(&parsed)) {
    diagnostics_.AddError("invalid-provider-source", problem->summary, problem->detail, value.range);
    return;
  }
  const SourceParts& parts = std::get<SourceParts>(parsed);
  requirement.host_given = !parts.host.empty();
  if (requirement.host_given) requirement.host = parts.host;
  requirement.source = parts.name_space + "/" + parts.type;
}

void BlockReader::ReadAliases(ProviderRequirement& requirement, const hcl::Expression& value) {
  const auto refuse = [&](const std::string& detail) {
    diagnostics_.AddError("invalid-configuration-alias", "Invalid configuration_aliases value", detail, value.range);
  };
  const auto items = hcl::AsStaticList(value, diagnostics_);
  for (const hcl::Expression* item : items ? *items : std::vector<const hcl::Expression*>()) {
    diag::Diagnostics problems;
    const auto traversal = hcl::AsTraversal(*item, problems);
    diagnostics_.Append(problems);
    if (!traversal) continue;
    if (!traversal->steps.empty() && !traversal->steps[0].IsAttribute()) {
      refuse(
          "Configuration aliases can only contain references to local provider configuration names in the format of "
          "provider.alias");
    } else if (traversal->root != requirement.local_name) {
      refuse("Configuration aliases must be prefixed with the provider name. Expected \"" + requirement.local_name +
             "\", but found \"" + traversal->root + "\".");
    } else if (!traversal->steps.empty()) {  // the default configuration is passed anyway
      requirement.aliases.push_back({traversal->root, traversal->steps[0].name});
    }
  }
}

void BlockReader::ReadProvider(const hcl::Block& block) {
  ProviderBlock provider;
  hcl::Content content = DecodeWithRest(block.body,
                                        {{{"alias"}, {"version"}, {"for_each"}, {"count"}, {"depends_on"}, {"source"}},
                                         {{"_", {}}, {"lifecycle", {}}, {"locals", {}}}},
                                        &provider.body);
  provider.name.local_name = block.labels[0].text;
  if (!CheckProviderName(provider.name.local_name, block.header_range)) return;
  ReadAlias(provider, content);
  provider.range = block.header_range;
  provider.has_version = content.Find("version") != nullptr;
  ReadProviderVersion(content, provider.name.local_name);
  ReadReserved(content, provider.body);
  provider.for_each = ExpressionOf(content, "for_each");
  if (provider.for_each != nullptr && provider.name.alias.empty()) {
    diagnostics_.AddError("alias-required", "Alias required when using \"for_each\"",
                          "The for_each argument is allowed only for provider configurations with an alias.",
                          provider.for_each->range);
    provider.for_each = nullptr;
  }
  auto found = module_.providers.find(provider.name);
  bool exists = found != module_.providers.end();
  if (is_override_ && exists) {
    found->second.body = MergedBody(found->second.body, provider.body);
    if (provider.for_each != nullptr) found->second.for_each = provider.for_each;
    return;
  }
  const bool is_new_default = is_override_ && provider.name.alias.empty();
  if (!is_new_default &&
      !MayDeclare(exists, ProviderWords(provider.name), exists ? found->second.range : diag::Range(), provider.range)) {
    return;
  }
  module_.providers.emplace(provider.name, std::move(provider));
}

void BlockReader::ReadAlias(ProviderBlock& provider, const hcl::Content& content) {
  if (content.Find("alias") == nullptr) return;
  provider.name.alias = ConstantString(content, "alias").value_or("");
  if (hcl::IsValidIdentifier(provider.name.alias)) return;
  diagnostics_.AddError("invalid-name", "Invalid provider configuration alias",
                        "An alias must be a valid name. A name must start with a letter or underscore and may contain "
                        "only letters, digits, underscores, and dashes.",
                        diag::Range());
}

void BlockReader::ReadProviderVersion(const hcl::Content& content, const std::string& local_name) {
  const hcl::Expression* version = ExpressionOf(content, "version");
  if (version == nullptr) return;
  diagnostics_.AddWarning(
      "provider-version", "Version constraints inside provider configuration blocks are deprecated",
      "OpenTofu 0.13 and earlier allowed provider version constraints inside the provider configuration block, but "
      "that "
      "is now deprecated and will be removed in a future version of OpenTofu. To silence this warning, move the "
      "provider version constraint into the required_providers block.",
      version->range);
  const std::optional<std::string> constraint = ConstantString(content, "version");
  if (!constraint || !CheckConstraint(*constraint, version->range)) return;
  std::string& all = module_.provider_versions[local_name];
  all += (all.empty() ? "" : ", ") + *constraint;
}

// Names that the language keeps for itself in provider blocks; what stands in a block "_" is the provider's.
void BlockReader::ReadReserved(const hcl::Content& content, hcl::Body& body) {
  const std::string future = " is reserved for use by OpenTofu in a future version.";
  for (const char* name : {"count", "depends_on", "source"}) {
    const hcl::Attribute* reserved = content.Find(name);
    if (reserved == nullptr) continue;
    diagnostics_.AddError("reserved-name", "Reserved argument name in provider block",
                          "The provider argument name \"" + std::string(name) + "\"" + future, reserved->name_range);
  }
  const hcl::Block* escape = nullptr;
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type != "_") {
      diagnostics_.AddError("reserved-name", "Reserved block type name in provider block",
                            "The block type name \"" + inner->type + "\"" + future, inner->type_range);
    } else if (!IsSecond(*inner, escape, "duplicate-block", "Duplicate escaping block",
                         "The special block type \"_\" can be used to force particular arguments to be interpreted as "
                         "provider-specific rather than as meta-arguments, but each provider block can have only one "
                         "such block. The first escaping block was at")) {
      body = MergedBody(body, inner->body);
    }
  }
}

}  // namespace rolecall::engine
