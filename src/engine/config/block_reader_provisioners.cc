// Readers of provisioner and connection blocks, in resources and in `removed` blocks.
#include <set>
#include <utility>

#include "engine/config/block_reader.h"
#include "engine/config/references.h"
#include "hcl/evaluate/evaluate.h"
#include "hcl/syntax/parser.h"

namespace rolecall::engine {

// Those of an override take the place of all others.
void BlockReader::ReadProvisioners(ProvisionerList& list, const hcl::Content& content) {
  if (!content.BlocksOf("provisioner").empty()) list.steps.clear();
  const hcl::Block* connection = nullptr;
  for (const hcl::BlockPtr& block : content.blocks) {
    if (block->type == "connection") ReadConnection(list.connection, connection, *block, "resource");
    if (block->type != "provisioner") continue;
    if (auto provisioner = ReadProvisioner(*block)) list.steps.push_back(*std::move(provisioner));
  }
  for (const Provisioner& provisioner : list.steps) {
    if (provisioner.on_destroy && list.connection && !provisioner.connection) CheckDestroyReferences(*list.connection);
  }
}

void BlockReader::ReadConnection(std::optional<hcl::Body>& connection, const hcl::Block*& first,
                                 const hcl::Block& block, const char* where) {
  if (IsSecond(block, first, "duplicate-block", "Duplicate connection block",
               "This " + std::string(where) + " already has a connection block at")) {
    return;
  }
  connection = block.body;
}

// Quoted words are of the language before 0.12.
bool BlockReader::ReadKeyword(const hcl::Content& content, const char* name, const char* otherwise,
                              const char* wanted) {
  const hcl::Expression* expression = ExpressionOf(content, name);
  if (expression == nullptr) return false;
  const auto* text = hcl::As<hcl::StringExpression>(*expression);
  const std::string given = text != nullptr ? text->text : hcl::AsKeyword(*expression);
  if (text != nullptr && !text->from_json) {
    diagnostics_.AddWarning(
        "quoted-keyword", "Quoted keywords are deprecated",
        "In this context, keywords are expected literally rather than in quotes. OpenTofu 0.11 and earlier required "
        "quotes, but quoted keywords are now deprecated and will be removed in a future version of OpenTofu. Remove "
        "the "
        "quotes surrounding this keyword to silence this warning.",
        expression->range);
  }
  if (given == otherwise || given == wanted) return given == wanted;
  const std::string& first = std::string(name) == "when" ? otherwise : wanted;
  const std::string& second = std::string(name) == "when" ? wanted : otherwise;
  diagnostics_.AddError("invalid-keyword", "Invalid \"" + std::string(name) + "\" keyword",
                        "The \"" + std::string(name) + "\" argument requires one of the following keywords: " + first +
                            " or " + second + ".",
                        expression->range);
  return false;
}

std::optional<Provisioner> BlockReader::ReadProvisioner(const hcl::Block& block) {
  Provisioner provisioner{.type = block.labels[0].text, .range = block.header_range};
  const hcl::BodySchema schema = {{{"when"}, {"on_failure"}}, {{"connection", {}}, {"lifecycle", {}}, {"_", {}}}};
  const hcl::Content content = DecodeWithRest(block.body, schema, &provisioner.body);
  provisioner.on_destroy = ReadKeyword(content, "when", "create", "destroy");
  provisioner.continues = ReadKeyword(content, "on_failure", "fail", "continue");
  const hcl::Block *connection = nullptr, *escape = nullptr;
  for (const hcl::BlockPtr& inner : content.blocks) {
    if (inner->type == "connection") ReadConnection(provisioner.connection, connection, *inner, "provisioner");
    if (inner->type == "lifecycle") {
      diagnostics_.AddError("reserved-name", "Reserved block type name in provisioner block",
                            "The block type name \"lifecycle\" is reserved for use by OpenTofu in a future version.",
                            inner->type_range);
    }
    if (inner->type == "_" && !IsSecond(*inner, escape, "duplicate-block", "Duplicate escaping block",
                                        "The special block type \"_\" can be used to force particular arguments to be "
                                        "interpreted as provisioner-type-specific rather than as meta-arguments, but "
                                        "each provisioner block can have only one such block. The first escaping block "
                                        "was at")) {
      provisioner.body = MergedBody(provisioner.body, inner->body);
    }
  }
  const std::string& type = provisioner.type;
  if (passes_over_) {
    Unsupported("unsupported-block", "The \"provisioner\" block is not looked into",
                "What it does when it is run is not known.", block.header_range);
    return std::nullopt;
  }
  static const std::set<std::string> kRemoved = {"chef", "habitat", "puppet", "salt-masterless"};
  if (kRemoved.count(type) > 0) {
    diagnostics_.AddError("removed-provisioner", "The \"" + type + "\" provisioner has been removed",
                          "The \"" + type + "\" provisioner is deprecated and has been removed from OpenTofu.",
                          block.labels[0].range);
    return std::nullopt;
  }
  if (provisioner.on_destroy) CheckDestroyReferences(provisioner.body);
  if (provisioner.on_destroy && provisioner.connection) CheckDestroyReferences(*provisioner.connection);
  return provisioner;
}

// When an object goes, its block and what that refers to may be gone: the object itself must do.
void BlockReader::CheckDestroyReferences(const hcl::Body& body) {
  diag::Diagnostics ignored;
  for (const auto& [name, attribute] : hcl::DecodeAttributes(body, ignored)) {
    CheckDestroyReferences(*attribute->expression);
  }
}

void BlockReader::CheckDestroyReferences(const hcl::Expression& expression) {
  for (const hcl::Traversal* traversal : hcl::References(expression)) {
    const Subject subject = SubjectOf(*traversal);
    const std::string& root = traversal->root;
    const bool is_own = subject.kind == Subject::Kind::kSelf || root == "path" || root == "terraform" ||
                        root == "tofu" || (subject.kind == Subject::Kind::kEach && subject.name == "key") ||
                        (subject.kind == Subject::Kind::kCount && subject.name == "index");
    if (is_own) continue;
    diagnostics_.AddError(
        "destroy-reference", "Invalid reference from destroy provisioner",
        "Destroy-time provisioners and their connection configurations may only reference attributes of the related "
        "resource, via 'self', 'count.index', or 'each.key'.\n\nReferences to other resources during the destroy phase "
        "can cause dependency cycles and interact poorly with create_before_destroy.",
        expression.range);
  }
}

}  // namespace rolecall::engine
