// Reading the blocks of one test file.
#include <set>
#include <utility>

#include "engine/config/block_reader.h"
#include "engine/testing/load_tests.h"
#include "hcl/decode/decode.h"
#include "hcl/decode/json_syntax.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/evaluate/scope.h"
#include "hcl/syntax/parser.h"
#include "value/convert.h"

namespace rolecall::engine {
namespace {

using value::Value;

const hcl::BodySchema& FileSchema() {
  static const hcl::BodySchema kSchema = {{},
                                          {{"run", {"name"}},
                                           {"provider", {"name"}},
                                           {"variables", {}},
                                           {"override_resource", {}},
                                           {"override_data", {}},
                                           {"override_module", {}},
                                           {"mock_provider", {"name"}}}};
  return kSchema;
}

const hcl::BodySchema& RunSchema() {
  static const hcl::BodySchema kSchema = {{{"command"}, {"providers"}, {"expect_failures"}},
                                          {{"plan_options", {}},
                                           {"assert", {}},
                                           {"variables", {}},
                                           {"module", {}},
                                           {"override_resource", {}},
                                           {"override_data", {}},
                                           {"override_module", {}}}};
  return kSchema;
}

class TestFileReader {
 public:
  TestFileReader(TestFile& file, diag::Diagnostics& diagnostics) : file_(file), diagnostics_(diagnostics) {}

  void Read(const hcl::Body& body) {
    const hcl::Content content = Decode(body, FileSchema());
    hcl::Body providers;
    const hcl::Block* variables = nullptr;
    for (const hcl::BlockPtr& block : content.blocks) {
      if (block->type == "run") ReadRun(*block);
      if (block->type == "provider") providers.blocks.push_back(block);
      if (block->type == "variables" && IsFirst(*block, variables, "test file")) ReadVariables(*block, file_.variables);
      if (block->type == "mock_provider") ReadMock(*block);
      ReadOverride(*block, file_.overrides);
    }
    BlockReader(*file_.blocks, diagnostics_).ReadFile(providers, false, true);
  }

 private:
  hcl::Content Decode(const hcl::Body& body, const hcl::BodySchema& schema) {
    hcl::Content content = hcl::DecodeContent(body, schema, diagnostics_);
    Module& keeper = *file_.blocks;
    for (const auto& [name, attribute] : content.attributes) keeper.kept_attributes.push_back(attribute);
    keeper.kept_blocks.insert(keeper.kept_blocks.end(), content.blocks.begin(), content.blocks.end());
    return content;
  }

  static const hcl::Expression* ExpressionOf(const hcl::Content& content, const char* name) {
    const hcl::Attribute* attribute = content.Find(name);
    return attribute == nullptr ? nullptr : attribute->expression.get();
  }

  void Error(const char* code, std::string summary, std::string detail, const diag::Range& range) {
    diagnostics_.AddError(code, std::move(summary), std::move(detail), range);
  }

  // False, with an error: there was one already.
  bool IsFirst(const hcl::Block& block, const hcl::Block*& first, const std::string& where) {
    if (std::exchange(first, first == nullptr ? &block : first) == nullptr) return true;
    Error("duplicate-block", "Multiple \"" + block.type + "\" blocks",
          "This " + where + " already has a " + block.type + " block defined at " + PlaceOf(first->header_range) + ".",
          block.header_range);
    return false;
  }

  void ReadVariables(const hcl::Block& block, TestVariables& variables) {
    for (auto& [name, attribute] : hcl::DecodeAttributes(block.body, diagnostics_)) variables[name] = attribute;
  }

  void ReadRun(const hcl::Block& block) {
    TestRun run;
    run.name = block.labels[0].text;
    run.index = file_.runs.size();
    run.range = block.header_range;
    if (!hcl::IsValidIdentifier(run.name)) {
      Error("invalid-name", "Invalid run block name",
            "A name must start with a letter or underscore and may contain only letters, digits, underscores, and "
            "dashes.",
            block.labels[0].range);
    }
    const hcl::Content content = Decode(block.body, RunSchema());
    ReadRunArguments(content, run);
    const hcl::Block *variables = nullptr, *options = nullptr, *module = nullptr;
    for (const hcl::BlockPtr& inner : content.blocks) {
      if (inner->type == "assert") ReadAssert(*inner, run);
      if (inner->type == "variables" && IsFirst(*inner, variables, "run block")) ReadVariables(*inner, run.variables);
      if (inner->type == "plan_options" && IsFirst(*inner, options, "run block")) ReadOptions(*inner, run);
      if (inner->type == "module" && IsFirst(*inner, module, "run block")) ReadModule(*inner, run);
      ReadOverride(*inner, run.overrides);
    }
    file_.runs.push_back(std::move(run));
  }

  void ReadRunArguments(const hcl::Content& content, TestRun& run) {
    if (const hcl::Expression* command = ExpressionOf(content, "command")) {
      const std::string word = hcl::AsKeyword(*command);
      run.plans_only = word == "plan";
      if (word != "plan" && word != "apply") {
        Error("invalid-keyword", "Invalid \"command\" keyword",
              "The \"command\" argument requires one of the following keywords without quotes: apply or plan.",
              command->range);
      }
    }
    if (const hcl::Expression* providers = ExpressionOf(content, "providers")) ReadProviders(*providers, run);
    run.expected_failures = Traversals(content, "expect_failures");
  }

  std::vector<hcl::Traversal> Traversals(const hcl::Content& content, const char* name) {
    std::vector<hcl::Traversal> traversals;
    const hcl::Expression* expression = ExpressionOf(content, name);
    if (expression == nullptr) return traversals;
    const auto items = hcl::AsStaticList(*expression, diagnostics_);
    if (!items) return traversals;
    for (const hcl::Expression* item : *items) {
      if (auto one = hcl::AsMaybeQuotedTraversal(*item, diagnostics_)) traversals.push_back(*std::move(one));
    }
    return traversals;
  }

  std::optional<ProviderReference> Provider(const hcl::Expression& expression) {
    const auto traversal = hcl::AsMaybeQuotedTraversal(expression, diagnostics_);
    if (!traversal) return std::nullopt;
    if (traversal->steps.empty()) return ProviderReference{traversal->root, ""};
    if (traversal->steps.size() == 1 && traversal->steps[0].IsAttribute()) {
      return ProviderReference{traversal->root, traversal->steps[0].name};
    }
    Error("invalid-provider-reference", "Invalid provider configuration reference",
          "Provider name must either stand alone or be followed by a period and then a configuration alias.",
          expression.range);
    return std::nullopt;
  }

  void ReadProviders(const hcl::Expression& expression, TestRun& run) {
    const auto pairs = hcl::AsStaticMap(expression, diagnostics_);
    if (!pairs) return;
    for (const hcl::StaticPair& pair : *pairs) {
      const auto* key = hcl::As<hcl::ObjectKeyExpression>(*pair.key);
      const auto child = Provider(key != nullptr ? *key->wrapped : *pair.key);
      const auto ours = Provider(*pair.value);
      if (!child || !ours) continue;
      run.providers[*child] = *ours;
      run.provider_places[*child] = PlaceOfRoot(*pair.value, *ours);
    }
  }

  void ReadAssert(const hcl::Block& block, TestRun& run) {
    const hcl::Content content = Decode(block.body, {{{"condition", true}, {"error_message", true}}, {}});
    const CheckRule rule{ExpressionOf(content, "condition"), ExpressionOf(content, "error_message"), block.type_range};
    if (rule.condition == nullptr) return;
    if (hcl::References(*rule.condition).empty()) {
      Error("constant-condition", "Invalid assert expression",
            "The condition expression must refer to at least one object from elsewhere in the configuration, or else "
            "its result would not be checking anything.",
            rule.condition->range);
    }
    run.asserts.push_back(rule);
  }

  void ReadOptions(const hcl::Block& block, TestRun& run) {
    const hcl::Content content = Decode(block.body, {{{"mode"}, {"refresh"}, {"replace"}, {"target"}}, {}});
    if (const hcl::Expression* mode = ExpressionOf(content, "mode")) {
      const std::string word = hcl::AsKeyword(*mode);
      run.refresh_only = word == "refresh-only";
      if (word != "refresh-only" && word != "normal") {
        Error("invalid-keyword", "Invalid \"mode\" keyword",
              "The \"mode\" argument requires one of the following keywords without quotes: normal or refresh-only",
              mode->range);
      }
    }
    if (const hcl::Expression* refresh = ExpressionOf(content, "refresh")) {
      const value::Conversion flag =
          value::Convert(hcl::Evaluate(*refresh, hcl::Scope(), diagnostics_), value::Type::Bool());
      if (!flag.ok() || (flag->IsKnown() && flag->IsNull())) {
        Error("invalid-argument", "Unsuitable value type", "Unsuitable value: bool required", refresh->range);
      } else if (flag->IsKnown()) {
        run.refresh = flag->AsBool();
      }
      if (!run.refresh && run.refresh_only) {
        Error("invalid-argument", "Incompatible plan options",
              "The \"refresh\" option cannot be set to false when running a test in \"refresh-only\" mode.",
              refresh->range);
      }
    }
    run.replace = Traversals(content, "replace");
    run.targets = Traversals(content, "target");
  }

  void ReadModule(const hcl::Block& block, TestRun& run) {
    const hcl::Content content = Decode(block.body, {{{"source"}, {"version"}}, {}});
    if (content.Find("source") == nullptr) {
      Error("missing-argument", "Missing \"source\" attribute for module block",
            "You must specify a source attribute when executing alternate modules during test executions.",
            block.header_range);
      return;
    }
    TestModule module{Constant(content, "source"), Constant(content, "version"), content.Find("source")->range};
    run.module = std::move(module);
  }

  std::string Constant(const hcl::Content& content, const char* name) {
    const hcl::Expression* expression = ExpressionOf(content, name);
    if (expression == nullptr) return "";
    const value::Conversion text =
        value::Convert(hcl::Evaluate(*expression, hcl::Scope(), diagnostics_), value::Type::String());
    if (text.ok() && text->IsKnown() && !text->IsNull()) return text->AsString();
    if (!text.ok() || text->IsKnown()) {
      Error("invalid-argument", "Unsuitable value type", "Unsuitable value: string required", expression->range);
    }
    return "";
  }

  // An object without references: `values`, `outputs`, `defaults`.
  MockValues Object(const hcl::Content& content, const char* name) {
    const hcl::Expression* expression = ExpressionOf(content, name);
    if (expression == nullptr) return {};
    const Value value = hcl::Evaluate(*expression, hcl::Scope(), diagnostics_);
    if (value.IsKnown() && !value.IsNull() && value.type().IsObject()) return value.members();
    if (value.IsKnown()) {
      Error("invalid-mock", "Object expected", "The attribute `" + std::string(name) + "` must be an object.",
            content.Find(name)->range);
    }
    return {};
  }

  // Nothing, with an error, if the target is no address of the kind.
  std::optional<TargetAddress> Target(const hcl::Content& content) {
    const hcl::Expression* expression = ExpressionOf(content, "target");
    if (expression == nullptr) return std::nullopt;
    const auto traversal = hcl::AsTraversal(*expression, diagnostics_);
    if (!traversal) return std::nullopt;
    const Result<TargetAddress> target = ParseTarget(hcl::TraversalText(*traversal));
    if (target.ok()) return *target;
    Error("invalid-address", "Invalid address", target.error().message, expression->range);
    return std::nullopt;
  }

  std::optional<ResourceOverride> ReadResourceOverride(const hcl::Block& block) {
    const hcl::Content content = Decode(block.body, {{{"target", true}, {"values"}}, {}});
    ResourceOverride one;
    one.mode = block.type == "override_data" ? ResourceMode::kData : ResourceMode::kManaged;
    one.values = Object(content, "values");
    const auto target = Target(content);
    if (!target) return std::nullopt;
    one.range = ExpressionOf(content, "target")->range;
    if (!target->resource || HasKey(target->resource->key) || target->module.HasKeys()) {
      Error("invalid-address", "Invalid address",
            "A resource block is named, without keys of instances: those of all instances are overridden.", one.range);
      return std::nullopt;
    }
    one.target = *target->resource;
    return one;
  }

  void ReadOverride(const hcl::Block& block, Overrides& overrides) {
    if (block.type == "override_resource" || block.type == "override_data") {
      if (auto one = ReadResourceOverride(block)) overrides.resources.push_back(*std::move(one));
    }
    if (block.type != "override_module") return;
    const hcl::Content content = Decode(block.body, {{{"target", true}, {"outputs"}}, {}});
    ModuleOverride one;
    one.outputs = Object(content, "outputs");
    const auto target = Target(content);
    if (!target) return;
    one.range = ExpressionOf(content, "target")->range;
    if (target->resource || target->module.IsRoot() || target->module.HasKeys()) {
      Error("invalid-address", "Invalid address", "A module is named, without keys of instances.", one.range);
      return;
    }
    one.target = target->module;
    overrides.modules.push_back(std::move(one));
  }

  void ReadMock(const hcl::Block& block) {
    MockedProviderBlock mock;
    mock.name.local_name = block.labels[0].text;
    mock.range = block.header_range;
    const hcl::Content content = Decode(
        block.body,
        {{{"alias"}, {"for_each"}},
         {{"mock_resource", {"type"}}, {"mock_data", {"type"}}, {"override_resource", {}}, {"override_data", {}}}});
    mock.name.alias = Constant(content, "alias");
    if (const hcl::Expression* alias = ExpressionOf(content, "alias");
        alias != nullptr && !hcl::IsValidIdentifier(mock.name.alias)) {
      Error("invalid-name", "Invalid mock provider configuration alias", "An alias must be a valid name.",
            alias->range);
    }
    mock.for_each = ExpressionOf(content, "for_each");
    if (mock.for_each != nullptr && mock.name.alias.empty()) {
      Error("alias-required", "Alias required when using \"for_each\"",
            "The for_each argument is allowed only for provider configurations with an alias.", mock.for_each->range);
    }
    for (const hcl::BlockPtr& inner : content.blocks) ReadMockBlock(*inner, mock);
    const std::string name = mock.name.Text();
    if (file_.mocks.try_emplace(mock.name, std::move(mock)).second) return;
    Error("duplicate-block", "Duplicated `mock_provider` block",
          "It is not allowed to have multiple `mock_provider` blocks with the same address: `" + name + "`.",
          block.header_range);
  }

  void ReadMockBlock(const hcl::Block& block, MockedProviderBlock& mock) {
    const auto duplicate = [&](const std::string& detail) {
      Error("duplicate-block", "Duplicated `" + block.type + "` block", detail, mock.range);
    };
    if (block.type == "mock_resource" || block.type == "mock_data") {
      auto& types = block.type == "mock_data" ? mock.mock.data_sources : mock.mock.resources;
      const hcl::Content content = Decode(block.body, {{{"defaults"}}, {}});
      const std::string& type = block.labels[0].text;
      if (types.try_emplace(type, Object(content, "defaults")).second) return;
      return duplicate("`" + block.type + "." + type + "` is already defined in `mock_provider` block.");
    }
    auto one = ReadResourceOverride(block);
    if (!one) return;
    for (const ResourceOverride& other : mock.overrides) {
      if (other.target != one->target) continue;
      return duplicate("`" + block.type + "` with target `" + one->target.Text() +
                       "` is already defined in `mock_provider` block.");
    }
    mock.overrides.push_back(*std::move(one));
  }

  TestFile& file_;
  diag::Diagnostics& diagnostics_;
};

}  // namespace

TestFile ReadTestFile(const std::string& name, std::string text, diag::Diagnostics& diagnostics) {
  TestFile file;
  file.name = name;
  file.blocks = std::make_unique<Module>();
  auto parsed =
      std::make_shared<hcl::File>(name.ends_with(".json") ? hcl::ParseJsonFile(name, std::move(text), diagnostics)
                                                          : hcl::ParseFile(name, std::move(text), diagnostics));
  file.blocks->files.push_back(parsed);
  TestFileReader(file, diagnostics).Read(parsed->body);
  return file;
}

}  // namespace rolecall::engine
